#!/bin/sh
# What people write to bring three members back from a snapshot by hand; the benchmark compares etcdops with it.
#   restore-members.sh MODE BIN_DIR FOLDER BASE_PORT SNAPSHOT PID PID PID
# MODE `in-turn` restores one after the other, as etcd's documents show it; `parallel` all three at once. The members
# that run (PID) serve until all is restored beside their data, as with etcdops, and nothing of theirs is deleted. The
# last one is the leader, which stops last: with the others it would wait for one that ends too. It is over when each
# member has answered a linearizable read. The pids of the new ones go to FOLDER/pids; they keep running.
set -eu
mode=$1 bin=$2 folder=$3 base=$4 snapshot=$5
shift 5
cd "$folder"

client() { echo "http://127.0.0.1:$((base + 10 * $1))"; }
peer() { echo "http://127.0.0.1:$((base + 10 * $1 + 1))"; }
cluster="infra0=$(peer 0),infra1=$(peer 1),infra2=$(peer 2)"
data=.etcdops/data

restore() {
  "$bin/etcdutl" snapshot restore "$snapshot" --name "infra$1" --data-dir "$data/infra$1.restored" \
    --initial-cluster "$cluster" --initial-advertise-peer-urls "$(peer "$1")" \
    --initial-cluster-token "bench-$base-$$" --bump-revision 1000000000 --mark-compacted >"restore$1.log" 2>&1
}

if [ "$mode" = parallel ]; then
  restore 0 & first=$!
  restore 1 & second=$!
  restore 2
  wait $first
  wait $second
else
  for i in 0 1 2; do restore $i; done
fi

# A zombie counts as gone, which `kill -0` would wait for.
gone() { while [ -e "/proc/$1/exe" ]; do sleep 0.01; done; }
kill -TERM "$1" "$2"
gone "$1"
gone "$2"
kill -TERM "$3"
gone "$3"
for i in 0 1 2; do
  mv "$data/infra$i" "$data/infra$i.old"
  mv "$data/infra$i.restored" "$data/infra$i"
done
for i in 0 1 2; do
  "$bin/etcd" --config-file "nodes/infra$i/etcd.yaml" >"infra$i.log" 2>&1 &
  echo $! >>pids
done
for i in 0 1 2; do
  until curl -sf -o /dev/null -d '{"key":"aGVhbHRo"}' "$(client $i)/v3/kv/range"; do sleep 0.02; done
done
