/**
 * The same values until the signal is aborted; then throws its reason at once, also while the next value is awaited.
 * Without a signal, the values as they are.
 */
export async function* untilAborted<T>(values: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  if (signal === undefined) {
    yield* values;
    return;
  }
  const iterator = values[Symbol.asyncIterator]();
  let stop = (): void => {};
  const tell = (): void => stop();
  signal.addEventListener('abort', tell, { once: true });
  let done = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      // A promise of each value's own: one for all would keep what every race has left with it.
      const aborted = new Promise<'aborted'>((resolve) => {
        stop = () => resolve('aborted');
      });
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === 'aborted') continue;
      if (next.done === true) {
        done = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', tell);
    // Not awaited: a generator that is stuck in `next` would keep us waiting for ever.
    if (!done) iterator.return?.().catch(() => {});
  }
}
