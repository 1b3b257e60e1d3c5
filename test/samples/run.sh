#!/bin/sh
# test/samples/run.sh: registries of the packs against docs/registries.md, and their sample data.
# Last line: N passed, N failed.
set -eu
cd "$(dirname "$0")/../.."
exec node test/samples/check.mjs
