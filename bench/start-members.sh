#!/bin/sh
# What people write to start three members by hand; the benchmark compares etcdops with it.
#   start-members.sh MODE BIN_DIR FOLDER BASE_PORT
# MODE `at-once` starts all three and then polls, as a Procfile runner would; `staggered` starts the next one when the
# one before answers on its peer port. Both end when each member has answered a linearizable read. The pids of the
# members go to FOLDER/pids; they keep running.
set -eu
mode=$1 bin=$2 folder=$3 base=$4

client() { echo "http://127.0.0.1:$((base + 10 * $1))"; }
peer() { echo "http://127.0.0.1:$((base + 10 * $1 + 1))"; }
cluster="infra0=$(peer 0),infra1=$(peer 1),infra2=$(peer 2)"

for i in 0 1 2; do
  "$bin/etcd" --name "infra$i" --data-dir "$folder/infra$i" \
    --listen-client-urls "$(client $i)" --advertise-client-urls "$(client $i)" \
    --listen-peer-urls "$(peer $i)" --initial-advertise-peer-urls "$(peer $i)" \
    --listen-metrics-urls "http://127.0.0.1:$((base + 10 * i + 2))" \
    --initial-cluster "$cluster" --initial-cluster-state new --initial-cluster-token "bench-$base-$$" \
    >"$folder/infra$i.log" 2>&1 &
  echo $! >>"$folder/pids"
  if [ "$mode" = staggered ] && [ $i != 2 ]; then
    until curl -s -o /dev/null "$(peer $i)/version"; do sleep 0.02; done
  fi
done
for i in 0 1 2; do
  until curl -sf -o /dev/null -d '{"key":"aGVhbHRo"}' "$(client $i)/v3/kv/range"; do sleep 0.02; done
done
