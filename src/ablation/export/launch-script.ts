/** Early-signal tasks of FineWeb (Penedo et al., 2024), as lm-evaluation-harness names them. */
export const DEFAULT_TASKS = 'arc_easy,arc_challenge,hellaswag,openbookqa,piqa,winogrande,commonsense_qa';

/** The script that trains and evaluates all models: what is done already is passed over. Names are of `[a-z0-9._-]` only. */
export function launchScript(names: readonly string[], gpus: number, tasks: string): string {
  return `#!/bin/sh
# Trains a model for each arm and seed, then asks lm-evaluation-harness of each. The same again goes on.
# Needs \`llamafactory-cli\` and \`lm_eval\` on the path.
set -eu
cd "$(dirname "$0")"

for name in ${names.join(' ')}; do
  if [ ! -e "models/$name/train_results.json" ]; then
    # As many GPUs as the number of steps was counted for: others would change the tokens that are seen.
    FORCE_TORCHRUN=1 NNODES=1 NPROC_PER_NODE=${gpus} llamafactory-cli train "configs/$name.yaml"
  fi
  if [ ! -d "results/$name" ]; then
    lm_eval --model hf --model_args "pretrained=models/$name,dtype=bfloat16" --tasks ${shellQuoted(tasks)} \\
      --batch_size auto --output_path "results/$name" --log_samples
  fi
done
`;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
