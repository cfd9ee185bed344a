/** A name in as many characters as a chart has room for: its middle goes, since names of one kind differ at their ends. */
export function chartLabel(name: string, most: number): string {
  const characters = Array.from(name);
  if (characters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${characters.slice(0, most - 1 - end).join('')}…${characters.slice(-end).join('')}`;
}
