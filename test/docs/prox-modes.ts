import type { Applied } from '../../src/refining/apply/apply-program.ts';

/** What a program did to a text, in the words of docs/prox-modes.md. */
export function told(text: string, applied: Applied): string {
  const asides = [
    ...(applied.error === undefined ? [] : [`\`${applied.error}\``]),
    ...(applied.refused ?? []).map(({ reason }) => reason),
    ...(applied.refused === undefined && applied.errors > 0 ? [`errors: ${applied.errors}`] : []),
  ];
  return [deed(text, applied), ...asides].join('; ');
}

function deed(text: string, { text: edited, dropped, removedIntervals }: Applied): string {
  if (dropped) return 'dropped';
  if (edited === text) return 'unchanged';
  if (edited === '') return 'rejected';
  const before = new Set(text.split('\n'));
  const written = edited.split('\n').filter((line) => !before.has(line));
  const gone = removedIntervals.map(([first, last]) =>
    first === last ? `line ${first}` : `lines ${first} to ${last}`,
  );
  return [...(gone.length === 0 ? [] : [`${gone.join(', ')} removed`]), ...written.map((line) => `\`${line}\``)].join(
    '; ',
  );
}
