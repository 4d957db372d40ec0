// Files and folders that may not be there, or not be for us: a process ends, a debug shell sees less.
import { readdirSync, readFileSync } from 'node:fs';

/** The file's text, or null. */
export function readTextFile(path: string): string | null {
  return unlessGone(() => readFileSync(path, 'utf8'));
}

/** The folder's names in order, or null. */
export function listFolder(path: string): string[] | null {
  return unlessGone(() => readdirSync(path).sort());
}

/** What `read` gives, or null where the file system says that the thing is not there, or not for us. */
export function unlessGone<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  }
}

/** Whether a file-system error says that the thing is not there, or not for us. */
export function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return ['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'ENOTDIR', 'EINVAL'].includes(String(code));
}
