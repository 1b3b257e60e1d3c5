#!/bin/sh
# Lists the drivers of the given files as one C table: NAME.c holds fuzz_NAME.
echo '#include "fuzz/run.h"'
for file in "$@"; do
    name=$(basename "$file" .c)
    echo "fuzz_fn fuzz_$name;"
done
echo 'const struct fuzz_driver fuzz_drivers[] = {'
for file in "$@"; do
    name=$(basename "$file" .c)
    echo "    { \"$name\", fuzz_$name },"
done
echo '    { NULL, NULL },'
echo '};'
