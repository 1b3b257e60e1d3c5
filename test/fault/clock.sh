#!/bin/sh
# test/fault/clock.sh: clocks set back.
#
# The wall clock, through the shim: half a second back is nothing, two hours are a refusal
# in words, 503 with Retry-After, while serving and after a restart; set right, all goes
# on.  The province's clock: a restart with an earlier --clock than the last act is
# refused.  Never is an entry recorded before its predecessor.
#
# Mutations that make it fail (docs/faults.md): no check_clock (ledger.c), no check of
# --clock (house.c).  Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
fault_begin clock
accepted() { file_once | grep -q 'submit 200'; }
refused() { # LANGUAGE WORDS
    said=$(file_once "$1")
    echo "$said"
    echo "$said" | grep -Eq "submit 503 retry [0-9]+ .*$2"
}
in_order() {
    [ "$(sql 'select count(*) from entry a join entry b on b.act = a.act + 1
        where b.recorded < a.recorded')" = 0 ]
}
seals() { # a head for the newest entry, within 5 s
    for _ in $(seq 50); do
        [ "$(sql 'select (select max(size) from checkpoint) - (select max(act) from entry)')" = 0 ] &&
            return 0
        sleep 0.1
    done
    return 1
}
cannot_start() {
    start_server > /dev/null && return 1
    server=
}
hour=3600000000

for s in sqlite postgresql; do
    province "$s"
    : > "$work/out/log.jsonl"
    start || exit 1
    holds "$s: as it should be" accepted
    set_one dir clock -500000
    holds "$s: half a second back" accepted
    set_one dir clock -$((2 * hour))
    holds "$s: two hours back" refused vi 'Đồng hồ'
    holds "$s: two hours back, in English" refused en 'clock'
    holds "$s: pages are still shown" curl -sf -o /dev/null "http://127.0.0.1:$port/"
    stop_server
    start_server
    holds "$s: after a restart too" refused vi 'Đồng hồ'
    set_one dir clock 0
    holds "$s: set right" accepted
    set_one dir clock $hour
    holds "$s: an hour forward" accepted
    holds "$s: and sealed" seals
    set_one dir clock 0
    holds "$s: and back" refused vi 'Đồng hồ'
    set_one dir clock $hour
    holds "$s: the claims" check_claims
    stop_server

    # Acts of this life stand in July 2024, where a simulated province begins.
    clock=2024-08-01T08:00 && start_server
    holds "$s: a later day" accepted
    stop_server
    clock=2024-07-15T08:00
    holds "$s: an earlier day is refused" cannot_start
    holds "$s: in words" grep -q 'is before the last act' "$work/serve.log"
    clock=
    start_server
    holds "$s: and without --clock it goes on" accepted
    holds "$s: in order" in_order
    stop_server
    holds "$s: verify" verifies
    stop
done
fault_end
