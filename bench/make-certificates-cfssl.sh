#!/bin/sh
# A CA and COUNT certificates as the documents of etcd make them with cfssl.
#   make-certificates-cfssl.sh FOLDER COUNT
set -eu
cd "$1"
echo '{"CN":"demo CA","key":{"algo":"ecdsa","size":256}}' >ca.json
echo '{"signing":{"default":{"usages":["digital signature","server auth","client auth"],"expiry":"8760h"}}}' >config.json
cfssl gencert -initca ca.json 2>cfssl.log | cfssljson -bare ca
i=0
while [ $i -lt "$2" ]; do
  echo "{\"CN\":\"node$i\",\"hosts\":[\"localhost\",\"127.0.0.1\",\"::1\"],\"key\":{\"algo\":\"ecdsa\",\"size\":256}}" |
    cfssl gencert -ca ca.pem -ca-key ca-key.pem -config config.json - 2>cfssl.log | cfssljson -bare "node$i"
  i=$((i + 1))
done
