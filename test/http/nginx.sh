#!/bin/sh
# test/http/nginx.sh: conf/nginx.conf before the smallest server.  A certificate of its
# own, ports of its own, a temporary folder; nothing is left.  Asks for HTTP/2, for what
# nginx adds, and for refusals.  Last line: N passed, N failed.
set -eu
cd "$(dirname "$0")/../.."
for tool in nginx openssl curl; do
    command -v "$tool" >/dev/null || { echo "nginx.sh needs $tool"; exit 2; }
done
make -s CC="${CC:-gcc}" build/release/tiny >/dev/null
dir=$(mktemp -d /tmp/tinhso-nginx-XXXXXX)
tiny="" passed=0 failed=0
cleanup() {
    [ -s "$dir/nginx.pid" ] && kill "$(cat "$dir/nginx.pid")" 2>/dev/null
    [ -n "$tiny" ] && kill "$tiny" 2>/dev/null
    rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

check() { # what it shows, what was found, the pattern it must match
    if printf '%s' "$2" | grep -Eq "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n  found:    %s\n  expected: %s\n' "$1" "$2" "$3"
    fi
}

wait_for() { # a file to have something in it
    for _ in $(seq 200); do
        [ -s "$1" ] && return
        sleep 0.05
    done
    echo "nginx.sh: $1 did not come"; cat "$dir"/*.log; exit 1
}

build/release/tiny 0 1 > "$dir/port" & tiny=$!
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
    -subj /CN=tinhso.test -addext subjectAltName=DNS:tinhso.test,DNS:may.tinhso.test \
    -keyout "$dir/key.pem" -out "$dir/chain.pem" 2>/dev/null
# Of systems: an authority of its own, a certificate by it, and one by nobody.
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:prime256v1 -out "$1" 2>/dev/null; }
for n in systems-ca system stranger; do key "$dir/$n.key"; done
openssl req -x509 -new -days 2 -key "$dir/systems-ca.key" -subj '/CN=CA' -out "$dir/systems-ca.pem"
openssl req -new -key "$dir/system.key" -subj '/CN=system' |
    openssl x509 -req -days 2 -CA "$dir/systems-ca.pem" -CAkey "$dir/systems-ca.key" \
        -CAcreateserial -out "$dir/system.pem" 2>/dev/null
openssl req -x509 -new -days 2 -key "$dir/stranger.key" -subj '/CN=system' -out "$dir/stranger.pem"
wait_for "$dir/port"

# Ports nobody uses: the kernel's choice for a server that then goes.
free_port() { build/release/tiny 0 1 > "$dir/free" & p=$!; wait_for "$dir/free"; cat "$dir/free"
    kill $p; wait $p 2>/dev/null || true; : > "$dir/free"; }
tls=$(free_port) plain=$(free_port)
user=$([ "$(id -u)" = 0 ] && echo 'user root;' || true)
{ echo "$user"; sed -e "s|/run/nginx.pid|$dir/nginx.pid|" \
    -e "s|/var/log/nginx/error.log|$dir/error.log|" \
    -e "s|/var/log/nginx/access.log|$dir/access.log|" \
    -e "s|127.0.0.1:8080|127.0.0.1:$(cat "$dir/port")|" \
    -e "s|listen 443|listen 127.0.0.1:$tls|" -e "s|listen 80 |listen 127.0.0.1:$plain |" \
    -e "s|dichvucong.example.vn|tinhso.test|" -e "s|/etc/ssl/tinhso|$dir|" conf/nginx.conf
} > "$dir/nginx.conf"
nginx -q -p "$dir" -c "$dir/nginx.conf" 2>"$dir/start.log" || { cat "$dir/start.log"; exit 1; }
wait_for "$dir/nginx.pid"

site="https://tinhso.test:$tls"
ask() {
    curl -s --max-time 20 --cacert "$dir/chain.pem" \
        --resolve "tinhso.test:$tls:127.0.0.1" --resolve "may.tinhso.test:$tls:127.0.0.1" "$@" ||
        true
}
# Raw bytes through TLS: the status line of the answer, or what nginx did instead.
raw() {
    { printf "$1"; sleep 0.3; } | timeout 10 openssl s_client -quiet -verify_quiet -ign_eof \
        -servername tinhso.test -connect "127.0.0.1:$tls" 2>/dev/null |
        head -n 1 | tr -d '\r' || true
}
all=$(ask -i "$site/")
check 'HTTP/2' \
    "$(ask -o /dev/null -w '%{http_version} %{http_code} %{size_download}' "$site/")" \
    '^2 200 1024$'
check 'HTTP/1.1' \
    "$(ask --http1.1 -o /dev/null -w '%{http_version} %{http_code}' "$site/")" \
    '^1.1 200$'
check 'strict transport' "$all" 'strict-transport-security: max-age=63072000'
check 'no version told' "$(printf '%s' "$all" | grep -i '^server:')" '^server: nginx.?$'
check 'parked answers' \
    "$(ask -o /dev/null -w '%{http_code} %{size_download}' "$site/parked")" \
    '^200 1024$'
check 'streamed answers' \
    "$(ask -o /dev/null -w '%{http_code} %{size_download}' "$site/stream")" \
    '^200 1048576$'
check 'compressed per request' \
    "$(ask -o /dev/null -H 'Accept-Encoding: gzip' -w '%{size_download}' "$site/")" \
    '^[0-9]{2}$'
check 'a body' \
    "$(ask -H 'Content-Type: text/plain' -d hello "$site/echo")" \
    '^5 bytes, 0 fields, from 127.0.0.1'
check 'a client may not say where it comes from' \
    "$(ask -H 'X-Forwarded-For: 8.8.8.8' -d a=1 "$site/echo")" 'from 127.0.0.1$'
check 'a form' "$(ask -d a=1 -d b=2 "$site/echo")" '^0 bytes, 2 fields'
head -c 1100000 /dev/zero > "$dir/large"
check 'too large for tinhso' \
    "$(ask -o /dev/null -w '%{http_code}' --data-binary "@$dir/large" "$site/echo")" \
    '^413$'
check 'plain HTTP is sent on' \
    "$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' -H 'Host: tinhso.test' \
        "http://127.0.0.1:$plain/a?b")" \
    '^308 https://tinhso.test/a\?b$'
check 'another name gets no certificate' \
    "$(curl -s -k -o /dev/null -w '%{http_code}' "https://127.0.0.1:$tls/" || true)" \
    '^000$'
check 'TLS 1.1 is not spoken' "$(ask --tls-max 1.1 -o /dev/null -w '%{http_code}' "$site/")" '^000$'

may="https://may.tinhso.test:$tls/certificate"
as() { echo "--cert $dir/$1.pem --key $dir/$1.key"; }
seen=$(ask $(as system) "$may")
printf '%s' "${seen#*]}" |
    sed -e 's/%20/ /g' -e 's/%0A/\n/g' -e 's/%2B/+/g' -e 's/%2F/\//g' -e 's/%3D/=/g' > "$dir/seen.pem"
check 'a certificate that was verified is handed on' "$seen" '^\[SUCCESS\]-----BEGIN%20CERTIFICATE'
check 'as it was sent' "$(openssl x509 -in "$dir/seen.pem" -noout -fingerprint -sha256)" \
    "^$(openssl x509 -in "$dir/system.pem" -noout -fingerprint -sha256)\$"
check 'without one nothing is asked for systems' "$(ask -o /dev/null -w '%{http_code}' "$may")" '^400$'
check 'nor with one of nobody' \
    "$(ask $(as stranger) -o /dev/null -w '%{http_code}' "$may")" '^400$'
check 'a client may not bring one in a header' \
    "$(ask -H 'X-Client-Verify: SUCCESS' -H 'X-Client-Certificate: x' "$site/certificate")" \
    '^\[\]$'
check 'nor beside its own' \
    "$(ask $(as system) -H 'X-Client-Certificate: x' "$may")" '^\[SUCCESS\]-----BEGIN%20CERT'

head='POST /echo HTTP/1.1\r\nHost: tinhso.test\r\n'
refused='^HTTP/1.1 (400|411|413|414|417|431|501|505) |^$'
check 'a sound request' \
    "$(raw "${head}Content-Length: 5\r\nConnection: close\r\n\r\nhello")" \
    '^HTTP/1.1 200 '
check 'two lengths' "$(raw "${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello")" "$refused"
check 'length with chunks' \
    "$(raw "${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")" "$refused"
check 'xchunked' "$(raw "${head}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")" "$refused"
check 'a coding before chunks' \
    "$(raw "${head}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")" "$refused"
check 'a blank before the colon' "$(raw "${head}Content-Length : 5\r\n\r\nhello")" "$refused"
check 'a folded line' "$(raw "${head}X: a\r\n b\r\n\r\n")" "$refused"
check 'no host' "$(raw 'GET / HTTP/1.1\r\n\r\n')" "$refused"
check 'two hosts' "$(raw 'GET / HTTP/1.1\r\nHost: tinhso.test\r\nHost: x\r\n\r\n')" "$refused"
check 'NUL' "$(raw "${head}X: a\\000b\r\n\r\n")" "$refused"
check 'plus five' "$(raw "${head}Content-Length: +5\r\n\r\nhello")" "$refused"
check 'junk behind a chunk size' \
    "$(raw "${head}Transfer-Encoding: chunked\r\n\r\n5x\r\nhello\r\n0\r\n\r\n")" "$refused"
check 'a chunk of plus five' \
    "$(raw "${head}Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n")" "$refused"
check 'a step back' "$(raw 'GET /../a HTTP/1.1\r\nHost: tinhso.test\r\n\r\n')" "$refused"
check 'an escaped step back' \
    "$(raw 'GET /%%2e%%2e/a HTTP/1.1\r\nHost: tinhso.test\r\n\r\n')" "$refused"
check 'an escaped NUL' "$(raw 'GET /a%%00 HTTP/1.1\r\nHost: tinhso.test\r\n\r\n')" "$refused"
check 'a bad escape' "$(raw 'GET /%%zz HTTP/1.1\r\nHost: tinhso.test\r\n\r\n')" "$refused"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
