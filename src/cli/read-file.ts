// Files that the command line names, no more of them than the program can use: a path may as well be
// /dev/zero.
import { closeSync, openSync, readSync } from 'node:fs';
import { describeErrno, KernelError } from '../kernel/kernel-error.ts';
import { UsageError } from '../raw/problem.ts';

const pieceSize = 1 << 20;

/**
 * The bytes of a file, null where there are more than `limit`; `-` is stdin. `what`: for messages, for
 * example `the dump`. Throws as attemptRead does.
 */
export function readFile(path: string, what: string, limit: number): Buffer | null {
  const pieces: Buffer[] = [];
  let length = 0;
  attemptRead(what, path, () => {
    const file = path === '-' ? 0 : openSync(path, 'r');
    try {
      for (let got = pieceSize; got > 0 && length <= limit; length += got) {
        const piece = Buffer.allocUnsafe(pieceSize);
        got = readSync(file, piece);
        pieces.push(piece.subarray(0, got));
      }
    } finally {
      if (path !== '-') closeSync(file);
    }
  });
  return length > limit ? null : Buffer.concat(pieces, length);
}

/** What `read` gives. Throws UsageError or KernelError for what the file system refuses. */
export function attemptRead<T>(what: string, path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw toReadableError(what, path, error as NodeJS.ErrnoException);
  }
}

function toReadableError(what: string, path: string, error: NodeJS.ErrnoException): Error {
  const { code, errno = 0, message } = error;
  const attempt = `read ${what} ${path === '-' ? 'from stdin' : path}`;
  if (code === 'EACCES' || code === 'EPERM') {
    const details = { attempt, errno: -errno, syscall: 'open', path, cause: error };
    return new KernelError('NO_PERMISSION', { ...details, hint: 'read it as its owner or root' });
  }
  const why = code === undefined ? message : describeErrno(-errno);
  return new UsageError(`cannot ${attempt}: ${why}`, null, { cause: error });
}
