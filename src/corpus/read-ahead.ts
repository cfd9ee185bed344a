/**
 * The same chunks in the same order, fetched ahead of whoever takes them until about `most` bytes wait. With thousands
 * of requests in flight a turn of the event loop takes tens of milliseconds, and a chunk that is only asked for when the
 * last one is used up costs at least one turn: readers would starve the slots.
 *
 * Throws what the source throws, after the chunks before it. Left early, it aborts the signal that the source was
 * opened with, which has to end a source that waits for more.
 */
export async function* readAhead(
  open: (signal: AbortSignal) => AsyncIterable<Buffer>,
  most: number,
): AsyncGenerator<Buffer> {
  const left = new AbortController();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => {};
  const isFull = (): boolean => bytes >= most && !left.signal.aborted;
  const changed = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });

  const fetch = async (): Promise<void> => {
    try {
      for await (const chunk of open(left.signal)) {
        chunks.push(chunk);
        bytes += chunk.length;
        wake();
        while (isFull()) await changed();
        if (left.signal.aborted) return;
      }
    } catch (error) {
      failure = { error };
    }
    ended = true;
    wake();
  };

  const fetched = fetch();
  try {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk !== undefined) {
        bytes -= chunk.length;
        wake();
        yield chunk;
      } else if (ended) break;
      else await changed();
    }
    if (failure !== undefined) throw failure.error;
  } finally {
    left.abort();
    wake();
    await fetched;
  }
}
