/** Requests in order of arrival, with those that were preempted before all others. */
export interface WaitingLine<Value> {
  readonly length: number;
  /** Joins at the end. */
  join(value: Value): void;
  /** Comes before everyone in line. */
  comeFirst(value: Value): void;
  /** Leaves the line, wherever it stands; one that is not in it changes nothing. */
  leave(value: Value): void;
  peek(): Value | undefined;
  /** Takes the first out. */
  take(): Value | undefined;
}

/** Nobody waits. Every operation takes constant time, on average. */
export function createWaitingLine<Value>(): WaitingLine<Value> {
  const waiting = new Set<Value>();
  // Who left stays in the arrays until its turn and is told by not being in the set. `line` is served up to `head`.
  const preempted: Value[] = [];
  let line: Value[] = [];
  let head = 0;

  function settle(): void {
    while (preempted.length > 0 && !waiting.has(preempted.at(-1) as Value)) preempted.pop();
    while (head < line.length && !waiting.has(line[head] as Value)) head += 1;
    if (head > 1024 && head * 2 > line.length) {
      line = line.slice(head);
      head = 0;
    }
  }

  function peek(): Value | undefined {
    settle();
    return preempted.at(-1) ?? line[head];
  }

  return {
    get length() {
      return waiting.size;
    },
    join(value) {
      waiting.add(value);
      line.push(value);
    },
    comeFirst(value) {
      waiting.add(value);
      preempted.push(value);
    },
    leave(value) {
      waiting.delete(value);
    },
    peek,
    take() {
      const first = peek();
      if (first !== undefined) waiting.delete(first);
      return first;
    },
  };
}
