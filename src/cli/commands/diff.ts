import type { Scope } from '../../diff/change.ts';
import { compareNodes } from '../../diff/compare-nodes.ts';
import { type Problem, UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { diffLines } from '../../view/diff-lines.ts';
import { type Health, toEnvelope } from '../../view/envelope.ts';
import { type DiffItem, type DiffSide, diffLabels, toDiffItem } from '../../view/items/diff.ts';
import { linesJson } from '../../view/json.ts';
import { type Command, type CommandContext, styleFor, withSnapshot } from '../context.ts';
import { inNamespace, type Reading, readReading, refuseTwoModes } from '../diff-sides.ts';
import { exitStatus } from '../exit-status.ts';
import { writeAll } from '../io.ts';
import { printDocument } from '../print-document.ts';
import { reportHealth } from '../report.ts';

export const run: Command = async (context) => {
  const { io, options, args } = context;
  if (context.own['watch'] === true) {
    const { watchDiff } = await import('../watch-diff.ts');
    return watchDiff(context);
  }
  const [first, second = options.file, ...others] = args;
  const usage = 'for example: kmscope diff before.json.gz after.json.gz';
  if (first === undefined) throw new UsageError('diff needs a dump to compare with', usage);
  if (others.length > 0) throw new UsageError('diff compares two dumps', usage);
  if (args.length > 1 && options.file !== null) {
    throw new UsageError('--file stands for the second dump, and diff has it already', usage);
  }
  if (first === '-' && second === '-') throw new UsageError('stdin can be read only once');
  const at = (file: string | null) => ({ io, options: { ...options, file } });
  const isOfNodes = context.own['nodes'] === true;
  // One after the other: a dump at Kmesh's capacity takes hundreds of megabytes while it is open.
  const from = await withSnapshot(at(first), async (snapshot) =>
    readReading(context, { snapshot, file: first, scope: isOfNodes ? 'nodes' : 'moments' }),
  );
  return withSnapshot(at(second), async (snapshot) => {
    const scope = isOfNodes || areTwoNodes(from.side.snapshot, snapshot) ? 'nodes' : 'moments';
    refuseRedacted(from.side.snapshot, snapshot);
    refuseTwoModes(from.side.snapshot, snapshot);
    return compare(context, {
      from,
      to: readReading(context, { snapshot, file: second, scope }),
      scope,
    });
  });
};

interface Compared {
  readonly from: Reading;
  readonly to: Reading;
  readonly scope: Scope;
}

async function compare(context: CommandContext, { from, to, scope }: Compared): Promise<number> {
  const sides = [from.side, to.side] as const;
  const item = toDiffItem(compareNodes(from.compared, to.compared, scope), ...sides);
  const shown = inNamespace(item, context.options.namespace, sides);
  const health = jointHealth(sides, item);
  await print(context, shown, { from: from.side, to: to.side, health });
  const status = await reportHealth(context.io, health, context.options);
  // What was found is found, however much could not be seen.
  return shown.changes.length > 0 ? exitStatus.found : status;
}

/** Every redaction draws its pseudonyms anew: what is compared would be one secret with another. */
function refuseRedacted(from: Snapshot, to: Snapshot): void {
  const redacted = [from, to].filter(({ source }) => source.isRedacted === true).length;
  if (redacted === 0) return;
  const which =
    redacted === 2
      ? 'both dumps are redacted, each with pseudonyms of its own'
      : 'one of the dumps is redacted: its names, addresses and ids are pseudonyms';
  throw new UsageError(
    `${which}, so nothing in one can be found in the other`,
    'compare dumps made without --redact where they were made; explain and check read redacted ones',
  );
}

function areTwoNodes({ node: from }: Snapshot, { node: to }: Snapshot): boolean {
  return from.name !== null && to.name !== null && from.name !== to.name;
}

/** What was odd on either side, as far as it is compared. */
function jointHealth(sides: readonly DiffSide[], { scope, cannotTell }: DiffItem): Health {
  const problems = sides.flatMap(({ snapshot, file }) => {
    const { km_manage: manage, km_wlpolicy: policies } = snapshot.formats;
    const isLocal = ({ code, map }: Problem) =>
      code === 'NAMESPACES_UNREADABLE' || map === manage.name || map === policies.name;
    return snapshot.problems
      .filter((problem) => scope === 'moments' || !isLocal(problem))
      .map((problem) => ({
        ...problem,
        message: `${file ?? 'the live node'}: ${problem.message}`,
      }));
  });
  return { complete: cannotTell.length === 0, problems };
}

interface Printed {
  readonly from: DiffSide;
  readonly to: DiffSide;
  readonly health: Health;
}

async function print(
  context: CommandContext,
  item: DiffItem,
  { from, to, health }: Printed,
): Promise<void> {
  const { io, options, tool } = context;
  if (options.output === 'jsonl') return writeAll(io.stdout, linesJson(item.changes));
  const envelope = toEnvelope(to.snapshot, { kind: 'Diff', tool, health });
  const labels = diffLabels(from, to);
  const isWide = options.output === 'wide';
  const toLines = () => diffLines(item, { labels, isWide, style: styleFor(context) });
  return printDocument(context, { envelope, fields: item, toLines });
}
