#!/bin/sh
# What is wrong in a view fails the build, and says where.  Each case is a view
# (and what else it needs) and the line that viewgen must print.
#
#   test/unit/viewgen.sh [path to viewgen]; last line "N passed, N failed".
set -u
tool=${1:-build/tools/viewgen}
dir=$(mktemp -d /tmp/tinhso-viewgen-XXXXXX)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# file NAME: the next case's views/NAME, from standard input
file() { mkdir -p "$dir/views/partials"; cat >"$dir/views/$1"; }

judge() { # expected; the tool has run
    if [ "$1" = ok ] && [ ! -s "$dir/said" ] && [ -s "$dir/out.c" ]; then
        passed=$((passed + 1))
    elif [ "$1" != ok ] && grep -qxF "$1" "$dir/said" && [ ! -e "$dir/out.c" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'expected: %s\n' "$1"
        sed 's/^/     got: /' "$dir/said"
    fi
    rm -rf "$dir/views" "$dir/out.c" "$dir/out.h"
}

# says EXPECTED: what viewgen says of views/v.html, "v.html:LINE: …", or "ok"
says() {
    expected=$1
    [ "$1" = ok ] || expected="views/$1"
    (cd "$dir" && "$tool_at" views out.c out.h) >"$dir/said" 2>&1
    judge "$expected"
}

# view BODY EXPECTED [DECLARATION]: one view, its body on line 2
view() {
    printf '{{! model: m — %s }}\n%s\n' "${3:-x}" "$1" | file v.html
    says "$2"
}

case $tool in /*) tool_at=$tool ;; *) tool_at=$PWD/$tool ;; esac

# -- the tree
view '{{x}}' ok
view '{{x' 'v.html:2: {{ without }}'
view '{{#x}}a' 'v.html:2: {{#x}} is never closed'
view '{{x}}{{/x}}' 'v.html:2: {{/x}} closes nothing'
view '{{#x}}
{{/y}}' 'v.html:3: {{/y}} does not close {{#x}} of line 2'
view '{{#x}}{{^x}}{{/x}}' 'v.html:2: {{#x}} is never closed'
view '{{x y}}' 'v.html:2: "x y" is not a name'
view '{{}}' 'v.html:2: "" is not a name'
view '{{x..y}}' 'v.html:2: "x..y" is not a name'
view '{{#x y}}{{/x y}}' 'v.html:2: "x y" is not a name'
view '{{=<% %>=}}' 'v.html:2: "=<% %>=" is not a name'

# -- the declaration
printf '<p>a</p>\n' | file v.html
says 'v.html:1: no declaration: {{! model: NAME — names }}'
printf '{{! model: }}' | file v.html
says 'v.html:1: the declaration needs a name: {{! model: NAME — names }}'
printf '{{! model: none }}\n<p>static</p>' | file v.html
says ok
printf '{{! Words of people.\n\n model: m —\n  a, b[c,\n  d], a }}\n' | file v.html
says 'v.html:5: "a" is declared twice'
view '{{x}}{{y}}' 'v.html:2: "y" is not declared'
view '{{x}}' 'v.html:1: "y" is declared and never used' 'x, y'
view '{{#r}}{{a}}{{/r}}' 'v.html:1: "r.b" is declared and never used' 'r[a, b{c}]'
view '{{#r}}{{a}}{{#b}}{{/b}}{{/r}}' 'v.html:1: "r.b.c" is declared and never used' 'r[a, b{c}]'
view '{{b.c}}{{#r}}.{{/r}}' ok 'r[], b{c}'
view '{{b.d}}' 'v.html:2: "b" has no member "d"' 'b{c}'
view '{{x.d}}' 'v.html:2: "x" has no member "d"'
view '{{r.d}}' 'v.html:2: "r" has no member "d"' 'r[d]'
view '{{r}}' 'v.html:2: "r" is a list: open it with {{#r}}' 'r[d]'
view '{{b}}' 'v.html:2: "b" is an object: open it with {{#b}}' 'b{d}'
view '{{.}}' 'v.html:2: "." is not declared (the context is not a single value)'
view '{{#r}}{{.}}{{/r}}' 'v.html:2: "." is not declared (the context is not a single value)' 'r[d]'
view '{{#r}}{{d}}{{/r}}{{d}}' 'v.html:2: "d" is not declared' 'r[d]'
view '{{x}}' 'v.html:1: a comma is expected in the declaration' 'x y'
view '{{x}}' 'v.html:1: a name is expected in the declaration' 'x, -'
view '{{x}}' 'v.html:1: "day" is not a kind (html, number)' 'x:day'
view '{{x}}' 'v.html:1: {{ without }}' 'x{y]'
view '{{x}}' 'v.html:1: } is expected after the members of "x"' 'x{y]}'
view '{{x}}' 'v.html:1: ] is expected after the members of "x"' 'x[y}'
view '{{x}}' 'v.html:1: ] is expected after the members of "x"' 'x[., y]'
view '{{x}}' 'v.html:1: there is no partial or layout "gone"' '>gone'
view '{{x}}' ok 'x, …'
view '{{x}}' ok 'x, ...'

# -- places
view '<p title={{x}}>' 'v.html:2: an insertion in an attribute needs quotes around the value'
view '<p title=a{{x}}>' 'v.html:2: an insertion in an attribute needs quotes around the value'
view '<p {{x}}>' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '<p {{x}}="a">' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '<p data-{{x}}="a">' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '<p title="a"{{x}}>' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '<{{x}}>' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '</{{x}}>' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '<h{{x}}>' 'v.html:2: an insertion cannot be the name of a tag or of an attribute'
view '<script>
 let a = {{x}};</script>' 'v.html:3: an insertion cannot stand in <script>'
view '<script>"{{x}}"</script>' 'v.html:2: an insertion cannot stand in <script>'
view '<SCRIPT>"</x>{{x}}"</SCRIPT>' 'v.html:2: an insertion cannot stand in <script>'
view '<script></script >{{x}}' ok
view '<script>//</scripts>
{{x}}</script>' 'v.html:3: an insertion cannot stand in <script>'
view '<script>{{t "a"}}</script>' 'v.html:2: an insertion cannot stand in <script>'
view '<script>{{#x}}a{{/x}}</script>' 'v.html:2: a section cannot stand in raw text such as script or style'
view '<style>{{x}}</style>' 'v.html:2: an insertion cannot stand in <style>'
view '<iframe>{{x}}</iframe>' 'v.html:2: an insertion cannot stand in raw text'
view '<!-- {{x}} -->' 'v.html:2: an insertion cannot stand in an HTML comment'
view '<!-- {{#x}}{{/x}} -->' 'v.html:2: a section cannot stand in an HTML comment; use {{! … }}'
view '<!-- a --->{{x}}' ok
view '<!doctype {{x}}>' 'v.html:2: an insertion cannot stand in an HTML comment'
view '<p onclick="{{x}}">' 'v.html:2: an insertion cannot stand in an event attribute'
view '<p ONLOAD="a({{x}})">' 'v.html:2: an insertion cannot stand in an event attribute'
view '<p style="color:{{x}}">' 'v.html:2: an insertion cannot stand in style, srcdoc, srcset, ping or http-equiv'
view '<iframe srcdoc="{{x}}">' 'v.html:2: an insertion cannot stand in style, srcdoc, srcset, ping or http-equiv'
view '<img srcset="{{x}}">' 'v.html:2: an insertion cannot stand in style, srcdoc, srcset, ping or http-equiv'
view '<meta http-equiv="refresh" content="0;{{x}}">' 'v.html:2: an insertion cannot stand in what acts as an HTTP header'
view '<meta content="0;{{x}}" http-equiv=refresh>' 'v.html:2: an insertion cannot stand in what acts as an HTTP header'
view '<svg><animate to="{{x}}"/></svg>' 'v.html:2: an insertion cannot stand in an animation'
view '<script type="{{x}}"></script>' 'v.html:2: on a script, insertions stand in src, nonce or data-…'
view '<title></ti{{x}}</title>' 'v.html:2: an insertion cannot stand inside a tag'"'"'s name'
view 'a < b {{x}}' 'v.html:2: a < that opens no tag is written &lt;'
view '<p title = "a">{{x}}' 'v.html:2: an attribute is written name="value", without spaces'
view '<p title="a"lang="b">{{x}}' 'v.html:2: white space is missing between attributes'
view '<p ti"tle>{{x}}' "v.html:2: a quote or < in an attribute's name"
view '<p title=a"b>{{x}}' 'v.html:2: a quote or < in a bare value'
view '{{x}}<p' 'v.html:1: the page ends inside a tag, a comment or raw text'
view '{{x}}<script>' 'v.html:1: the page ends inside a tag, a comment or raw text'

# -- markup
view '{{&x}}' ok 'x:html'
view '{{&x}}' 'v.html:2: {{&x}} is for what is declared :html'
view '{{x}}' 'v.html:2: "x" is declared :html: write {{&x}}' 'x:html'
view '<p title="{{&x}}">' 'v.html:2: markup cannot stand in an attribute' 'x:html'
view '<title>{{&x}}</title>' 'v.html:2: markup cannot stand in title or textarea' 'x:html'
view '{{t "a {1}" x}}' 'v.html:2: markup cannot stand in a message' 'x:html'

# -- addresses
view '<a href="{{x}}">' ok
view '<a href="java{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href="javascript:{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href="javascript:/{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href=" javascript:/{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href="data:text/html,{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href="http:{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href="java&#115;cript:/{{x}}">' 'v.html:2: a reference (&…;) cannot stand before the first / ? or # of an address'
view '<a href="{{x}}&colon;a">' 'v.html:2: a reference (&…;) cannot stand before the first / ? or # of an address'
view '<a href="{{x}}:a">' 'v.html:2: a colon after an inserted address could make a scheme of it'
view '<a href="{{#x}}a{{/x}}:b">' 'v.html:2: a colon after an inserted address could make a scheme of it'
view '<a href="{{#x}}/a/{{/x}}{{x}}">' 'v.html:2: the address may or may not have begun here: put all of it inside the section'
view '<a href="m{{#x}}ailto:{{/x}}{{x}}">' 'v.html:2: the address may or may not have begun here: put all of it inside the section'
view '<a href="{{#x}}javascript:{{/x}}/{{x}}">' 'v.html:2: the literal start of the address leaves its scheme open'
view '<a href="/a{{#x}}?b={{/x}}{{x}}">' ok
view '<a href="{{t "a"}}">{{x}}' 'v.html:2: a message is not an address'
view '<a href="/{{asset "a"}}">{{x}}' "v.html:2: an asset's address stands at the start"
for tag in script iframe object embed link base; do
    attr=src
    case $tag in object) attr=data ;; link | base) attr=href ;; esac
    for start in '' / // '/\' http://h/ a/ '/{{#x}}{{/x}}'; do
        [ "$start" = '/{{#x}}{{/x}}' ] && start='{{#x}}/{{/x}}/a'
        view "<$tag $attr=\"$start{{x}}\">" 'v.html:2: the address of something loaded begins with a literal /name, or is an asset'
    done
done
view '<script src="/s/{{x}}"></script><link href="{{asset "a.css"}}">' ok

# -- sections and places
view '<p{{#x}} class="a"{{/x}}>' ok
view '<p {{#x}}hidden{{/x}}>' ok
view '<p {{#x}}hidden {{/x}}>' ok
view '<p {{#x}}hidden{{/x}}title="a">' 'v.html:2: white space is missing between attributes'
view '<p {{#x}}on{{/x}}click="{{x}}">' 'v.html:2: white space is missing between attributes'
view '<p {{#x}}on{{/x}}="{{x}}">' 'v.html:2: white space is missing between attributes'
view '<p on{{#x}}click="{{x}}"{{/x}}>' 'v.html:2: white space is missing between attributes'
view '<p {{#x}}title="{{/x}}a">' 'v.html:2: {{#x}}: the body begins and ends in different places of the HTML'
view '<p title="{{#x}}a" lang="b{{/x}}">' 'v.html:2: {{#x}}: the body begins in one attribute and ends in another'
view '<p title="{{#x}}"><b title="{{/x}}">' 'v.html:2: {{#x}}: the body begins in one tag and ends in another'
view '<p title={{#x}}a{{/x}}>' 'v.html:2: a section cannot split a tag or an unquoted value'
view '<{{#x}}p{{/x}}>' 'v.html:2: a section cannot split a tag or an unquoted value'
view '{{#x}}<p{{/x}}>' 'v.html:2: {{#x}}: the body begins and ends in different places of the HTML'
view '{{#x}}<script>{{/x}}</script>' 'v.html:2: {{#x}}: the body begins and ends in different places of the HTML'
view '{{#x}}<textarea>{{/x}}</textarea>' 'v.html:2: {{#x}}: the body begins and ends in different places of the HTML'
view '<script {{#x}}></script {{/x}}>' 'v.html:2: {{#x}}: the body begins in one tag and ends in another'
view '<title {{#x}}></title><title {{/x}}></title>' ok
view '{{#x}}<pre>{{/x}}</pre>' 'v.html:2: {{#x}}: the body opens or closes a <pre>'
view '<p></p{{#x}} a{{/x}}>' 'v.html:2: a section cannot stand in an end tag'

# -- messages and assets
view '{{t}}' 'v.html:2: "t" is not declared'
view '{{t x}}' 'v.html:2: {{t "message"}} is expected'
view '{{t "a"  x}}' 'v.html:2: the message has no {1} for its value "x"'
view '{{t "a {1} {2}" x}}' 'v.html:2: the message names {2}, but has 1 value(s)'
view '{{t "a {1}"}}{{x}}' 'v.html:2: the message names {1}, but has 0 value(s)'
view '{{t "a {1}" y}}{{x}}' 'v.html:2: "y" is not declared'
view '{{t "{1}" r}}' 'v.html:2: "r" is a list: open it with {{#r}}' 'r[.]'
view '{{t "{1}" "x"}}' 'v.html:2: ""x"" is not a value (at most 4 names)'
view '{{t ""}}' 'v.html:2: an empty message'
view '{{t "}}"}}{{x}}' ok
view '{{tn "a" x}}' 'v.html:2: {{tn "singular" "plural" number}} is expected'
view '{{tn "a" "b"}}' 'v.html:2: {{tn}} needs the number that it counts'
view '{{asset x}}' 'v.html:2: {{asset "file"}} is expected'
view '{{asset ""}}' 'v.html:2: {{asset "file"}} is expected'

# -- partials and layouts
view '{{> gone}}{{x}}' 'v.html:2: there is no partial "gone"'
view '{{< gone}}{{/gone}}{{x}}' 'v.html:2: there is no layout "gone"'
printf '{{! model: p — y }}\n{{y}}' | file partials/p.html
view '{{> p}}{{x}}' 'v.html:2: "p" needs "y", not declared here (or >p)'
printf '{{! model: p — y }}\n{{y}}' | file partials/p.html
view '{{> p}}' ok '>p'
printf '{{! model: p — y }}\n{{y}}' | file partials/p.html
view '{{x}}' 'v.html:1: "y" is declared and never used' 'x, >p'
printf '{{! model: p — y? }}\n{{y}}' | file partials/p.html
view '{{> p}}{{x}}' ok
printf '{{! model: p — x[a] }}\n{{#x}}{{a}}{{/x}}' | file partials/p.html
view '{{> p}}' 'v.html:2: "p" declares "x" differently'
printf '{{! model: p — x }}\n{{x}}' | file partials/p.html
view '{{> p}}' 'v.html:2: "p" declares "x" as always there; here it may be missing' 'x?'
printf '{{! model: p — x{a} }}\n{{x.a}}' | file partials/p.html
view '{{#x}}{{> p}}{{/x}}' ok 'x?{a}'
printf '{{! model: p — x{a, b} }}\n{{x.a}}{{x.b}}' | file partials/p.html
view '{{> p}}' 'v.html:2: "p" needs "b" in "x", not declared here' 'x{a}'
printf '{{! model: p — x }}\n\n{{x}}{{z}}' | file partials/p.html
view '{{> p}}' 'partials/p.html:3: "z" is not declared'
printf '{{! model: p — x, z }}\n{{x}}' | file partials/p.html
view '{{> p}}' 'partials/p.html:1: "z" is declared and never used' 'x, z'
printf '{{! model: p — x }}\n{{x}}{{> p}}' | file partials/p.html
view '{{> p}}' 'partials/p.html:2: the partial "p" includes itself'
printf '{{! model: p — x, >q }}\n{{x}}{{> q}}' | file partials/p.html
printf '{{! model: q — x, >p }}\n{{x}}{{> p}}' | file partials/q.html
view '{{> p}}' 'partials/q.html:1: "p" takes in itself'
printf '{{! model: p — x }}\n<p title="{{x}}' | file partials/p.html
view '{{> p}}">' 'v.html:2: {{>p}}: the body begins and ends in different places of the HTML'
printf '{{! model: p — x }}\n{{x}}' | file partials/p.html
view '<p title="{{> p}}">' ok
printf '{{! model: p — x }}\n"{{x}}' | file partials/p.html
view '<p title="{{> p}}>' 'v.html:2: {{>p}}: the body begins and ends in different places of the HTML'
printf '{{! model: p — x }}\nhidden="{{x}}"' | file partials/p.html
view '<p {{> p}}>' ok
printf '{{! model: p — x }}\n hidden="{{x}}"' | file partials/p.html
view '<p{{> p}}>' 'partials/p.html:2: white space is missing between attributes'
printf '{{! model: p — x }}\n{{x}}' | file partials/p.html
view '<script>{{> p}}</script>' 'v.html:2: {{>p}}: a section cannot stand in raw text such as script or style'
printf '{{! model: p — x }}\n{{x}}' | file partials/p.html
view '<p onclick="{{> p}}">' 'partials/p.html:2: an insertion cannot stand in an event attribute'
printf '{{! model: p — x? }}\n{{x}}' | file partials/p.html
view '{{> p}}{{#x}}{{a}}{{/x}}' 'v.html:1: "x" is declared twice, differently' '>p, x{a}'
printf '{{! model: l — x }}\n<b>{{x}}{{$m}}{{/m}}</b>' | file l.html
view '{{< l}}{{$n}}{{/n}}{{/l}}' 'v.html:2: layout "l" has no block "n"'
printf '{{! model: l — x }}\n<b>{{x}}{{$m}}{{/m}}</b>' | file l.html
view '{{< l}}text{{/l}}' 'v.html:2: between {{<l}} and its end only {{$blocks}} stand'
printf '{{! model: l — x }}\n<b>{{x}}{{$m}}{{/m}}</b>' | file l.html
view '{{< l}}{{$m}}
<p {{/m}}{{/l}}' 'v.html:2: {{$m}}: the body begins and ends in different places of the HTML'
printf '{{! model: l — x }}\n<script>{{$m}}{{/m}}</script>{{x}}' | file l.html
view '{{< l}}{{$m}}a{{/m}}{{/l}}' 'l.html:2: {{$m}}: a section cannot stand in raw text such as script or style'

# -- names of files
printf '{{! model: m }}' | file Bad-name.html
says "Bad-name.html:1: a view's name has lower-case letters, digits and _ only"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
