#!/usr/bin/env bash
# bench/namespaces.sh BITS_PER_SECOND DELAY_MS COMMAND ...
# Runs a command as root in one of two network namespaces with addresses of their own, 10.77.0.1 and 10.77.0.2, whose only link
# has a bandwidth each way, and a delay there and back (see slow_link.py). mpirun of Open MPI in the command reaches the other by --host:
#   bench/namespaces.sh 1e9 10 node bench/ranks.mjs 2 S2 '--hosts=--host 10.77.0.1,10.77.0.2'
set -euo pipefail
rate=$1 delay=$2
shift 2
here=$(dirname "${BASH_SOURCE[0]}")
names=("tbptt-$$-1" "tbptt-$$-2")
agent=$(mktemp)
ready=$(mktemp)
link=
clear_up() {
  [ -z "$link" ] || kill "$link" 2>/dev/null || true
  rm -f "$agent" "$ready"
  for name in "${names[@]}"; do ip netns delete "$name" 2>/dev/null || true; done
}
trap clear_up EXIT

for name in "${names[@]}"; do ip netns add "$name"; done
python3 "$here/slow_link.py" "${names[@]}" "$rate" "$delay" >"$ready" &
link=$!
for _ in $(seq 100); do grep -q ready "$ready" && break || sleep 0.05; done

# What Open MPI takes for ssh: `agent HOST COMMAND ...`.
cat >"$agent" <<END
#!/bin/sh
case \$1 in
10.77.0.2) space=${names[1]} ;;
*) space=${names[0]} ;;
esac
shift
exec ip netns exec \$space sh -c "\$*"
END
chmod +x "$agent"
export OMPI_MCA_plm_rsh_agent=$agent
export OMPI_MCA_btl=tcp,self OMPI_MCA_pml=ob1
export OMPI_MCA_btl_tcp_if_include=10.77.0.0/24 OMPI_MCA_oob_tcp_if_include=10.77.0.0/24
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ip netns exec "${names[0]}" "$@"
