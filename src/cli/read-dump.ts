// The bytes of a dump file, no more of them than a dump may have: a path may as well be /dev/zero.
import { closeSync, openSync, readSync } from 'node:fs';
import { describeErrno, KernelError } from '../kernel/kernel-error.ts';
import { UsageError } from '../raw/problem.ts';
import { defaultDumpLimit, largestDumpLimit, tooLarge } from '../snapshot/dump-file.ts';

const pieceSize = 1 << 20;

/** The bytes of the file; `-` is stdin. Throws UsageError or KernelError where they cannot be had. */
export function readDump(path: string, limit: number): Buffer {
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
  if (length > limit) throw tooLarge(path, limit);
  return Buffer.concat(pieces, length);
}

/** Bytes that a dump may have, as KMSCOPE_DUMP_LIMIT_MIB says, or the limit of every day. */
export function dumpLimit(env: Readonly<Record<string, string | undefined>>): number {
  const text = env['KMSCOPE_DUMP_LIMIT_MIB'];
  if (text === undefined || text === '') return defaultDumpLimit;
  const bytes = Number(text) * (1 << 20);
  if (bytes >= 1 && bytes <= largestDumpLimit) return bytes;
  const most = Math.floor(largestDumpLimit / (1 << 20));
  throw new UsageError(`KMSCOPE_DUMP_LIMIT_MIB=${text} is no number from 1 to ${most}`);
}

function toReadableError(path: string, error: NodeJS.ErrnoException): Error {
  const { code, errno = 0, message } = error;
  const attempt = `read the dump ${path}`;
  if (code === 'EACCES' || code === 'EPERM') {
    const details = { attempt, errno: -errno, syscall: 'open', path, cause: error };
    return new KernelError('NO_PERMISSION', { ...details, hint: 'read it as its owner or root' });
  }
  const why = code === undefined ? message : describeErrno(-errno);
  return new UsageError(`cannot ${attempt}: ${why}`, null, { cause: error });
}
