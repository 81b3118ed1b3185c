#!/bin/sh
# Check, split and balance each file of in/ into out/, two at a time: sh each.sh category
# A file whose output is newer is left as it is; where one fails, no more are begun.
set -eu
export BY="${1:-category}"
mkdir -p out

printf '%s\0' in/*.jsonl | xargs -0 -n 1 -P 2 sh -c '
  name=$(basename "$1" .jsonl)
  if [ "out/$name.jsonl" -nt "$1" ]; then exit 0; fi
  {
    rebalance check "$1" --by "$BY" --min-rows 3 --max-duplicates 0 -q &&
    rebalance split "$1" --by "$BY" -d "parts/$name" -q &&
    rebalance balance "parts/$name/train.jsonl" --by "$BY" --cap 100 -o "out/$name.jsonl" -q
  } || exit 255  # which ends xargs
' each
