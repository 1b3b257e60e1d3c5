#!/bin/sh
# test/fault/load.sh [ROUNDS]: a file is loaded into a registry while its server is killed (-9)
# again and again, and once while the disk is full; a second load changes what the first brought
# and is killed too, a third is taken back.  Then the registry holds exactly what the file says.
#
# Last line: N passed, N failed.
set -u
. "$(dirname "$0")/lib.sh"
rounds=${1:-6}
rows=40000
fault_begin load
make -s CC="${CC:-gcc}" build/release/bench-invoices > /dev/null || { echo "0 passed, 1 failed"; exit 1; }
invoices=build/release/bench-invoices

# The same invoices with another state: a load that changes every record.
"$invoices" csv $rows > "$work/first.csv"
sed 's/,original,/,adjusted,/' "$work/first.csv" > "$work/second.csv"
sed 's/,adjusted,/,replaced,/' "$work/second.csv" > "$work/third.csv"
wanted=$(awk -F, 'NR > 1 { n++; sum += $9 } END { printf "%d|%.0f", n, sum }' "$work/first.csv")

child_of() { pgrep -P "$server" | head -1; }
is_gone() {
    for _ in $(seq 100); do
        kill -0 "$1" 2>/dev/null || return 0
        sleep 0.1
    done
    return 1
}
killed() {
    child=$(child_of)
    kill -9 "$server" "$child"
    wait "$server" 2>/dev/null
    is_gone "$child" && start_server
}
begin() { # FILE: sent and begun; its number
    "$tinhso" import "$work/dir" e_invoice "$work/$1" --begin | sed -n 's/.*"load":\([0-9]*\).*/\1/p'
}
stands() { # LOAD: its phase
    "$tinhso" call "$work/dir" registry.loads "{\"registry\":\"e_invoice\",\"load\":$1}" |
        sed -n 's/.*"phase":"\([a-z]*\)".*/\1/p'
}
ends_as() { # LOAD PHASE: within two minutes
    for _ in $(seq 600); do
        now=$(stands "$1")
        [ "$now" != "$2" ] || return 0
        sleep 0.2
    done
    echo "load $1 stands as $now"
    return 1
}
given_again() { "$tinhso" import "$work/dir" e_invoice "$work/$1" > /dev/null; }
loads_of() { "$tinhso" call "$work/dir" registry.loads '{"registry":"e_invoice"}' | grep -o "\"name\":\"$1\"" | wc -l; }
counted() { [ "$(sql 'select count(*), sum(total) from e_invoice' | tr -d ' ')" = "$1" ]; }
in_state() { [ "$(sql "select count(*) from e_invoice where state = '$1'")" = "$2" ]; }

for s in sqlite postgresql; do
    province "$s"
    start || exit 1
    before=$(sql 'select count(*) from e_invoice')
    sample=$(sql 'select coalesce(sum(total), 0) from e_invoice')
    samples_adjusted=$(sql "select count(*) from e_invoice where state = 'adjusted'")
    samples_replaced=$(sql "select count(*) from e_invoice where state = 'replaced'")
    all="$((${wanted%|*} + before))|$((${wanted#*|} + sample))"

    load=$(begin first.csv)
    for r in $(seq "$rounds"); do
        sleep "0.$((r * 3 % 10))"
        holds "$s: killed while it loads ($r)" killed
    done
    set_one dir room 30000
    sleep 1
    set_one dir room -1
    holds "$s: it comes to its end" ends_as "$load" done
    holds "$s: every row of the file, once" counted "$all"

    load=$(begin second.csv)
    sleep 0.8
    holds "$s: killed while it changes" killed
    holds "$s: the second comes to its end" ends_as "$load" done
    originals=$(grep -c ',original,' "$work/first.csv")
    holds "$s: every record changed" in_state adjusted $((originals + samples_adjusted))
    holds "$s: none is twice" counted "$all"

    load=$(begin third.csv)
    sleep 1
    "$tinhso" call "$work/dir" registry.load_cancel "{\"registry\":\"e_invoice\",\"load\":$load}" > /dev/null
    holds "$s: killed while it is taken back" killed
    holds "$s: it was taken back" ends_as "$load" cancelled
    holds "$s: nothing of it is left" in_state replaced "$samples_replaced"
    holds "$s: and nothing else is gone" counted "$all"
    stop_server

    # Without a server: the command itself is killed, and given again.
    sed 's/,adjusted,/,original,/' "$work/second.csv" > "$work/fourth.csv"
    "$tinhso" import "$work/dir" e_invoice "$work/fourth.csv" > /dev/null 2>&1 &
    import=$!
    sleep 0.8
    kill -9 $import
    wait $import 2>/dev/null
    holds "$s: the command was killed before its end" in_state adjusted $((originals + samples_adjusted))
    holds "$s: given again it goes on" given_again fourth.csv
    holds "$s: as one load" [ "$(loads_of fourth.csv)" = 1 ]
    holds "$s: every record of the file" in_state adjusted "$samples_adjusted"
    holds "$s: verify" verifies
    stop
done
fault_end
