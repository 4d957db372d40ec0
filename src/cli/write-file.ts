// A file that is there whole or not at all: written beside its place under another name, then renamed.
import { constants } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describeErrno, KernelError } from '../kernel/kernel-error.ts';
import { UsageError } from '../raw/problem.ts';

/** Writes the pieces to `path`, readable by the owner alone; gzip where the name ends in .gz. */
export async function writeWhole(
  path: string,
  pieces: Iterable<string | Uint8Array>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await writeTo(temporary, pieces, path.endsWith('.gz'));
    await rename(temporary, path);
  } catch (error) {
    await removeQuietly(temporary);
    throw toReadableError(path, error);
  }
}

async function writeTo(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  isGzip: boolean,
): Promise<void> {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600);
  try {
    // A function and no stream: a stream that fails would close the file under us.
    const write = async (source: AsyncIterable<string | Uint8Array>) => {
      for await (const piece of source) await file.writeFile(piece);
    };
    const input = Readable.from(pieces);
    if (isGzip) {
      const { createGzip } = await import('node:zlib');
      await pipeline(input, createGzip({ level: 6 }), write);
    } else {
      await pipeline(input, write);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function removeQuietly(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    // It was never made, or its folder cannot be written: the first error says so.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/** The file system's refusals in our words; anything else as it is. */
function toReadableError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('errno' in error) || !('code' in error)) return error;
  const errno = -Number(error.errno);
  const attempt = `write ${path}`;
  if (['EACCES', 'EPERM', 'EROFS'].includes(String(error.code))) {
    const hint = 'choose a folder that may be written, or write to stdout without -O';
    return new KernelError('NO_PERMISSION', { attempt, errno, path, hint, cause: error });
  }
  if (['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG'].includes(String(error.code))) {
    return new UsageError(`cannot ${attempt}: ${describeErrno(errno)}`, null, { cause: error });
  }
  return new KernelError('CALL_FAILED', { attempt, errno, path, cause: error });
}
