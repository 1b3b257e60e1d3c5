#!/bin/sh
# Runs a command beside a PostgreSQL of its own: a temporary folder, a Unix
# socket, no network; TINHSO_PG is its address.  The server and the folder are
# gone when the command ends, so nothing of it need be on a disk: fsync is off.  That
# what is committed outlives the power is tested by test/fault/, on clusters of its own
# with PostgreSQL's defaults; synchronous_commit stays, which tinhso sets itself.
set -eu
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
dir=$(mktemp -d /tmp/tinhso-pg-XXXXXX)
as=""
if [ "$(id -u)" = 0 ]; then
    chown nobody "$dir"
    as="setpriv --reuid=nobody --regid=nogroup --clear-groups"
fi
cleanup() {
    (cd / && $as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1) || true
    rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
(cd / && $as "$bin/initdb" -D "$dir/data" -U tinhso --locale=C -E UTF8 --auth=trust >"$dir.log" 2>&1)
(cd / && $as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/log" \
    -o "-k $dir -c listen_addresses='' -c max_connections=100 -c fsync=off -c full_page_writes=off ${TINHSO_PG_OPTIONS:-}" start >>"$dir.log" 2>&1) ||
    { cat "$dir.log" "$dir/log"; exit 1; }
rm -f "$dir.log"
TINHSO_PG="postgresql:///postgres?host=$dir&user=tinhso" TINHSO_PG_DATA="$dir/data" "$@"
