/** Group → the tasks and groups that it is made of. */
export type Subtasks = ReadonlyMap<string, readonly string[]>;

/**
 * The groups of a results file. `said`: its `group_subtasks`, undefined before 0.4.2, where the table tells them: `aliases`
 * in its order, by name, have those of subtasks below their group and indented further (` - humanities`).
 */
export function subtasksOf(
  said: Readonly<Record<string, readonly string[]>> | undefined,
  aliases: ReadonlyMap<string, string>,
): Subtasks {
  if (said !== undefined) return new Map(Object.entries(said).filter(([, own]) => own.length > 0));
  const subtasks = new Map<string, string[]>();
  const open: { readonly name: string; readonly depth: number }[] = [];
  for (const [name, alias] of aliases) {
    const depth = indentation(alias);
    while ((open.at(-1)?.depth ?? -1) >= depth) open.pop();
    const group = open.at(-1)?.name;
    if (group !== undefined) subtasks.set(group, [...(subtasks.get(group) ?? []), name]);
    open.push({ name, depth });
  }
  return subtasks;
}

/** Everything that a group is made of, groups within it and their tasks too; empty for a task. */
export function everythingBelow(name: string, subtasks: Subtasks): ReadonlySet<string> {
  const below = new Set<string>();
  const waiting = [...(subtasks.get(name) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (below.has(next) || next === name) continue;
    below.add(next);
    waiting.push(...(subtasks.get(next) ?? []));
  }
  return below;
}

/** 0 for an alias of the first level, 1 and more for `- `, ` - ` and so on. */
function indentation(alias: string): number {
  const [, spaces] = /^( *)- /.exec(alias) ?? [];
  return spaces === undefined ? 0 : spaces.length + 1;
}
