#!/usr/bin/env bash
# Builds the image of the Containerfile, with images kept in the folder STORE, as root and without a daemon.
#
# Where no registry of images is reached, the base is a stand-in under the same name: Debian, from its
# packages, with their Python.
set -euo pipefail
mkdir -p "$1"
base=docker.io/library/python:3.13-slim
store=(--root "$1/images" --runroot "$1/run" --storage-driver overlay)
if ! podman "${store[@]}" image exists "$base" && ! podman "${store[@]}" pull --quiet "$base"; then
  echo "no registry of images: the base image is a stand-in, made of Debian's packages"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | sort -u | sed -n 1p)
  mmdebstrap --quiet --variant=minbase --include=python3,python3-venv,ca-certificates stable "$1/base.tar" "$mirror"
  podman "${store[@]}" import --quiet "$1/base.tar" "$base"
  rm "$1/base.tar"
fi
buildah "${store[@]}" build --isolation chroot --pull=never --volume /etc/ssl/certs:/etc/ssl/certs:ro \
  --quiet --tag rebalance .
