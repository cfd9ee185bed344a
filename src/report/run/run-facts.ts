import type { Manifest } from '../../run/manifest.ts';
import { amount, count, percentOf, rate, seconds, short } from '../../text/figures.ts';
import { html, type Html } from '../html.ts';
import { clipped } from '../within-bytes.ts';

/** Files and servers that are named. */
const NAMED = 3;

/** A run in a few lines: when and by what it was made, of what, what came of it, and what it took. */
export function runFacts(manifest: Manifest): Html {
  const { started_at, finished_at, models, endpoints, input, tokens, tasks, tool_version } = manifest;
  const time = (Date.parse(finished_at) - Date.parse(started_at)) / 1_000;
  const files = listed(
    input.files.map(({ path }) => path),
    'files',
  );
  const rows: readonly (readonly [string, string])[] = [
    [
      'made',
      `${minute(started_at)} to ${minute(finished_at)} UTC (${time < 1 ? 'under 1s' : seconds(time)}), by rewrite ${tool_version}`,
    ],
    ['written by', [...new Set(Object.values(models))].join(', ')],
    ...(endpoints.length === 0 ? [] : [['served at', listed(endpoints, 'servers')] as const]),
    ['input', `${count(input.documents)} ${input.documents === 1 ? 'document' : 'documents'} of ${files}`],
    [
      'accepted',
      `${count(tasks.accepted)} of ${count(tasks.planned)} rewrites (${percentOf(tasks.accepted, tasks.planned)}), ${short(tokens.accepted)} generated tokens`,
    ],
    [
      'wasted',
      `${short(tokens.wasted)} of ${short(tokens.completion)} billed completion tokens (${percentOf(tokens.wasted, tokens.completion)})`,
    ],
    ...(time > 0
      ? [
          [
            'throughput',
            `${rate(tokens.completion / time)} completion tokens and ${rate(tasks.planned / time)} rewrites a second, from begin to end`,
          ] as const,
        ]
      : []),
    ...costOf(manifest),
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${clipped(value)}</dd>\n`)}</dl>`;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** One by its name; of more how many, and the first by their names. */
function listed(names: readonly string[], noun: string): string {
  const [first = ''] = names;
  if (names.length === 1) return first;
  const more = names.length > NAMED ? ` and ${count(names.length - NAMED)} more` : '';
  return `${count(names.length)} ${noun}: ${names.slice(0, NAMED).join(', ')}${more}`;
}

function costOf({ cost }: Manifest): readonly (readonly [string, string])[] {
  if (cost === null) return [];
  const { total, per_million_accepted_tokens: million, gpu_hours: hours } = cost;
  return [
    [
      'cost',
      [
        amount(total),
        million === null ? 'nothing was accepted' : `${amount(million)} per million accepted tokens`,
        ...(hours > 0 ? [`${amount(hours)} GPU hours`] : []),
      ].join(', '),
    ],
  ];
}
