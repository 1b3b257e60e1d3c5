#!/bin/sh
# test/fault/nth.sh: one operation fails.  Every write, sync, new name and, on PostgreSQL,
# every packet of one whole submission in turn (upload, act, seal): each time the answer is
# an acceptance or a refusal in words, the same submission is accepted afterwards, and
# nothing is there twice or by half.  Then each operation of a sweep (`tinhso sweep`): nothing
# that is named goes, what is not goes in the end.
#
# Mutations that make it fail (docs/faults.md): an uncertain commit told as done (pen.c:
# settle_uncertain), a write of the spool whose failure is not looked at (http_spool.c).
# Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
fault_begin nth
same_server() { [ "$(pgrep -P "$server")" = "$child" ]; }
walk() { node test/fault/load.mjs walk "$port" "$work/out" "$power" "$work/dir.control"; }

orphans() { for i in 1 2 3 4 5; do
    hash=$(printf 'orphan %s' "$i" | sha256sum | cut -c1-64)
    path=$work/dir/files/$(echo "$hash" | cut -c1-2)/$(echo "$hash" | cut -c3-64)
    "$@" "$path"
done; }
put() { mkdir -p "$(dirname "$1")" && printf 'orphan %s' "$i" > "$1"; }
is_gone() { [ ! -e "$1" ] || echo "LEFT: $1"; }

# Until none of its operations is reached any more; on SQLite it only reads, and unlinks.
sweeps() {
    orphans put
    find "$work/dir/files" -type f -exec touch -d '10 days ago' {} +
    n=0 code=1
    while [ "$n" -lt 500 ]; do
        n=$((n + 1))
        "$power" new "$work/sweep.control"
        "$power" set "$work/sweep.control" fail_at "$n"
        env LD_PRELOAD="$shim" POWER_CONTROL="$work/sweep.control" POWER_ROOT="$work/dir" \
            "$tinhso" sweep "$work/dir" > "$work/sweep.out" 2>&1
        code=$?
        [ "$("$power" get "$work/sweep.control" operations)" -ge "$n" ] || break
    done
    echo "a sweep: $((n - 1)) operations failed in turn"
    [ "$code" -eq 0 ] && { [ "$store" = sqlite ] || [ "$n" -gt 1 ]; } && [ -z "$(orphans is_gone)" ]
}

for s in sqlite postgresql; do
    province "$s"
    : > "$work/out/log.jsonl"
    start || exit 1
    child=$(pgrep -P "$server")
    holds "$s: each operation" walk
    holds "$s: each operation of a sweep" sweeps
    holds "$s: the claims" check_claims
    holds "$s: the server was not restarted" same_server
    stop_server
    holds "$s: verify" verifies
    stop
done
fault_end
