#!/bin/sh
# A CA and the certificates of so many members as people make them with openssl in a loop: one process each, the quickest
# form it has. What they say, and where they lie, is as with etcdops.
#   make-certificates.sh FOLDER MEMBERS
set -eu
cd "$1"
mkdir -m 700 nodes clients
# shellcheck disable=SC2046 -- several words are meant
(cd nodes && mkdir -m 700 $(seq -f 'infra%g' 0 $(($2 - 1))))
key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'

certificate() { # PATH CN
  # shellcheck disable=SC2086 -- several words are meant
  openssl req -x509 $key -CA ca.crt -CAkey ca.key -keyout "$1.key" -out "$1.crt" -subj "/O=demo/CN=$2" \
    -days 365 -addext subjectAltName=IP:10.0.0.1,DNS:localhost,IP:127.0.0.1,IP:::1 \
    -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
    -addext extendedKeyUsage=serverAuth,clientAuth 2>openssl.log
}

# shellcheck disable=SC2086 -- several words are meant
openssl req -x509 $key -keyout ca.key -out ca.crt -subj '/O=demo/CN=demo CA' -days 3650 2>openssl.log
certificate clients/admin admin
i=0
while [ $i -lt "$2" ]; do
  certificate "nodes/infra$i/server" "infra$i"
  certificate "nodes/infra$i/peer" "infra$i"
  i=$((i + 1))
done
