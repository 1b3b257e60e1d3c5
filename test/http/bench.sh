#!/bin/sh
# test/http/bench.sh [SECONDS] [ROUNDS]: the smallest server under wrk, beside nginx with
# a file of the same size; both and wrk share the machine's cores.  For each run: answers
# a second, p99, the server's own processor time an answer, and how busy others kept the
# machine meanwhile (above a few percent, run it again).
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-5} rounds=${2:-3} cores=$(nproc)
for tool in wrk nginx; do
    command -v "$tool" >/dev/null || { echo "bench.sh needs $tool"; exit 2; }
done
make -s CC="${CC:-gcc}" build/release/tiny >/dev/null
dir=$(mktemp -d /tmp/tinhso-bench-XXXXXX)
cleanup() {
    kill "$tiny" 2>/dev/null || true
    [ -s "$dir/pid" ] && kill "$(cat "$dir/pid")" 2>/dev/null
    rm -rf "$dir"
}
build/release/tiny 0 "$cores" > "$dir/port" & tiny=$!
trap cleanup EXIT
trap 'exit 130' INT TERM
head -c 1024 /dev/zero | tr '\0' x > "$dir/index.html"
while [ ! -s "$dir/port" ]; do sleep 0.05; done
port=$(cat "$dir/port") beside=$(($(cat "$dir/port") + 1))
cat > "$dir/nginx.conf" <<CONF
$([ "$(id -u)" = 0 ] && echo 'user root;')
worker_processes $cores; pid $dir/pid; error_log $dir/log;
events { worker_connections 4096; }
http { access_log off; keepalive_requests 100000000; open_file_cache max=10;
       server { listen 127.0.0.1:$beside; root $dir; } }
CONF
nginx -q -c "$dir/nginx.conf" -g 'daemon off;' 2>/dev/null &
while [ ! -s "$dir/pid" ]; do sleep 0.05; done
sleep 0.3 # its workers

# Hundredths of a second: of given processes, and of the whole machine at work.
ticks() { t=0; for p in $1; do
    t=$((t + $(awk '{ print $14 + $15 }' "/proc/$p/stat"))); done; echo "$t"; }
children() { awk '{ print $16 + $17 }' "/proc/$$/stat"; } # of this shell, ended
machine() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8 }' /proc/stat; }

run() { # name, processes, connections, address
    before=$(ticks "$2") all=$(machine) wrk=$(children)
    wrk -t2 "-c$3" "-d${seconds}s" --latency "$4" > "$dir/out"
    used=$(($(ticks "$2") - before)) all=$(($(machine) - all)) wrk=$(($(children) - wrk))
    awk -v name="$1" -v c="$3" -v used="$used" -v others=$((all - used - wrk)) \
        -v s="$seconds" -v cores="$cores" '
        /99%/ { p99 = $2 } /requests in/ { n = $1 } /Requests\/sec/ { rate = $2 }
        END { printf "%-22s %4d  %8.0f/s  p99 %-8s  %5.2f us each  others %3.0f%%\n", name, c,
              rate, p99, used * 10000 / n, others / s / cores }' "$dir/out"
}
nginx_workers=$(pgrep -P "$(cat "$dir/pid")" | tr '\n' ' ')
for _ in $(seq "$rounds"); do
    for connections in 64 512; do
        run 'at once' "$tiny" "$connections" "http://127.0.0.1:$port/"
        run 'by another thread' "$tiny" "$connections" "http://127.0.0.1:$port/parked"
        run 'nginx, a file' "$nginx_workers" "$connections" "http://127.0.0.1:$beside/"
    done
done
