/**
 * One listener per signal, whatever the number of callbacks: an EventTarget walks all its listeners on every
 * registration, which is quadratic with thousands of requests on the run's one signal.
 */
const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `callback` once when `signal` aborts, in constant time per registration. The signal must not have aborted yet.
 * Returns a function that takes the registration back; calling it twice is harmless.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = listeners.get(signal) ?? listen(signal);
  // A callback may be registered twice: each registration is an entry of its own.
  const entry = (): void => callback();
  callbacks.add(entry);
  return () => {
    callbacks.delete(entry);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  listeners.set(signal, callbacks);
  signal.addEventListener(
    'abort',
    () => {
      for (const callback of callbacks) callback();
      callbacks.clear();
    },
    { once: true },
  );
  return callbacks;
}
