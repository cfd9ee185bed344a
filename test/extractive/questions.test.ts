import { describe, expect, it } from 'vitest';
import { questionsOf } from '../../src/extractive/questions.ts';
import { readSource } from '../../src/extractive/source-text.ts';
import { ARTICLE, RST } from './samples.ts';

/** The question that one sentence is turned into, beside a sentence that shows which words are common. */
function asked(sentence: string, title = ''): string | undefined {
  const text = `${sentence}\n\nHere the ships, vendors, lighthouse, static technical debt, harbour and the team are common words.`;
  return questionsOf({ source: readSource(text, 'en'), title, opensDocument: false }).find(({ answer }) => answer === 0)
    ?.text;
}

describe('questionsOf asks what a sentence answers', () => {
  it.each([
    ['A lighthouse is a tower that guides ships.', 'What is a lighthouse?'],
    ['Technical debt is the cost of shortcuts in software.', 'What is technical debt?'],
    ['Jane Miller is the director of the harbour museum.', 'Who is Jane Miller?'],
    ['The goal of the project is to save the old towers.', 'What is the goal of the project?'],
    ['The tower was completed in 1822 by a team of engineers.', 'When was the tower completed?'],
    ['The Pharos of Alexandria was built in 1280 by the Greeks.', 'When was the Pharos of Alexandria built?'],
    ['Raymond Hill proposed the new lens in January 2002.', 'When did Raymond Hill propose the new lens?'],
    ['The old proposal was rejected because nobody supported the plan.', 'Why was the old proposal rejected?'],
    ['The small vendors avoid the market because the rules are complex.', 'Why do the small vendors avoid the market?'],
    ['The rotating lens is cleaned by wiping the glass with a cloth.', 'How is the rotating lens cleaned?'],
    ['Static analysis can reveal old faults by reading the source code.', 'How can static analysis reveal old faults?'],
    ['The harbour office is located in the old town hall.', 'Where is the harbour office located?'],
    ['The spare lamp is used to signal in thick fog.', 'What is the spare lamp used for?'],
    ['There are 14 keepers on the northern coast today.', 'How many keepers are there?'],
    ['Seven countries signed the treaty about the coast.', 'How many countries signed the treaty about the coast?'],
    ['If the lamp fails, the station sends a radio warning.', 'What happens if the lamp fails?'],
    ['To replace a lamp, turn off the main switch first.', 'How do you replace a lamp?'],
    ['You can clean the lens by using a soft cloth.', 'How can you clean the lens?'],
    ['Use the spare lamp when the main lamp is broken.', 'When should you use the spare lamp?'],
    ['Harbour pilots must report every ship to the office.', 'What must harbour pilots do?'],
    ['The word beacon refers to a light on a hill.', 'What does the word beacon refer to?'],
    ['The new system allows keepers to close remote stations.', 'What does the new system allow keepers to do?'],
    ['Poor light is the main cause of accidents at sea.', 'What is the main cause of accidents at sea?'],
    ['We began by talking to dozens of keepers.', 'How did the authors begin?'],
    ['In 2014, we conducted a survey of all towers.', 'In 2014, what did the authors conduct?'],
    ['Martin Fowler, a leading expert, describes the four kinds of debt.', 'What does Martin Fowler describe?'],
  ])('%s', (sentence, question) => {
    expect(asked(sentence)).toBe(question);
  });

  it('calls the document by its title, and the writers you where they are interviewed', () => {
    expect(asked('This PEP proposes a new lens for towers.', 'New lenses')).toBe(
      'What does the PEP “New lenses” propose?',
    );
    const source = readSource('We built a small tower on the hill.', 'en');
    expect(questionsOf({ source, title: '', opensDocument: false }, 'you')[0]?.text).toBe('What did you build?');
  });

  it('asks what the source asks itself and what its headings ask', () => {
    const text =
      '## What is a lens?\n\nA ring of glass bends the light.\n\nWhy did the tower fall? The ground had moved in the night.\n';
    const questions = questionsOf({ source: readSource(text, 'en'), title: '', opensDocument: false });
    expect(questions.map(({ text }) => text)).toEqual(['What is a lens?', 'Why did the tower fall?']);
  });
});

describe('questionsOf asks nothing', () => {
  it.each([
    'It is a tower that guides ships at night.',
    'This is the reason for the long delay.',
    'They built a tower in 1822 on the hill.',
    'The problem is a lack of money for repairs.',
    'However, the tower was rejected because it was high.',
    'The feature added in the last release is still new to many.',
    'Using a strong lamp is a good idea in most cases.',
    'The management of Midas uses methods that are new.',
    'A great example is the work of the northern office.',
    'No lighthouse is a tower without a lamp.',
    'In this case, it is a tower that stands alone.',
    'There are many ways to build a tower.',
    'If they fail, it sends a warning to the harbour.',
    'The answer above is a tower of stone.',
  ])('of “%s”', (sentence) => {
    expect(asked(sentence)).toBeUndefined();
  });

  it('of texts in other languages', () => {
    const source = readSource('Der Leuchtturm ist ein Turm. Was ist ein Turm? Ein Turm ist hoch und aus Stein.', 'de');
    expect(questionsOf({ source, title: 'Türme', opensDocument: true })).toEqual([]);
  });
});

describe('questions of a document', () => {
  it('are asked once, in the order of their answers, and are sound sentences', () => {
    for (const text of [ARTICLE, RST, ARTICLE + ARTICLE]) {
      const questions = questionsOf({ source: readSource(text, 'en'), title: 'Towers', opensDocument: true });
      expect(questions.length).toBeGreaterThan(2);
      expect(new Set(questions.map(({ text }) => text.toLowerCase())).size).toBe(questions.length);
      expect(questions.map(({ answer }) => answer)).toEqual(
        questions.map(({ answer }) => answer).sort((a, b) => a - b),
      );
      for (const { text: question } of questions) {
        expect(question).toMatch(/^\p{Lu}[^?]*\S\?$/u);
        expect(question).not.toMatch(/\b(?:it|they|them|these|those)\b|\s{2}/);
      }
    }
  });
});
