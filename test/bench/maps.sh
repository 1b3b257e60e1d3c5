#!/bin/sh
# test/bench/maps.sh: OGC API Features, random rectangles, 100 features an answer, among the same
# points: this program (SQLite, and PostgreSQL where TINHSO_PG names one) and MapServer 8 over
# FlatGeobuf, two processes of it kept by FastCGI behind nginx.  Medians of ROUNDS, one after the
# other in turn; then whether the answers are right, told from the points.
#
# Needs Debian's cgi-mapserver, spawn-fcgi, nginx, gdal-bin, wrk (script/deps bench).
# POINTS=100000 ROUNDS=5 SECONDS_EACH=5 CLIENTS=4
set -eu
cd "$(dirname "$0")/../.."
POINTS=${POINTS:-100000} ROUNDS=${ROUNDS:-5} SECONDS_EACH=${SECONDS_EACH:-5} CLIENTS=${CLIENTS:-4}
tinhso=$PWD/build/tinhso here=$PWD/test/bench
make -s CC="${CC:-gcc}" build/tinhso
work=$(mktemp -d "${TMPDIR:-/tmp}/tinhso-maps-XXXXXX")
chmod 755 "$work"
servers=
cleanup() {
    for pid in $servers; do kill "$pid" 2>/dev/null || true; done
    [ ! -f "$work/ms.pid" ] || for pid in $(cat "$work/ms.pid"); do kill -KILL "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }

node "$here/maps.mjs" make "$work" "$POINTS"

# province DIR STORE PORT: with the points in it, served.
province() {
    "$tinhso" init "$1" --store "$2" --simulated > "$work/log" 2>&1
    sed -i "s|http://127.0.0.1:8080|http://127.0.0.1:$3|" "$1/tinhso.json"
    "$tinhso" call "$1" registry.declare "$(cat "$work/test_point.json")" > /dev/null
    "$tinhso" import "$1" test_point "$work/points.geojson" >> "$work/log" 2>&1
    "$tinhso" serve "$1" --listen "127.0.0.1:$3" >> "$work/log" 2>&1 &
    servers="$servers $!"
}

mapserver() { # PORT
    ogr2ogr -f FlatGeobuf "$work/points.fgb" "$work/points.geojson" -nln points
    cat > "$work/points.map" <<MAPFILE
MAP
  NAME "points"
  EXTENT 106.1 20.7 106.7 21.25
  PROJECTION "init=epsg:4326" END
  WEB METADATA
    "oga_enable_request" "*"
    "oga_title" "points"
    "oga_onlineresource" "http://127.0.0.1:$1/ms/points/ogcapi"
    "oga_limit" "100"
    "oga_max_limit" "1000"
  END END
  LAYER
    NAME "points"
    TYPE POINT
    STATUS ON
    CONNECTIONTYPE FLATGEOBUF
    DATA "$work/points.fgb"
    TEMPLATE "void"
    PROJECTION "init=epsg:4326" END
    METADATA
      "gml_featureid" "code"
      "gml_include_items" "all"
      "gml_types" "auto"
      "oga_title" "points"
      "ows_title" "points"
    END
  END
END
MAPFILE
    cat > "$work/mapserver.conf" <<CONF
CONFIG
  ENV
    MS_MAP_PATTERN "^$work"
    OGCAPI_HTML_TEMPLATE_DIRECTORY "/usr/share/mapserver/ogcapi/templates/html-plain/"
  END
  MAPS
    points "$work/points.map"
  END
END
CONF
    MAPSERVER_CONFIG_FILE="$work/mapserver.conf" spawn-fcgi -s "$work/ms.sock" -M 0666 -F 2 -P "$work/ms.pid" -- /usr/lib/cgi-bin/mapserv >> "$work/log" 2>&1
    cat > "$work/nginx.conf" <<NGINX
worker_processes 1; daemon off; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 256; }
http {
  access_log off; client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  upstream ms { server unix:$work/ms.sock; keepalive 8; }
  server { listen 127.0.0.1:$1;
    location /ms/ {
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_NAME /ms; fastcgi_param MAPSERVER_CONFIG_FILE $work/mapserver.conf;
      fastcgi_split_path_info ^(/ms)(/.*)\$; fastcgi_param PATH_INFO \$fastcgi_path_info;
      fastcgi_keep_conn on; fastcgi_pass ms; } } }
NGINX
    nginx -c "$work/nginx.conf" 2>> "$work/log" &
    servers="$servers $!"
}

wait_for() {
    tries=0
    until curl -sf -o /dev/null "$1"; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || { cat "$work/log" "$work/nginx.log" >&2; echo "no answer from $1" >&2; exit 1; }
        sleep 0.1
    done
}

# under URL: answers a second.
under() {
    PREFIX=${1#http://*/}; PREFIX=/$PREFIX; export PREFIX
    wrk -t1 -c"$CLIENTS" -d"$SECONDS_EACH" -s "$here/maps.lua" "${1%%/"${PREFIX#/}"}" > "$work/wrk"
    ! grep -q 'Non-2xx' "$work/wrk" || { cat "$work/wrk" >&2; exit 1; }
    awk '/^Requests\/sec/ { printf "%.1f\n", $2 }' "$work/wrk"
}

one=$(free_port) two=$(free_port)
province "$work/sqlite" "sqlite:$work/sqlite/tinhso.db" "$one"
mapserver "$two"
names="sqlite mapserver"
url_sqlite=http://127.0.0.1:$one/ogc/collections/test_point/items
url_mapserver=http://127.0.0.1:$two/ms/points/ogcapi/collections/points/items
if [ -n "${TINHSO_PG:-}" ]; then
    three=$(free_port)
    base=maps_$$
    psql -qX "$TINHSO_PG" -c "CREATE DATABASE $base"
    province "$work/postgresql" "$(echo "$TINHSO_PG" | sed "s|^\(postgresql://[^/]*\)/[^?]*|\1/$base|")" "$three"
    url_postgresql=http://127.0.0.1:$three/ogc/collections/test_point/items
    names="$names postgresql"
fi
for name in $names; do
    eval "url=\$url_$name"
    wait_for "$url?bbox=106.2,20.8,106.23,20.83&limit=100"
    under "$url" > /dev/null # warm
    : > "$work/$name.rates"
done
round=0
while [ $round -lt "$ROUNDS" ]; do
    round=$((round + 1))
    for name in $names; do
        eval "url=\$url_$name"
        under "$url" >> "$work/$name.rates"
    done
done
of=$(median < "$work/mapserver.rates")
for name in $names; do
    rate=$(median < "$work/$name.rates")
    printf '%-12s %8s answers a second of 100 features; %s times MapServer\n' "$name" "$rate" "$(awk "BEGIN { printf \"%.2f\", $rate / $of }")"
done
for name in $names; do
    eval "url=\$url_$name"
    node "$here/maps.mjs" check "$work" "$name" "$url"
done
