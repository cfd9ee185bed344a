/** How many requests a server works on at once. The rest wait, first come, first served. */
export interface Slots {
  readonly running: number;
  readonly waiting: number;
  /** Most that ever ran at once. */
  readonly peak: number;
  /**
   * Waits for a slot. Resolves to true with the slot taken, which `release` gives back; to false, without a slot, when
   * the signal aborts first.
   */
  acquire(signal: AbortSignal): Promise<boolean>;
  release(): void;
}

interface Waiter {
  readonly take: () => void;
  gone: boolean;
}

/** Takes the number of slots; `Infinity` never lets anyone wait. */
export function createSlots(limit: number): Slots {
  let running = 0;
  let waiting = 0;
  let peak = 0;
  // A queue in an array: those before `head` are served. Waiters that left stay in line, marked, until their turn.
  let queue: Waiter[] = [];
  let head = 0;

  function run(): void {
    running += 1;
    if (running > peak) peak = running;
  }

  function nextWaiter(): Waiter | undefined {
    while (head < queue.length) {
      const waiter = queue[head];
      head += 1;
      if (head > 1024 && head * 2 > queue.length) {
        queue = queue.slice(head);
        head = 0;
      }
      if (waiter?.gone === false) return waiter;
    }
    return undefined;
  }

  return {
    get running() {
      return running;
    },
    get waiting() {
      return waiting;
    },
    get peak() {
      return peak;
    },
    async acquire(signal) {
      if (signal.aborted) return false;
      if (running < limit) {
        run();
        return true;
      }
      return new Promise((resolve) => {
        const leave = () => {
          waiter.gone = true;
          waiting -= 1;
          resolve(false);
        };
        const waiter: Waiter = {
          gone: false,
          take: () => {
            signal.removeEventListener('abort', leave);
            waiting -= 1;
            run();
            resolve(true);
          },
        };
        signal.addEventListener('abort', leave, { once: true });
        queue.push(waiter);
        waiting += 1;
      });
    },
    release() {
      running -= 1;
      nextWaiter()?.take();
    },
  };
}
