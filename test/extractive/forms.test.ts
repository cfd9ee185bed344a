import { describe, expect, it } from 'vitest';
import { readSource } from '../../src/extractive/source-text.ts';
import { castOf } from '../../src/extractive/speakers.ts';
import { EXTRACTIVE_STRATEGIES, servesStrategy, writeExtractively } from '../../src/extractive/write.ts';
import { estimateTokens } from '../../src/text/tokens.ts';
import { ARTICLE, brief, RST, seedTexts } from './samples.ts';

const write = (strategy: string, source = ARTICLE, changes = {}): string =>
  writeExtractively(brief(strategy, source, changes));

describe('writeExtractively', () => {
  it('serves the strategies of the default mix and says which others', () => {
    for (const name of ['qa', 'dialogue', 'tutorial', 'faq', 'summary', 'prox-chunk']) {
      expect(EXTRACTIVE_STRATEGIES).toContain(name);
      expect(write(name)).not.toBe('');
    }
    expect(servesStrategy('math')).toBe(false);
    expect(servesStrategy('toString')).toBe(false);
    expect(write('math')).toBe('');
  });

  it('writes nothing of a source without prose, for every form', () => {
    for (const strategy of EXTRACTIVE_STRATEGIES) {
      if (/^(?:prox|rules)-/.test(strategy)) continue;
      expect(write(strategy, '```\ncode\n```\n\n| a | b |\n')).toBe('');
      expect(write(strategy, '')).toBe('');
    }
  });

  it('keeps every form within about 600 tokens, its source in the middle of a long document', () => {
    const long = seedTexts('peps.jsonl.gz', 40).join('\n\n').slice(0, 90_000);
    for (const strategy of EXTRACTIVE_STRATEGIES.filter((name) => !name.startsWith('prox'))) {
      expect(estimateTokens(write(strategy, long, { firstLine: 900 }))).toBeLessThan(900);
    }
  });

  it('asks no English questions about other languages, and still summarises them', () => {
    const german =
      'Der Leuchtturm ist ein Turm, der Schiffen nachts den Weg weist. '.repeat(1) +
      'Die Lampe des Turms brennt in jeder Nacht von sechs bis sechs. Der Wärter prüft die Lampe an jedem Morgen genau. ' +
      'Ein zweiter Turm steht am anderen Ende der Bucht und ist kleiner. Schiffe fahren bei Nacht zwischen beiden Türmen in die Bucht.';
    for (const language of ['de', 'und']) {
      for (const strategy of ['qa', 'dialogue', 'faq', 'instruction'])
        expect(write(strategy, german, { language })).toBe('');
      expect(write('summary', german, { language })).toContain('Turm');
      expect(write('knowledge-list', german, { language })).toMatch(/^- /);
    }
  });
});

describe('forms', () => {
  it('qa: Question and Answer lines in pairs', () => {
    const pairs = write('qa').split('\n\n');
    expect(pairs.length).toBeGreaterThanOrEqual(4);
    for (const pair of pairs) expect(pair).toMatch(/^Question: .+\?\nAnswer: .+[.!]$/);
    expect(pairs[0]).toContain('Answer: A lighthouse is a tower');
  });

  it('instruction: Instruction and Response lines in pairs', () => {
    for (const pair of write('instruction').split('\n\n')) expect(pair).toMatch(/^Instruction: .+\?\nResponse: .+$/);
  });

  it('faq: a heading with a question, then a paragraph', () => {
    const parts = write('faq').split('\n\n');
    expect(parts.length).toBeGreaterThanOrEqual(4);
    for (const [at, part] of parts.entries()) expect(part).toMatch(at % 2 === 0 ? /^## .+\?$/ : /^[^#\n]+$/);
  });

  it('dialogue: two speakers in turn, the asker first', () => {
    const turns = write('dialogue', ARTICLE, { variables: { speakers: 'an expert and a curious friend' } }).split('\n');
    expect(turns.length).toBeGreaterThanOrEqual(4);
    for (const [at, turn] of turns.entries()) {
      expect(turn).toMatch(at % 2 === 0 ? /^Friend: .+\?$/ : /^Expert: .+[.!]$/);
    }
  });

  it('dialogue: interviews an author who speaks of himself', () => {
    const text =
      'We built a new tower on the hill. We tested the lamp for a year. We learned a lot about lenses. We began by asking the keepers.';
    const turns = write('dialogue', text, { title: '' });
    expect(turns).toMatch(/^Interviewer: .+ did you .+\?\nAuthor: We /);
  });

  it('summary: the source in its order, about a third of it, each sentence once', () => {
    const doubled = `${ARTICLE}\n\n${ARTICLE}`;
    const text = write('summary', doubled);
    const sentences = readSource(text, 'en').statements.map((statement) => statement.text);
    expect(new Set(sentences).size).toBe(sentences.length);
    const ratio = estimateTokens(text) / estimateTokens(doubled);
    expect(ratio).toBeGreaterThan(0.15);
    expect(ratio).toBeLessThan(0.5);
    const places = readSource(ARTICLE, 'en')
      .statements.map((statement) => text.indexOf(statement.text))
      .filter((at) => at >= 0);
    expect(places).toEqual([...places].sort((left, right) => left - right));
  });

  it('knowledge-list: at least three facts, none of them leaning on another', () => {
    const items = write('knowledge-list').split('\n');
    expect(items.length).toBeGreaterThanOrEqual(3);
    for (const item of items) expect(item).toMatch(/^- (?!It |This |They )\p{Lu}/u);
  });

  it('tutorial: title, opening, headings and numbered steps', () => {
    const text = write('tutorial');
    expect(text).toMatch(/^# Lighthouses\n\nA lighthouse is a tower/);
    expect(text).toContain('## Automation\n\n1. ');
    expect(text).toContain('Clean the lens with a soft cloth.');
  });

  it('table: terms with what is said of them, fields, then a question', () => {
    const table = write('table');
    expect(table).toMatch(/^\| Topic \| What the text says \|\n\| --- \| --- \|\n/);
    expect(table).toMatch(/\| Lighthouse \| A lighthouse is a tower .+ \|/);
    expect(table).toMatch(/\n\nQuestion: .+\?\nAnswer: .+$/);
    expect(write('table', RST)).toContain('| Author | J. Doe |');
  });

  it('wikipedia, scholar and extract leave out what is personal', () => {
    const text = `${ARTICLE}\nWe love our lighthouse and its old lamp very much indeed, and you should visit it with us.\n`;
    for (const strategy of ['wikipedia', 'scholar', 'extract']) expect(write(strategy, text)).not.toContain('We love');
    expect(write('guided-rewrite', text)).toContain('We love');
    expect(write('wikipedia')).toMatch(/^# Lighthouses\n\n## ?|^# Lighthouses\n\nA lighthouse/);
  });

  it('textbook: ends with review questions', () => {
    expect(write('textbook')).toMatch(/\n\n## Review questions\n\nQuestion: .+\?\nAnswer: .+/);
  });
});

describe('castOf', () => {
  it.each([
    ['a teacher and a student', 'Student', 'Teacher'],
    ['an interviewer and a specialist', 'Interviewer', 'Specialist'],
    ['a newcomer to the field and an experienced guide', 'Newcomer', 'Guide'],
  ])('%s', (speakers, asking, answering) => {
    expect(castOf(speakers, false, 'key')).toEqual({ asking, answering });
  });

  it('gives two of a kind names', () => {
    const { asking, answering } = castOf('two colleagues', false, 'key');
    expect(asking).not.toBe(answering);
    expect(asking).toMatch(/^\p{Lu}\p{Ll}+$/u);
  });

  it('depends on the key alone where nothing is given', () => {
    const casts = Array.from({ length: 40 }, (_, at) => castOf(undefined, false, `text ${at}`).asking);
    expect(new Set(casts).size).toBeGreaterThan(1);
    expect(casts).toEqual(Array.from({ length: 40 }, (_, at) => castOf(undefined, false, `text ${at}`).asking));
    expect(castOf(undefined, true, 'text')).toEqual({ asking: 'Interviewer', answering: 'Author' });
  });
});
