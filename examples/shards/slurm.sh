#!/usr/bin/env bash
# Balance the shards in/*.jsonl into out/ on a Slurm cluster, in a folder that all nodes see:
#   BY=category TARGET='--cap 3000' bash slurm.sh
set -euo pipefail
mkdir -p work out
ls in/*.jsonl > work/shards.txt
shards=$(wc -l < work/shards.txt)
this='shard=$(sed -n "${SLURM_ARRAY_TASK_ID}p" work/shards.txt); name=$(basename "$shard")'
indices='$(sed "s|.*/\(.*\)|work/\1.index|" work/shards.txt)'

submit() {  # the job that it waits for, more options, what to do
  sbatch --parsable ${1:+--dependency=afterok:$1} ${2:+$2} --wrap "set -eu; $3"
}
scan=$(submit "" --array=1-"$shards" \
  "$this; rebalance shards scan \$shard --by ${BY:-category} -o work/\$name.index -q")
plan=$(submit "$scan" "" \
  "rebalance shards plan balance $indices ${TARGET:---cap 3000} -o work/plan.json")
apply=$(submit "$plan" --array=1-"$shards" \
  "$this; rebalance shards apply work/plan.json \$shard --index work/\$name.index -o out/\$name -q")
submit "$apply" "" "rebalance shards commit out"
