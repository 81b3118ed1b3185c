#!/usr/bin/env bash
# Installs shells and what formats man pages from Debian's packages, unless they are there.
set -euo pipefail
command -v zsh fish mandoc groff man > /dev/null && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends zsh fish mandoc groff man-db
