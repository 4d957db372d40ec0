// Reads a descriptor that does not say how long it is: an iterator, a file of /proc.
import { closeSync, openSync, readSync } from 'node:fs';
import { unlessGone } from './files.ts';

/** An iterator gives whole records, and never one that has less room than this. */
const leastRoom = 1 << 16;

/** Kept for the next read: a megabyte made anew each time costs more than reading it. */
let scratch = Buffer.allocUnsafeSlow(1 << 20);

/** All that can be read from the descriptor, until the next call overwrites it. */
export function readToEnd(fd: number): Buffer {
  for (let used = 0; ; ) {
    const got = readAgain(() => readSync(fd, scratch, used, scratch.length - used, null));
    if (got === 0) return scratch.subarray(0, used);
    used += got;
    if (scratch.length - used >= leastRoom) continue;
    const larger = Buffer.allocUnsafeSlow(scratch.length * 2);
    scratch.copy(larger, 0, 0, used);
    scratch = larger;
  }
}

/** An iterator gives up after a million objects that it leaves out, and goes on when it is asked again. */
const readAttempts = 100;

/** What `read` gives, asked again while the kernel says so: EAGAIN and EINTR. */
export function readAgain(read: () => number): number {
  for (let attempt = 1; ; attempt++) {
    try {
      return read();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== 'EAGAIN' && code !== 'EINTR') || attempt === readAttempts) throw error;
    }
  }
}

/** The file's bytes until the next call overwrites them, or null where it is gone or not for us. */
export function readBytes(path: string): Buffer | null {
  return unlessGone(() => {
    const fd = openSync(path, 'r');
    try {
      return readToEnd(fd);
    } finally {
      closeSync(fd);
    }
  });
}
