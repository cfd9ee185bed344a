import { stringify } from 'yaml';
import type { RunReport } from './run/read-run.ts';

/** Classes of dataset sizes that the Hugging Face Hub knows. */
const SIZES: readonly (readonly [number, string])[] = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [1e7, '1M<n<10M'],
  [1e8, '10M<n<100M'],
  [1e9, '100M<n<1B'],
  [1e10, '1B<n<10B'],
];

/**
 * A dataset card for the Hugging Face Hub (`README.md` with a YAML header): what the records are, who wrote them and
 * how they were checked. Licence and languages are the sources' and are left for whoever publishes to fill in.
 */
export function datasetCard({ manifest }: Pick<RunReport, 'manifest'>): string {
  const { tasks, tokens, strategies, models, reasons, shards, tool_version: version } = manifest;
  const written = [...new Set(Object.values(models))];
  const ruled = manifest.backend === 'extractive';
  const header = {
    tags: ['synthetic', 'rewriting', ...(ruled ? [] : ['llm-generated'])],
    task_categories: ['text-generation'],
    size_categories: [SIZES.find(([most]) => tasks.accepted < most)?.[1] ?? 'n>1T'],
    configs: [{ config_name: 'default', data_files: [{ split: 'train', path: shards.map(({ path }) => path) }] }],
  };
  const rows = Object.entries(strategies).map(
    ([name, { tasks: own, tokens: used, share }]) =>
      `| ${name} | ${own.accepted.toLocaleString('en-US')} | ${used.accepted.toLocaleString('en-US')} | ${(100 * share).toFixed(1)}% |`,
  );
  const rejected = Object.entries(reasons).map(([reason, count]) => `| ${reason} | ${count.toLocaleString('en-US')} |`);
  return `---
${stringify(header)}---

# Rewritten documents

${tasks.accepted.toLocaleString('en-US')} texts, about ${tokens.accepted.toLocaleString('en-US')} generated tokens, made from ${manifest.input.used.toLocaleString('en-US')} source documents by ${
    ruled ? 'the built-in rules of rewrite (no language model)' : written.join(', ')
  } with rewrite ${version}.

**This text is synthetic.** Licence and languages are those of the source documents: add \`license\` and \`language\` to the header.

## Records

One JSON object a line: \`id\` (\`<source id>/<strategy>/<n>\`), \`text\`, \`source_id\`, \`strategy\`, \`prompt\`, \`model\`, \`token_count\`, \`generated_tokens\`, \`validation\` (validator → score), \`metadata\` (the source's other columns), and how it was made.

| strategy | texts | generated tokens | share |
|---|---:|---:|---:|
${rows.join('\n')}

## Validation

${tasks.planned.toLocaleString('en-US')} rewrites were made, ${tasks.rejected.toLocaleString('en-US')} of them rejected, ${tasks.failed.toLocaleString('en-US')} failed.${
    rejected.length === 0
      ? ''
      : `

| reason | rewrites |
|---|---:|
${rejected.join('\n')}`
  }
`;
}
