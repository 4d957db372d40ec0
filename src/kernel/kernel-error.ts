// What the environment refused: the call, the place, why, and the way out. All wording is made here.
import { getSystemErrorMap } from 'node:util';

export type KernelErrorCode =
  /** Nothing of Kmesh is pinned at any of the places searched. */
  | 'NOT_PINNED'
  /** No bpffs is mounted at any of the places searched. */
  | 'NO_BPFFS'
  /** The kernel or the file system refused the call. */
  | 'NO_PERMISSION'
  /** libbpf cannot be loaded. */
  | 'LIBBPF_MISSING'
  /** The kernel or the processor is one that kmscope does not support. */
  | 'UNSUPPORTED_HOST'
  /** A call failed for another reason. */
  | 'CALL_FAILED';

interface Details {
  /** What was attempted and on what, for example `open pinned map /sys/fs/bpf/…`. */
  readonly attempt: string;
  /** Positive errno, where a call failed. */
  readonly errno?: number | undefined;
  readonly syscall?: string | undefined;
  readonly path?: string | undefined;
  /** Why, where there is no errno. */
  readonly reason?: string | undefined;
  /** The way out. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

export class KernelError extends Error {
  override readonly name = 'KernelError';
  readonly code: KernelErrorCode;
  readonly errno: number | null;
  readonly syscall: string | null;
  readonly path: string | null;
  readonly hint: string | null;

  constructor(code: KernelErrorCode, details: Details) {
    const why = details.errno === undefined ? details.reason : describeErrno(details.errno);
    super(`cannot ${details.attempt}${why === undefined ? '' : `: ${why}`}`, {
      cause: details.cause,
    });
    this.code = code;
    this.errno = details.errno ?? null;
    this.syscall = details.syscall ?? null;
    this.path = details.path ?? null;
    this.hint = details.hint ?? null;
  }
}

/** What a view says instead of the rows; anything but a refusal of the kernel is a bug and goes on up. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof KernelError)) throw error;
  return error.hint === null ? error.message : `${error.message} (${error.hint})`;
}

/** `EACCES (permission denied)` for 13. */
export function describeErrno(errno: number): string {
  const [code, text] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'unknown error'];
  return `${code} (${text})`;
}

/** The code that fits a positive errno. */
export function codeOfErrno(errno: number): KernelErrorCode {
  const isRefusal = errno === 1 || errno === 13;
  return isRefusal ? 'NO_PERMISSION' : 'CALL_FAILED';
}
