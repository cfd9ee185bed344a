import { unitInterval } from '../text/hash.ts';

/** Who asks and who answers. */
export interface Cast {
  readonly asking: string;
  readonly answering: string;
}

const CASTS: readonly Cast[] = [
  { asking: 'Student', answering: 'Teacher' },
  { asking: 'Learner', answering: 'Tutor' },
  { asking: 'Reader', answering: 'Librarian' },
  { asking: 'Newcomer', answering: 'Expert' },
];
const INTERVIEW: Cast = { asking: 'Interviewer', answering: 'Author' };

/** Two of a kind have names: `two colleagues`. */
const NAMES: readonly Cast[] = [
  { asking: 'Ana', answering: 'Ben' },
  { asking: 'Mira', answering: 'Tom' },
  { asking: 'Luis', answering: 'Eva' },
];

const ASKING =
  /^(?:audience|beginner|caller|child|customer|friend|guest|host|interviewer|journalist|learner|listener|moderator|newcomer|novice|parent|patient|pupil|reader|reporter|student|visitor)$/i;

/**
 * The cast of a dialogue.
 * @param speakers The strategy's variable in words, `a teacher and a student`, `two colleagues`; undefined for none.
 * @param interview Whether the source's author is to answer, where no speakers are given.
 * @param key Decides between casts of equal fit.
 */
export function castOf(speakers: string | undefined, interview: boolean, key: string): Cast {
  const both = speakers === undefined ? null : /^(?:an? |the )?(.{2,60}?) and (?:an? |the )?(.{2,60})$/i.exec(speakers);
  if (both !== null) {
    const first = roleOf(both[1] ?? '');
    const second = roleOf(both[2] ?? '');
    if (first !== second && first !== '' && second !== '') {
      const swap = ASKING.test(second) && !ASKING.test(first);
      return swap ? { asking: second, answering: first } : { asking: first, answering: second };
    }
  }
  if (speakers !== undefined) return drawn(NAMES, key);
  return interview ? INTERVIEW : drawn(CASTS, key);
}

/** `a curious friend` → `Friend`, `a newcomer to the field` → `Newcomer`. */
function roleOf(words: string): string {
  const [phrase = ''] = words.split(/ (?:to|of|in|for|with|who|preparing|from) /);
  const noun = phrase.split(' ').at(-1) ?? '';
  return /^\p{L}[\p{L}-]*$/u.test(noun) ? noun.charAt(0).toUpperCase() + noun.slice(1) : '';
}

function drawn(casts: readonly Cast[], key: string): Cast {
  return casts[Math.floor(unitInterval(0, 'cast', key) * casts.length)] ?? { asking: 'Student', answering: 'Teacher' };
}
