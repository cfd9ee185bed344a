import { describe, expect, it } from 'vitest';
import { candidate, judge, PARAPHRASE, reasonOf, SOURCE } from './candidates.ts';

const GERMAN = `Der Amazonas führt in jeder Sekunde etwa 209.000 Kubikmeter Wasser in den Atlantik. Sein Becken umfasst rund sieben Millionen Quadratkilometer und gehört zu neun Ländern. Die Bäume des Regenwaldes geben jeden Tag große Mengen von Wasserdampf an die Luft ab, und der Wind trägt ihn weit in das Land hinein, wo er als Regen fällt.`;

describe('finish', () => {
  it('accepts stop and an unknown reason', () => {
    expect(judge('finish')).toEqual({ accepted: true, score: 1 });
    expect(judge('finish', { finishReason: undefined })).toEqual({ accepted: true, score: 1 });
  });

  it('rejects every other reason by its name', () => {
    expect(reasonOf('finish', { finishReason: 'length' })).toBe('finish.length');
    expect(reasonOf('finish', { finishReason: 'repetition' })).toBe('finish.repetition');
    expect(reasonOf('finish', { finishReason: 'Content-Filter' })).toBe('finish.content_filter');
    expect(reasonOf('finish', { finishReason: '§' })).toBe('finish.unknown');
  });
});

describe('length', () => {
  it('rejects an empty text by default', () => {
    expect(reasonOf('length', { text: '' })).toBe('length.too_short');
    expect(reasonOf('length')).toBeUndefined();
  });

  it('holds tokens and ratio to their bounds and scores the ratio', () => {
    expect(reasonOf('length', {}, { min_tokens: 2000 })).toBe('length.too_short');
    expect(reasonOf('length', {}, { max_tokens: 20 })).toBe('length.too_long');
    expect(reasonOf('length', {}, { min_ratio: 0.9 })).toBe('length.too_short');
    expect(reasonOf('length', {}, { max_ratio: 0.1 })).toBe('length.too_long');
    expect(judge('length', { text: SOURCE }).score).toBe(1);
  });
});

describe('language', () => {
  it('accepts the source’s language', () => {
    expect(judge('language')).toMatchObject({ accepted: true });
    expect(reasonOf('language', { source: GERMAN, text: GERMAN, language: 'de' })).toBeUndefined();
  });

  it('rejects another language, in both directions, and when selection could not tell the source’s', () => {
    expect(reasonOf('language', { text: GERMAN })).toBe('language');
    expect(reasonOf('language', { text: GERMAN, language: 'und' })).toBe('language');
    expect(reasonOf('language', { source: GERMAN, language: 'de' })).toBe('language');
  });

  it('rejects a text in another script', () => {
    const text = '亚马逊河每秒向大西洋输送大量的水，流域覆盖九个国家，其中大部分位于巴西。树木每天释放大量水汽。';
    expect(reasonOf('language', { text })).toBe('language');
  });

  it('compares with the expected language where there is one', () => {
    expect(reasonOf('language', { text: GERMAN }, { expected: 'de' })).toBeUndefined();
    expect(reasonOf('language', {}, { expected: 'de' })).toBe('language');
  });

  it('lets pass what can hardly be told: short texts, tables of numbers, unknown sources', () => {
    expect(reasonOf('language', { text: 'Der Regen fällt in den Bergen.' })).toBeUndefined();
    expect(reasonOf('language', { text: '| a | 1 |\n|---|---|\n| b | 2 |\n| c | 3 |' })).toBeUndefined();
    expect(reasonOf('language', { text: GERMAN, source: '1 2 3', language: 'und' })).toBeUndefined();
  });
});

describe('copy', () => {
  it('rejects the source handed back, whole or in one long piece', () => {
    expect(judge('copy', { text: SOURCE })).toMatchObject({ accepted: false, reason: 'copy', score: 1 });
    expect(reasonOf('copy', { text: `In short: ${SOURCE.slice(0, 900)} That is all there is to say of it.` })).toBe(
      'copy',
    );
  });

  it('accepts a summary made of source sentences', () => {
    const sentences = SOURCE.match(/[^.\n]{30,}\./g) ?? [];
    const text = sentences.filter((_, index) => index % 2 === 0).join(' ');
    expect(judge('copy', { text })).toMatchObject({ accepted: true });
  });

  it('rejects a sentence of the source said after it, which a document may ask for', () => {
    const sentence =
      'Its basin covers roughly 7 million square kilometres in nine countries, and about 60 percent of it lies in Brazil.';
    expect(reasonOf('copy', { text: sentence })).toBe('copy');
    expect(
      reasonOf('copy', {
        text: `In nine countries the river drains an area of roughly 7 million square kilometres, and about 60 percent of it lies in Brazil.`,
      }),
    ).toBeUndefined();
  });

  it('does not judge programs, the built-in backend or texts of a few words', () => {
    expect(reasonOf('copy', { text: SOURCE, kind: 'program' })).toBeUndefined();
    expect(reasonOf('copy', { text: SOURCE, byLanguageModel: false })).toBeUndefined();
    expect(reasonOf('copy', { text: 'About 60 percent of it lies in Brazil.' })).toBeUndefined();
  });
});

describe('encoding', () => {
  it.each([
    ['U+FFFD', 'caf\uFFFD'],
    ['UTF-8 as Latin-1', 'cafÃ© au lait'],
    ['Chinese as Windows-1252', 'ä½\u00a0å¥½ is a greeting'],
    ['a curly apostrophe as Windows-1252', 'the riverâ€™s mouth'],
    ['a non-breaking space as Latin-1', '209Â\u00A0000'],
    ['a control character', 'a\u0000b'],
    ['a C1 control character', 'a\u0092b'],
    ['a lone surrogate', 'a\uD83Db'],
  ])('rejects %s, unless the source has it', (_, defect) => {
    const text = `${PARAPHRASE} ${defect}`;
    expect(reasonOf('encoding', { text })).toBe('encoding');
    expect(reasonOf('encoding', { text, source: `${SOURCE} ${defect}` })).toBeUndefined();
  });

  it.each([
    'São Paulo, MANHÃ, «MAÇÃ»',
    'du café², «bébé»—naïveté® é”—è',
    'naïve café, Ångström',
    'tabs\tand\r\nlines',
    '😀 🇧🇷 👩‍👩‍👧',
    'Ünïcödé Â',
  ])('accepts %j', (text) => {
    expect(reasonOf('encoding', { text })).toBeUndefined();
  });

  it('says where the defect is', () => {
    expect(judge('encoding', { text: 'ab\uFFFD' })).toMatchObject({
      detail: 'replacement character at UTF-16 offset 2: U+FFFD',
    });
  });
});

describe('leak', () => {
  it('rejects eight words of the instruction in a row, whatever their case and marks', () => {
    const text = `${PARAPHRASE}\n\nKeep every fact, NAME and number – as it stands.`;
    expect(reasonOf('leak', { text })).toBe('leak.prompt');
    expect(reasonOf('leak', { text: 'Keep every fact, name and number.' })).toBeUndefined();
  });

  it('accepts what the source says too, and any text when the instruction is unknown', () => {
    const passage = 'Keep every fact, name and number as it stands.';
    expect(reasonOf('leak', { text: passage, source: `${SOURCE} ${passage}` })).toBeUndefined();
    expect(reasonOf('leak', { text: passage, instruction: '' })).toBeUndefined();
  });

  it('asks for a longer run where a word is one character', () => {
    const instruction = '请把上面的文档改写成通俗易懂的文章，保留所有事实、名称和数字，不要添加文档中没有的内容。';
    expect(reasonOf('leak', { instruction, text: '本文保留所有事实、名称和数字。' })).toBeUndefined();
    expect(reasonOf('leak', { instruction, text: `好的。${instruction}` })).toBe('leak.prompt');
  });

  it.each([
    ['(/document)', 'leak.prompt'],
    ['(/doc)', 'leak.prompt'],
    ['< |im_start| >', 'leak.control_token'],
    ['[ /INST ]', 'leak.control_token'],
  ])('rejects %s, which is how a prompt shows what a document has, unless the document has it so', (mark, reason) => {
    const text = `The river ${mark} is long.`;
    expect(reasonOf('leak', { text })).toBe(reason);
    expect(reasonOf('leak', { text, source: `It says ${mark}.` })).toBeUndefined();
  });

  it.each(['<|im_end|>', '[INST]', '</s>', '<end_of_turn>'])(
    'rejects the control token %s, not the source’s',
    (token) => {
      const text = `The river ${token} is long.`;
      expect(reasonOf('leak', { text })).toBe('leak.control_token');
      expect(reasonOf('leak', { text, source: `It says ${token}.` })).toBeUndefined();
      expect(reasonOf('leak', { text, source: 'It says <|other|>.' })).toBe('leak.control_token');
    },
  );

  it('rejects the fences around the document', () => {
    expect(reasonOf('leak', { text: '<document>\nThe river is long.' })).toBe('leak.prompt');
    expect(reasonOf('leak', { text: 'The river is long. [/doc]' })).toBe('leak.prompt');
    expect(reasonOf('leak', { text: 'A </document> tag.', source: 'A </document> tag ends it.' })).toBeUndefined();
  });
});

describe('contact', () => {
  it.each([
    ['an e-mail address', 'Write to maria.silva@rio-negro.org for more.'],
    ['a web address', 'See https://www.amazon-water.org/cycle?id=3.'],
    ['a bare domain', 'See amazon-water.org for more.'],
    ['an international telephone number', 'Call +55 92 3622-1234 today.'],
    ['an American telephone number', 'Call (212) 555-0187 or 212-555-0188.'],
    ['a German telephone number', 'Telefon: 030 123456-78'],
    ['an IP address', 'The server is 192.168.10.77.'],
  ])('rejects %s that the source does not have, and accepts it when it has', (_, passage) => {
    expect(reasonOf('contact', { text: `${PARAPHRASE} ${passage}` })).toBe('ungrounded.contact');
    expect(reasonOf('contact', { text: passage, source: `${SOURCE}\n${passage}` })).toBeUndefined();
  });

  it('accepts what the title says', () => {
    const text = 'See amazon-water.org for more.';
    expect(reasonOf('contact', { text, title: 'Amazon-Water.org, a portrait' })).toBeUndefined();
  });

  it('knows a contact in another form', () => {
    const source = 'Visit http://Example.com/rivers/ or phone (212) 555-0187; write to INFO@example.com.';
    for (const text of ['https://www.example.com/rivers', 'example.com', '+1 212-555-0187', 'info@example.com']) {
      expect(reasonOf('contact', { text: `More at ${text}.`, source })).toBeUndefined();
    }
  });

  it.each([
    'from 1914-1918 and 2020-01-15',
    '209,000 cubic metres',
    'at 10:30 on 05/12/2021',
    'version 3.11.7',
    'a 4-3 win',
    'i.e. this',
  ])('finds none in %j', (text) => {
    expect(judge('contact', { text })).toEqual({ accepted: true, score: 1 });
  });

  it.each([
    ['seven digits without an area code', 'Call 555-0187 today.', 'Call (212) 555-0187 today.'],
    ['blanks for hyphens', 'Call 212 555 0187 today.', 'Call 212-555-0187 today.'],
    ['a country code for a first zero', 'Call +49 30 1234567 today.', 'Telefon: 030 1234567'],
  ])('knows a telephone number with %s', (_, text, source) => {
    expect(reasonOf('contact', { text, source })).toBeUndefined();
    expect(reasonOf('contact', { text, source: source.replace('7', '8').replace('4567', '4568') })).toBe(
      'ungrounded.contact',
    );
  });

  it('scores the share that stands in the source', () => {
    const text = 'a@example.com and b@example.com';
    expect(judge('contact', { text, source: 'a@example.com' }).score).toBe(0.5);
  });
});

describe('every validator', () => {
  it('leaves the candidate as it is', () => {
    const given = Object.freeze(candidate());
    for (const name of ['clean', 'leak', 'loop', 'grounding', 'contact', 'truncated']) judge(name, given);
    expect(given).toEqual(candidate());
  });
});
