/** Early-signal tasks of FineWeb (Penedo et al., 2024), as lm-evaluation-harness names them. */
export const DEFAULT_TASKS = 'arc_easy,arc_challenge,hellaswag,openbookqa,piqa,winogrande,commonsense_qa';

/**
 * The script that trains and evaluates all models, or those that it is given. What is done already is passed over; a model
 * that fails does not stop the others, and the exit code is 1 then. `results/NAME` appears whole, by its name. Names are of
 * `[a-z0-9._-]` only.
 */
export function launchScript(names: readonly string[], gpus: number, tasks: string): string {
  return `#!/bin/sh
# Trains a model for each arm and seed, then asks lm-evaluation-harness of each. What is done is passed over: the same
# again goes on. A model that fails does not stop the others; the exit code is 1 then.
#   ./launch.sh            all models, one after the other
#   ./launch.sh NAME...    only these, for a job of its own each
# Needs \`llamafactory-cli\` and \`lm_eval\` on the path.
set -u
cd "$(dirname "$0")" || exit 1
trap 'exit 130' INT
trap 'exit 143' TERM

if [ $# -eq 0 ]; then
  set -- ${names.join(' \\\n    ')}
fi

failed=""
for name in "$@"; do
  if [ ! -e "configs/$name.yaml" ]; then
    echo "$name: there is no configs/$name.yaml" >&2
    failed="$failed $name"
    continue
  fi
  if [ ! -e "models/$name/train_results.json" ]; then
    echo "$name: training" >&2
    # As many GPUs as the number of steps was counted for: others would change the tokens that are seen.
    if ! FORCE_TORCHRUN=1 NNODES=1 NPROC_PER_NODE=${gpus} llamafactory-cli train "configs/$name.yaml"; then
      echo "$name: training failed; going on with the next" >&2
      failed="$failed $name"
      continue
    fi
  fi
  if [ ! -d "results/$name" ]; then
    echo "$name: evaluating" >&2
    rm -rf "unfinished/$name"
    if ! { ${evaluation('$name', tasks, 'unfinished').join(' \\\n        ')} &&
      mkdir -p results && mv "unfinished/$name" "results/$name"; }; then
      echo "$name: evaluation failed; going on with the next" >&2
      failed="$failed $name"
    fi
  fi
done

if [ -n "$failed" ]; then
  echo "failed:$failed. The same again tries these once more." >&2
  exit 1
fi
`;
}

/** The command that evaluates a model into a folder, in the lines that it is written in. `name`: for the shell. */
export function evaluation(name: string, tasks: string, into: string): readonly string[] {
  return [
    `lm_eval --model hf --model_args "pretrained=models/${name},dtype=bfloat16" --tasks ${shellQuoted(tasks)}`,
    `--batch_size auto --output_path "${into}/${name}" --log_samples`,
  ];
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
