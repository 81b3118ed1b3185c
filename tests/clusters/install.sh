#!/usr/bin/env bash
# Installs what makes network namespaces from Debian's packages, unless it is there.
set -euo pipefail
command -v ip > /dev/null && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends iproute2
