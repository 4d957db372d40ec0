import { UsageError } from '../../raw/problem.ts';
import { dumpJson } from '../../view/dump.ts';
import { type Command, healthOf, requireDualEngine, withSnapshot } from '../context.ts';
import { writeAll } from '../io.ts';
import { reportHealth } from '../report.ts';

export const run: Command = (context) => {
  const { io, options, own, tool } = context;
  const path = own['outFile'];
  if (path !== undefined && !/\.json(\.gz)?$/.test(String(path))) {
    throw new UsageError(`-O ${String(path)}: the name must end in .json or .json.gz`);
  }
  return withSnapshot(context, async (snapshot) => {
    requireDualEngine(snapshot, 'dumps');
    const pieces = dumpJson(snapshot, tool);
    if (path === undefined) {
      await writeAll(io.stdout, pieces);
    } else {
      const { writeWhole } = await import('../write-file.ts');
      await writeWhole(String(path), pieces);
    }
    return reportHealth(io, healthOf(snapshot), options);
  });
};
