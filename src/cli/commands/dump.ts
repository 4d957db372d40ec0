import type { NodeSource } from '../../raw/node-source.ts';
import { UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { dumpJson } from '../../view/dump.ts';
import { type Command, healthOf, withSnapshot } from '../context.ts';
import { writeAll } from '../io.ts';
import { reportHealth } from '../report.ts';

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
  const view = own['redact'] === true ? await loadRedaction() : undefined;
  const write = async (snapshot: Snapshot) => {
    if (view !== undefined) refuseRedaction(snapshot);
    const pieces = dumpJson(snapshot, tool, { hasRaw });
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

/** What refers to what in kernel-native mode is bytes, and no pseudonyms are made in them yet. */
function refuseRedaction({ mode }: Snapshot): void {
  if (mode === 'dual-engine') return;
  const why = 'the bytes of its maps hold the names and addresses that --redact hides';
  throw new UsageError(
    `dump has no --redact in kernel-native mode: ${why}`,
    'leave it out, and show the dump only to whom you trust',
  );
}

/** Sees a node through pseudonyms; the secret that they are drawn from is kept nowhere. */
async function loadRedaction(): Promise<(source: NodeSource) => NodeSource> {
  const { randomBytes } = await import('node:crypto');
  const { redactNode } = await import('../../snapshot/redact/redacted-source.ts');
  return (source) => redactNode(source, randomBytes(32));
}
