/** What is said in a source, and how a rewrite says it wrongly. */
export type Misstated = readonly [said: string, wrong: string];

/** The names of the lists that hold one kind of phrase. */
export type ListOf<Item> = {
  [Name in keyof Phrases]: Phrases[Name] extends readonly Item[] ? Name : never;
}[keyof Phrases];

/** The words that defects are made of: a list a kind. The half that is tuned on and the half that is reported share none. */
export interface Phrases {
  /** Of the prompt that every candidate answers. */
  readonly instruction: string;
  readonly leadIns: readonly string[];
  readonly foreignLeadIns: readonly string[];
  readonly paraphrasedLeadIns: readonly string[];
  /** Without a pleasantry, a "here is" or another word that gives a lead-in away. */
  readonly plainLeadIns: readonly string[];
  readonly closings: readonly string[];
  readonly foreignClosings: readonly string[];
  readonly refusals: readonly string[];
  readonly foreignRefusals: readonly string[];
  readonly selfTalk: readonly string[];
  readonly markers: readonly string[];
  readonly fenceLanguages: readonly string[];
  readonly lastTokens: readonly string[];
  readonly tokensWithin: readonly string[];
  readonly promptFences: readonly string[];
  readonly loopedWords: readonly string[];
  readonly loopedLines: readonly string[];
  /** The beginning of a sentence, what it repeats, and its end. */
  readonly loopedParts: readonly (readonly [begin: string, part: string, end: string])[];
  readonly loopedLetters: readonly string[];
  /** Before the source handed back. */
  readonly sentencesBefore: readonly string[];
  readonly cutEnds: readonly string[];
  readonly openEnds: readonly string[];
  readonly openFences: readonly string[];
  readonly cutTables: readonly string[];
  readonly lastHeadings: readonly string[];
  readonly tooShort: readonly string[];
  /** Texts in German, French and Spanish. */
  readonly foreignTexts: readonly string[];
  readonly mojibake: readonly string[];
  readonly brokenCharacters: readonly string[];
  readonly speakers: readonly string[];
  readonly questionsAlone: readonly string[];
  readonly instructionsAlone: readonly string[];
  /** Sentences with `N` where an invented number goes. */
  readonly inventedNumbers: readonly string[];
  readonly scales: readonly Misstated[];
  readonly units: readonly Misstated[];
  readonly currencies: readonly Misstated[];
  readonly percentages: readonly Misstated[];
  readonly months: readonly Misstated[];
  readonly days: readonly Misstated[];
  readonly numberWords: readonly Misstated[];
  readonly fractions: readonly Misstated[];
  readonly names: readonly string[];
  readonly inventedNames: readonly string[];
  readonly foreignNames: readonly (readonly [said: string, wrong: string, language: string])[];
  readonly inventedQuotes: readonly string[];
  readonly alteredQuotes: readonly Misstated[];
  /** A word that takes the place of one within a quote. */
  readonly wordsWithinQuotes: readonly string[];
  readonly mailAddresses: readonly string[];
  readonly telephoneNumbers: readonly string[];
  readonly links: readonly string[];
  readonly ipAddresses: readonly string[];
  /** An order in the source, and texts that follow it. */
  readonly injection: string;
  readonly obedient: readonly string[];
  /** What is counted in a worked problem, and where. */
  readonly counted: readonly [things: string, owner: string];
}
