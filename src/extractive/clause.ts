import { verbForms } from './verbs.ts';

/** The start of a simple English declarative sentence, taken apart at its first finite verb. */
export interface Clause {
  /** The subject's words as they stand. */
  readonly subject: readonly string[];
  readonly kind: 'be' | 'have' | 'modal' | 'lexical';
  /** The finite verb as it stands, lower-cased. */
  readonly verb: string;
  /** Base of a lexical verb or `have`; the verb itself for the others. */
  readonly base: string;
  readonly tense: 'present' | 'past';
  readonly plural: boolean;
  readonly transitive: boolean;
  /** `we` or `I` where the writer speaks of himself: the subject is then that word alone. */
  readonly writer: 'we' | 'i' | undefined;
  /** The words after the verb, marks included. */
  readonly rest: readonly string[];
}

const BE = new Set(['is', 'are', 'was', 'were']);
const MODALS = new Set('can cannot could may might must shall should will would'.split(' '));
const DETERMINERS = new Set(
  'a all an any both each either every few half how its many more most much neither no one only our several some such that the their these this those three two what whether your zero'.split(
    ' ',
  ),
);
const PREPOSITIONS = new Set(
  'about above across after against along among around as at before behind below beneath beside between beyond by despite down during except for from in inside into like near of off on onto out outside over past per since than through throughout to toward towards under until up upon via with within without'.split(
    ' ',
  ),
);

/** Words that a subject worth asking about does not hold: pronouns, clause openers, quantities without a noun. */
const NEVER_IN_SUBJECT = new Set(
  "it its it's they them their theirs he him his she her hers we us our ours i me my mine you your yours this that these those who whom whose which what when where why how there here if because although though while whereas since unless until as so but yet not nor however also then thus therefore hence both either neither such same other others another former latter above below following previous next last first second third final only just even still already now today yesterday tomorrow nothing none nobody everyone everybody everything anyone anybody anything someone somebody something one ones whatever whichever whoever than too very quite rather do does did done having being please".split(
    ' ',
  ),
);

/** Nouns that say nothing without what follows: `the problem`, `the reason`. */
const VAGUE =
  /^(?:thing|reason|way|problem|result|answer|question|point|idea|example|case|number|issue|fact|part|kind|sort|type|list|set|group|lot|bit|rest|end|beginning|start|time|day|week|month|year|moment|place|situation|solution|difference|thought|intent|intention|challenge|key|trick|truth|alternative|option|approach|advantage|disadvantage|benefit|downside|drawback|outcome|effect|consequence|conclusion|assumption|concern|hope|plan|goal|aim|purpose|objective|exception|author|authors|people|person|someone|proposal|paragraph|section|sentence|topic|subject|matter|aspect|factor|element|item|change|changes|process|choice|decision|behavior|behaviour|effort|work|project|step|steps|team|word|words|line|lines|text|code|value|content|page|post|article|site)s?$/;

const MOST_SUBJECT_WORDS = 8;

/** Takes a sentence apart; undefined where the subject or the verb is not beyond doubt. */
export function clauseOf(sentence: string): Clause | undefined {
  const tokens = sentence.split(' ');
  const writer = writerClause(tokens);
  if (writer !== undefined) return writer;
  let doubtful = -1;
  for (let at = 0; at <= MOST_SUBJECT_WORDS && at < tokens.length - 1; at += 1) {
    const token = tokens[at] ?? '';
    const verb = at === 0 ? undefined : finiteVerb(tokens, at, token.toLowerCase());
    if (verb === 'unclear') return undefined;
    if (verb !== undefined) {
      // A verb-like word before the head of the subject may have been the verb: `management uses methods that are`.
      if (doubtful >= 0 && doubtful < at - 1) return undefined;
      return clauseWith(tokens.slice(0, at), verb, tokens.slice(at + 1));
    }
    if (at > 0 && verbForms(token.toLowerCase()).some(({ form }) => form === 'third')) doubtful = at;
    if (token.endsWith(',')) return apposition(tokens, at);
    if (/[;:—–!?.]$/.test(token) && !/^\p{Lu}\.$/u.test(token)) return undefined;
  }
  return undefined;
}

/** `Martin Fowler, a software expert, classifies …`: the words between the commas are left out. */
function apposition(tokens: readonly string[], comma: number): Clause | undefined {
  if (!['a', 'an', 'the', 'one', 'which', 'who'].includes(tokens[comma + 1] ?? '')) return undefined;
  for (let at = comma + 2; at < Math.min(comma + 14, tokens.length - 2); at += 1) {
    if (!(tokens[at] ?? '').endsWith(',')) continue;
    const verb = finiteVerb(tokens, at + 1, (tokens[at + 1] ?? '').toLowerCase());
    if (verb === 'unclear' || verb === undefined) return undefined;
    const subject = [...tokens.slice(0, comma), (tokens[comma] ?? '').slice(0, -1)];
    return clauseWith(subject, verb, tokens.slice(at + 2));
  }
  return undefined;
}

function clauseWith(words: readonly string[], verb: FiniteVerb, after: readonly string[]): Clause | undefined {
  const subject = ADVERBS.has((words.at(-1) ?? '').toLowerCase()) ? words.slice(0, -1) : words;
  const rest = verb.kind !== 'lexical' && ADVERBS.has(after[0] ?? '') ? after.slice(1) : after;
  if (!isSubject(subject, verb.kind) || rest.length === 0) return undefined;
  return { ...verb, writer: undefined, subject, rest };
}

/** `We built …`, `We’ve built …`, `We’re building …`: what the writers say of themselves. */
function writerClause(tokens: readonly string[]): Clause | undefined {
  const [first = ''] = tokens;
  const [, subject = '', contraction = ''] = /^(We|I)(['’](?:ve|re))?$/.exec(first) ?? [];
  if (subject === '') return undefined;
  const writer = subject === 'We' ? 'we' : 'i';
  const at = contraction === '' && ADVERBS.has(tokens[1] ?? '') ? 2 : 1;
  const verb = contraction === '' ? (tokens[at] ?? '') : contraction.endsWith('ve') ? 'have' : 'are';
  const after = tokens.slice(contraction === '' ? at + 1 : 1);
  const rest = ADVERBS.has(after[0] ?? '') ? after.slice(1) : after;
  const common = { writer, plural: writer === 'we', subject: [subject], rest } as const;
  // Other auxiliaries would have to agree with `the author`.
  if (writer === 'we' && /^(?:have|are|were|will)$/.test(verb)) {
    const kind = verb === 'have' ? 'have' : verb === 'will' ? 'modal' : 'be';
    const tense = verb === 'were' ? 'past' : 'present';
    return { ...common, kind, verb, base: verb, tense, transitive: kind === 'have' };
  }
  const form =
    contraction === '' ? verbForms(verb).find((known) => known.form === 'past' || known.form === 'base') : undefined;
  if (form === undefined || (form.form === 'base' && !HOLDING.has(form.base))) return undefined;
  const tense = form.form === 'past' ? 'past' : 'present';
  return { ...common, kind: 'lexical', verb, base: form.base, tense, transitive: form.transitive };
}

const HOLDING = new Set(
  'believe encourage expect focus hope need plan propose recommend suggest try use want'.split(' '),
);
const ADVERBS = new Set(
  'actually already also always first then ultimately certainly currently eventually generally initially mainly mostly normally now often originally primarily probably quickly really recently regularly simply sometimes still successfully therefore thus typically usually'.split(
    ' ',
  ),
);

type FiniteVerb = Omit<Clause, 'subject' | 'rest' | 'writer'>;

function finiteVerb(tokens: readonly string[], at: number, word: string): FiniteVerb | 'unclear' | undefined {
  const previous = (tokens[at - 1] ?? '').toLowerCase();
  const preposition = tokens.findIndex((token, place) => place > 0 && place < at && PREPOSITIONS.has(token));
  const head = preposition < 0 ? previous : (tokens[preposition - 1] ?? '').toLowerCase();
  if (BE.has(word)) {
    const past = word === 'was' || word === 'were';
    const plural = word === 'are' || word === 'were';
    return { kind: 'be', verb: word, base: word, tense: past ? 'past' : 'present', plural, transitive: false };
  }
  if (MODALS.has(word)) {
    return { kind: 'modal', verb: word, base: word, tense: 'present', plural: isPluralNoun(head), transitive: false };
  }
  if (word === 'has' || word === 'have' || word === 'had') {
    const tense = word === 'had' ? 'past' : 'present';
    return { kind: 'have', verb: word, base: 'have', tense, plural: word === 'have', transitive: true };
  }
  const forms = verbForms(word);
  if (forms.length === 0) return undefined;
  // Between determiner and noun a verb's form is an adjective or a noun: the proposed change, the test suite.
  if (DETERMINERS.has(previous)) return undefined;
  return lexicalVerb(forms, tokens, at, isPluralNoun(head));
}

function lexicalVerb(
  forms: ReturnType<typeof verbForms>,
  tokens: readonly string[],
  at: number,
  pluralBefore: boolean,
): FiniteVerb | 'unclear' | undefined {
  const next = (tokens[at + 1] ?? '').toLowerCase();
  const previous = (tokens[at - 1] ?? '').toLowerCase();
  const objectFollows = DETERMINERS.has(next) || /^["“`']/.test(next) || isOnlyVerb(tokens, at);
  for (const { base, form, transitive, noun } of forms) {
    const verb = { kind: 'lexical' as const, verb: base, base, transitive };
    if (form === 'gerund') return previous === 'of' || previous === 'for' ? 'unclear' : undefined;
    if (form === 'participle') return 'unclear';
    if (form === 'past' && !forms.some((other) => other.form === 'base')) {
      // `The feature added in 3.8 is …` has no finite verb here.
      return objectFollows || !transitive ? { ...verb, tense: 'past', plural: false } : 'unclear';
    }
    if (form === 'third' && !pluralBefore && (objectFollows || !noun)) {
      return { ...verb, tense: 'present', plural: false };
    }
    if (form === 'base' && pluralBefore && (objectFollows || !noun)) {
      return { ...verb, tense: 'present', plural: true };
    }
    if (!noun) return 'unclear';
  }
  return undefined;
}

const CLAUSE_END = /^(?:and|or|but|because|when|while|if|so|to|by|before|after|until|since|where|whether)$/;

/** Whether no other verb can be the finite one: none follows up to the end of the clause. */
function isOnlyVerb(tokens: readonly string[], at: number): boolean {
  if (!/^[\p{L}`]/u.test(tokens[at + 1] ?? '')) return false;
  for (let place = at + 1; place < tokens.length; place += 1) {
    const token = tokens[place] ?? '';
    const word = token.toLowerCase().replace(/[,.;:]$/, '');
    if (CLAUSE_END.test(word)) return true;
    if (BE.has(word) || MODALS.has(word) || /^(?:that|which|who|has|have|had|does|do|did|not)$/.test(word))
      return false;
    const determined = DETERMINERS.has((tokens[place - 1] ?? '').toLowerCase());
    if (!determined && verbForms(word).some(({ form, noun }) => !noun && form !== 'gerund' && form !== 'participle'))
      return false;
    if (/[,.;:—–]$/.test(token)) return true;
  }
  return true;
}

/** A guess from the spelling, for deciding whether a base form may be its verb. */
function isPluralNoun(word: string): boolean {
  return /[^su'’i]s$/.test(word) || word === 'people' || word === 'users';
}

/** Whether words make a noun phrase that a question can be about. */
export function isSubject(subject: readonly string[], verb: Clause['kind']): boolean {
  const lowered = subject.map((word) => word.toLowerCase().replaceAll(/^["“(*_]+|["”)*_,]+$/g, ''));
  const first = lowered[0] ?? '';
  const head = lowered.at(-1) ?? '';
  if (lowered.length > MOST_SUBJECT_WORDS || first === '' || head.length < 2) return false;
  if (first === 'no' || PREPOSITIONS.has(first) || PREPOSITIONS.has(head) || /^\d+%?$/.test(first)) return false;
  if (head.endsWith('ly') || (first.endsWith('ly') && lowered.length === 1)) return false;
  const opened = (first === 'this' && subject.length === 2) || (/^(?:our|my)$/.test(first) && subject.length > 1);
  const inner = opened ? lowered.slice(1) : lowered;
  if (inner.some((word) => NEVER_IN_SUBJECT.has(word))) return false;
  // `Using X reduces …` can be asked about, `What is using X?` cannot.
  const gerund = first.endsWith('ing') && (verbForms(first).length > 0 || PREPOSITIONS.has(lowered[1] ?? ''));
  if (gerund && (lowered.length < 2 || verb === 'be' || verb === 'have')) return false;
  if (DETERMINERS.has(head) || ['a', 'an', 'the', 'and', 'or', 'each', 'every', 'to'].includes(head)) return false;
  if (QUANTIFIERS.has(first) && (lowered.length === 1 || lowered[1] === 'of')) return false;
  if (lowered.includes('to') || ['and', 'or'].includes(first)) return false;
  const withArticle = first === 'the' || first === 'a' || first === 'an';
  if (withArticle && lowered.length === 2 && VAGUE.test(head) && /^\p{Ll}/u.test(subject.at(-1) ?? '')) return false;
  if (withArticle && first !== 'the' && lowered.length === 3 && VAGUE.test(head)) return false;
  if (lowered.length === 1 && VAGUE.test(first)) return false;
  return !subject.some((word) => /['’](?:ve|re|ll|d|m)$|n['’]t$|[;:!?=<>[\]{}]|\.\.|^[-–—]/.test(word));
}

const QUANTIFIERS = new Set(
  'all any each every few many more most much no several some two three four five half part various certain numerous plenty lots'.split(
    ' ',
  ),
);

/** Whether a word opens a noun phrase or stands for a number of things. */
export function isDeterminer(word: string): boolean {
  return DETERMINERS.has(word);
}

/** Whether a word is a preposition. */
export function isPreposition(word: string): boolean {
  return PREPOSITIONS.has(word);
}
