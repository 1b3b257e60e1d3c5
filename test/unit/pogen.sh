#!/bin/sh
# What is wrong in a translation fails the build, and says where; what is said
# without a translation, or translated and not said, is found.
#
#   test/unit/pogen.sh [path to pogen]; last line "N passed, N failed".
set -u
tool=${1:-build/tools/pogen}
case $tool in /*) ;; *) tool=$PWD/$tool ;; esac
dir=$(mktemp -d /tmp/tinhso-pogen-XXXXXX)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0 failed=0

# expect STATUS LINE: the last run ended so and said this line ("": nothing)
expect() {
    if [ "$status" -eq "$1" ] && { [ -z "$2" ] && [ ! -s said ] || grep -qxF -- "$2" said; }; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'expected %s: %s\n' "$1" "$2"
        sed "s/^/     got $status: /" said
    fi
}
table() { # PO text; expected status and line
    printf "$1" >vi.po
    "$tool" table vi.po words_vi out.c >said 2>&1
    status=$?
    expect "$2" "$3"
}
compare() { # MODE STATUS LINE
    "$tool" "$1" vi.po a.c b.html err.def >said 2>&1
    status=$?
    expect "$2" "$3"
}

table 'msgid "a"\nmsgstr "á"\n' 0 ''
grep -q 'words_vi = { slot, 3 }' out.c && passed=$((passed + 1)) || failed=$((failed + 1))
table '' 0 ''
table 'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n' 1 'vi.po:4: the message of line 1 again'
table 'msgid "a {1}"\nmsgstr "b"\n' 1 'vi.po:1: msgid and msgstr name different values {n}'
table '\nmsgid "a"\nmsgstr "b {1}"\n' 1 'vi.po:2: msgid and msgstr name different values {n}'
table 'msgid "a {1}"\nmsgstr ""\n' 0 ''
table 'msgid "a"\nmsgstr "a\314\201"\n' 1 'vi.po:2: not in NFC (letters and marks not composed)'
table 'msgid "a"\n# \377\nmsgstr "b"\n' 1 'vi.po:2: not UTF-8'
table 'msgid "a"\nmsgstr "\355\240\200"\n' 1 'vi.po:2: not UTF-8'
table 'msgid "a"\nmsgstr b\n' 1 'vi.po:2: a string in double quotes is expected'

cat >a.c <<'C'
/* MSG("not in a comment") */
#define MSG(text) (text)
const char *a = MSG("one"), *b = "MSG(\"not in text\")"; // MSG("nor here")
char quote = '"', *c = MSG("two "
                           "\"parts\"");
void f(void) {
    fault_add(faults, S("a,b"), "three", name(x, y), STR_NONE);
    fault_add(faults, field(1, "x"), why ? MSG("four") : MSG("five"), a, b);
    words(lang, "six"); words_fill(arena, lang, "seven {1}", a, b);
    words_count(arena, lang, "{1} eight", "{1} eights", 2); words(lang, key);
    fault_add(faults, field, key, a, b);
}
C
printf 'ERR(OK, 200, "ok")\nERR(BUSY,  503, "nine")\n' >err.def
printf '<p>{{t "ten"}}{{t  "eleven {1}" x}}{{tn "{1} twelve" "{1} twelves" n}}\n{{t}}{{title}}</p>{{t "one"}}' >b.html
for i in one three four five six nine ten; do printf 'msgid "%s"\nmsgstr "x"\n' "$i"; done >vi.po
printf 'msgid "two \\"parts\\""\nmsgstr "x"\nmsgid "seven {1}"\nmsgstr "{1}"\nmsgid "{1} eights"\nmsgstr "{1}"\nmsgid "eleven {1}"\nmsgstr "{1}"\nmsgid "{1} twelves"\nmsgstr "{1}"\n' >>vi.po
compare check 0 ''
compare missing 0 ''
cp vi.po all.po
printf 'msgid "old"\nmsgstr "x"\n' >>vi.po
compare check 1 'vi.po:25: nothing says "old"'
compare missing 0 ''
sed '/two/,+1d' all.po >vi.po
compare check 1 'a.c:4: no translation of "two "parts""'
compare missing 0 'msgid "two \"parts\""'
compare missing 0 '#: a.c:4'
sed 's/^msgid "six"/#, fuzzy\n&/' all.po >vi.po
compare check 1 'a.c:9: no translation of "six"'
sed '/nine/,+1d' all.po >vi.po
compare check 1 'err.def:2: no translation of "nine"'
sed '/twelves/,+1d' all.po >vi.po
compare check 1 'b.html:1: no translation of "{1} twelves"'
sed '/eights/,+1d' all.po >vi.po
compare check 1 'a.c:10: no translation of "{1} eights"'
cp all.po vi.po
printf 'x = MSG(name);\n' >>a.c
compare check 1 'a.c:13: MSG marks a literal'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
