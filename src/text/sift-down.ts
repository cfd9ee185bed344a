/**
 * Moves a value down a binary heap, from a place whose children are heaps already, until no value below it is less. A
 * place that is not there is left alone.
 */
export function siftDown<T>(heap: T[], from: number, isLess: (left: T, right: T) => boolean): void {
  const moved = heap[from];
  if (moved === undefined) return;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    let least = heap[child];
    if (least === undefined) break;
    const other = heap[child + 1];
    if (other !== undefined && isLess(other, least)) {
      child += 1;
      least = other;
    }
    if (!isLess(least, moved)) break;
    heap[at] = least;
    at = child;
  }
  heap[at] = moved;
}
