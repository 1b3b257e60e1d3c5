#!/bin/sh
# test/browser/run.sh: the pages in Chromium, on both stores.  Last line: N passed, N failed.
#
# The journey, the five minutes of the demo, axe-core on every page, the edges (keyboard alone,
# a broken network, Back); arguments are those of run.mjs.  PostgreSQL is one of its own.
set -eu
cd "$(dirname "$0")/../.."
if [ -z "${TINHSO_PG:-}" ]; then
    exec test/with_postgres.sh "$0" "$@"
fi
make -s CC="${CC:-gcc}" build/tinhso build/release/routes >&2
exec node test/browser/run.mjs "$@"
