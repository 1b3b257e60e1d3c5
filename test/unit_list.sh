#!/bin/sh
# Lists every test_…() of the given files as one C table, so that a test is
# registered by being written.
names=$(sed -n 's/^\(test_[a-z0-9_]*__[a-z0-9_]*\)(void)$/\1/p' "$@" | sort)
echo '#include "check.h"'
for n in $names; do echo "void $n(void);"; done
echo 'const struct unit_test unit_tests[] = {'
for n in $names; do echo "    { \"$n\", $n },"; done
echo '    { NULL, NULL },'
echo '};'
