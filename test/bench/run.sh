#!/bin/sh
# test/bench/run.sh [PART…]: the province under load, on both stores.  Medians of ROUNDS;
# trust the ratios of one run, not its absolute figures.
#
#   submit    durable submissions over HTTP, beside the pen alone doing the same statements
#             (SQLite) and beside pgbench writing the same rows (PostgreSQL)
#   read      tracking, the work list and searches among FEW and among MANY dossiers, start,
#             memory; how long the search takes to catch up with all of them, and its size
#   desks     work lists, Today and statistics among OPEN thousand open and CLOSED thousand
#             closed dossiers; only when named
#   load      ROWS invoices into a registry, beside SQLite alone; submissions meanwhile; only
#             when named
#   search    words among ROWS enterprises of a registry, on both stores: their load, the size of
#             their words, searches of each kind with marks and without; only when named
#   soak      SOAK seconds of submissions while slow clients take the whole journal away at
#             RATE bytes a second each; only when named
#
# FEW=1000 MANY=1000000 ROUNDS=5 SECONDS_EACH=5 SOAK=1800 RATE=8192 OPEN=1000 CLOSED=10000 ROWS=1000000
set -eu
cd "$(dirname "$0")/../.."
FEW=${FEW:-1000} MANY=${MANY:-1000000} ROUNDS=${ROUNDS:-5} SECONDS_EACH=${SECONDS_EACH:-5}
SOAK=${SOAK:-1800} RATE=${RATE:-8192} OPEN=${OPEN:-1000} CLOSED=${CLOSED:-10000}
ROWS=${ROWS:-1000000}
parts=${*:-submit read}
tinhso=$PWD/build/tinhso load=$PWD/build/release/bench-load here=$PWD/test/bench
make -s CC="${CC:-gcc}" build/tinhso build/release/bench-load
work=$(mktemp -d "${TMPDIR:-/tmp}/tinhso-bench-XXXXXX")
server=
cleanup() {
    stop_slow
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
say() { printf '%-58s %s\n' "$1" "$2"; }

# serve DIR: starts it; port and server are set.
serve() {
    rm -f "$work/served" # the line of the one before is not this one's
    "$tinhso" serve "$1" ${CLOCK:+--clock "$CLOCK"} --listen 127.0.0.1:0 > "$work/served" 2>> "$work/log" &
    server=$!
    tries=0
    until grep -qs '^http://' "$work/served"; do
        tries=$((tries + 1))
        [ $tries -lt 3000 ] && kill -0 $server 2>/dev/null || { cat "$work/log" >&2; exit 1; }
        sleep 0.01
    done
    port=$(sed -n 's|^http://[^:]*:\([0-9]*\).*|\1|p' "$work/served")
    "$load" first "$port" > "$work/first"
}
stop() { kill "$server"; wait "$server" || true; server=; }

# The child that serves; the parent only keeps.
child() { pgrep -P "$server" | head -n 1; }
anonymous() { awk '/^RssAnon/ { s += $2 } END { printf "%.0f", s / 1024 }' /proc/"$server"/status /proc/"$(child)"/status; }
counter() { curl -s "http://127.0.0.1:$port/metrics" | awk -v n="tinhso_$1" '$1 == n { print $2 }'; }

# under CLIENTS SCRIPT: wrk against the server; answers a second, ms → out, p50, p99.
under() {
    wrk --latency -t1 -c"$1" -d"$SECONDS_EACH" -s "$here/$2" "http://127.0.0.1:$port/" > "$work/wrk"
    ! grep -q 'Non-2xx' "$work/wrk" || { cat "$work/wrk" >&2; echo "some were refused" >&2; exit 1; }
    out=$(awk '/^Requests\/sec/ { printf "%.0f", $2 }' "$work/wrk")
    p50=$(latency 50%) p99=$(latency 99%)
}
latency() {
    awk -v of="$1" '$1 == of { v = $2; u = v; sub(/[a-z]+/, "", v); sub(/[0-9.]+/, "", u)
                               print u == "us" ? v / 1000 : u == "s" ? v * 1000 : v }' "$work/wrk"
}

make_dir() { # DIR STORE
    "$tinhso" init "$1" --store "$2" --simulated > /dev/null
}
# A file to name, and where to file; the server is stopped meanwhile.
prepare_filing() {
    "$load" ticket "$1" > "$work/ticket"
    TICKET=$(sed -n 1p "$work/ticket") COMMUNES=$(sed -n 2p "$work/ticket")
    export TICKET COMMUNES
}

# -- submissions --------------------------------------------------------------------------

sync_rate() {
    for i in 1 2 3; do
        dd if=/dev/zero of="$work/sync" bs=4096 count=300 oflag=dsync 2>&1 |
            awk '/copied/ { for (i = 1; i <= NF; i++) if ($i == "s,") printf "%.0f\n", 300 / $(i - 1) }'
    done | median
}

submit_sqlite() {
    dir=$work/sqlite
    say "4 kB writes made durable, one after the other (/s)" "$(sync_rate)"
    make_dir "$dir" "sqlite:$dir/tinhso.db"
    prepare_filing "$dir"
    : > "$work/http"; : > "$work/bare"; : > "$work/rates"; : > "$work/batch"
    for i in $(seq "$ROUNDS"); do
        cp "$dir/tinhso.db" "$work/copy.db"
        "$load" replay "$dir" "$work/copy.db" 20000 2> "$work/settings" > "$work/one"
        read -r bare whole commits < "$work/one"
        serve "$dir"
        before=$(counter acts_total) batches=$(counter batches_total)
        under 64 submit.lua
        acts=$(($(counter acts_total) - before)) batches=$(($(counter batches_total) - batches))
        memory=$(anonymous)
        stop
        echo "$out" >> "$work/http"; echo "$bare" >> "$work/bare"
        ratio "$out" "$bare" >> "$work/rates"; echo >> "$work/rates"
        echo $((acts / batches)) >> "$work/batch"
        rm -f "$work/copy.db"*
    done
    cat "$work/settings"
    say "sqlite: submissions over HTTP, 64 clients (/s)" "$(median < "$work/http")"
    say "sqlite: the pen alone, the same statements (/s)" "$(median < "$work/bare")"
    say "sqlite: ratio (at least 0.5)" "$(median < "$work/rates")"
    say "sqlite: acts in a batch" "$(median < "$work/batch")"
    say "sqlite: anonymous memory after it (MB; under 150)" "$memory"
    n=$(sqlite3 "$dir/tinhso.db" 'SELECT count(*) FROM dossier_now')
    say "sqlite: bytes a dossier" "$(($(stat -c %s "$dir/tinhso.db") / n))"
    say "sqlite: indexes" "$(sqlite3 "$dir/tinhso.db" "SELECT count(*) FROM sqlite_master WHERE type = 'index'")"
    rm -rf "$dir"
}

pgbench_path() { ls /usr/lib/postgresql/*/bin/pgbench | sort -V | tail -n 1; }

# Within test/with_postgres.sh: TINHSO_PG is set.
submit_postgresql() {
    dir=$work/pg
    make_dir "$dir" "$TINHSO_PG"
    prepare_filing "$dir"
    psql -q "$TINHSO_PG" -f "$here/pgbench_begin.sql"
    : > "$work/http"; : > "$work/bare"; : > "$work/rates"; : > "$work/batch"
    pgbench=$(pgbench_path)
    for i in $(seq "$ROUNDS"); do
        "$pgbench" -n -c 64 -j 1 -M prepared -T "$SECONDS_EACH" -f "$here/pgbench.sql" "$TINHSO_PG" > "$work/pgbench" 2>&1 ||
            { cat "$work/pgbench" >&2; exit 1; }
        bare=$(awk '/^tps/ { printf "%.0f", $3 }' "$work/pgbench")
        serve "$dir"
        before=$(counter acts_total) batches=$(counter batches_total)
        under 64 submit.lua
        acts=$(($(counter acts_total) - before)) batches=$(($(counter batches_total) - batches))
        stop
        echo "$out" >> "$work/http"; echo "$bare" >> "$work/bare"
        ratio "$out" "$bare" >> "$work/rates"; echo >> "$work/rates"
        echo $((acts / batches)) >> "$work/batch"
    done
    "$load" settings "$dir"
    say "postgresql: submissions over HTTP, 64 clients (/s)" "$(median < "$work/http")"
    say "postgresql: pgbench, 64 clients, the same rows (/s)" "$(median < "$work/bare")"
    say "postgresql: ratio (at least 1.0)" "$(median < "$work/rates")"
    say "postgresql: acts in a batch" "$(median < "$work/batch")"
    rm -rf "$dir"
}

# -- reading -------------------------------------------------------------------------------

# session DIR ROLE UNIT: an account signed in; its cookie.
session() {
    line=$("$tinhso" user add "$1" "$4" --name 'Đo tải' --role "$2" --unit "$3")
    password=$(echo "$line" | cut -f 2) secret=$(echo "$line" | cut -f 3)
    ticket=$(curl -s -H 'Accept: application/json' --data-urlencode "account=$4" \
        --data-urlencode "password=$password" "http://127.0.0.1:$port/dang-nhap" |
        sed -n 's/.*"ticket":"\([^"]*\)".*/\1/p')
    curl -s -o /dev/null -D - --data-urlencode "ticket=$ticket" \
        --data-urlencode "code=$("$load" code "$secret")" "http://127.0.0.1:$port/dang-nhap/ma" |
        sed -n 's/^[Ss]et-[Cc]ookie: \(phien=[^;]*\).*/\1/p'
}

# The rows that tracking reads, by PostgreSQL's own client: what there is to have at most.
pgbench_reading() { # N
    : > "$work/outs"
    for k in $(seq "$ROUNDS"); do
        "$(pgbench_path)" -n -c 16 -j 1 -M prepared -T "$SECONDS_EACH" -D n="$1" \
            -f "$here/pgbench_read.sql" "$TINHSO_PG" > "$work/pgbench" 2>&1 ||
            { cat "$work/pgbench" >&2; exit 1; }
        awk '/^tps/ { printf "%.0f\n", $3 }' "$work/pgbench" >> "$work/outs"
    done
    answers=$(median < "$work/outs")
}

rounds_under() { # CLIENTS SCRIPT → answers.med, p99.med
    : > "$work/outs"; : > "$work/p99s"
    for k in $(seq "$ROUNDS"); do
        under "$1" "$2"
        echo "$out" >> "$work/outs"; echo "$p99" >> "$work/p99s"
    done
    answers=$(median < "$work/outs") slowest=$(median < "$work/p99s")
}

sql() { # DIR STATEMENT
    if [ "$kind" = sqlite ]; then sqlite3 "$1/tinhso.db" "$2"; else psql -qtAX "$TINHSO_PG" -c "$2"; fi
}
behind() { sql "$1" "SELECT (SELECT MAX(act) FROM entry) - COALESCE((SELECT MAX(upto) FROM search_cursor), 0)"; }
catch_up() { # N DIR: the served province
    begun=$(date +%s%3N)
    until [ "$(behind "$2")" = 0 ]; do sleep 0.2; done
    took=$(($(date +%s%3N) - begun))
    say "$kind, $1 dossiers: searched by name (a second, while nobody files)" "$(($1 * 1000 / (took + 1)))"
    words=$(sql "$2" "SELECT COUNT(*) FROM dossier_word")
    say "$kind, $1 dossiers: words of a dossier, at its desk and in the province" "$((words / $1))"
    if [ "$kind" = postgresql ]; then
        say "$kind, $1 dossiers: bytes of a dossier's words" "$(($(sql "$2" "SELECT pg_total_relation_size('dossier_word')") / $1))"
        psql -q "$TINHSO_PG" -c "VACUUM ANALYZE dossier_word"
    fi
}
searches() { # N WHERE: as COOKIE
    for asked in "a frequent family name:nguyen" "a full name:nguyen+thi+thu+ha" \
                 "two names that seldom meet:hoang+thi+le" "the end of a code:0007"; do
        Q=${asked#*:}; export Q
        rounds_under 4 search.lua
        say "$kind, $1 dossiers: search in $2, ${asked%%:*} (/s; p99 ms, under 15)" "$answers; $slowest"
    done
}

read_among() { # N DIR STORE
    make_dir "$2" "$3"
    "$load" fill "$2" "$1" > "$work/tracked-$1"
    # What autovacuum does within minutes of so many rows; else plans are made for empty
    # tables, and no page is known to be visible to all.
    [ "$kind" = sqlite ] || psql -q "$TINHSO_PG" -c "VACUUM ANALYZE"
    begun=$(date +%s%3N)
    serve "$2"
    say "$kind, $1 dossiers: start to first answer (ms; under 150)" "$(($(cat "$work/first") - begun))"
    catch_up "$1" "$2"
    TRACKED=$work/tracked-$1 HTML=0; export TRACKED HTML
    rounds_under 16 track.lua
    json=$answers
    say "$kind, $1 dossiers: tracked as JSON (/s; at least 25000)" "$json"
    if [ "$kind" = postgresql ]; then
        pgbench_reading "$1"
        say "$kind, $1 dossiers: pgbench reading the same rows (/s)" "$answers"
    fi
    HTML=1
    rounds_under 16 track.lua
    say "$kind, $1 dossiers: tracked as a page (/s; at least 12000)" "$answers"
    COOKIE=$(session "$2" desk 10510 motcua); export COOKIE
    rounds_under 4 worklist.lua
    say "$kind, $1 dossiers: work list of a desk (/s)" "$answers"
    say "$kind, $1 dossiers: its p99 (ms; under 10)" "$slowest"
    COOKIE=$(session "$2" desk 10510 quantri)
    "$tinhso" call "$2" position.give '{"account":"quantri","unit":"30","role":"administrator"}' > /dev/null
    rounds_under 4 worklist.lua
    say "$kind, $1 dossiers: the same of one who administers too (/s)" "$answers"
    say "$kind, $1 dossiers: its p99 (ms)" "$slowest"
    COOKIE=$(session "$2" specialist 10510 xuly); export COOKIE
    searches "$1" "a commune"
    COOKIE=$(session "$2" inspector 30 thanhtra); export COOKIE
    searches "$1" "the province"
    say "$kind, $1 dossiers: anonymous memory (MB; under 150)" "$(anonymous)"
    stop
}

read_both_sizes() { # kind, and where a store is
    kind=$1
    read_among "$FEW" "$work/few" "$2"
    few=$json
    rm -rf "$work/few"
    [ "$kind" = sqlite ] || psql -q "$TINHSO_PG" -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public' 2>/dev/null
    read_among "$MANY" "$work/many" "$3"
    say "$kind: tracking among $MANY beside $FEW (at least 0.8)" "$(ratio "$json" "$few")"
    rm -rf "$work/many"
}

# -- a province with years behind it ----------------------------------------------------------

desk_rows() { # the statements of desks.sql for today
    now=$(date -d "$TODAY 02:00Z" +%s)000000 first=$(date -d "$TODAY -740 days" +%s)000000
    days=$(for i in $(seq 0 745); do
               date -d "@$((first / 1000000 + i * 86400 + 43200))" "+($i,'%Y-%m-%d','%Y-%m'),"
           done | tr -d '\n')
    procedures=$(sed -n 's/^ *"procedure": "\([a-z-]*\)", "version": 1,.*/\1/p' packs/hai-duong/procedures/*.json |
        sort -u | awk '{ printf "(%d,%c%s%c),", NR - 1, 39, $1, 39 }')
    kinds=$(echo "$procedures" | tr -cd '(' | wc -c)
    sed -e "s/@TODAY@/$TODAY/g; s/@KINDS@/$kinds/g; s/@NOW@/$now/g; s/@FIRST@/$first/g; s/@OFFICER@/$1/g; s/@OPEN@/$OPEN/g; s/@CLOSED@/$CLOSED/g" \
        -e "s/@DAYS@/${days%,}/; s/@PROCEDURES@/${procedures%,}/" "$here/desks.sql"
}

asked() { # WHAT PATH: as COOKIE
    ASKED=$2; export ASKED
    rounds_under 4 asked.lua
    say "$kind: $1 (/s; p99 ms, under 15)" "$answers; $slowest"
}

desks() { # kind, and where the store is
    kind=$1 dir=$work/desks TODAY=2024-07-01 CLOCK=2024-07-01T08:00
    make_dir "$dir" "$2"
    "$tinhso" simulate "$dir" --from 2024-01-02 --to 2024-06-28 --dossiers 300 --seed 1 > /dev/null
    serve "$dir"
    clerk=$(session "$dir" desk 10510 motcua)
    leader=$(session "$dir" leader 10510 lanhdao)
    province=$(session "$dir" province_leader 30 lanhdaotinh)
    stop
    officer=$(sql "$dir" "SELECT account FROM account WHERE login = 'motcua'")
    CLOCK=2024-07-01T09:00
    desk_rows "$officer" > "$work/desks.sql"
    begun=$(date +%s)
    if [ "$kind" = sqlite ]; then
        sqlite3 "$dir/tinhso.db" "PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000; PRAGMA temp_store = MEMORY;" ".read $work/desks.sql" > /dev/null
    else
        psql -q -v ON_ERROR_STOP=1 "$TINHSO_PG" -f "$work/desks.sql"
        psql -q "$TINHSO_PG" -c 'VACUUM ANALYZE'
    fi
    say "$kind: rows made (s)" "$(($(date +%s) - begun))"
    say "$kind: open, closed" "$(sql "$dir" "SELECT COUNT(*) FROM dossier_now WHERE waits IN (1, 2)") $(sql "$dir" "SELECT COUNT(*) FROM dossier_now WHERE waits = 0")"
    say "$kind: cells of counters" "$(sql "$dir" 'SELECT COUNT(*) FROM counter')"
    serve "$dir"
    COOKIE=$clerk; export COOKIE
    asked "work list of a desk" /api/query/dossier.worklist
    asked "the same as a page" /viec
    for filter in mine late today person handover; do
        asked "its filter $filter" "/api/query/dossier.worklist?filter=$filter"
    done
    COOKIE=$leader
    asked "work list of a leader" /api/query/dossier.worklist
    asked "Today of a commune" /api/query/office.today
    asked "statistics of a commune by procedure" '/api/query/measure.report?by=procedure&period=2024-h1'
    COOKIE=$province
    asked "Today of the province" /api/query/office.today
    asked "statistics of the province by unit" '/api/query/measure.report?by=unit&period=2024-h1'
    asked "statistics of the province by procedure" '/api/query/measure.report?by=procedure&period=2024-h1'
    stop
    CLOCK=
    rm -rf "$dir"
}

# -- for long -------------------------------------------------------------------------------

# take_slowly N: one slow client after another; how each export ended, a line each.
take_slowly() {
    while :; do
        curl -s --limit-rate "$RATE" -o "$work/taken-$1" -H "Cookie: $COOKIE" -w '%{http_code} %{exitcode}\n' \
            "http://127.0.0.1:$port/nhat-ky.csv" >> "$work/exports" || true
    done
}

# The shells first, so that none begins anew.
stop_slow() {
    [ -f "$work/slow" ] || return 0
    while read -r shell; do
        clients=$(pgrep -P "$shell" || true)
        kill "$shell" $clients 2>/dev/null || true
    done < "$work/slow"
    rm "$work/slow"
}

# p99, the write-ahead log's length and the memory each half-minute.  The journal is so long
# that an export lasts as long as the soak, beside what the kernel holds of it at once: a line
# has 170 bytes, and 8 MB may lie in the buffers of a connection.
soak() {
    dir=$work/soak
    make_dir "$dir" "sqlite:$dir/tinhso.db"
    "$load" fill "$dir" $(((SOAK * RATE + (8 << 20)) / 170)) > /dev/null
    prepare_filing "$dir"
    serve "$dir"
    COOKIE=$(session "$dir" inspector 30 thanhtra)
    : > "$work/exports"
    for i in 1 2 3; do
        take_slowly $i &
        echo $! >> "$work/slow"
    done
    SECONDS_EACH=30
    for i in $(seq $((SOAK / SECONDS_EACH))); do
        under 16 submit.lua
        say "soak, second $((i * SECONDS_EACH)): /s, p99 ms, log MB, memory MB, taken kB" \
            "$out $p99 $(($(counter wal_bytes) >> 20)) $(anonymous) $(($(cat "$work"/taken-* | wc -c) >> 10))"
    done
    say "soak: exports that came to their end, and that did not" \
        "$(grep -c '^200 0$' "$work/exports") $(grep -vc '^200 0$' "$work/exports")"
    stop_slow
    stop
    "$tinhso" verify "$dir" | tail -n 1
}

# -- loading ---------------------------------------------------------------------------------

# The greatest resident memory of process PID while it lives (MB, without mapped files).
greatest_memory() {
    most=0
    while now=$(awk '/^RssAnon/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status" 2>/dev/null) && [ -n "$now" ]; do
        [ "$now" -le "$most" ] || most=$now
        sleep 0.2
    done
    echo "$most"
}

# Invoices one by one and a page of a day's, at any depth, among those of DIR.
read_registry() { # STORE DIR
    KEYS=$work/keys ROWS=$ROWS
    awk -F, "NR > 1 && (NR * 7919) % ($ROWS / 1000 + 1) == 0 { print \$1 \"/\" \$2 \"/\" \$3 \"/\" \$4 }" \
        "$work/invoices.csv" > "$KEYS"
    export KEYS ROWS COOKIE
    serve "$2"
    COOKIE=$(session "$2" data_officer 30 dulieu)
    rounds_under 16 registry_one.lua
    say "$1: an invoice by its key over HTTP, among $ROWS (at least 10,000/s)" "$answers"
    rounds_under 4 registry_page.lua
    say "$1: 50 invoices of a day, anywhere among $ROWS: /s, p99 (under 10 ms)" "$answers $slowest"
    stop
}

# load_invoices STORE DIR ADDRESS: a province with ROWS of them; took is set (ms).
load_invoices() {
    make_dir "$2" "$3" 2>> "$work/log"
    begun=$(date +%s%3N)
    "$tinhso" import "$2" e_invoice "$work/invoices.csv" > "$work/import" 2>> "$work/log" &
    greatest_memory $! > "$work/most"
    wait $! || { cat "$work/import" "$work/log" >&2; exit 1; }
    took=$(($(date +%s%3N) - begun))
    grep -q "\"created\":$ROWS,.*\"refused\":0" "$work/import" || { cat "$work/import" >&2; exit 1; }
    say "$1: $ROWS invoices checked, sorted, loaded, hashed (s)" "$((took / 1000))"
    say "$1: rows a second" "$((ROWS * 1000 / took))"
    say "$1: greatest anonymous memory (MB; under 300)" "$(cat "$work/most")"
}

loads_postgresql() {
    make -s CC="${CC:-gcc}" build/release/bench-invoices
    "$PWD/build/release/bench-invoices" csv "$ROWS" > "$work/invoices.csv"
    load_invoices postgresql "$work/load" "$TINHSO_PG"
    read_registry postgresql "$work/load"
}

# ROWS cash-register invoices, and the same by SQLite alone; then submissions while they load.
loads() {
    invoices=$PWD/build/release/bench-invoices dir=$work/load
    make -s CC="${CC:-gcc}" build/release/bench-invoices
    "$invoices" csv "$ROWS" > "$work/invoices.csv"
    load_invoices sqlite "$dir" "sqlite:$dir/tinhso.db"
    raw=$("$invoices" raw "$dir/tinhso.db" "$work/raw.db" "$ROWS")
    say "sqlite: the same rows and indexes by SQLite alone, in the file's order (s)" "$raw"
    say "sqlite: ratio (at least 0.6)" "$(ratio "$raw * 1000" "$took")"
    rm -f "$work"/raw.db*
    read_registry sqlite "$dir"
    rm -rf "$dir"
    make_dir "$dir" "sqlite:$dir/tinhso.db" 2>> "$work/log"
    prepare_filing "$dir"
    serve "$dir"
    under 4 submit.lua
    say "sqlite: submissions of 4 clients alone: /s, p99 (ms)" "$out $p99"
    "$tinhso" import "$dir" e_invoice "$work/invoices.csv" > "$work/import" 2>> "$work/log" &
    import=$!
    sleep "$SECONDS_EACH" # the file is being read at first
    SECONDS_EACH=$((SECONDS_EACH * 4)) under 4 submit.lua
    kill -0 $import 2>/dev/null || say "(the load was over before the submissions were)" ""
    say "sqlite: submissions of 4 clients while it loads: /s, p99 (ms; at most 100)" "$out $p99"
    kill $import 2>/dev/null || true
    stop
}

# -- words among records -----------------------------------------------------------------------

# ROWS enterprises, and searches among them by one client and by four.
words() { # kind, and where the store is
    kind=$1 dir=$work/words enterprises=$PWD/build/release/bench-enterprises
    make -s CC="${CC:-gcc}" build/release/bench-enterprises
    "$enterprises" csv "$ROWS" > "$work/enterprises.csv"
    make_dir "$dir" "$2" 2>> "$work/log"
    begun=$(date +%s%3N)
    "$tinhso" import "$dir" enterprise "$work/enterprises.csv" > "$work/import" 2>> "$work/log" ||
        { cat "$work/import" "$work/log" >&2; exit 1; }
    took=$(($(date +%s%3N) - begun))
    grep -q "\"created\":$ROWS,.*\"refused\":0" "$work/import" || { cat "$work/import" >&2; exit 1; }
    say "$kind: $ROWS enterprises loaded with their words (s)" "$((took / 1000))"
    say "$kind: words on record" "$(sql "$dir" "SELECT COUNT(*) FROM registry_word WHERE registry = 'enterprise'")"
    if [ "$kind" = sqlite ]; then
        say "$kind: MB of them" "$(($(sql "$dir" "SELECT SUM(pgsize) FROM dbstat WHERE name = 'registry_word'") >> 20))"
    else
        say "$kind: MB of them" "$(($(sql "$dir" "SELECT pg_total_relation_size('registry_word')") >> 20))"
        psql -q "$TINHSO_PG" -c 'VACUUM ANALYZE'
    fi
    serve "$dir"
    ASKS=$work/asks; export ASKS
    for what in frequent name apart code begun mixed; do
        "$enterprises" asks "$ROWS" $what > "$ASKS"
        for clients in 1 4; do
            under $clients asked_words.lua
            say "$kind, $ROWS: $what, $clients at once (/s; median, p99 ms, under 20)" "$out; $p50, $p99"
        done
    done
    stop
    begun=$(date +%s%3N)
    "$tinhso" verify "$dir" | tail -n 1
    say "$kind: verify (s)" "$((($(date +%s%3N) - begun) / 1000))"
    rm -rf "$dir"
}

case ${1:-} in
within-search) words postgresql "$TINHSO_PG"; exit ;;
within-submit) submit_postgresql; exit ;;
within-desks)  desks postgresql "$TINHSO_PG"; exit ;;
within-load)   loads_postgresql; exit ;;
within-read)   read_both_sizes postgresql "$TINHSO_PG" "$TINHSO_PG"; exit ;;
esac
for part in $parts; do
    echo "-- $part"
    case $part in
    submit) submit_sqlite; test/with_postgres.sh test/bench/run.sh within-submit ;;
    read)   read_both_sizes sqlite "sqlite:$work/few/tinhso.db" "sqlite:$work/many/tinhso.db"
            test/with_postgres.sh test/bench/run.sh within-read ;;
    desks)  desks sqlite "sqlite:$work/desks/tinhso.db"
            test/with_postgres.sh test/bench/run.sh within-desks ;;
    load)   loads
            test/with_postgres.sh test/bench/run.sh within-load ;;
    search) words sqlite "sqlite:$work/words/tinhso.db"
            test/with_postgres.sh test/bench/run.sh within-search ;;
    soak)   soak ;;
    *)      echo "run.sh [submit] [read] [desks] [load] [search] [soak]" >&2; exit 2 ;;
    esac
done
