#!/usr/bin/env bash
# Installs Chromium from Debian's packages, unless it is there.
set -euo pipefail
[ -x /usr/bin/chromium ] && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends chromium fonts-dejavu-core fonts-noto-core
