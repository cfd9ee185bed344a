import { isDeterminer, isPreposition } from './clause.ts';
import { type Asked, counted, NUMBER, plain } from './asked.ts';
import { isBase, thirdPerson, verbForms } from './verbs.ts';

/** Asks about sentences that do not open with their subject: `There are …`, `If …, …`, `To …, …`. */
export function askPattern(sentence: string): Asked | undefined {
  const tokens = sentence.split(' ');
  switch (tokens[0] ?? '') {
    case 'There':
      return askThere(tokens);
    case 'If':
    case 'When':
      return askCondition(sentence, tokens);
    case 'To':
      return askPurpose(sentence, tokens);
    case 'One':
      return askOneOf(sentence);
    case 'You':
      return askReader(tokens);
    default:
      return askCount(tokens) ?? askSuperlative(tokens) ?? askCause(tokens) ?? askImperative(tokens);
  }
}

function askThere(tokens: readonly string[]): Asked | undefined {
  const [, verb = ''] = tokens;
  if (verb !== 'are' && verb !== 'were') return undefined;
  const rest = tokens.slice(tokens[2] === 'currently' ? 3 : 2);
  const things = counted(rest);
  if (
    things === undefined ||
    /^(?:things|ways|reasons|problems|issues|options|times|cases|people|parts)$/.test(things)
  ) {
    return undefined;
  }
  return { question: `How many ${things} ${verb} there?`, weight: 0.75 };
}

/** `If X, Y`: what happens, or what the reader should do. */
function askCondition(sentence: string, tokens: readonly string[]): Asked | undefined {
  const comma = sentence.indexOf(', ');
  if (comma < 0) return undefined;
  const condition = plain(sentence.slice(0, comma).split(' ').slice(1), 14);
  if (condition === undefined || condition.split(' ').length < 3 || /\b(?:and|or|was|were|had|did)\b/.test(condition)) {
    return undefined;
  }
  const opening = `${(tokens[0] ?? '').toLowerCase()} ${condition}`;
  const main = sentence.slice(comma + 2).split(' ');
  const [first = '', second = ''] = main;
  if (first === 'you' || (isImperative(first, second) && condition.startsWith('you'))) {
    const modal = first === 'you' ? second : 'should';
    if (!['should', 'must', 'can'].includes(modal)) return undefined;
    return isBase(first === 'you' ? (main[2] ?? '') : first)
      ? { question: `What ${modal} you do ${opening}?`, weight: 0.85 }
      : undefined;
  }
  if (
    /\byou\b/.test(condition) ||
    /^(?:we|I|it|they|this|that|these|he|she|there|let|please|don't|why|what|how|is|are|do|does|then|and|or|but|not)\b/i.test(
      first,
    )
  ) {
    return undefined;
  }
  if (!/^(?:the|a|an|all|any|no|each|every|\p{Lu}\p{L}+|\p{Ll}+s)$/u.test(first)) return undefined;
  const told = main.slice(0, 10).join(' ');
  if (/\b(?:was|were|had|did|would|could|might)\b|\b\w+ed\b/.test(told)) return undefined;
  return { question: `What happens ${opening}?`, weight: 0.8 };
}

/** `To install X, run Y.` */
function askPurpose(sentence: string, tokens: readonly string[]): Asked | undefined {
  const comma = sentence.indexOf(', ');
  const verb = tokens[1] ?? '';
  if (comma < 0 || !isBase(verb)) return undefined;
  const purpose = plain(sentence.slice(0, comma).split(' ').slice(1), 12);
  const [first = '', second = ''] = sentence.slice(comma + 2).split(' ');
  if (purpose === undefined || !purpose.includes(' ')) return undefined;
  const toReader =
    (first === 'you' && /^(?:can|must|should|need|will|simply)$/.test(second)) || isImperative(first, second);
  return toReader ? { question: `How do you ${purpose}?`, weight: 0.85 } : undefined;
}

/** Whether a clause tells the reader to do something: a bare verb before what it is to be done to. */
export function isImperative(first: string, second: string): boolean {
  const forms = verbForms(first.toLowerCase());
  if (!forms.some(({ form }) => form === 'base')) return false;
  return /^(?:the|a|an|your|all|any|each|every|one|sure|to|in|on|off|up|out|down|with|for|from|at|`.+|["“].+|it|them|that|this|these|those|how|what|whether|if)$/.test(
    second,
  );
}

/** `One of the benefits of X is that …`. */
function askOneOf(sentence: string): Asked | undefined {
  const match = /^One (of the [^,;:]{5,80}?) (is|was) (?:to|that|the|an?|how) /.exec(sentence);
  const [, phrase = '', verb = ''] = match ?? [];
  const text = match === null ? undefined : plain(phrase.split(' '), 12);
  if (text === undefined || /\b(?:that|which|who|when|and|you)\b/.test(text)) return undefined;
  return { question: `What ${verb} one ${text}?`, weight: 0.85 };
}

/** The sentence without its full stop, from a word on, where it can stand in a question as it is. */
function remainder(tokens: readonly string[], from: number, most: number): string | undefined {
  const words = tokens.slice(from);
  const last = words.pop() ?? '';
  return plain([...words, last.replace(/\.$/, '')], most);
}

/** `You can do X by doing Y`, `You can find X on Y`. */
function askReader(all: readonly string[]): Asked | undefined {
  const tokens = /^(?:also|always|still|then|now|often|simply)$/.test(all[2] ?? '')
    ? [...all.slice(0, 2), ...all.slice(3)]
    : all;
  const [, modal = '', verb = ''] = tokens;
  if (!['can', 'should', 'must', 'may'].includes(modal) || !isBase(verb)) return undefined;
  const by = tokens.findIndex(
    (word, at) => (word === 'by' && /^[a-z]+ing$/.test(tokens[at + 1] ?? '')) || word === 'using',
  );
  const how = by < 4 ? undefined : plain(tokens.slice(2, by), 10);
  if (how !== undefined) return { question: `How ${modal} you ${how}?`, weight: 0.85 };
  const on = verb === 'find' ? tokens.findIndex((word, at) => at > 3 && ['on', 'at', 'in'].includes(word)) : -1;
  const where = on < 0 ? undefined : plain(tokens.slice(3, on), 8);
  if (where !== undefined) return { question: `Where ${modal} you find ${where}?`, weight: 0.8 };
  const rest = modal === 'may' ? undefined : remainder(tokens, 2, 12);
  if (rest === undefined || /\b(?:and|but|which|not)\b/.test(rest)) return undefined;
  return { question: `${modal.charAt(0).toUpperCase()}${modal.slice(1)} you ${rest}?`, weight: 0.5 };
}

/** `Use X when Y`, `Avoid X because Y`: when and why the reader should. */
function askImperative(tokens: readonly string[]): Asked | undefined {
  const [first = '', second = ''] = tokens;
  if (!isImperative(first, second)) return undefined;
  const cut = tokens.findIndex((word, at) => at > 1 && /^(?:when|whenever|if|because|before|after|by|so)$/.test(word));
  const word = tokens[cut] ?? '';
  const told = cut < 2 ? undefined : plain([first.toLowerCase(), ...tokens.slice(1, cut)], 10);
  if (told === undefined || /\b(?:and|to|that|or)\b/.test(told)) return undefined;
  const next = tokens[cut + 1] ?? '';
  if (word === 'by')
    return /^[a-z]+ing$/.test(next) ? { question: `How should you ${told}?`, weight: 0.85 } : undefined;
  if (word === 'because' || (word === 'so' && next === 'that'))
    return { question: `Why should you ${told}?`, weight: 0.9 };
  return word === 'so' ? undefined : { question: `When should you ${told}?`, weight: 0.8 };
}

/** `Seven countries signed the treaty.` */
function askCount(tokens: readonly string[]): Asked | undefined {
  if (!NUMBER.test(tokens[0] ?? '') || /^\d+,?$/.test(tokens[0] ?? '')) return undefined;
  const verb = tokens.findIndex((word, at) => at > 1 && at < 5 && isFinite(word));
  const head = tokens[verb - 1] ?? '';
  if (
    verb < 0 ||
    !/(?:[^su]s|people|men|women|children)$/.test(head) ||
    /^(?:years|days|weeks|months|things|times)$/.test(head)
  )
    return undefined;
  const rest = remainder(tokens, 1, 16);
  if (rest === undefined || tokens.slice(1, verb).some((word) => isPreposition(word) || word === 'and'))
    return undefined;
  return { question: `How many ${rest}?`, weight: 0.9 };
}

function isFinite(word: string): boolean {
  return (
    /^(?:are|were|have|had|will|can|must|should)$/.test(word) || verbForms(word).some(({ form }) => form === 'past')
  );
}

const SUPERLATIVE =
  /^(?:(?:the|a|an|one of the) (?:(?:most|least) \w+|\w+est|best|worst|main|key|primary|principal|major|first|only|central|core|common|chief|leading|important|critical|crucial) (?:\w+ ){1,3}?(?:of|for|in|to|behind|between|among|with) )/;
const SUBORDINATE = /^(?:that|which|who|what|how|if|because|when|while|although|though|whether|where|as|but|and)$/i;

/** `X is the main cause of Y`: what the main cause is. */
function askSuperlative(tokens: readonly string[]): Asked | undefined {
  const verb = tokens.findIndex((word) => ['is', 'was', 'are', 'were'].includes(word));
  const subject = tokens.slice(0, verb);
  if (verb < 1 || subject.some((word) => SUBORDINATE.test(word) || /[,;:–—]$/.test(word))) return undefined;
  if (/^(?:it|this|that|these|those|there|he|she|they|we|i|you|here|one)$/i.test(subject[0] ?? '')) return undefined;
  const rest = remainder(tokens, verb + 1, 14);
  if (rest === undefined || !SUPERLATIVE.test(rest) || /\b(?:and|which|who|because|but|you)\b/.test(rest))
    return undefined;
  const be = tokens[verb] === 'are' ? 'is' : tokens[verb] === 'were' ? 'was' : tokens[verb];
  const singular = !/^(?:the|a|an) .*?[^su]s (?:of|for|in|to|behind|between|among|with) /.test(rest);
  return { question: `What ${singular ? (be ?? 'is') : (tokens[verb] ?? 'are')} ${rest}?`, weight: 0.9 };
}

const CAUSING = new Set(
  'allow cause complicate decrease enable encourage ensure improve increase influence limit prevent reduce simplify'.split(
    ' ',
  ),
);

/** `Caching reduces the load on the server`: what does. */
function askCause(tokens: readonly string[]): Asked | undefined {
  const at = tokens.findIndex((word) =>
    verbForms(word).some(({ base, form }) => CAUSING.has(base) && form === 'third'),
  );
  const before = tokens.slice(0, at);
  if (at < 1 || at > 12 || !isDeterminer((tokens[at + 1] ?? '').toLowerCase())) return undefined;
  if (
    before.some(
      (word) => SUBORDINATE.test(word) || /[,;:–—]$/.test(word) || ['is', 'are', 'can', 'to', 'also'].includes(word),
    )
  )
    return undefined;
  if (/^(?:it|this|that|these|those|there|he|she|they|we|i|you|here|in|on|at|for|with|by)$/i.test(tokens[0] ?? ''))
    return undefined;
  const base = verbForms(tokens[at] ?? '')[0]?.base ?? '';
  const rest = remainder(tokens, at + 1, 12);
  return rest === undefined ? undefined : { question: `What ${thirdPerson(base)} ${rest}?`, weight: 0.75 };
}
