import type { BlendPlan } from '../blend/blend.ts';
import type { BlendManifest, TakenAccount } from '../blend/manifest.ts';
import { CHEAP_EPOCHS } from '../config/cheap-epochs.ts';
import { bytes, count, percent, short } from '../text/figures.ts';
import { table } from './format.ts';

/** Domains of a source that are listed. */
const LISTED_DOMAINS = 20;

/** The summary of a blend, for standard output. */
export function blendSummary({ blend, packing, shards }: BlendManifest, out: string): string {
  const size = shards.reduce((sum, shard) => sum + shard.bytes, 0);
  return [
    ...accountLines(blend),
    ...(packing === null
      ? []
      : [
          `${count(packing.sequences)} sequences of ${count(packing.context_length)} tokens, ${percent(packing.waste)} of them empty; ` +
            `${count(packing.documents)} documents and pieces, none cut to fill`,
        ]),
    `${count(shards.length)} ${shards.length === 1 ? 'shard' : 'shards'} (${bytes(size)}) in ${out}/shards`,
  ].join('\n');
}

/** The summary of what a blend would be, for standard output. */
export function blendPlanSummary({ blend, packing, cutsBetweenLines }: BlendPlan): string {
  const nearly = cutsBetweenLines ? 'at least' : 'about';
  return [
    ...accountLines(blend),
    ...(packing === null
      ? []
      : [
          `${nearly} ${count(packing.sequences)} sequences of ${count(packing.context_length)} tokens, ${nearly} ${percent(packing.waste)} of them empty` +
            (cutsBetweenLines ? ': documents are cut between lines' : ''),
        ]),
    'dry run: nothing was written',
  ].join('\n');
}

function accountLines(blend: BlendManifest['blend']): string[] {
  const { sources, phases } = blend;
  const documents = Object.values(sources).reduce((sum, { taken }) => sum + taken.documents, 0);
  return [
    `${short(blend.tokens)} tokens in ${count(documents)} ${documents === 1 ? 'document' : 'documents'} (${blend.tokenizer === 'estimate' ? 'estimated' : blend.tokenizer})`,
    ...limitLines(blend),
    '',
    table([
      ['source', 'kind', 'available', 'taken', 'documents', 'epochs', 'asked', 'got'],
      ...Object.entries(sources).map(([name, { kind, ...account }]) => [name, kind, ...cells(account)]),
    ]),
    ...Object.entries(sources).flatMap(([name, { domains }]) => (domains === null ? [] : domainLines(name, domains))),
    ...(phases.length > 1 ? ['', phaseTable(phases)] : []),
    '',
    ...noteLines(blend),
  ];
}

function limitLines({ budget_tokens: asked, tokens, scarcest }: BlendManifest['blend']): string[] {
  const { source, domain, budget_tokens: most } = scarcest;
  const which = domain === null ? source : `${source}, domain ${domain}`;
  if (asked === null) return [`as much as there is: ${which} ends first`];
  return tokens < asked && most < asked ? [`${short(asked)} were asked for: ${which} ended first`] : [];
}

function cells({ available, taken, share }: TakenAccount): string[] {
  return [
    short(available.tokens),
    short(taken.tokens),
    count(taken.documents),
    taken.epochs.toFixed(2),
    percent(share.asked),
    percent(share.got),
  ];
}

function domainLines(source: string, domains: Readonly<Record<string, TakenAccount>>): string[] {
  const all = Object.entries(domains);
  const rows = all.slice(0, LISTED_DOMAINS).map(([domain, account]) => [domain, ...cells(account)]);
  const more = all.length - rows.length;
  return [
    '',
    table([[`domains of ${source}`, 'available', 'taken', 'documents', 'epochs', 'asked', 'got'], ...rows]),
    ...(more > 0 ? [`  and ${count(more)} more: manifest.json has all`] : []),
  ];
}

function phaseTable(phases: BlendManifest['blend']['phases']): string {
  const names = Object.keys(phases[0]?.sources ?? {});
  return table([
    ['phase', 'tokens', ...names],
    ...phases.map(({ name, tokens, sources }) => [
      name,
      short(tokens),
      ...names.map((source) => percent(sources[source]?.got ?? 0)),
    ]),
  ]);
}

/** What repetition does to what text is worth. */
function worthOf(epochs: number): string {
  return epochs <= CHEAP_EPOCHS
    ? `up to ${CHEAP_EPOCHS} epochs cost hardly anything`
    : `beyond ${CHEAP_EPOCHS} epochs text is worth less each time`;
}

/** What a reader should know of a blend before training on it. */
function noteLines({ sources }: BlendManifest['blend']): string[] {
  const all = Object.entries(sources);
  const reasons = all.flatMap(([name, { skipped }]) =>
    Object.entries(skipped).map(([reason, documents]) => `${count(documents)} ${reason} (${name})`),
  );
  const unordered = all.filter(([, source]) => source.unordered > 0);
  const repeated = all.filter(([, { taken }]) => taken.documents > taken.distinct);
  return [
    ...(reasons.length === 0 ? [] : [`left out: ${reasons.join(', ')}`]),
    ...unordered.map(
      ([name, source]) => `${name}: ${count(source.unordered)} documents have no number to order by, and come last`,
    ),
    ...repeated.map(
      ([name, { taken }]) =>
        `${name}: ${count(taken.documents - taken.distinct)} of its ${count(taken.documents)} documents are repeated ones (${worthOf(taken.epochs)}: Muennighoff et al. 2023)`,
    ),
    ...syntheticLines(all.reduce((sum, [, { kind, share }]) => sum + (kind === 'synthetic' ? share.got : 0), 0)),
  ];
}

function syntheticLines(share: number): string[] {
  if (share === 0) return [];
  if (share > 0.999)
    return [
      'all of it is synthetic: alone it was learnt no faster than web text; about a third beside web text is near the best known (Meta 2025)',
    ];
  return [
    `${percent(share)} is synthetic: about a third beside web text is near the best known; alone it was learnt no faster than web text (Meta 2025)`,
  ];
}
