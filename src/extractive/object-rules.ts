import { counted, doVerb, plain, PRONOUN, type Rule } from './asked.ts';
import { isDeterminer, isPreposition } from './clause.ts';
import { gerundBase, isBase, participleBase } from './verbs.ts';

/** `X has seven Ys`. */
export const howMany: Rule = (clause, name) => {
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
  build: 'on',
  participate: 'in',
  collaborate: 'with',
  partner: 'with',
  originate: 'in',
};

const WITH_INFINITIVE = new Set(
  'agree aim attempt begin choose continue decide expect fail hope need plan seek set start tend try want'.split(' '),
);

const LETTING = new Set('allow enable encourage force help invite permit require teach'.split(' '));

const SAYING = new Set(
  'argue assume believe claim confirm demonstrate discover ensure expect explain find hope imply indicate know learn mean note propose prove realize recommend say show specify state suggest think understand worry'.split(
    ' ',
  ),
);

/** `X refers to Y`, `X allows Y to Z`, `X shows that Y`: asked by the verb's own construction. */
export const lexicalObject: Rule = (clause, name) => {
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
const WEAK = new Set(
  'act ask become call do get give go hear help keep leave make need pay place play say see set take tell want work'.split(
    ' ',
  ),
);

/** `X provides Y`. */
export const objectOf: Rule = (clause, name) => {
  if (!clause.transitive || WEAK.has(clause.base)) return undefined;
  const [first = '', second = '', third = ''] = clause.rest.map((word) => word.toLowerCase());
  if (first === '' || isPreposition(first) || first.endsWith('ly') || NO_OBJECT.has(first)) return undefined;
  if (PRONOUN.test(`${first} ${second}`) || MANNER.test(`${first} ${second} ${third}`)) return undefined;
  const weight = TELLING.has(clause.base) ? 0.7 : 0.6;
  return { question: `What ${doVerb(clause, name)} ${name} ${clause.base}?`, weight };
};

/** After the verb they open something else than its object. */
const NO_OBJECT = new Set(
  'and by how it itself more no not one only or out so that them themselves these this those to up us well what when why'.split(
    ' ',
  ),
);
const MANNER = /^(?:the (?:same )?way|a lot|a (?:little )?bit|every time|each time|the same)\b/;

/** `X has a Y`, `X has to do Y`. */
export const hasObject: Rule = (clause, name) => {
  if (clause.rest[0] === 'to' && isBase(clause.rest[1] ?? '')) {
    return { question: `What ${doVerb(clause, name)} ${name} have to do?`, weight: 0.65 };
  }
  const [first = '', second = ''] = clause.rest;
  if (!['a', 'an', 'several'].includes(first) || /^(?:lot|few|number|chance|hard|big|great|good)$/.test(second))
    return undefined;
  return { question: `What ${doVerb(clause, name)} ${name} have?`, weight: 0.5 };
};

/** `X has reduced Y`, `X is building Y`. */
export const unfinished: Rule = (clause, name) => {
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
