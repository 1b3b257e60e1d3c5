#!/bin/sh
# test/fault/kill.sh [ROUNDS]: processes killed (-9) while clients file dossiers, with the
# claims of load.mjs after each.  In turn: parent and child; the child alone, which the
# parent must bring back; the parent alone (it is the keeper), with which the child must
# end, so that the folder is free at once.
#
# Mutations that make it fail (docs/faults.md): no second child (serve.c: supervise), no
# PR_SET_PDEATHSIG (serve.c: child).  An answer before the commit is found by power.sh: what
# was handed to the kernel outlives a kill.  Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
rounds=${1:-2}
fault_begin kill

child_of() { pgrep -P "$server" | head -1; }
is_gone() { # PID: within 10 s
    for _ in $(seq 100); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}
answers() { # within 15 s
    for _ in $(seq 150); do
        curl -sf -o /dev/null "http://127.0.0.1:$port/healthz" && return 0
        sleep 0.1
    done
    return 1
}

both() {
    drive 12 20
    sleep 0.8
    child=$(child_of)
    kill -9 "$server" "$child"
    wait "$server" 2>/dev/null
    is_gone "$child" && wait_driver && start_server && check_claims
}
child_alone() {
    STAY=1 drive 12 6
    sleep 0.8
    child=$(child_of)
    kill -9 "$child"
    answers && [ "$(child_of)" != "$child" ] || return 1
    wait_driver && check_claims
}
keeper_alone() {
    drive 12 20
    sleep 0.8
    child=$(child_of)
    kill -9 "$server"
    wait "$server" 2>/dev/null
    is_gone "$child" && wait_driver && start_server && check_claims
}

for s in sqlite postgresql; do
    province "$s"
    : > "$work/out/log.jsonl"
    start || exit 1
    r=1
    while [ $r -le "$rounds" ]; do
        holds "$s: both killed" both
        holds "$s: the child killed" child_alone
        holds "$s: the keeper killed" keeper_alone
        [ $failures -eq 0 ] || fault_end
        r=$((r + 1))
    done
    stop_server
    holds "$s: verify" verifies
    stop
done
fault_end
