#!/bin/sh
# test/lint.sh: each rule of tools/floors.c and tools/lint.c is broken once, on
# purpose, and must be named at its line; what is right must pass.
set -u
tools=$PWD/build/tools
dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
failed=0

# expect WHAT LINE: the output of the last run holds the line.
expect() {
    grep -qF -- "$2" out && return
    echo "test/lint.sh: $1: expected \"$2\", got:" >&2
    cat out >&2
    failed=1
}

mkdir -p src/low src/twin src/high src/store
printf '# floors\n0 low twin\n1 store\n2 high\n' > FLOORS
: > allow

printf '#include "low/a.h"\n#include <stdio.h>\n#include "twin/b.h"\n' > src/low/a.c
printf '#include "low/a.h"\n\n#include "high/c.h"\n' > src/twin/b.c
printf '#include "twin/b.h"\n#include "store/d.h"\n#include "c.h"\n' > src/high/c.c
printf '#include "high/c.h"\n#include <sqlite3.h>\n' > src/store/d.c
printf '#include <sqlite3.h>\n#include <postgresql/libpq-fe.h>\n' > src/store/drv_any.c
mkdir -p src/stranger
"$tools/floors" FLOORS src > out 2>&1 && expect floors "a failing exit status"
expect floors 'src/low/a.c:3: "twin/b.h": rooms on one floor do not see each other'
expect floors 'src/twin/b.c:1: "low/a.h": rooms on one floor do not see each other'
expect floors 'src/twin/b.c:3: "high/c.h": that room stands higher'
expect floors 'src/high/c.c:3: "c.h": an include of ours names its room'
expect floors 'src/store/d.c:1: "high/c.h": that room stands higher'
expect floors 'src/store/d.c:2: "sqlite3.h": SQLite is spoken to by store/drv_sqlite.c alone'
expect floors 'src/stranger: this room stands on no floor'
expect floors 'high stands on floor 2 and may include: low twin store high'
expect floors 'floors: 7 faults'
rm -r src/stranger src/low/a.c src/twin/b.c src/store/d.c
printf '#include "twin/b.h"\n#include "store/d.h"\n#include "high/c.h"\n' > src/high/c.c
"$tools/floors" FLOORS src > out 2>&1 || { echo x > out; expect floors "no fault"; }

cat > src/high/bad.c <<'C'
#include "high/bad.h"
#ifdef CHOICE
int one(void);
#endif
#define LEAVE(x) \
    do { if (x) return; } while (0)
void bad(char *to, char *from)
{
    strcpy(to, from); /* strcat(to, from) in a comment, */
    puts("strcat(to, from) in a text");
    if (to = from) {
    }
    while ((to <<= 1) != 0 || from == to || from <= to) {
    }
    for (to = from; to = next(to); to++) {
    }
    free(to);
    it.free(to), it->time(0), freely(to);
    time(0);
C
printf '\ttabbed();\n    trailing();  \n}\n' >> src/high/bad.c
printf '#ifndef BAD_H\n#define BAD_H\n#if X\n#endif\n#endif' > src/high/bad.h
printf '/* %0101d */\n' 0 > src/high/wide.c
printf '/* Ộ%091dỘ */\n' 0 > src/high/fits.c
printf '{ "a": 1,\n  "a": 2 }\n' > twice.json
yes '/* */' | head -n 801 > src/high/long.c
"$tools/lint" allow src/high/*.[ch] twice.json > out 2>&1 && expect lint "a failing exit status"
expect ifdef 'src/high/bad.c:2: ifdef: '
expect macro 'src/high/bad.c:5: macro: LEAVE: '
expect banned 'src/high/bad.c:9: banned: strcpy: '
expect assign 'src/high/bad.c:11: assign: '
expect assign 'src/high/bad.c:13: assign: '
expect assign 'src/high/bad.c:15: assign: '
expect banned 'src/high/bad.c:17: banned: free: '
expect banned 'src/high/bad.c:19: banned: time: '
expect tab 'src/high/bad.c:20: tab: '
expect blank 'src/high/bad.c:21: blank: '
expect ifdef 'src/high/bad.h:3: ifdef: '
expect blank 'src/high/bad.h:5: blank: the last line does not end'
expect width 'src/high/wide.c:1: width: '
expect json 'twice.json:2: json: the same name twice in one object'
expect length 'src/high/long.c:1: length: 801 lines'
count=$(grep -c . out)
[ "$count" -eq 15 ] || expect lint "15 faults, not $count"

printf '%s\n' '# reasons' 'banned src/high/bad.c:strcpy it is a test' 'width src/gone.c gone' \
    'tab x' > allow
"$tools/lint" allow src/high/bad.c > out 2>&1
grep -q strcpy: out && expect allow "strcpy to be excused"
expect allow 'allow:3: excuses nothing: remove it'
expect allow 'allow:4: needs a rule, a place and a reason'
exit $failed
