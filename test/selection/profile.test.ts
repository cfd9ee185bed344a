import { expect, test } from 'vitest';
import { profileDocument } from '../../src/selection/profile.ts';
import type { SourceDocument } from '../../src/vocabulary/document.ts';

const documentOf = (text: string): SourceDocument => ({ id: 'd', text, position: { file: 0, row: 0 }, metadata: {} });

const ARTICLE = `Keeping the lamp

The lighthouse stands at the end of a narrow spit, and it has been dark since the keepers left.
Every spring a small crew of volunteers rows out to it with paint, glass and a list of what the winter broke.
They replace the panes that gulls have cracked, oil the hinges, and write down how much of the wall has crumbled.
Nobody pays them for this work, but the council lends them a boat and the baker sends bread.
In the evening they light the old lamp for one hour, so that the town can see it from the pier.`;

const GERMAN = `Der Leuchtturm steht am Ende einer schmalen Landzunge und ist dunkel, seit die Wärter gegangen sind.
Jedes Frühjahr rudert eine kleine Gruppe von Freiwilligen mit Farbe, Glas und einer langen Liste zu ihm hinaus.
Sie ersetzen die Scheiben, die von den Möwen zerbrochen wurden, ölen die Angeln und schreiben die Schäden auf.
Niemand bezahlt sie für diese Arbeit, aber die Gemeinde leiht ihnen ein Boot und der Bäcker schickt Brot.
Am Abend zünden sie die alte Lampe für eine Stunde an, damit die Stadt sie vom Hafen aus sehen kann.`;

const PAGE = `Skip to content
Home
News
About
Contact
Log in
${ARTICLE}
Share this
Home
News
About
Contact
Privacy policy
Follow us`;

test('an article is of high quality, with its language, length and title', () => {
  expect(profileDocument(documentOf(ARTICLE))).toMatchObject({
    language: 'en',
    tokens: expect.toSatisfy((tokens: number) => tokens > 100 && tokens < 140),
    quality: 'high',
    failedRules: [],
    title: 'Keeping the lamp',
  });
});

test('a web page with its navigation is of low quality, and says why', () => {
  const profile = profileDocument(documentOf(PAGE));
  expect(profile.quality).toBe('low');
  expect(profile.failedRules).toContain('fineweb.duplicate_text_lines');
});

test('code, links and heading underlines alone do not make a document low', () => {
  const technical = `${ARTICLE}\n\nUse\n---\n\nWrite the settings as {"lamp": [1, 2], "hours": {"from": 21}} to the file.\n\nMore\n---\n\n    return lamp\n    return lamp\n`;
  const profile = profileDocument(documentOf(technical));
  expect(profile.failedRules).toEqual([]);
  expect(profile.quality).toBe('high');
});

test('English stop words are asked of English, not of German', () => {
  const profile = profileDocument(documentOf(GERMAN));
  expect(profile.language).toBe('de');
  expect(profile.failedRules).toEqual([]);
  const names = 'Rivers mountains forests valleys deserts oceans islands plains. '.repeat(3);
  expect(profileDocument(documentOf(names)).failedRules).toContain('gopher.stop_words');
});

test('repeated text is of low quality', () => {
  const profile = profileDocument(documentOf(`${ARTICLE}\n\n${ARTICLE}\n\n${ARTICLE}`));
  expect(profile.quality).toBe('low');
  expect(profile.failedRules).toContain('gopher.duplicate_10_gram');
});

test('the empty document has a profile', () => {
  expect(profileDocument(documentOf(''))).toMatchObject({ language: 'und', tokens: 0, quality: 'low', title: '' });
});

test('what nobody reads is not found out, and what is read is found out once', () => {
  let asked = 0;
  const metadata = {
    get title() {
      asked += 1;
      return 'The lamp';
    },
  };
  const profile = profileDocument({ ...documentOf(ARTICLE), metadata });
  expect([profile.tokens > 0, profile.language, profile.quality, asked]).toEqual([true, 'en', 'high', 0]);
  expect(profile.title).toBe('The lamp');
  const once = asked;
  expect(once).toBeGreaterThan(0);
  expect([profile.title, asked]).toEqual(['The lamp', once]);
});

test('JSON gets every field', () => {
  const profile = profileDocument(documentOf(PAGE));
  const { language, tokens, quality, failedRules, title } = profile;
  const fields = { language, tokens, quality, failedRules, title };
  expect(JSON.parse(JSON.stringify(profile))).toStrictEqual(fields);
});
