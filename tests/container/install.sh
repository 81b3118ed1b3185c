#!/usr/bin/env bash
# Installs what builds and runs containers without a daemon from Debian's packages, unless it is there.
set -euo pipefail
for program in buildah podman runc mmdebstrap; do command -v "$program" > /dev/null || missing=1; done
[ -n "${missing:-}" ] || exit 0
root=()
[ "$(id -u)" = 0 ] || root=(sudo)
"${root[@]}" apt-get update -qq
"${root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -qq --yes --no-install-recommends buildah podman runc mmdebstrap
