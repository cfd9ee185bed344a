/**
 * The length, in items, of the longest contiguous run that stands in both lists; 0 where they share nothing. Exact.
 * Linear in both lengths on every input (a suffix automaton of the shorter list, the longer one run through it).
 */
export function longestCommonRun(left: readonly string[], right: readonly string[]): number {
  const [shorter, longer] = left.length <= right.length ? [left, right] : [right, left];
  if (shorter.length === 0) return 0;
  const symbols = new Map<string, number>();
  const indexed = shorter.map((item) => {
    const known = symbols.get(item);
    if (known !== undefined) return known;
    symbols.set(item, symbols.size);
    return symbols.size - 1;
  });
  const automaton = suffixAutomaton(indexed);
  let best = 0;
  let state = 0;
  let length = 0;
  for (const item of longer) {
    const symbol = symbols.get(item);
    if (symbol === undefined) {
      state = 0;
      length = 0;
      continue;
    }
    let next = automaton.step(state, symbol);
    while (next === -1 && state !== 0) {
      state = automaton.link(state);
      length = automaton.longest(state);
      next = automaton.step(state, symbol);
    }
    if (next === -1) continue;
    state = next;
    length += 1;
    if (length > best) best = length;
  }
  return best;
}

interface SuffixAutomaton {
  /** The state after `symbol`, or -1 where there is none. State 0 is the start. */
  step(state: number, symbol: number): number;
  link(state: number): number;
  longest(state: number): number;
}

/**
 * The suffix automaton of a list of symbols: at most 2n states and 3n transitions. Transitions stand in one hash table
 * with open addressing, keyed by state and symbol, and are chained by state so that a state can be cloned.
 */
function suffixAutomaton(symbols: readonly number[]): SuffixAutomaton {
  const states = 2 * symbols.length + 1;
  const transitions = 3 * symbols.length + 4;
  const links = new Int32Array(states);
  const lengths = new Int32Array(states);
  const firstEdge = new Int32Array(states).fill(-1);
  const nextEdge = new Int32Array(transitions);
  const edgeState = new Int32Array(transitions);
  const edgeSymbol = new Int32Array(transitions);
  const edgeTarget = new Int32Array(transitions);
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * transitions))).fill(-1);
  const mask = slots.length - 1;
  let edges = 0;
  let stateCount = 1;
  links[0] = -1;

  function slotOf(state: number, symbol: number): number {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(symbol, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (;;) {
      const edge = slots[slot] ?? -1;
      if (edge === -1 || (edgeState[edge] === state && edgeSymbol[edge] === symbol)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  function step(state: number, symbol: number): number {
    const edge = slots[slotOf(state, symbol)] ?? -1;
    return edge === -1 ? -1 : (edgeTarget[edge] ?? -1);
  }

  function connect(state: number, symbol: number, target: number): void {
    const slot = slotOf(state, symbol);
    const known = slots[slot] ?? -1;
    if (known !== -1) {
      edgeTarget[known] = target;
      return;
    }
    edgeState[edges] = state;
    edgeSymbol[edges] = symbol;
    edgeTarget[edges] = target;
    nextEdge[edges] = firstEdge[state] ?? -1;
    firstEdge[state] = edges;
    slots[slot] = edges;
    edges += 1;
  }

  function clone(original: number, length: number): number {
    const copy = stateCount++;
    lengths[copy] = length;
    links[copy] = links[original] ?? 0;
    for (let edge = firstEdge[original] ?? -1; edge !== -1; edge = nextEdge[edge] ?? -1) {
      connect(copy, edgeSymbol[edge] ?? 0, edgeTarget[edge] ?? 0);
    }
    return copy;
  }

  let last = 0;
  for (const symbol of symbols) {
    const current = stateCount++;
    lengths[current] = (lengths[last] ?? 0) + 1;
    let state = last;
    while (state !== -1 && step(state, symbol) === -1) {
      connect(state, symbol, current);
      state = links[state] ?? -1;
    }
    if (state !== -1) {
      const target = step(state, symbol);
      const length = (lengths[state] ?? 0) + 1;
      if (lengths[target] === length) {
        links[current] = target;
      } else {
        const copy = clone(target, length);
        while (state !== -1 && step(state, symbol) === target) {
          connect(state, symbol, copy);
          state = links[state] ?? -1;
        }
        links[target] = copy;
        links[current] = copy;
      }
    }
    last = current;
  }

  return { step, link: (state) => links[state] ?? 0, longest: (state) => lengths[state] ?? 0 };
}
