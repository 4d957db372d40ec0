import type { NodeSource } from '../../raw/node-source.ts';
import { UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { dumpJson } from '../../view/dump.ts';
import { type Command, type CommandContext, healthOf, withSnapshot } from '../context.ts';
import { writeAll } from '../io.ts';
import type { Options } from '../options.ts';
import { reportHealth } from '../report.ts';

type View = (source: NodeSource) => NodeSource;

export const run: Command = async (context) => {
  const { io, options, own, tool } = context;
  const path = own['outFile'];
  if (path !== undefined && !/\.json(\.gz)?$/.test(String(path))) {
    throw new UsageError(`-O ${String(path)}: the name must end in .json or .json.gz`);
  }
  const hasRaw = own['raw'] === true;
  if (hasRaw && own['redact'] === true) {
    const why =
      'the bytes of the maps hold the addresses and the hashes of names that --redact hides';
    throw new UsageError(`dump has no --raw with --redact: ${why}`, 'leave one of them out');
  }
  const view = own['redact'] === true ? await loadRedaction(options) : undefined;
  const durationMs = watchedMs(context);
  const events = durationMs === null ? null : await watch(context, durationMs, view);
  const write = async (snapshot: Snapshot) => {
    const pieces = dumpJson(snapshot, tool, { hasRaw, ...(events === null ? {} : { events }) });
    if (path === undefined) {
      await writeAll(io.stdout, pieces);
    } else {
      const { writeWhole } = await import('../write-file.ts');
      await writeWhole(String(path), pieces);
    }
    return reportHealth(io, healthOf(snapshot), options);
  };
  return withSnapshot(context, write, view);
};

/** Sees a node through pseudonyms; the secret that they are drawn from is kept nowhere. */
async function loadRedaction({ generation }: Options): Promise<View> {
  const { randomBytes } = await import('node:crypto');
  const { redactNode } = await import('../../snapshot/redact/redacted-source.ts');
  const secret = randomBytes(32);
  return (source) => redactNode(source, secret, generation);
}

/** Milliseconds of --for, null = not asked for. */
function watchedMs({ own, options }: CommandContext): number | null {
  const value = own['for'];
  if (value === undefined) return null;
  if (options.file !== null) {
    throw new UsageError(
      '--for watches a node, and --file is a recording',
      'leave one of them out',
    );
  }
  const seconds = /^(\d+(?:\.\d+)?)s?$/.exec(String(value))?.[1];
  const ms = Number(seconds) * 1000;
  if (ms >= 1000 && ms <= 3_600_000) return ms;
  throw new UsageError(`--for needs seconds from 1 to 3600, such as 10s, got ${String(value)}`);
}

async function watch(context: CommandContext, durationMs: number, view: View | undefined) {
  const { recordEvents } = await import('../record-events.ts');
  return recordEvents(context, durationMs, view ?? ((source) => source));
}
