import { stringify } from 'yaml';
import { count, percent } from '../text/figures.ts';
import { markdownTable, markdownText } from '../text/markdown.ts';
import type { RunReport } from './run/read-run.ts';

/** Classes of dataset sizes that the Hugging Face Hub knows (`size_categories.json` of its library `datasets`). */
const SIZES: readonly (readonly [number, string])[] = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [1e7, '1M<n<10M'],
  [1e8, '10M<n<100M'],
  [1e9, '100M<n<1B'],
  [1e10, '1B<n<10B'],
  [1e11, '10B<n<100B'],
  [1e12, '100B<n<1T'],
  [Number.POSITIVE_INFINITY, 'n>1T'],
];

type Manifest = RunReport['manifest'];

/**
 * A dataset card for the Hugging Face Hub, `README.md` of the folder of a run: the YAML header that the Hub reads (its
 * `datasetcard.md`), what the records are, who wrote them and how they were checked. Licence and languages are the
 * sources' and are left for whoever publishes to fill in.
 */
export function datasetCard({ manifest }: Pick<RunReport, 'manifest'>): string {
  const { tasks, tokens, models, input, tool_version: version } = manifest;
  const writers = [...new Set(Object.values(models))].map(markdownText).join(', ');
  const ruled = manifest.backend === 'extractive';
  return `---
# Before publishing, add license and language: those of the source documents.
${stringify(headerOf(manifest, ruled))}---

# Rewritten documents

${count(tasks.accepted)} texts, about ${count(tokens.accepted)} generated tokens, made from ${count(input.used)} source ${input.used === 1 ? 'document' : 'documents'} by ${
    ruled ? 'the built-in rules of rewrite (no language model)' : writers
  } with rewrite ${version}.

**This text is synthetic.** Licence and languages are those of the source documents.

## Records

${recordsOf(manifest)}

${strategiesOf(manifest)}

## Validation

${count(tasks.planned)} rewrites were made, ${count(tasks.rejected)} of them rejected, ${count(tasks.failed)} failed.${reasonsOf(manifest)}
`;
}

function headerOf({ tasks, shards }: Manifest, ruled: boolean) {
  return {
    tags: ['synthetic', 'rewriting', ...(ruled ? [] : ['llm-generated'])],
    language_creators: ['machine-generated'],
    task_categories: ['text-generation'],
    size_categories: [SIZES.find(([most]) => tasks.accepted < most)?.[1]],
    // Without this the Hub would take the rejects for data; with a split of no files it shows an error.
    ...(shards.length === 0
      ? {}
      : { configs: [{ config_name: 'default', data_files: [{ split: 'train', path: patternsOf(shards) }] }] }),
  };
}

/** Shards as globs, which stay short for thousands of them: `shards/part-*.jsonl.gz`. */
function patternsOf(shards: Manifest['shards']): string[] {
  return [...new Set(shards.map(({ path }) => path.replace(/\d+(?=\.[^/]*$)/, '*')))];
}

function recordsOf({ shards }: Manifest): string {
  const path = shards[0]?.path ?? '';
  const form = path.endsWith('.parquet')
    ? 'One row a text; `usage`, `variables`, `cleaned`, `validation` and `metadata` are JSON in a string'
    : 'One JSON object a line';
  return `${form}: \`id\` (\`<source id>/<strategy>/<n>\`), \`text\`, \`source_id\`, \`strategy\`, \`prompt\`, \`model\`, \`token_count\`, \`generated_tokens\`, \`validation\` (validator → score), \`metadata\` (the source's other columns), and how it was made.`;
}

function strategiesOf({ strategies }: Manifest): string {
  return markdownTable(
    ['strategy', 'texts', 'generated tokens', 'share'],
    Object.entries(strategies).map(([name, { tasks, tokens, share }]) => [
      markdownText(name),
      count(tasks.accepted),
      count(tokens.accepted),
      percent(share),
    ]),
  );
}

function reasonsOf({ reasons }: Manifest): string {
  const rows = Object.entries(reasons).map(([reason, rewrites]) => [markdownText(reason), count(rewrites)]);
  return rows.length === 0 ? '' : `\n\n${markdownTable(['reason', 'rewrites'], rows)}`;
}
