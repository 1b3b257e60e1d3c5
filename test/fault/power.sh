#!/bin/sh
# test/fault/power.sh [ROUNDS] [STORE]: the power goes while clients file dossiers.
#
# Each round serves the province under a shim that knows what was synced, cuts the power
# at a random moment, leaves on the disk what was synced and a random, torn part of the
# rest, starts again and holds the claims of load.mjs: every submission acknowledged is
# there once, with its file; codes are unique; the log extends every head published.  At
# the end `tinhso verify` reads everything again.  On PostgreSQL the whole cluster lives
# under the shim, and tinhso's own folder too.
#
# Then the same with a machine whose syncs do nothing: that must be found out.
#
# Mutations that make it fail (docs/faults.md): synchronous=OFF in drv_sqlite.c,
# synchronous_commit = off in drv_pg.c, sync_folder of store/files.c doing nothing,
# spool_sync without its fsync, answers before the commit (pen.c).  Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
rounds=${1:-6}
stores=${2:-sqlite postgresql}
SEED=${SEED:-1}
fault_begin power
export TRACED=1

# A moment between 0.4 and 2 seconds after the first new acknowledgement, by the seed.
acks() { grep -c '"ack"' "$work/out/log.jsonl"; }
some_time() {
    before=$2
    for _ in $(seq 100); do
        [ "$(acks)" -gt "$before" ] && break
        sleep 0.05
    done
    sleep "$(awk -v s="$1" 'BEGIN { srand(s); printf "%.2f", 0.4 + 1.6 * rand() }')"
}

one_round() { # SEED: loads, cuts, comes back
    keep_base
    [ -z "${UNSYNCED:-}" ] || set_both unsynced 1
    start || return 1
    check_claims || return 1
    before=$(acks)
    drive 12 30
    some_time "$1" "$before"
    lose_power "$1"
}

last_check() {
    keep_base
    start && check_claims && stop_server && verifies
}

for s in $stores; do
    province "$s"
    : > "$work/out/log.jsonl"
    r=1
    while [ $r -le "$rounds" ]; do
        echo "$s, round $r"
        holds "$s: round $r, seed $((SEED + r))" one_round $((SEED + r))
        [ $failures -eq 0 ] || fault_end
        r=$((r + 1))
    done
    holds "$s: after the last round" last_check
    stop
done

# Without syncs a loss must be found within a few rounds, or the test is worth nothing.
for s in $stores; do
    province "$s"
    : > "$work/out/log.jsonl"
    r=1 found=
    while [ $r -le 6 ] && [ -z "$found" ]; do
        echo "$s, syncs do nothing, round $r"
        UNSYNCED=1 one_round $((3 * r)) > "$work/unsynced.out" 2>&1 || found=1
        cat "$work/unsynced.out"
        kill_all
        r=$((r + 1))
    done
    holds "$s: a machine that does not sync is found out" test -n "$found"
done
fault_end
