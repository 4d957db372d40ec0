// What the daemon's admin server answered, as it came.

/** Paths of which the first that has something is kept, and how long to wait for a word from each. */
export interface AdminQuestion {
  readonly paths: readonly string[];
  readonly timeoutMs: number;
}

export interface AdminAnswer {
  readonly path: string;
  /** HTTP status. */
  readonly status: number;
  readonly body: string;
}

export interface RawAdmin {
  /** Where it was asked, in words: address and port, and the process whose namespace they are of. */
  readonly place: string;
  /** Those that came, whatever their status, in the order in which they were asked for. */
  readonly answers: readonly AdminAnswer[];
  /** Why there are no more of them, null = all questions were asked. */
  readonly failure: string | null;
  /** Asked for an earlier reading than this one: names hold, all else may have changed. */
  readonly isOfEarlier?: boolean;
}
