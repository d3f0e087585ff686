#!/bin/sh
# A CA and the certificates of so many members as the documents of etcd make them with cfssl, in the places where
# etcdops has them.
#   make-certificates-cfssl.sh FOLDER MEMBERS
set -eu
cd "$1"
mkdir -m 700 nodes clients
# shellcheck disable=SC2046 -- several words are meant
(cd nodes && mkdir -m 700 $(seq -f 'infra%g' 0 $(($2 - 1))))

certificate() { # PATH CN
  echo "{\"CN\":\"$2\",\"hosts\":[\"10.0.0.1\",\"localhost\",\"127.0.0.1\",\"::1\"],\"key\":{\"algo\":\"ecdsa\",\"size\":256}}" |
    cfssl gencert -ca ca.pem -ca-key ca-key.pem -config config.json - 2>cfssl.log | cfssljson -bare "$1"
}

echo '{"CN":"demo CA","key":{"algo":"ecdsa","size":256}}' >ca.json
echo '{"signing":{"default":{"usages":["digital signature","server auth","client auth"],"expiry":"8760h"}}}' >config.json
cfssl gencert -initca ca.json 2>cfssl.log | cfssljson -bare ca
certificate clients/admin admin
i=0
while [ $i -lt "$2" ]; do
  certificate "nodes/infra$i/server" "infra$i"
  certificate "nodes/infra$i/peer" "infra$i"
  i=$((i + 1))
done
