import { datePlace, plain, type Rule } from './asked.ts';
import { isDeterminer, isPreposition } from './clause.ts';
import { isPerson } from './naming.ts';
import { gerundBase, participleBase } from './verbs.ts';

const HEAD_NOUN =
  '(?:goal|purpose|aim|objective|role|idea|advantage|disadvantage|benefit|difference|distinction|drawback|reason|problem|cause|effect|result|solution|definition|meaning|name|value|point|motivation|intent|intention|challenge|focus|mission|job|task|size|cost|price|length|number|strength|weakness|feature|limitation|approach|answer|step|priority|key|lesson|concern|risk|requirement|principle)s?';

const ABSTRACT_HEAD = new RegExp(
  `^(?:the|a|an|one|another|your|the authors?’s?) (?:[\\w-]+ ){0,2}${HEAD_NOUN} (?:of|for|in|with|behind|between|to) `,
);

const BARE_HEAD = new RegExp(`^(?:the|your|the authors?’s?) (?:[\\w-]+ ){1,2}${HEAD_NOUN}$`);

const EMPTY_PREDICATE =
  /^(?:good|bad|great|nice|big|little|bit|lot|few|huge|matter|way|reason|result|case|mistake|must|part|consequence|subject|topic|fan|given|example|list|breeze|challenge|pain|joy|pleasure|step|start|beginning|work|thing|useful|helpful|valuable|reality|truth|fact|question|same|one|only|most|more|best|worst|first|last|main|key|major|common|very|really|real|perfect|excellent|powerful|simple|clear|direct)\b/i;

/** `X is a Y`, `The goal of X is …`. */
export const definition: Rule = (clause, name) => {
  if (clause.writer !== undefined) return undefined;
  const [first = '', second = ''] = clause.rest.map((word) => word.toLowerCase());
  const about = ABSTRACT_HEAD.test(`${name} `) && (isDeterminer(first) || gerundBase(first) !== undefined);
  const infinitive = (first === 'to' || first === 'that') && (ABSTRACT_HEAD.test(`${name} `) || BARE_HEAD.test(name));
  if (about || infinitive) {
    return { question: `What ${clause.verb} ${name}?`, weight: 0.9 };
  }
  if (!['a', 'an', 'the', 'one'].includes(first) || EMPTY_PREDICATE.test(second)) return undefined;
  if (
    /\b(?:choice|candidate|option|alternative|fit|example|way|thing|place|case|part|responsibility|subject|topic|focus|result|matter|member|version|kind)\b/.test(
      clause.rest.slice(1, 4).join(' '),
    )
  )
    return undefined;
  if (isPerson(clause)) return { question: `Who ${clause.verb} ${name}?`, weight: 0.95 };
  return { question: `What ${clause.verb} ${name}?`, weight: first === 'one' ? 0.75 : 0.95 };
};

/** `X are Ys that …`: a plural defined by a plural. */
export const pluralDefinition: Rule = (clause, name) => {
  if (clause.writer !== undefined) return undefined;
  if (!clause.plural || clause.tense !== 'present') return undefined;
  const upToThat = clause.rest.slice(0, 5).findIndex((word) => /^(?:that|which|who|used|for)$/.test(word));
  if (upToThat < 1) return undefined;
  const noun = clause.rest[upToThat - 1] ?? '';
  if (!/[^su]s$/.test(noun) || isPreposition(clause.rest[0] ?? '')) return undefined;
  return { question: `What are ${name}?`, weight: 0.85 };
};

/** How a predicate opens, and how a question about it ends; the participle is taken from the sentence. */
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

/** What comes before a preposition at the end of the question: `used for`, `known as`, `located in`. */
export const predicate: Rule = (clause, name) => {
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

/** `X was created in 1950`. */
export const passiveWhen: Rule = (clause, name) => {
  const rest = clause.rest.slice(
    /^(?:first|originally|initially|officially|formally)$/.test(clause.rest[0] ?? '') ? 1 : 0,
  );
  if (participleBase(rest[0] ?? '') === undefined) return undefined;
  const at = datePlace(rest);
  const middle = at < 1 ? undefined : plain(rest.slice(0, at), 8);
  return middle === undefined ? undefined : { question: `When ${clause.verb} ${name} ${middle}?`, weight: 0.95 };
};

/** What is told of a thing by saying what was done to it. */
const HAPPENING =
  /^(?:abandoned|accepted|approved|archived|cancelled|canceled|changed|closed|converted|delayed|deprecated|destroyed|discontinued|dropped|eliminated|enacted|ended|expanded|lost|merged|moved|postponed|redesigned|redirected|rejected|removed|renamed|replaced|restored|reverted|revised|rewritten|superseded|suspended|withdrawn)\b/;

/** `X was rejected`. */
export const happening: Rule = (clause, name) => {
  const been = clause.kind === 'have' && clause.rest[0] === 'been';
  const told = clause.rest[been ? 1 : 0] ?? '';
  if (clause.writer !== undefined || !HAPPENING.test(told) || (clause.kind === 'have' && !been)) return undefined;
  if (clause.kind === 'be' && clause.tense === 'present') return undefined;
  return {
    question:
      clause.kind === 'be'
        ? `What happened to ${name}?`
        : `What ${clause.verb === 'had' ? 'had' : 'has'} happened to ${name}?`,
    weight: 0.75,
  };
};

/** `X is done by doing Y`. */
export const passiveHow: Rule = (clause, name) => {
  const { rest } = clause;
  if (participleBase(rest[0] ?? '') === undefined) return undefined;
  const by = rest.findIndex((word, at) => word === 'by' && /^[a-z]+ing$/.test(rest[at + 1] ?? ''));
  const middle = by < 1 ? undefined : plain(rest.slice(0, by), 6);
  return middle === undefined ? undefined : { question: `How ${clause.verb} ${name} ${middle}?`, weight: 0.9 };
};
