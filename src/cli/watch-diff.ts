// diff --watch: what changes on the node, as it changes, by meaning.
import { compareNodes } from '../diff/compare-nodes.ts';
import { UsageError } from '../raw/problem.ts';
import { changeLines } from '../view/diff-lines.ts';
import { diffLabels, toDiffItem } from '../view/items/diff.ts';
import { type CommandContext, healthOf, styleFor } from './context.ts';
import { inNamespace, type Reading, readReading, refuseTwoModes } from './diff-sides.ts';
import { writeLines } from './io.ts';
import { isText } from './options.ts';
import { reportNote } from './report.ts';
import { watchNode } from './watch.ts';

/** Watches until --timeout, or until it is stopped. */
export async function watchDiff(context: CommandContext): Promise<number> {
  const { io, options, args } = context;
  if (args.length > 0 || options.file !== null) {
    throw new UsageError('diff --watch follows the live node: it takes no dump');
  }
  if (!isText(options) && options.output !== 'jsonl') {
    throw new UsageError(`--watch has no -o ${options.output}`, 'one of: table, wide, jsonl');
  }
  let before: Reading | undefined;
  return watchNode<Reading>(context, {
    read: (snapshot) => readReading(context, { snapshot, file: null, scope: 'moments' }),
    show: async (now) => {
      const began = `watching since ${now.side.snapshot.takenAt.toISOString()}`;
      if (before === undefined) await reportNote(io, options, began);
      else await showChanges(context, before, now);
      before = now;
      return healthOf(now.side.snapshot);
    },
  });
}

async function showChanges(context: CommandContext, before: Reading, now: Reading): Promise<void> {
  const { io, options } = context;
  refuseTwoModes(before.side.snapshot, now.side.snapshot);
  const difference = compareNodes(before.compared, now.compared, 'moments');
  const all = toDiffItem(difference, before.side, now.side);
  const { changes } = inNamespace(all, options.namespace, [now.side, before.side]);
  if (changes.length === 0) return;
  const takenAt = now.side.snapshot.takenAt.toISOString();
  if (!isText(options)) {
    const lines = changes.map((change) => JSON.stringify({ takenAt, ...change }));
    return writeLines(io.stdout, lines);
  }
  const labels = diffLabels(before.side, now.side);
  const isWide = options.output === 'wide';
  const style = styleFor(context);
  await writeLines(io.stdout, [takenAt, ...changeLines(changes, { labels, isWide, style }), '']);
}
