#!/bin/sh
# test/schema/ajv.sh: our validator and ajv (npm) on the same documents must say the same.
# Needs node.  Last line: N passed, N failed.
set -eu
cd "$(dirname "$0")/../.."
make -s CC="${CC:-gcc}" build/release/verdict >/dev/null
exec node test/schema/ajv.mjs build/release/verdict
