#!/bin/sh
# test/fault/gone.sh: the database goes away and comes back, with clients that go on.
#
# Connections are ended by PostgreSQL, one after the other and all at once; the cluster is
# stopped at once and started again, and then stopped for longer.  Meanwhile every answer
# is an acceptance or a 503 with Retry-After and words; afterwards all goes on without a
# restart, and the claims of load.mjs hold: no act applied twice, none lost.
#
# Mutations that make it fail (docs/faults.md): a worker that keeps a broken connection
# (work.c: begin_snapshot), a pen that takes the new connection without reloading
# what it holds in memory (pen.c: recover).  Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
fault_begin gone
end_writer="select count(pg_terminate_backend(l.pid)) from pg_locks l
    where l.locktype = 'advisory' and l.granted"
end_all="select count(pg_terminate_backend(pid)) from pg_stat_activity
    where pid <> pg_backend_pid() and backend_type = 'client backend'"
status() { curl -s -o "$work/answer" -D "$work/head" -w '%{http_code}' "http://127.0.0.1:$port$1"; }
comes_back() { # within 10 s, on every loop: several connections
    for _ in $(seq 100); do
        [ "$(for _ in 1 2 3 4 5 6; do status /healthz; status /log/checkpoint; done |
            tr -d 2 | tr -d 0)" = "" ] && return 0
        sleep 0.1
    done
    echo "it does not come back: $(status /healthz) $(status /log/checkpoint)"
    return 1
}
same_server() { [ "$(pgrep -P "$server")" = "$child" ]; }

province postgresql
: > "$work/out/log.jsonl"
start || exit 1
child=$(pgrep -P "$server")

STAY=1 drive 8 6
sleep 1
for _ in 1 2 3 4 5 6 7 8; do psql_do "$end_writer" > /dev/null; sleep 0.3; done
psql_do "$end_all" > /dev/null
wait_driver
holds "connections ended: it comes back" comes_back
holds "connections ended: the claims" check_claims

STAY=1 drive 8 12
sleep 1
stop_cluster QUIT
sleep 1
holds "without a database /healthz says so" test "$(status /healthz)" = 503
holds "a page is refused" test "$(status '/tra-cuu?ma=H23.30.10507-240701-0001')" != 500
start_cluster
sleep 2
stop_cluster INT
sleep 3
holds "a query is refused" test "$(status '/api/query/dossier.track?code=a&secret=b')" = 503
holds "with Retry-After" grep -qi '^retry-after: [0-9]' "$work/head"
holds "in words" grep -q 'chưa tới được kho dữ liệu' "$work/answer"
start_cluster
wait_driver
holds "cluster restarted: it comes back" comes_back
holds "cluster restarted: the claims" check_claims
holds "the server was not restarted" same_server
holds "one more is accepted" test -n "$(file_once | grep 'submit 200')"
stop_server
holds "verify" verifies
stop
fault_end
