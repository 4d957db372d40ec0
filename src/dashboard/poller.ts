// Reads again and again: never two reads at a time, less often when reading is slow or fails.

export interface PollerOptions<T> {
  readonly intervalMs: number;
  readonly read: () => T;
  readonly onRead: (result: T) => void;
  /** Returns false for an error that is not the node's: it is thrown on. */
  readonly onFailure: (error: unknown) => boolean;
}

export interface Poller {
  /** Reads as soon as pending input is dealt with, then on. */
  start(): void;
  stop(): void;
}

/** A read may take this part of the time at most; the interval stretches otherwise. */
const busyShare = 0.25;
const longestWaitMs = 30_000;

/** The time to the next read. */
export function nextDelayMs(intervalMs: number, tookMs: number, failures: number): number {
  if (failures > 0) return Math.min(longestWaitMs, intervalMs * 2 ** Math.min(failures, 10));
  return Math.max(intervalMs, tookMs / busyShare - tookMs);
}

/** A poller that is not started yet. */
export function createPoller<T>({ intervalMs, read, onRead, onFailure }: PollerOptions<T>): Poller {
  let timer: NodeJS.Timeout | undefined;
  let failures = 0;
  const poll = () => {
    timer = undefined;
    const startedMs = performance.now();
    try {
      const result = read();
      failures = 0;
      schedule(nextDelayMs(intervalMs, performance.now() - startedMs, failures));
      onRead(result);
    } catch (error) {
      if (!onFailure(error)) throw error;
      failures++;
      schedule(nextDelayMs(intervalMs, 0, failures));
    }
  };
  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(poll, delayMs);
  };
  return {
    start: () => {
      failures = 0;
      schedule(0);
    },
    stop: () => clearTimeout(timer),
  };
}
