#!/bin/sh
# A CA and COUNT certificates as people make them with openssl in a loop: one process each, the quickest form it has.
#   make-certificates.sh FOLDER COUNT
set -eu
cd "$1"
key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
# shellcheck disable=SC2086 -- several words are meant
openssl req -x509 $key -keyout ca.key -out ca.crt -subj '/O=demo/CN=demo CA' -days 3650 2>openssl.log
i=0
while [ $i -lt "$2" ]; do
  # shellcheck disable=SC2086
  openssl req -x509 $key -CA ca.crt -CAkey ca.key -keyout "node$i.key" -out "node$i.crt" -subj "/O=demo/CN=node$i" \
    -days 365 -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 -addext basicConstraints=CA:FALSE \
    -addext extendedKeyUsage=serverAuth,clientAuth 2>openssl.log
  i=$((i + 1))
done
