#!/bin/sh
# test/site/run.sh [SUITE…]: the site as programs and people without JavaScript meet it,
# by HTTP alone; each suite in a province of its own on SQLite and on a PostgreSQL.
# Last line: N passed, N failed.
set -eu
cd "$(dirname "$0")/../.."
exec test/with_postgres.sh node test/site/run.mjs "$@"
