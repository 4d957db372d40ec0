// The document in a dump file's bytes, plain or gzip. Whatever the bytes are, reading them takes bounded
// time and memory, and a refusal names the place and the way out.
import { gunzipSync } from 'node:zlib';
import { UsageError } from '../raw/problem.ts';
import { DumpNode } from './dump-reader.ts';
import { findJsonExcess, type JsonLimits } from './json-extent.ts';
import { findJsonFault } from './json-fault.ts';

/** The major version of the dumps that this program reads. */
export const dumpMajorVersion = 1;

/** Bytes that a dump may have, unpacked, unless the user allows more; at Kmesh's capacity it has 100 MiB. */
export const defaultDumpLimit = 256 << 20;
/** No string can be longer: what a user may raise the limit to. */
export const largestDumpLimit = 511 << 20;

/** A dump of full maps nests six deep and has four million values. */
const jsonLimits: JsonLimits = { depth: 64, values: 16_000_000 };

const hint = 'a dump is what `kmscope dump -O FILE` writes, .json or .json.gz';

/** The dump in a file's bytes. Throws UsageError for anything else, and for more than `limit` bytes. */
export function parseDump(file: string, bytes: Buffer, limit = defaultDumpLimit): DumpNode {
  const plain = unzip(file, bytes, limit);
  if (plain.length > limit) throw tooLarge(file, limit);
  const document = parseJson(file, plain);
  const isObject = typeof document === 'object' && document !== null;
  const { kind, schemaVersion } = (isObject ? document : {}) as Record<string, unknown>;
  if (kind !== 'Dump') {
    const is =
      typeof kind === 'string' ? `it is of kind ${short(kind)}` : 'it is JSON of another kind';
    throw refusal(file, `${is}, not a Dump`);
  }
  const version = typeof schemaVersion === 'string' ? schemaVersion : 'not a text';
  const major = /^(\d+)\.\d+$/.exec(version)?.[1];
  if (major === undefined || Number(major) > dumpMajorVersion) {
    const what = `its schemaVersion is ${short(version)}, this kmscope reads ${dumpMajorVersion}.x`;
    throw refusal(file, what, 'use a newer kmscope');
  }
  return new DumpNode(file, '', document);
}

/** The refusal of a dump that has more bytes than it may. */
export function tooLarge(file: string, limit: number): UsageError {
  const mebibytes = Math.floor(limit / (1 << 20));
  const what = `it is larger than ${mebibytes} MiB`;
  const most = Math.floor(largestDumpLimit / (1 << 20));
  const way = `if it is honest, set KMSCOPE_DUMP_LIMIT_MIB to its size unpacked (at most ${most})`;
  return refusal(file, what, way);
}

/** The bytes, unpacked where they are gzip. Throws UsageError for more than `limit` of them. */
export function unzip(file: string, bytes: Buffer, limit: number): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(file, limit);
    const why = cause instanceof Error ? cause.message : String(cause);
    const what = `${why} (gzip of ${bytes.length} bytes)`;
    throw new UsageError(`cannot read dump ${file}: ${what}`, hint, { cause });
  }
}

/** What JSON says, within limits of depth and size. Throws UsageError with the place of what is wrong. */
export function parseJson(file: string, bytes: Buffer): unknown {
  const excess = findJsonExcess(bytes, jsonLimits);
  if (excess !== undefined) {
    const what = {
      depth: `lists and objects nest more than ${jsonLimits.depth} deep`,
      values: `it has more than ${jsonLimits.values} values`,
    }[excess.limit];
    throw refusal(file, `at byte ${excess.offset}: ${what}`);
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new UsageError(`cannot read dump ${file}: ${describeFault(bytes, cause)}`, hint, {
      cause,
    });
  }
}

function describeFault(bytes: Buffer, cause: unknown): string {
  const fault = findJsonFault(bytes);
  if (bytes.length === 0) return 'it is empty';
  if (fault === undefined) return cause instanceof Error ? cause.message : String(cause);
  const { offset, path, reason } = fault;
  const where = path === '' ? '' : `, in ${path}`;
  if (offset >= bytes.length) return `it is cut off after ${bytes.length} bytes${where}`;
  const found = JSON.stringify(String.fromCharCode(bytes[offset] ?? 0));
  return `at byte ${offset}${where}: ${found} ${reason}`;
}

function refusal(file: string, what: string, way: string = hint): UsageError {
  return new UsageError(`cannot read dump ${file}: ${what}`, way);
}

/** As much of foreign text as a message can hold. */
function short(text: string): string {
  return text.length > 64 ? `${text.slice(0, 64)}…` : text;
}
