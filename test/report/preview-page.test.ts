import { describe, expect, it } from 'vitest';
import { previewEntry } from '../../src/report/preview-article.ts';
import { previewPage } from '../../src/report/preview-page.ts';
import { prepareJob, type Job } from '../../src/run/job.ts';
import { preview, type PreviewItem } from '../../src/run/preview.ts';
import { resolveOptions } from '../../src/config/resolve.ts';
import { type Script, scriptedModel, workspace } from '../run/harness.ts';

const HOSTILE = [
  'A page about <b>rain</b> & "snow" </bdi></article><script>alert(1)</script>',
  `remove <img src=x onerror=alert('2')> me`,
  'turned \u202E around \u001B[31m and on to the end of the page',
  'the end of it.',
].join('\n');
const PROGRAM = [
  'remove_lines(1, 1)',
  'normalize("rain", "<script>alert(3)</script>")',
  'normalize("absent</pre>", "x")',
  '</pre><svg onload=alert(4)>',
].join('\n');

/** What the page's own tags look like. */
const OWN_TAG =
  /^<\/?(?:html|body|a|header|h[123]|dl|dt|dd|span|main|nav|ol|ul|li|article|section|p|div|bdi|del|ins|pre|table|thead|tbody|tr|th|td|details|summary)(?: (?:class|id|href|dir|scope|aria-label|aria-labelledby)="[^"]*")*>$/;

/** Previews of a document by a program and by a text. */
async function previewed(script: Script): Promise<{ job: Job; items: PreviewItem[] }> {
  const { cwd } = await workspace({
    input: { 'in.jsonl': [{ id: '<i>"id"', text: HOSTILE }] },
    strategies: { edit: 'output: {kind: program, join: program}', tell: 'variables: {tone: ["<u>"]}' },
  });
  const { options } = await resolveOptions(
    { strategy: 'edit,tell', input: ['in.jsonl'], endpoint: ['http://127.0.0.1:1/v1'] },
    undefined,
    cwd,
  );
  const job = await prepareJob(options, { cwd, env: {}, now: new Date(0) });
  const items: PreviewItem[] = [];
  const server = await scriptedModel({ script })();
  for await (const item of preview(job, server, 10, new AbortController().signal)) items.push(item);
  return { job, items };
}

async function hostilePage(): Promise<string> {
  const { job, items } = await previewed(({ brief }) =>
    brief.strategy === 'edit' ? PROGRAM : `Told <textarea> again: ${brief.source}`,
  );
  return [...previewPage(job, items.map(previewEntry))].join('');
}

describe('the page of a preview', () => {
  it('holds no markup but its own, whatever documents, programs, ids and variables say', async () => {
    const page = await hostilePage();
    const [, body = ''] = page.split('</head>');
    const tags = body.match(/<[^>]*>/g) ?? [];
    expect(tags.filter((tag) => !OWN_TAG.test(tag))).toEqual([]);
    expect(page).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202E]/);
  });

  it('shows a program as a diff, with the program and what was refused in it', async () => {
    const page = await hostilePage();
    expect(page).toContain('<del>remove &lt;img src=x onerror=alert(&#39;2&#39;)&gt; me</del>');
    expect(page).toContain('&lt;b&gt;<del>rain</del><ins>&lt;script&gt;alert(3)&lt;/script&gt;</ins>&lt;/b&gt;');
    expect(page).toContain('<td>the string does not occur in the document</td>');
    expect(page).toContain('<td>not a call</td><td><bdi>&lt;/pre&gt;&lt;svg onload=alert(4)&gt;</bdi></td>');
    expect(page).toContain('<dd>1 of 4 lines removed, 1 string replaced');
  });

  it('shows a text beside its source', async () => {
    const page = await hostilePage();
    expect(page).toMatch(/<h3>Source<\/h3><div class="text" dir="auto">A page about &lt;b&gt;rain/);
    expect(page).toMatch(/<h3>Rewrite<\/h3><div class="text" dir="auto">Told &lt;textarea&gt; again/);
  });

  it('says whose work it is and how it went', async () => {
    const page = await hostilePage();
    expect(page).toContain('<dt>edit</dt><dd>A test.');
    expect(page).toContain('<dt>written by</dt><dd>scripted</dd>');
    expect(page).toContain('<dd>2: 2 accepted, 0 rejected, 0 failed</dd>');
    expect(page).toContain('<span class="verdict good">✓ finish</span>');
  });

  it('needs nothing from anywhere and forbids it', async () => {
    const page = await hostilePage();
    expect(page).toContain('default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;');
    expect(page).not.toMatch(/<link|<script|@import|url\(/);
  });

  it('shows a dropped document struck, and a failure by its reason', async () => {
    const { job, items } = await previewed(({ brief }) =>
      brief.strategy === 'edit' ? 'drop_doc()' : { reason: 'endpoint.context_length', ofDocument: true },
    );
    const other = [...previewPage(job, items.map(previewEntry))].join('');
    expect(other).toContain('✗ rejected: program.dropped');
    expect(other.match(/<del>/g)).toHaveLength(4);
    expect(other).toContain('✗ failed: endpoint.context_length');
    expect(other).toContain('<p class="faint">no text</p>');
  });
});
