#!/bin/sh
# The log against verifiers that are not ours: a log of 70,000 entries is made by
# the C code and checked by Go's sumdb packages and by views/js/verify-core.js;
# then single bytes are altered, and each must be refused.
# Needs golang-go, golang-golang-x-mod-dev and node.  Last line: N passed, N failed.
set -eu
cd "$(dirname "$0")/../.."
passed=0 failed=0
made=build/log/made
verify=build/log/verify

expect() { # good|refused WHY COMMAND…
    want=$1 why=$2
    shift 2
    got=$("$@" 2>&1) || true
    case $got in
    "$want: "*) passed=$((passed + 1)) ;;
    *) failed=$((failed + 1)); echo "  $why: expected $want, got: $got" ;;
    esac
}

# One byte of a file turned into another (its lowest bit), and back.
turn() { # FILE OFFSET
    byte=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
    printf "\\$(printf %03o $((byte ^ 1)))" |
        dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

altered() { # WHY FILE OFFSET COMMAND…
    claim=$1 file=$2 place=$3
    shift 3
    turn "$file" "$place"
    expect refused "$claim" "$@"
    turn "$file" "$place"
}

# Where a text first stands in a file.
offset() { grep -abo -m1 -- "$2" "$1" | head -1 | cut -d: -f1; }

make -s V=san CC="${CC:-gcc}" build/san/logtool
GO111MODULE=off GOPATH=/usr/share/gocode go build -o $verify test/log/verify.go
rm -rf $made
build/san/logtool make $made 70000

go_log="$verify log $made/vkey $made"
go_growth="$verify growth $made/vkey $made/checkpoint.old $made/checkpoint $made"

expect good "the whole log" $go_log
expect good "growth from 56,000 to 70,000" $go_growth
expect refused "growth backwards" \
    $verify growth $made/vkey $made/checkpoint $made/checkpoint.old $made
for n in 0 1 255 256 12345 55999 56000 65535 65536 69999; do
    r=$made/receipt-$n
    expect good "receipt $n" $verify receipt $made/vkey $r
    expect good "receipt $n with its entry" $verify receipt $made/vkey $r $made/entry-$n
done

altered "a leaf altered" $made/tile/entries/048 5000 $go_log
altered "the last leaf altered" $made/tile/entries/273.p/112 9000 $go_log
altered "a tile altered" $made/tile/0/100 77 $go_log
altered "a tile of level 1 altered" $made/tile/1/000 8000 $go_log
altered "a tile altered under a growth proof" $made/tile/1/000 6000 $go_growth
altered "the old checkpoint's size" $made/checkpoint.old "$(offset $made/checkpoint.old 56000)" \
    $go_growth
r=$made/receipt-12345
one="$verify receipt $made/vkey $r"
altered "a receipt's index" $r "$(offset $r 12345)" $one
altered "a receipt's entry" $r 60 $one
line=0 first=$(($(offset $r 'index 12345') + 12))
while [ $line -lt 17 ]; do
    altered "hash $line of a receipt" $r $((first + line * 45 + 20)) $one
    line=$((line + 1))
done
altered "the signed size" $r "$(offset $r '^70000')" $one
altered "the signed root" $r $(($(offset $r '^70000') + 16)) $one
altered "the signature" $r $(($(offset $r '— tinhso') + 60)) $one
altered "the key" $made/vkey 50 $one
expect refused "another entry" $verify receipt $made/vkey $r $made/entry-255

out=$(node test/log/verify-core.mjs $made) || failed=$((failed + 1))
echo "$out" | sed '$d'
passed=$((passed + $(echo "$out" | tail -1 | cut -d' ' -f1)))
failed=$((failed + $(echo "$out" | tail -1 | cut -d' ' -f3)))
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
