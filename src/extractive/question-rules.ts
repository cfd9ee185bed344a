import { type Clause, isDeterminer, isPreposition } from './clause.ts';
import { isPerson } from './naming.ts';
import { gerundBase, isBase, participleBase } from './verbs.ts';

/** A question that a sentence answers. */
export interface Asked {
  readonly question: string;
  /** How well such questions read, 0 to 1: ours, by reading some hundreds of each kind. */
  readonly weight: number;
}

type Rule = (clause: Clause, name: string) => Asked | undefined;

/** Asks about a sentence that has been taken apart; the first rule that fits wins. */
export function askClause(clause: Clause, name: string): Asked | undefined {
  for (const rule of RULES[clause.kind]) {
    const asked = rule(clause, name);
    if (asked !== undefined) return asked;
  }
  return undefined;
}

const HEAD_NOUN =
  '(?:goal|purpose|aim|objective|role|idea|advantage|disadvantage|benefit|difference|distinction|drawback|reason|problem|cause|effect|result|solution|definition|meaning|name|value|point|motivation|intent|intention|challenge|focus|mission|job|task|size|cost|price|length|number|strength|weakness|feature|limitation|approach|answer|step|priority|key|lesson|concern|risk|requirement|principle)s?';
const ABSTRACT_HEAD = new RegExp(
  `^(?:the|a|an|one|another|your|the authors?’s?) (?:[\\w-]+ ){0,2}${HEAD_NOUN} (?:of|for|in|with|behind|between|to) `,
);
const BARE_HEAD = new RegExp(`^(?:the|your|the authors?’s?) (?:[\\w-]+ ){1,2}${HEAD_NOUN}$`);

const EMPTY_PREDICATE =
  /^(?:good|bad|great|nice|big|little|bit|lot|few|huge|matter|way|reason|result|case|mistake|must|part|consequence|subject|topic|fan|given|example|list|breeze|challenge|pain|joy|pleasure|step|start|beginning|work|thing|useful|helpful|valuable|reality|truth|fact|question|same|one|only|most|more|best|worst|first|last|main|key|major|common|very|really|real|perfect|excellent|powerful|simple|clear|direct)\b/i;

/** `X is a Y`, `The goal of X is …`. */
const definition: Rule = (clause, name) => {
  if (clause.writer !== undefined) return undefined;
  const [first = '', second = ''] = clause.rest.map((word) => word.toLowerCase());
  const about = ABSTRACT_HEAD.test(`${name} `) && (isDeterminer(first) || gerundBase(first) !== undefined);
  const infinitive = (first === 'to' || first === 'that') && (ABSTRACT_HEAD.test(`${name} `) || BARE_HEAD.test(name));
  if (about || infinitive) {
    return { question: `What ${clause.verb} ${name}?`, weight: 0.9 };
  }
  if (!['a', 'an', 'the', 'one'].includes(first) || EMPTY_PREDICATE.test(second)) return undefined;
  if (
    /\b(?:choice|candidate|option|alternative|fit|example|way|thing|place|case)\b/.test(
      clause.rest.slice(1, 4).join(' '),
    )
  )
    return undefined;
  if (isPerson(clause)) return { question: `Who ${clause.verb} ${name}?`, weight: 0.95 };
  return { question: `What ${clause.verb} ${name}?`, weight: first === 'one' ? 0.75 : 0.95 };
};

/** `X are Ys that …`: a plural defined by a plural. */
const pluralDefinition: Rule = (clause, name) => {
  if (clause.writer !== undefined) return undefined;
  if (!clause.plural || clause.tense !== 'present') return undefined;
  const upToThat = clause.rest.slice(0, 5).findIndex((word) => /^(?:that|which|who|used|for)$/.test(word));
  if (upToThat < 1) return undefined;
  const noun = clause.rest[upToThat - 1] ?? '';
  if (!/[^su]s$/.test(noun) || isPreposition(clause.rest[0] ?? '')) return undefined;
  return { question: `What are ${name}?`, weight: 0.85 };
};

/** `X is used to …`, `X is based on …`: asked with the preposition at the end. */
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/^used (?:to|for) /, 'used for'],
  [/^(?:based|built) on /, 'based on'],
  [/^(?:divided|split|grouped|organized) into /, 'divided into'],
  [/^composed of /, 'composed of'],
  [/^made up of /, 'made up of'],
  [/^known as /, 'known as'],
  [/^referred to as /, 'referred to as'],
  [/^called /, 'called'],
  [/^known for /, 'known for'],
  [/^responsible for /, 'responsible for'],
  [/^(?:designed|intended|meant) to /, 'designed to do'],
  [/^able to /, 'able to do'],
  [/^required to /, 'required to do'],
  [/^expected to /, 'expected to do'],
  [/^allowed to /, 'allowed to do'],
  [/^limited to /, 'limited to'],
  [/^caused by /, 'caused by'],
  [/^inspired by /, 'inspired by'],
  [/^similar to /, 'similar to'],
  [/^equivalent to /, 'equivalent to'],
];

const predicate: Rule = (clause, name) => {
  const rest = clause.rest
    .join(' ')
    .replace(/^(?:primarily|mainly|mostly|usually|often|commonly|typically|also|now|currently) /, '');
  for (const [pattern, ending] of ENDINGS) {
    const match = pattern.exec(rest);
    if (
      match === null ||
      rest.slice(match[0].length).startsWith('be ') ||
      / (?:it|this|that|them|these|do so)[.,]/.test(rest.slice(0, match[0].length + 6))
    )
      continue;
    // What the sentence says must be what is asked: `intended to` for `designed to` would be another word.
    const [word = ''] = match[0].split(' ');
    const [, ...tail] = ending.split(' ');
    return { question: `What ${clause.verb} ${name} ${[word, ...tail].join(' ')}?`, weight: 0.85 };
  }
  const due = /^due (?:by|on|in) /.test(rest);
  if (due) return { question: `When ${clause.verb} ${name} due?`, weight: 0.9 };
  const located = /^(?:located|based|stored|hosted|kept|found|situated|headquartered) (?:in|at|on) /.exec(rest);
  const [place = ''] = located?.[0].split(' ') ?? [];
  return located === null ? undefined : { question: `Where ${clause.verb} ${name} ${place}?`, weight: 0.85 };
};

const MONTH = /^(?:January|February|March|April|May|June|July|August|September|October|November|December)$/;

/** The place of the date phrase (`in 2014`, `on March 5, 2014`) within the first clause, or -1. */
function datePlace(rest: readonly string[]): number {
  for (let at = 0; at < Math.min(rest.length - 1, 14); at += 1) {
    const word = rest[at] ?? '';
    const next = rest[at + 1] ?? '';
    if ((word === 'in' || word === 'on') && (/^(?:1[5-9]|20)\d\d[.,;]?$/.test(next) || MONTH.test(next))) return at;
    if (word === 'in' && /^(?:early|late|mid)$/.test(next)) return at;
    if (/[,;:.]$/.test(word) || ['because', 'which', 'that', 'who', 'when', 'while', 'and', 'but'].includes(word))
      return -1;
  }
  return -1;
}

const PRONOUN =
  /\b(?:it|its|it's|this|that|these|those|they|them|their|he|him|his|she|her|we|us|our|I|me|my|one|ones|so|such|here|then|there|above|below|following)\b/;

/** Words that may stand in a question as they are. */
function plain(words: readonly string[], most: number): string | undefined {
  if (words.length > most) return undefined;
  const text = words.join(' ').replace(/,$/, '');
  return PRONOUN.test(text) || /[,;:–—()“”"*!?]|n['’]t\b/.test(text) ? undefined : text;
}

const passiveWhen: Rule = (clause, name) => {
  const rest = clause.rest.slice(
    /^(?:first|originally|initially|officially|formally)$/.test(clause.rest[0] ?? '') ? 1 : 0,
  );
  if (participleBase(rest[0] ?? '') === undefined) return undefined;
  const at = datePlace(rest);
  const middle = at < 1 ? undefined : plain(rest.slice(0, at), 8);
  return middle === undefined ? undefined : { question: `When ${clause.verb} ${name} ${middle}?`, weight: 0.95 };
};

const passiveHow: Rule = (clause, name) => {
  const { rest } = clause;
  if (participleBase(rest[0] ?? '') === undefined) return undefined;
  const by = rest.findIndex((word, at) => word === 'by' && /^[a-z]+ing$/.test(rest[at + 1] ?? ''));
  const middle = by < 1 ? undefined : plain(rest.slice(0, by), 6);
  return middle === undefined ? undefined : { question: `How ${clause.verb} ${name} ${middle}?`, weight: 0.9 };
};

const CAUSES = /^(?:because|due to|thanks to|so that|in order)\b/;

/** The words before ` because `, or undefined where the cause belongs to another clause. */
function beforeBecause(rest: readonly string[]): string | undefined {
  const because = rest.findIndex((_, at) => CAUSES.test(`${rest[at] ?? ''} ${rest[at + 1] ?? ''}`));
  const before = rest[because - 1] ?? '';
  if (because < 1 || /^(?:not|simply|just|only|or|and|but|partly|mainly|largely|is|are|was|were|be)$/.test(before))
    return undefined;
  return plain(rest.slice(0, because), 14);
}

const why: Rule = (clause, name) => {
  const middle = beforeBecause(clause.rest);
  if (middle === undefined || /\b(?:and|but|which|that|who|if|when)\b/.test(middle)) return undefined;
  if (clause.kind === 'be' || clause.kind === 'modal') {
    if (clause.verb === 'cannot') return { question: `Why can ${name} not ${middle}?`, weight: 0.9 };
    const negated = middle.startsWith('not ');
    const tail = negated ? `not ${middle.slice(4)}` : middle;
    return { question: `Why ${clause.verb} ${name} ${tail}?`, weight: 0.95 };
  }
  if (clause.kind === 'have') {
    const [first = ''] = middle.split(' ');
    if (first !== 'been' && participleBase(first) === undefined) return undefined;
    return { question: `Why ${clause.verb} ${name} ${middle}?`, weight: 0.9 };
  }
  return { question: `Why ${doVerb(clause, name)} ${name} ${clause.base} ${middle}?`, weight: 0.9 };
};

/** The form of `do` that a question about a clause needs. */
export function doVerb(clause: Clause, name: string): string {
  if (clause.tense === 'past') return 'did';
  return clause.plural || name === 'you' ? 'do' : 'does';
}

const ACTIVE_MODALS = new Set(['can', 'cannot', 'must', 'should', 'will', 'may', 'would']);

const modalDo: Rule = (clause, name) => {
  if (!ACTIVE_MODALS.has(clause.verb)) return undefined;
  const negated = clause.rest[0] === 'not';
  const verb = clause.rest[negated ? 1 : 0] ?? '';
  if (verb === 'be') return modalPassive(clause, name, negated);
  if (!isBase(verb)) return undefined;
  const modal = clause.verb === 'cannot' ? 'can' : clause.verb;
  const not = negated || clause.verb === 'cannot' ? ' not' : '';
  if (not !== '' && modal === 'may') return undefined;
  return { question: `What ${modal} ${name}${not} do?`, weight: not === '' ? 0.65 : 0.6 };
};

function modalPassive(clause: Clause, name: string, negated: boolean): Asked | undefined {
  if (negated || clause.verb === 'cannot') return undefined;
  const rest = clause.rest.slice(1);
  if (/^used (?:to|for|as) /.test(rest.join(' ')))
    return { question: `What ${clause.verb} ${name} be used ${rest[1] === 'as' ? 'as' : 'for'}?`, weight: 0.85 };
  if (participleBase(rest[0] ?? '') === undefined) return undefined;
  const by = rest.findIndex((word, at) => word === 'by' && /^[a-z]+ing$/.test(rest[at + 1] ?? ''));
  const middle = by < 1 ? undefined : plain(rest.slice(0, by), 6);
  return middle === undefined ? undefined : { question: `How ${clause.verb} ${name} be ${middle}?`, weight: 0.85 };
}

const NUMBER =
  /^(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fifteen|twenty|thirty|forty|fifty|sixty|hundreds|thousands)$/i;

/** The counted things after a number: `seven unique bidders`. */
function counted(words: readonly string[]): string | undefined {
  if (!NUMBER.test(words[0] ?? '')) return undefined;
  for (let at = 1; at <= 3; at += 1) {
    const word = words[at] ?? '';
    const bare = word.replace(/[,.;:]$/, '');
    if (!/^[\p{L}-]+$/u.test(bare) || isPreposition(bare)) return undefined;
    const next = words[at + 1] ?? '';
    if (
      /[^su]s$/.test(bare) &&
      (bare !== word || isPreposition(next) || ['that', 'who', 'which', 'to', ''].includes(next))
    ) {
      return [...words.slice(1, at), bare].join(' ');
    }
    if (bare !== word) return undefined;
  }
  return undefined;
}

const howMany: Rule = (clause, name) => {
  if (
    clause.kind === 'lexical' &&
    !['contain', 'include', 'offer', 'provide', 'receive', 'support', 'require', 'add', 'define'].includes(clause.base)
  ) {
    return undefined;
  }
  const things = counted(clause.rest);
  if (things === undefined || /^(?:years?|days?|times|percent|hours|minutes|people)$/.test(things)) return undefined;
  return { question: `How many ${things} ${doVerb(clause, name)} ${name} ${clause.base}?`, weight: 0.9 };
};

const PREPOSITIONAL: Readonly<Record<string, string>> = {
  refer: 'to',
  consist: 'of',
  depend: 'on',
  rely: 'on',
  belong: 'to',
  lead: 'to',
  result: 'in',
  focus: 'on',
  apply: 'to',
  relate: 'to',
  point: 'to',
  stand: 'for',
  come: 'from',
  deal: 'with',
  contribute: 'to',
  respond: 'to',
  differ: 'from',
  account: 'for',
  serve: 'as',
  act: 'as',
  suffer: 'from',
  complain: 'of',
  worry: 'about',
  work: 'on',
};
const WITH_INFINITIVE = new Set([
  'aim',
  'tend',
  'seek',
  'try',
  'want',
  'plan',
  'continue',
  'need',
  'attempt',
  'fail',
  'begin',
  'decide',
  'agree',
  'hope',
  'expect',
  'choose',
  'start',
  'set',
]);
const LETTING = new Set(['allow', 'enable', 'help', 'encourage', 'require', 'permit', 'force', 'teach', 'invite']);
const SAYING = new Set([
  'say',
  'state',
  'argue',
  'suggest',
  'show',
  'indicate',
  'mean',
  'propose',
  'recommend',
  'note',
  'imply',
  'explain',
  'demonstrate',
  'specify',
  'prove',
  'confirm',
  'believe',
  'think',
  'claim',
  'ensure',
  'assume',
  'expect',
  'worry',
  'hope',
  'find',
  'learn',
  'realize',
  'know',
  'understand',
  'discover',
]);

const lexicalObject: Rule = (clause, name) => {
  const { base, rest } = clause;
  const asks = `What ${doVerb(clause, name)} ${name} ${base}`;
  const [first = '', second = ''] = rest;
  if (PREPOSITIONAL[base] === first) return { question: `${asks} ${first}?`, weight: 0.85 };
  if (WITH_INFINITIVE.has(base) && first === 'to' && isBase(second))
    return { question: `${asks} to do?`, weight: 0.75 };
  if (base === 'mean' && first !== 'to') return { question: `${asks}?`, weight: 0.75 };
  if (SAYING.has(base) && (first === 'that' || first === 'how')) return { question: `${asks}?`, weight: 0.75 };
  if (LETTING.has(base)) {
    const to = rest.indexOf('to');
    const whom = to < 1 || to > 4 ? undefined : plain(rest.slice(0, to), 4);
    if (whom !== undefined && isBase(rest[to + 1] ?? '') && !rest.slice(0, to).some(isPreposition)) {
      return { question: `${asks} ${whom} to do?`, weight: 0.85 };
    }
  }
  return undefined;
};

/** Verbs whose object is what a reader wants to know. */
const TELLING = new Set(
  'achieve adopt add address analyze affect allow apply assess attempt avoid award become bring benefit build calculate cause change check choose clarify collect compare compute conduct contain control convert cover create define deliver demonstrate describe design detect determine develop discover discuss display distribute divide eliminate enable encourage enforce ensure establish evaluate examine explain express extend face feature find generate govern guarantee guide handle identify illustrate implement improve include increase indicate influence introduce invent involve issue launch learn limit maintain manage measure monitor need obtain offer operate outline permit prepare present preserve prevent produce program prohibit promote propose protect prove provide publish recommend reduce reflect release remove replace report represent require resolve restrict retain return reveal satisfy select show simplify solve specify store study submit suggest supply support teach test track transform use validate verify win write'.split(
    ' ',
  ),
);

/** `We took a look`, `We got feedback`: the object is half of the verb. */
const WEAK = new Set('ask become call do get give go keep make pay place play say set take tell want need'.split(' '));

const objectOf: Rule = (clause, name) => {
  if (!clause.transitive || WEAK.has(clause.base)) return undefined;
  // What the writers did is told with any verb; elsewhere the verb must be one whose object is the news.
  if (!TELLING.has(clause.base) && clause.writer === undefined) return undefined;
  const first = (clause.rest[0] ?? '').toLowerCase();
  if (
    first === '' ||
    isPreposition(first) ||
    [
      'to',
      'that',
      'how',
      'why',
      'what',
      'when',
      'only',
      'so',
      'by',
      'up',
      'out',
      'not',
      'it',
      'them',
      'us',
      'themselves',
      'itself',
      'this',
      'these',
      'those',
      'one',
      'more',
      'well',
      'and',
      'or',
      'no',
    ].includes(first)
  ) {
    return undefined;
  }
  if (PRONOUN.test(clause.rest.slice(0, 2).join(' ')) || first.endsWith('ly')) return undefined;
  return { question: `What ${doVerb(clause, name)} ${name} ${clause.base}?`, weight: 0.7 };
};

const hasObject: Rule = (clause, name) => {
  if (clause.rest[0] === 'to' && isBase(clause.rest[1] ?? '')) {
    return { question: `What ${doVerb(clause, name)} ${name} have to do?`, weight: 0.65 };
  }
  const [first = '', second = ''] = clause.rest;
  if (!['a', 'an', 'several'].includes(first) || /^(?:lot|few|number|chance|hard|big|great|good)$/.test(second))
    return undefined;
  return { question: `What ${doVerb(clause, name)} ${name} have?`, weight: 0.5 };
};

const activeWhen: Rule = (clause, name) => {
  if (clause.tense !== 'past') return undefined;
  const at = datePlace(clause.rest);
  const middle = at < 0 ? undefined : plain(clause.rest.slice(0, at), 10);
  return middle === undefined
    ? undefined
    : { question: `When did ${name} ${clause.base} ${middle}?`.replace(' ?', '?'), weight: 0.9 };
};

/** `X does Y by doing Z`. */
const byDoing: Rule = (clause, name) => {
  const by = clause.rest.findIndex((word, at) => word === 'by' && /^[a-z]+ing$/.test(clause.rest[at + 1] ?? ''));
  const middle = by < 0 ? undefined : plain(clause.rest.slice(0, by), 10);
  if (middle === undefined || /\b(?:and|but|which|that|who|if|when)\b/.test(middle)) return undefined;
  if (clause.kind === 'lexical') {
    return {
      question: `How ${doVerb(clause, name)} ${name} ${clause.base} ${middle}?`.replace(' ?', '?'),
      weight: 0.9,
    };
  }
  return isBase(clause.rest[0] ?? '') ? { question: `How ${clause.verb} ${name} ${middle}?`, weight: 0.85 } : undefined;
};

/** `X has reduced Y`, `X is building Y`. */
const unfinished: Rule = (clause, name) => {
  const [first = '', second = '', third = ''] = clause.rest;
  const been = clause.kind === 'have' && first === 'been';
  const verb = been ? second : first;
  const object = (been ? third : second).toLowerCase();
  const base = clause.kind === 'be' || been ? gerundBase(verb) : participleBase(verb);
  if (
    base === undefined ||
    (!TELLING.has(base) && base !== 'run') ||
    WEAK.has(base) ||
    !isDeterminer(object) ||
    PRONOUN.test(object) ||
    object === 'that'
  ) {
    return undefined;
  }
  return { question: `What ${clause.verb} ${name} ${been ? 'been ' : ''}${verb}?`, weight: 0.65 };
};

/** The least that can be asked: whether it is so. Only of what is short, plain and not denied. */
const whether: Rule = (clause, name) => {
  if (clause.writer !== undefined) return undefined;
  const text = plain(
    clause.rest.map((word, at) => (at === clause.rest.length - 1 ? word.replace(/\.$/, '') : word)),
    12,
  );
  if (
    text === undefined ||
    clause.rest.length < 2 ||
    /\b(?:not|no|never|none|cannot|neither|but|which|who|because|if)\b/.test(text)
  ) {
    return undefined;
  }
  if (clause.kind === 'be' || (clause.kind === 'modal' && /^(?:can|should|must|will)$/.test(clause.verb))) {
    const verb = `${clause.verb.charAt(0).toUpperCase()}${clause.verb.slice(1)}`;
    return { question: `${verb} ${name} ${text}?`, weight: 0.4 };
  }
  const does = clause.kind === 'lexical' && clause.tense === 'present' && clause.rest.length > 2;
  return does
    ? { question: `${clause.plural ? 'Do' : 'Does'} ${name} ${clause.base} ${text}?`, weight: 0.35 }
    : undefined;
};

const worksBy: Rule = (clause, name) => {
  if (clause.base !== 'work' || clause.rest[0] !== 'by') return undefined;
  return { question: `How ${doVerb(clause, name)} ${name} work?`, weight: 0.9 };
};

const RULES: Readonly<Record<Clause['kind'], readonly Rule[]>> = {
  be: [why, passiveWhen, passiveHow, predicate, definition, pluralDefinition, unfinished, whether],
  have: [why, howMany, unfinished, hasObject],
  modal: [why, byDoing, modalDo, whether],
  lexical: [why, worksBy, byDoing, activeWhen, howMany, lexicalObject, objectOf, whether],
};

export { counted, NUMBER, plain };
