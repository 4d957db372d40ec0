// The text of a file of objects that an option names.
import { UsageError } from '../raw/problem.ts';
import { readFile } from './read-file.ts';

/** Bytes: a cluster of 10,000 pods prints about 100 MiB. */
const largestInput = 256 << 20;

/** The text; `-` is stdin. Throws UsageError or KernelError where it cannot be had. */
export function readInput(path: string, limit = largestInput): string {
  const bytes = readFile(path, 'the objects', limit);
  if (bytes !== null) return bytes.toString('utf8');
  throw new UsageError(`${path} has more than ${limit} bytes`, 'give only the objects needed');
}
