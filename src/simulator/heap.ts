/** Values in order of a number each; of equal ones, whichever was pushed first comes first. */
export interface Heap<Value> {
  readonly size: number;
  push(order: number, value: Value): void;
  /** The least order; `Infinity` when empty. */
  least(): number;
  peek(): Value | undefined;
  pop(): Value | undefined;
}

interface Entry<Value> {
  readonly order: number;
  readonly pushed: number;
  readonly value: Value;
}

/** An empty binary heap. */
export function createHeap<Value>(): Heap<Value> {
  const entries: Entry<Value>[] = [];
  let pushes = 0;

  const isBefore = (one: Entry<Value>, other: Entry<Value>): boolean =>
    one.order < other.order || (one.order === other.order && one.pushed < other.pushed);

  function siftUp(entry: Entry<Value>): void {
    let at = entries.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = entries[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      entries[at] = above;
      at = parent;
    }
    entries[at] = entry;
  }
  function siftDown(entry: Entry<Value>): void {
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const [one, other] = [entries[left], entries[left + 1]];
      if (one === undefined) break;
      const useOther = other !== undefined && isBefore(other, one);
      const child = useOther ? other : one;
      if (!isBefore(child, entry)) break;
      entries[at] = child;
      at = useOther ? left + 1 : left;
    }
    entries[at] = entry;
  }

  return {
    get size() {
      return entries.length;
    },
    push(order, value) {
      pushes += 1;
      siftUp({ order, pushed: pushes, value });
    },
    least: () => entries[0]?.order ?? Infinity,
    peek: () => entries[0]?.value,
    pop() {
      const first = entries[0];
      const last = entries.pop();
      if (last !== undefined && entries.length > 0) siftDown(last);
      return first?.value;
    },
  };
}
