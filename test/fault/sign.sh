#!/bin/sh
# test/fault/sign.sh [ROUNDS] [STORE]: the power goes while a leader signs, processes are
# killed, and each operation of a signature fails in turn; on both stores.
#
# The claims are in sign.mjs: what was promised is on record and stays the same file; what
# was not waits as before, or is on record whole; a batch sent again ends with each of its
# dossiers signed once.  At the end `tinhso verify` reads everything.
#
# Mutations that make it fail (docs/faults.md): sync_folder of store/files.c doing nothing, a
# file kept without its fsync.
# Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
rounds=${1:-3}
stores=${2:-sqlite postgresql}
SEED=${SEED:-1}
fault_begin sign
export TRACED=1

leader() { node test/fault/sign.mjs "$1" "$port" "$work/out" "$work/dir" ${2:+"$2"} ${3:+"$3"}; }
ask_leader() { leader sign > "$work/sign.out" 2>&1 & driver=$!; }
a_moment() { sleep "$(awk -v s="$1" 'BEGIN { srand(s); printf "%.2f", 0.05 + 0.9 * rand() }')"; }
account() { "$tinhso" user add "$work/dir" lanhdao --name "Tài khoản lanhdao" --role leader --unit 10507 > /dev/null; }
# Every dossier of the store that was signed, was signed once.
once_each() {
    twice=$(sql "select dossier from dossier_version where action = 'sign' group by dossier having count(*) > 1")
    [ -z "$twice" ] || { echo "TWICE: $twice"; return 1; }
}

power_round() { # SEED
    start && leader fill 60 || return 1
    stop
    keep_base
    start || return 1
    ask_leader
    a_moment "$1"
    lose_power "$1"
    keep_base
    start && leader check && once_each || return 1
    stop
}

killed_round() { # SEED WHO
    start && leader fill 30 || return 1
    ask_leader
    a_moment "$1"
    case $2 in
    child) kill -9 "$(pgrep -P "$server")" ;;
    keeper) kill -9 "$server" ;;
    esac
    wait "$driver" 2>/dev/null
    driver=
    if [ "$2" = keeper ]; then
        wait "$server" 2>/dev/null
        server=
        flock -w 20 "$work/dir/lock" true # the child ends what was in flight, then lets go
        start_server || return 1
    fi
    for _ in $(seq 200); do
        curl -fs "http://127.0.0.1:$port/healthz" > /dev/null && break
        sleep 0.05
    done
    leader check && once_each || return 1
    stop
}

for s in $stores; do
    province "$s"
    start_cluster && account && stop_cluster INT
    r=1
    while [ $r -le "$rounds" ]; do
        echo "$s, round $r"
        holds "$s: the power goes, seed $((SEED + r))" power_round $((SEED + r))
        holds "$s: the server killed, seed $((SEED + r))" killed_round $((SEED + r)) child
        holds "$s: the keeper killed, seed $((SEED + r))" killed_round $((SEED + r)) keeper
        [ $failures -eq 0 ] || fault_end
        r=$((r + 1))
    done
    start || exit 1
    holds "$s: each operation" leader walk "$power" "$work/dir.control"
    holds "$s: the claims after it" leader check
    holds "$s: each signed once" once_each
    stop_server
    holds "$s: verify" verifies
    stop
done
fault_end
