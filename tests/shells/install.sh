#!/usr/bin/env bash
# Installs shells and what formats man pages from Debian's packages, unless they are there.
set -euo pipefail
missing=0
for name in zsh fish mandoc groff man; do command -v "$name" > /dev/null || missing=1; done
[ "$missing" = 0 ] && exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends zsh fish mandoc groff man-db
