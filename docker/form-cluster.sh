#!/bin/sh
# Makes six Redis servers one cluster: three primaries, then a replica for each of them in the same order. It may be run
# again at any time: what is done already it leaves alone, a formed cluster as it is, also after failovers.
#
# usage: form-cluster.sh ADDRESS:PORT ADDRESS:PORT ADDRESS:PORT ADDRESS:PORT ADDRESS:PORT ADDRESS:PORT
#
# Not `redis-cli --cluster create`, which picks for itself whose replica a server becomes: the caller lays the zones out.
set -eu

limit=30

fail() {
  echo "$1" >&2
  exit 1
}

[ $# -eq 6 ] || fail "usage: $0 with six of ADDRESS:PORT, three primaries first"

# Prints a node's answer to a command. An error, or no answer within five seconds, is a failure.
ask() {
  node=$1
  shift
  if answer=$(timeout 5 redis-cli -e -h "${node%:*}" -p "${node##*:}" "$@" 2>&1); then
    printf '%s\n' "$answer" | tr -d '\r'
  else
    echo "$node: $*: $answer" >&2
    return 1
  fi
}

tell() {
  ask "$@" >/dev/null
}

has() {
  ask "$1" CLUSTER INFO | grep -qx "$2"
}

answers() {
  [ "$(ask "$1" PING 2>/dev/null)" = PONG ]
}

knows_all() {
  has "$1" cluster_known_nodes:6 && ! ask "$1" CLUSTER NODES | grep -q handshake
}

is_formed() {
  has "$1" cluster_state:ok && has "$1" cluster_slots_assigned:16384 && has "$1" cluster_size:3 && knows_all "$1" &&
    [ "$(ask "$1" CLUSTER NODES | grep -c slave)" -eq 3 ]
}

# A primary, or a replica in step with its own.
serves() {
  is_formed "$1" && ask "$1" INFO replication | grep -qx -e role:master -e master_link_status:up
}

all_formed() {
  for one; do
    is_formed "$one" || return 1
  done
}

# Waits until something is true of each of some nodes.
await() {
  what=$1
  shift
  for one; do
    end=$(($(date +%s) + limit))
    until "$what" "$one"; do
      [ "$(date +%s)" -lt "$end" ] ||
        fail "$one: not within $limit s: $what. Where a node has lost its place begin anew, with 'down -v' and 'up'."
      sleep 0.1
    done
  done
}

# Gives a node that knows nobody yet an epoch of its own, and slots if a range of them is named.
begin() {
  if has "$1" cluster_known_nodes:1 && has "$1" cluster_my_epoch:0; then
    tell "$1" CLUSTER SET-CONFIG-EPOCH "$2"
  fi
  if [ $# -eq 4 ] && has "$1" cluster_slots_assigned:0; then
    tell "$1" CLUSTER ADDSLOTSRANGE "$3" "$4"
  fi
}

introduce() {
  for from; do
    for to; do
      [ "$from" = "$to" ] || tell "$from" CLUSTER MEET "${to%:*}" "${to##*:}"
    done
  done
}

# Makes a primary without slots the replica of another node.
follow() {
  if ask "$1" CLUSTER NODES | grep -q 'myself,master - .* connected$'; then
    tell "$1" CLUSTER REPLICATE "$(ask "$2" CLUSTER MYID)"
  fi
}

await answers "$@"
if all_formed "$@"; then
  echo "the cluster is formed already"
  exit 0
fi
begin "$1" 1 0 5460
begin "$2" 2 5461 10921
begin "$3" 3 10922 16383
begin "$4" 4
begin "$5" 5
begin "$6" 6
introduce "$@"
await knows_all "$@"
follow "$4" "$1"
follow "$5" "$2"
follow "$6" "$3"
await serves "$@"
echo "the cluster is formed"
ask "$1" CLUSTER NODES
