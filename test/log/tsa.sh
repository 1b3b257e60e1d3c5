#!/bin/sh
# A throw-away time-stamp authority, made with `openssl`.
#   tsa.sh make DIR                   CA, authority, and one whose certificate has expired
#   tsa.sh reply DIR NAME ASK OUT     answers the request file ASK as authority NAME
#   tsa.sh verify DIR DATA RESPONSE   what openssl itself says
set -eu
action=$1 dir=$2
shift 2

config() { # NAME
    cat <<END
[tsa]
default_tsa = own
[own]
serial = $dir/serial
signer_cert = $dir/$1.pem
certs = $dir/ca.pem
signer_key = $dir/$1.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
clock_precision_digits = 0
ordering = no
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
END
}

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$dir/$1.key"; }

issue() { # NAME SUBJECT FIRST-DAY LAST-DAY
    key "$1"
    openssl req -new -utf8 -key "$dir/$1.key" -subj "$2" -out "$dir/$1.csr"
    openssl ca -batch -notext -config "$dir/ca.cnf" -extensions tsa -startdate "$3" -enddate "$4" \
        -in "$dir/$1.csr" -out "$dir/$1.pem"
}

case $action in
make)
    mkdir -p "$dir"
    cat > "$dir/ca.cnf" <<END
[ca]
default_ca = own
[own]
database = $dir/index
new_certs_dir = $dir
serial = $dir/ca.serial
certificate = $dir/ca.pem
private_key = $dir/ca.key
default_md = sha256
policy = any
utf8 = yes
[any]
commonName = supplied
[tsa]
extendedKeyUsage = critical,timeStamping
END
    : > "$dir/index"
    echo 01 > "$dir/ca.serial"
    echo 2a > "$dir/serial"
    for ca in ca other-ca; do
        key $ca
        openssl req -new -x509 -key "$dir/$ca.key" -subj "/CN=$ca" -days 7300 -out "$dir/$ca.pem"
    done
    issue tsa "/CN=Cơ quan cấp dấu thời gian" 20200101000000Z 20491231000000Z
    issue expired "/CN=expired" 20200101000000Z 20200201000000Z
    ;;
reply)
    config "$1" > "$dir/tsa.cnf"
    openssl ts -reply -config "$dir/tsa.cnf" -section own -queryfile "$2" -out "$3"
    ;;
verify)
    openssl ts -verify -data "$1" -in "$2" -CAfile "$dir/ca.pem"
    ;;
esac
