#!/bin/sh
# What people write to change members by hand; the benchmark compares etcdops with it.
#   change-members.sh MODE BIN_DIR FOLDER BASE_PORT PROXY
# MODE `replace`: infra2 of three members is dead; a snapshot is saved and read back, it is removed, its data set aside,
# and it comes back empty.
# MODE `add`: infra3 joins three members.
# MODE `promote`: PROXY, beside the only member infra0, becomes a member at its own client port.
# Before each step that touches the cluster it looks whether the cluster bears it, as etcdops does: every other member
# answers a linearizable read, no alarm is up, all tell of one leader. Each change is read back. It ends when every
# member votes and has answered a linearizable read. No wait is longer than etcd makes it, save one: that a new member's
# first word is lost shows by its silence alone here, so 0.4 s of it are waited for (etcdops reads the metrics).
# The pid of the member goes to FOLDER/pids.
set -eu
mode=$1 bin=$2 folder=$3 base=$4 proxy=${5:-}
cd "$folder"
export ETCDCTL_API=3

client() { echo "http://127.0.0.1:$((base + 10 * $1))"; }
peer() { echo "http://127.0.0.1:$((base + 10 * $1 + 1))"; }
ctl() { "$bin/etcdctl" --endpoints "$members" "$@"; }
healthy() { curl -sf -o /dev/null -d '{"key":"aGVhbHRo"}' "$1/v3/kv/range"; }
bears_it() {
  for url in $(echo "$members" | tr , ' '); do healthy "$url"; done
  test -z "$(ctl alarm list)"
  test "$(ctl endpoint status | grep -c ', true, ')" = 1
}
id_of() { ctl member list | grep ", $1, " | cut -d, -f1; }

if [ "$mode" = replace ]; then
  name=infra2 at=2 members="$(client 0),$(client 1)" all="$(client 0) $(client 1) $(client 2)"
  cluster="infra0=$(peer 0),infra1=$(peer 1),infra2=$(peer 2)"
elif [ "$mode" = add ]; then
  name=infra3 at=3 members="$(client 0),$(client 1),$(client 2)"
  all="$(client 0) $(client 1) $(client 2) $(client 3)"
  cluster="infra0=$(peer 0),infra1=$(peer 1),infra2=$(peer 2),infra3=$(peer 3)"
else
  name=$proxy at=1 members=$(client 0) all="$(client 0) $(client 1)"
  cluster="infra0=$(peer 0),$proxy=$(peer 1)"
fi
data=.etcdops/data/$name

bears_it
if [ "$mode" = replace ]; then
  "$bin/etcdctl" --endpoints "$(client 0)" snapshot save "$folder/before.db" >/dev/null 2>&1
  status_tool=$bin/etcdutl
  test -x "$status_tool" || status_tool=$bin/etcdctl
  "$status_tool" snapshot status "$folder/before.db" >/dev/null 2>&1
  ctl member remove "$(id_of $name)" >/dev/null
  while [ -n "$(id_of $name)" ]; do sleep 0.02; done
  mv "$data" "$data.removed"
fi
bears_it
# etcd takes no change before its voters have been connected for five seconds.
until ctl member add "$name" --learner --peer-urls "$(peer $at)" >/dev/null 2>&1; do sleep 0.02; done
until ctl member list | grep -q "$(peer $at),.*, true$"; do sleep 0.02; done

v2=
if [ "$mode" = promote ]; then
  pid=$(sed 's/.*"pid": *\([0-9]*\).*/\1/' ".etcdops/pids/$proxy.json" | grep -o '^[0-9]*$' | head -n 1)
  kill -TERM "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
  if [ -d "$data/proxy" ]; then
    mv "$data/proxy" "$data.proxy-removed"
    v2=--enable-v2
  fi
fi

start() {
  "$bin/etcd" --name "$name" --data-dir "$data" $v2 \
    --listen-client-urls "$(client $at)" --advertise-client-urls "$(client $at)" \
    --listen-peer-urls "$(peer $at)" --initial-advertise-peer-urls "$(peer $at)" \
    --listen-metrics-urls "http://127.0.0.1:$((base + 10 * at + 2))" \
    --initial-cluster "$cluster" --initial-cluster-state existing \
    >>"$folder/$name.log" 2>&1 &
  pid=$!
  echo $pid >>"$folder/pids"
}
bears_it
serves() { curl -sf -m 0.4 -o /dev/null -d '{}' "$(client $at)/v3/maintenance/status"; }
start
# A learner whose first word to the others is lost with the snapshot that it gets serves nobody for 7 s: who knows that
# starts it again.
until serves; do
  if grep -q 'applied snapshot' "$folder/$name.log" && ! serves; then
    kill -TERM $pid
    wait $pid || true
    start
    until serves; do sleep 0.02; done
    break
  fi
  sleep 0.02
done

until id=$(id_of "$name") && [ -n "$id" ]; do sleep 0.02; done
bears_it
until ctl member promote "$id" >/dev/null 2>&1; do sleep 0.02; done
for url in $all; do
  until healthy "$url"; do sleep 0.02; done
done
! ctl member list | grep -q ', true$'
