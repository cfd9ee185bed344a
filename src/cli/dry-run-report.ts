import { parseEndpointUrl } from '../generation/endpoint-url.ts';
import { costOf, TYPICAL_TOKENS_PER_GPU_SECOND } from '../run/cost.ts';
import type { DryRun } from '../run/dry-run.ts';
import type { Job } from '../run/job.ts';
import { modelKey } from '../run/meaning-job.ts';
import { layOut } from '../text/chat-template.ts';
import { visible } from '../text/visible.ts';
import { MEANING_CHECKS } from '../vocabulary/meaning.ts';
import type { Prompt } from '../vocabulary/prompt.ts';
import { count, short } from '../text/figures.ts';
import { costInWords, table } from './format.ts';

/** Characters of a prompt's beginning and end that are shown. */
const SHOWN = 700;

/** What a dry run found, for standard output. */
export function describeDryRun(job: Job, result: DryRun): string {
  const rows = [['strategy', 'rewrites', 'requests', 'prompt tokens', 'generated tokens']];
  let promptTokens = 0;
  let completionTokens = 0;
  for (const [name, tally] of result.strategies) {
    promptTokens += tally.promptTokens;
    completionTokens += tally.generatedTokens;
    rows.push([
      name,
      count(tally.tasks),
      count(tally.requests),
      short(tally.promptTokens),
      short(tally.generatedTokens),
    ]);
  }
  const skipped = Object.entries(result.skipped).map(([reason, n]) => `${count(n)} ${reason}`);
  const lines = [
    'Dry run: nothing is sent, nothing is written. All token counts are estimates.',
    '',
    `documents  ${count(result.documents)} read, ${count(result.used)} used${skipped.length === 0 ? '' : `, skipped: ${skipped.join(', ')}`}`,
    ...result.bad.map(
      ({ position, reason, detail }) =>
        `           ${job.files[position.file]?.label}, row ${position.row}: ${reason}: ${detail}`,
    ),
    `tokens     ${short(promptTokens)} prompt, about ${short(completionTokens)} generated`,
    ...costLines(job, promptTokens, completionTokens),
    ...checkLines(job, result),
    '',
    table(rows),
  ];
  for (const [name, { example }] of result.strategies) {
    if (example !== undefined)
      lines.push('', `─── ${name}: first prompt (${example.requestId})`, ...promptLines(example, job));
  }
  // Prompts hold documents.
  return visible(lines.join('\n'));
}

function costLines({ options, backend }: Job, promptTokens: number, completionTokens: number): string[] {
  if (backend === 'extractive') return [];
  const gpuSeconds = completionTokens / TYPICAL_TOKENS_PER_GPU_SECOND;
  const gpuHours = gpuSeconds / 3_600;
  // Nothing is known yet of what will be rejected: as if all were accepted.
  const cost = costOf({ promptTokens, completionTokens, acceptedTokens: completionTokens, gpuSeconds }, options);
  return [
    `time       ${gpuHours < 0.1 ? 'a few minutes of one GPU' : `about ${gpuHours.toFixed(1)} GPU-hours`} at ${count(TYPICAL_TOKENS_PER_GPU_SECOND)} generated tokens/s a GPU (1.7B on an H100, FinePhrase)`,
    ...(cost === undefined ? [] : [`cost       about ${costInWords(cost)}, if all is accepted`]),
  ];
}

/** What the checks of meaning would be put to, and who would be asked. */
function checkLines({ meaning }: Job, result: DryRun): string[] {
  if (meaning === undefined) return [];
  const wanted = MEANING_CHECKS.filter((check) => meaning[check] !== undefined);
  return wanted.map((check, index) => {
    const key = modelKey(meaning, check) ?? '';
    const endpoints = meaning.models[key]?.endpoints.map((url) => parseEndpointUrl(url).shown) ?? [];
    const { rewrites, tokens } = result.meaning[check] ?? { rewrites: 0, tokens: 0 };
    const taken = `${check === 'judge' ? 'at most' : 'about'} ${short(tokens)} tokens`;
    return `${(index === 0 ? 'meaning' : '').padEnd(11)}${check}: ${count(rewrites)} rewrites by ${key} at ${endpoints.join(', ')}, ${taken}`;
  });
}

function promptLines(prompt: Prompt, { models }: Job): string[] {
  const { endpoint, system, user, fields, layout } = prompt;
  const model = models[prompt.model];
  const api = model?.api ?? endpoint;
  const head = `${api} ${JSON.stringify(fields)}`;
  if (api === 'completions') {
    return [head, shortened(layOut(system, user, { ...layout, template: model?.chatTemplate ?? layout.template }))];
  }
  return [head, ...(system === undefined ? [] : [`system: ${system}`]), shortened(user)];
}

function shortened(text: string): string {
  if (text.length <= 2 * SHOWN) return text;
  return `${text.slice(0, SHOWN)}\n[… ${count(text.length - 2 * SHOWN)} characters …]\n${text.slice(-SHOWN)}`;
}
