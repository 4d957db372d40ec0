// What is odd about the data: a value that travels beside the entry, never an exception.

export type ProblemCode =
  | 'LAYOUT_MISMATCH'
  | 'ITERATION_INCOMPLETE'
  | 'MAP_MISSING'
  | 'MAP_UNREADABLE'
  | 'NAME_FILE_TORN'
  | 'NAME_HASH_MISMATCH'
  | 'DAEMON_UNREADABLE'
  | 'SOCKETS_UNREADABLE'
  | 'NAMESPACES_UNREADABLE'
  | 'INTERFACES_UNREADABLE'
  | 'DANGLING_REFERENCE'
  | 'WRONG_POOL'
  | 'HIGH_BITS'
  | 'COUNT_TOO_LARGE'
  | 'UNKNOWN_KIND'
  | 'READ_LIMIT';

export interface Problem {
  readonly code: ProblemCode;
  /** The map concerned, or null. */
  readonly map: string | null;
  /** The entry's key in hex, or null. */
  readonly key: string | null;
  /** What a person reads: what, on what, why. */
  readonly message: string;
}

/** The user asked for something that cannot be: a bad address, an unknown name, a file that is no dump. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The way out, or null. */
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

/** Nothing of what was looked at answers to what the user named. */
export class NotFoundError extends UsageError {}

/** What was read does not suffice for any answer. */
export class IncompleteError extends Error {
  override readonly name = 'IncompleteError';
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.hint = hint;
  }
}
