# test/fault/lib.sh -- a province on either store, under the shim (power.h), its power
# cut, its processes killed.  Read by the scripts beside it, which count and clean up:
#
#   fault_begin NAME             a temporary folder, $work; what is needed is built
#   province sqlite|postgresql   a fresh one: $work/dir, and with it $work/pg
#   start, stop                  of the server (and the cluster); logs in $work
#   lose_power SEED              at this instant; then what the disk would hold
#   passed, failed, fault_end    the count
#
# PostgreSQL runs as nobody, from Debian's package, with its own defaults for safety:
# fsync, full_page_writes and synchronous_commit on, wal_sync_method fdatasync.
cd "$(dirname "$0")/../.." || exit 2
tinhso=$PWD/build/tinhso
power=$PWD/build/fault/power
shim=$PWD/build/fault/shim.so
pgbin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
passes=0 failures=0 server="" postmaster="" driver="" store="" work="" clock=""

passed() { passes=$((passes + 1)); }
failed() {
    failures=$((failures + 1))
    echo "FAILED $*"
}
# holds WHAT COMMAND…: one claim.
holds() {
    what=$1
    shift
    if "$@"; then passed; else failed "$what"; fi
}

fault_begin() {
    make -s CC="${CC:-gcc}" build/tinhso build/fault/shim.so build/fault/power >/dev/null ||
        { echo "0 passed, 1 failed"; exit 1; }
    work=$(mktemp -d "/tmp/tinhso-$1-XXXXXX")
    chmod 755 "$work"
    # The cluster's user may not be let into the folder this stands in; a library that
    # cannot be read is left out with a warning.
    cp "$shim" "$work/shim.so" && shim=$work/shim.so
    [ -z "${KEEP:-}" ] || echo "kept in $work"
    trap fault_clean EXIT
    trap 'exit 130' INT TERM
}

fault_end() {
    echo "$passes passed, $failures failed"
    [ "$failures" -eq 0 ]
    exit
}

fault_clean() {
    kill_all
    [ -n "${KEEP:-}" ] || rm -rf "$work"
}

# PostgreSQL will not be root.
as_nobody=
[ "$(id -u)" != 0 ] || as_nobody="setpriv --reuid=nobody --regid=nogroup --clear-groups"

# -- the cluster ---------------------------------------------------------------------------
make_cluster() {
    rm -rf "$work/pg" "$work/sock"
    mkdir "$work/pg" "$work/sock"
    [ "$(id -u)" != 0 ] || chown nobody "$work/pg" "$work/sock"
    (cd / && $as_nobody "$pgbin/initdb" -D "$work/pg" -U tinhso --locale=C -E UTF8 \
        --auth=trust > "$work/initdb.log" 2>&1) || { cat "$work/initdb.log"; exit 1; }
}

# Both below run under the shim; with TRACED= without a trace, for faults alone.
start_cluster() {
    [ "$store" = postgresql ] || return 0
    cd /
    if [ -n "${TRACED:-}" ]; then : > "$work/pg.trace"; chmod 666 "$work/pg.trace"; fi
    $as_nobody env LD_PRELOAD="$shim" POWER_CONTROL="$work/pg.control" POWER_ROOT="$work/pg" \
        ${TRACED:+POWER_TRACE="$work/pg.trace"} "$pgbin/postgres" -D "$work/pg" -k "$work/sock" \
        -c listen_addresses= -c max_connections=60 -c wal_sync_method=fdatasync \
        -c checkpoint_timeout=30s >> "$work/pg.log" 2>&1 &
    postmaster=$!
    cd - >/dev/null
    for _ in $(seq 300); do
        psql_do 'select 1' >/dev/null 2>&1 && return
        sleep 0.1
    done
    echo "the cluster did not start"; tail -20 "$work/pg.log"; return 1
}

stop_cluster() { # MODE
    [ -n "$postmaster" ] || return 0
    kill "-$1" "$postmaster" 2>/dev/null
    wait "$postmaster" 2>/dev/null
    postmaster=
}

psql_do() { psql -XqAt -h "$work/sock" -U tinhso -d postgres -c "$1"; }
sql() {
    if [ "$store" = postgresql ]; then
        psql_do "$1"
    else
        sqlite3 -cmd '.timeout 5000' "$work/dir/tinhso.db" "$1"
    fi
}

# -- the control pages: the cluster first, so that no commit outlives its disk ---------------
new_controls() { "$power" new "$work/pg.control"; "$power" new "$work/dir.control"; }
set_both() { "$power" set "$work/pg.control" "$@"; "$power" set "$work/dir.control" "$@"; }
set_one() { one=$1; shift; "$power" set "$work/$one.control" "$@"; }

# -- the province ---------------------------------------------------------------------------
province() {
    store=$1
    rm -rf "$work/dir" "$work/out"
    mkdir "$work/out"
    new_controls
    where="sqlite:$work/dir/tinhso.db"
    if [ "$store" = postgresql ]; then
        make_cluster
        where="postgresql:///postgres?host=$work/sock&user=tinhso"
        start_cluster || exit 1
    fi
    "$tinhso" init "$work/dir" --store "$where" --simulated --without-data > /dev/null || exit 1
    stop_cluster INT
    port=$(node -e 's = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close() })')
    LIST="sqlite3 $work/dir/tinhso.db 'select code from dossier_now'"
    [ "$store" = sqlite ] ||
        LIST="psql -XqAt -h $work/sock -U tinhso -d postgres -c 'select code from dossier_now'"
    export LIST
}

start_server() {
    : > "$work/serve.out"
    [ -z "${TRACED:-}" ] || : > "$work/dir.trace"
    env LD_PRELOAD="$shim" POWER_CONTROL="$work/dir.control" POWER_ROOT="$work/dir" \
        ${TRACED:+POWER_TRACE="$work/dir.trace"} "$tinhso" serve "$work/dir" \
        --listen "127.0.0.1:$port" ${clock:+--clock "$clock"} > "$work/serve.out" \
        2>> "$work/serve.log" &
    server=$!
    for _ in $(seq 300); do
        grep -q '^http://' "$work/serve.out" && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    echo "the server did not start"; tail -5 "$work/serve.log"; return 1
}

start() { start_cluster && start_server; }

stop_server() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null
    wait "$server" 2>/dev/null
    code=$?
    server=
    return $code
}

stop() { stop_server; stop_cluster INT; }

# Every process of ours, by its number.
kill_all() {
    dying="$server $postmaster"
    for one in $dying; do
        dying="$dying $(pgrep -P "$one" 2>/dev/null | tr '\n' ' ')"
    done
    dying=$(echo $dying)
    [ -z "$dying" ] || kill -9 $dying 2>/dev/null
    [ -z "$driver" ] || kill "$driver" 2>/dev/null
    for one in $server $postmaster $driver; do wait "$one" 2>/dev/null; done
    # Children are not ours to wait for; their locks and memory end with them.
    for one in $dying; do
        while kill -0 "$one" 2>/dev/null; do sleep 0.02; done
    done
    server= postmaster= driver=
}

# -- load ----------------------------------------------------------------------------------------
drive() { # CLIENTS SECONDS
    node test/fault/load.mjs drive "$port" "$work/out" "$1" "$2" > "$work/drive.out" 2>&1 &
    driver=$!
}
wait_driver() { wait "$driver" 2>/dev/null; driver=; cat "$work/drive.out"; }
check_claims() { node test/fault/load.mjs check "$port" "$work/out" "$work/dir"; }
file_once() { node test/fault/load.mjs once "$port" "$work/out" ${1:+"$1"}; }
verifies() { "$tinhso" verify "$work/dir" > "$work/verify.out" 2>&1 ||
    { tail -5 "$work/verify.out"; return 1; }; }

# -- power -----------------------------------------------------------------------------------------
# What a loss may return to: the folders as they are now, taken to be on the disk.
keep_base() {
    new_controls
    rm -rf "$work/dir.base" "$work/pg.base"
    cp -a "$work/dir" "$work/dir.base"
    [ "$store" = sqlite ] || cp -a "$work/pg" "$work/pg.base"
}

put_back() { # NAME SEED RULE
    rm -rf "${work:?}/$1"
    cp -a "$work/$1.base" "$work/$1"
    [ -s "$work/$1.trace" ] || failed "the $1 left no trace: it did not run under the shim"
    "$power" restore "$work/$1.base" "$work/$1.trace" "$work/$1" "$2" "$3" ||
        failed "the $1 could not be put back"
}

lose_power() { # SEED
    set_both lost 1
    sleep 0.2 # what is under way reaches its end; nothing new does
    kill_all
    put_back dir "$1" strict
    rm -f "$work/dir/tinhso.db-shm" # mapped memory; SQLite makes it anew
    [ "$store" = sqlite ] || { put_back pg "$1" journal; rm -f "$work/pg/postmaster.pid"; }
}
