#!/usr/bin/env node
// Draws the seed corpus. Usage: node data/draw-seeds.mjs CORPUS_DIR
// CORPUS_DIR holds public-domain.jsonl.gz, web-pages.jsonl.gz and udhr.jsonl.gz, as data/README.md describes them.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const MIN_CHARACTERS = 300;
const MAX_CHARACTERS = 12_000;
const MIN_PROSE = 0.8;
const LANGUAGES = ['eng', 'fra', 'spa', 'arb', 'hin', 'cmn'];

const EMAIL = /[\w.+-]+(?:@|\s+at\s+)[\w-]+(?:\.|\s+dot\s+)\w+/;
const PHONE = /\b\d{3}[-.\s)]{1,2}\d{3}[-.\s]\d{4}\b/;
const TEMPLATE_CODE = /\{%|\{\{/;
const PLACED_IN_PUBLIC_DOMAIN = /placed\s+in\s+the\s+public\s+domain/;

const corpus = process.argv[2];
if (corpus === undefined) {
  console.error('Name the folder with the corpus: node data/draw-seeds.mjs CORPUS_DIR');
  process.exit(2);
}
const seeds = join(dirname(fileURLToPath(import.meta.url)), 'seeds');
mkdirSync(seeds, { recursive: true });

const read = (name) =>
  gunzipSync(readFileSync(join(corpus, name)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));

function write(name, documents) {
  const rows = documents.map((document) => JSON.stringify(document)).join('\n') + '\n';
  const bytes = gzipSync(rows, { level: 9 }); // node writes no time stamp into the header
  writeFileSync(join(seeds, name), bytes);
  const characters = documents.reduce((sum, { text }) => sum + text.length, 0);
  console.log(`${name}: ${documents.length} documents, ${characters} characters, ${bytes.length} bytes`);
}

/** Share of characters on lines that are neither indented (code, literal blocks) nor parts of tables. */
function proseShare(text) {
  const prose = text.split('\n').filter((line) => !/^(?:\s{3,}|\||\+[-=]|={4,} =|>>>)/.test(line));
  return prose.join('\n').length / text.length;
}

const titleOf = (text) => /^(\p{L}[^\n]{3,119})\n\n/u.exec(text)?.[1]?.trim();

const isSuitable = ({ text }) =>
  text.length >= MIN_CHARACTERS &&
  text.length <= MAX_CHARACTERS &&
  proseShare(text) >= MIN_PROSE &&
  titleOf(text) !== undefined &&
  ![EMAIL, PHONE, TEMPLATE_CODE].some((pattern) => pattern.test(text));

/** One document from each of `count` equal ranks of length: the one whose id hashes lowest. In order of id. */
function spreadOverLengths(documents, count) {
  const byLength = documents.toSorted((a, b) => a.text.length - b.text.length || (a.id < b.id ? -1 : 1));
  const hash = ({ id }) => createHash('sha256').update(id).digest('hex');
  return Array.from({ length: count }, (_, rank) =>
    byLength
      .slice(Math.floor((rank * byLength.length) / count), Math.floor(((rank + 1) * byLength.length) / count))
      .reduce((best, next) => (hash(next) < hash(best) ? next : best)),
  ).toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The columns every seed has, in one order; dates as ISO 8601, null where the source gives none. */
function seed({ id, text, source, license, date }, more) {
  const iso = typeof date === 'string' ? date.replace(/^'|'$/g, '') : null;
  return { id, ...more, text, source, license, date: iso };
}

const publicDomain = read('public-domain.jsonl.gz').filter(isSuitable);
const posts = publicDomain.filter(({ source }) => source === '18f.gsa.gov');
const proposals = publicDomain.filter(
  ({ id, source, text }) =>
    source === 'peps.python.org' && PLACED_IN_PUBLIC_DOMAIN.test(text) && !/^pep-8/.test(id), // 8xxx: elections, with names
);

console.log(`suitable: ${posts.length} posts, ${proposals.length} proposals`);

write(
  '18f.jsonl.gz',
  spreadOverLengths(posts, 96).map((post) => seed(post, { title: titleOf(post.text) })),
);
write(
  'peps.jsonl.gz',
  spreadOverLengths(proposals, 44).map((pep) =>
    seed(pep, { title: titleOf(pep.text), url: `https://peps.python.org/${pep.id}/` }),
  ),
);
write(
  'web-pages.jsonl.gz',
  read('web-pages.jsonl.gz').map((page) => seed(page, { url: page.url })),
);
write(
  'udhr.jsonl.gz',
  LANGUAGES.map((language) => read('udhr.jsonl.gz').find((text) => text.language === language)).map((text) =>
    seed(text, { language: text.language }),
  ),
);
