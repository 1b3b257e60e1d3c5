#!/bin/sh
# test/fault/nth.sh: one operation fails.  Every write, sync, new name and, on PostgreSQL,
# every packet of one whole submission in turn (upload, act, seal): each time the answer is
# an acceptance or a refusal in words, the same submission is accepted afterwards, and
# nothing is there twice or by half.
#
# Mutations that make it fail (docs/faults.md): an uncertain commit told as done (pen.c:
# settle_uncertain), a write of the spool whose failure is not looked at (http_spool.c).
# Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
fault_begin nth
same_server() { [ "$(pgrep -P "$server")" = "$child" ]; }
walk() { node test/fault/load.mjs walk "$port" "$work/out" "$power" "$work/dir.control"; }

for s in sqlite postgresql; do
    province "$s"
    : > "$work/out/log.jsonl"
    start || exit 1
    child=$(pgrep -P "$server")
    holds "$s: each operation" walk
    holds "$s: the claims" check_claims
    holds "$s: the server was not restarted" same_server
    stop_server
    holds "$s: verify" verifies
    stop
done
fault_end
