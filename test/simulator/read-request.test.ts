import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHAT_TEMPLATES, layOut } from '../../src/text/chat-template.ts';
import { readRequest } from '../../src/simulator/read-request.ts';

describe('readRequest', () => {
  it.each([
    ['a/qa/0/0', 'qa'],
    ['books/1/2.txt#4/prox-chunk/12/3', 'prox-chunk'],
    ['a//qa/0/0', 'qa'],
    [undefined, 'summary'],
    ['', 'summary'],
    ['3f2a', 'summary'],
    ['qa/0/0', 'summary'],
    ['a/qa/0', 'summary'],
    ['a/qa/zero/0', 'summary'],
    ['a/qa/0/0x1', 'summary'],
  ])('reads from the id %s the strategy %s', (requestId, strategy) => {
    expect(readRequest(requestId, 'Hello.').strategy).toBe(strategy);
  });

  it('takes numbered lines for a chunk of ProX, and what else a strategy called so sends for a document of it', () => {
    const numbered = '[doc]\n[000]One.\n[/doc]';
    for (const id of ['a/prox-web/0/1', 'a/own/0/1', undefined]) {
      expect(readRequest(id, numbered)).toMatchObject({ strategy: 'prox-chunk', source: 'One.' });
    }
    expect(readRequest('a/prox-web/0/0', 'One.').strategy).toBe('prox-doc');
    expect(readRequest('a/prox-sft-links/0/0', numbered).strategy).toBe('prox-sft-links');
  });

  it.each(CHAT_TEMPLATES.filter((template) => template !== 'joined'))(
    'takes the user turn out of a prompt for completions (%s)',
    (template) => {
      const turn = '[doc]\n[007]One.\n[008]Two [/INST].\n[/doc]';
      for (const bos of [true, false]) {
        for (const system of [undefined, 'Be kind.']) {
          expect(readRequest(undefined, layOut(system, turn, { template, bos }))).toMatchObject({
            source: 'One.\nTwo [/INST].',
            firstLine: 7,
          });
        }
      }
    },
  );

  it('takes the document between lines of their own', () => {
    const user = 'Before.\n<document>\nOne.\n\nTwo <document> three.\n</document>\n\nRewrite what <document> holds.';
    expect(readRequest(undefined, user)).toMatchObject({ source: 'One.\n\nTwo <document> three.', firstLine: 0 });
  });

  it('takes an empty document as empty', () => {
    expect(readRequest(undefined, '<document>\n\n</document>\nRewrite.').source).toBe('');
    expect(readRequest(undefined, '<document>\n</document>\nRewrite.').source).toBe('');
  });

  it('takes numbered lines without their numbers, and the first number', () => {
    const user = '[doc]\n[012]One.\n[013]\n[014][3] Two.\n[1000]Three.\n[/doc]\nWrite a program.';
    expect(readRequest('a/prox-chunk/0/1', user)).toMatchObject({
      strategy: 'prox-chunk',
      source: 'One.\n\n[3] Two.\nThree.',
      firstLine: 12,
    });
  });

  it('takes the whole turn where there is no fence, or only half of one', () => {
    for (const user of ['Hello.', '<document>\nHello.', 'Hello.\n</document>', 'a <document>\nb\n</document>', '']) {
      expect(readRequest(undefined, user).source).toBe(user);
    }
  });

  it('tells the language of the document, not of the instruction', () => {
    const french = 'Le vent est fort sur la côte, et les bateaux ne sortent pas du port avant que la mer soit calme.';
    const user = `<document>\n${french}\n</document>\n\nThis is the instruction, and it is written in English for the model.`;
    expect(readRequest(undefined, user).language).toBe('fr');
  });

  it('leaves title and variables empty', () => {
    expect(readRequest('a/qa/0/0', 'Hello.')).toMatchObject({ title: '', variables: {} });
  });

  it('gives back any document that holds no fence', () => {
    const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    const lines = fc.array(
      line.filter((text) => text !== '</document>'),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(lines, (document) => {
        const source = document.join('\n');
        expect(readRequest(undefined, `<document>\n${source}\n</document>\nRewrite it.`).source).toBe(source);
      }),
    );
  });
});
