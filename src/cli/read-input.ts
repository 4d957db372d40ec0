// The text of a file that an option names, no more of it than objects can be: a path may as well be
// /dev/zero.
import { closeSync, openSync, readSync } from 'node:fs';
import { describeErrno, KernelError } from '../kernel/kernel-error.ts';
import { UsageError } from '../raw/problem.ts';

const pieceSize = 1 << 20;
/** Bytes: a cluster of 10,000 pods prints about 100 MiB. */
const largestInput = 256 << 20;

/** The text; `-` is stdin. Throws UsageError or KernelError where it cannot be had. */
export function readInput(path: string, limit = largestInput): string {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
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
  } catch (error) {
    throw toReadableError(path, error as NodeJS.ErrnoException);
  }
  if (length > limit) {
    throw new UsageError(`${path} has more than ${limit} bytes`, 'give only the objects needed');
  }
  return Buffer.concat(pieces, length).toString('utf8');
}

function toReadableError(path: string, error: NodeJS.ErrnoException): Error {
  const { code, errno = 0, message } = error;
  const attempt = `read ${path === '-' ? 'stdin' : path}`;
  if (code === 'EACCES' || code === 'EPERM') {
    const details = { attempt, errno: -errno, syscall: 'open', path, cause: error };
    return new KernelError('NO_PERMISSION', { ...details, hint: 'read it as its owner or root' });
  }
  const why = code === undefined ? message : describeErrno(-errno);
  return new UsageError(`cannot ${attempt}: ${why}`, null, { cause: error });
}
