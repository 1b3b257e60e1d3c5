#!/bin/sh
# test/fault/full.sh: the disk is full, and has room again, with clients that go on.
#
# The shim lets files grow no more: those of tinhso's folder (with SQLite, the store's
# own), then those of the cluster.  Meanwhile every answer is an acceptance, or 503 or 507
# with words in the client's language; with room again all goes on without a restart, and
# the claims of load.mjs hold.
#
# Mutation that makes it fail (docs/faults.md): an uncertain commit told as done (pen.c:
# settle_uncertain).
# Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
fault_begin full
same_server() { [ "$(pgrep -P "$server")" = "$child" ]; }
refused_in() { # LANGUAGE WORDS
    said=$(file_once "$1")
    echo "$1: $said"
    echo "$said" | grep -Eq '(upload|submit) 50[37] .*'"$2"
}
accepted() { file_once | grep -q 'submit 200'; }

one_disk() { # dir|pg
    STAY=1 drive 8 7
    sleep 1
    set_one "$1" room 30000
    sleep 2
    case $1 in
    dir)
        holds "$s, $1: refused in Vietnamese" refused_in vi 'Ổ đĩa'
        holds "$s, $1: refused in English" refused_in en 'disk is full'
        ;;
    pg) holds "$s, $1: refused" refused_in vi '(Ổ đĩa|chưa tới được)' ;; # WAL: the cluster stops
    esac
    holds "$s, $1: pages are still shown" curl -sf -o /dev/null "http://127.0.0.1:$port/"
    set_one "$1" room -1
    wait_driver
    holds "$s, $1: accepted again" accepted
    holds "$s, $1: the claims" check_claims
    holds "$s, $1: the server was not restarted" same_server
}

for s in sqlite postgresql; do
    province "$s"
    : > "$work/out/log.jsonl"
    start || exit 1
    child=$(pgrep -P "$server")
    one_disk dir
    [ "$s" = sqlite ] || one_disk pg
    stop_server
    holds "$s: verify" verifies
    stop
done
fault_end
