#!/bin/sh
# What people write to start three members with an own CA by hand: certificates by openssl, then all three at once.
#   start-tls-members.sh BIN_DIR FOLDER BASE_PORT
# Ends when each member has answered a linearizable read; their pids go to FOLDER/pids, they keep running.
set -eu
bin=$1 folder=$2 base=$3
cd "$folder"
key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'

client() { echo "https://127.0.0.1:$((base + 10 * $1))"; }
peer() { echo "https://127.0.0.1:$((base + 10 * $1 + 1))"; }
cluster="infra0=$(peer 0),infra1=$(peer 1),infra2=$(peer 2)"

# shellcheck disable=SC2086 -- several words are meant
openssl req -x509 $key -keyout ca.key -out ca.crt -subj '/O=demo/CN=demo CA' -days 3650 2>openssl.log
for name in infra0-server infra0-peer infra1-server infra1-peer infra2-server infra2-peer admin; do
  # shellcheck disable=SC2086
  openssl req -x509 $key -CA ca.crt -CAkey ca.key -keyout $name.key -out $name.crt -subj "/O=demo/CN=$name" -days 365 \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 -addext basicConstraints=CA:FALSE \
    -addext extendedKeyUsage=serverAuth,clientAuth 2>openssl.log
done

for i in 0 1 2; do
  "$bin/etcd" --name "infra$i" --data-dir "infra$i" \
    --listen-client-urls "$(client $i)" --advertise-client-urls "$(client $i)" \
    --listen-peer-urls "$(peer $i)" --initial-advertise-peer-urls "$(peer $i)" \
    --listen-metrics-urls "http://127.0.0.1:$((base + 10 * i + 2))" \
    --cert-file "infra$i-server.crt" --key-file "infra$i-server.key" --trusted-ca-file ca.crt --client-cert-auth=true \
    --peer-cert-file "infra$i-peer.crt" --peer-key-file "infra$i-peer.key" --peer-trusted-ca-file ca.crt \
    --peer-client-cert-auth=true \
    --initial-cluster "$cluster" --initial-cluster-state new --initial-cluster-token "bench-$base-$$" \
    >"infra$i.log" 2>&1 &
  echo $! >>pids
done
for i in 0 1 2; do
  until curl -sf -o /dev/null --cacert ca.crt --cert admin.crt --key admin.key -d '{"key":"aGVhbHRo"}' \
    "$(client $i)/v3/kv/range"; do sleep 0.02; done
done
