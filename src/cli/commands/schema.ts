// schema: the JSON Schema of a document, as it ships with the program.
import { UsageError } from '../../raw/problem.ts';
import { documentKinds, findSchema } from '../../view/json-schema.ts';
import { didYouMean } from '../../view/request/near-matches.ts';
import type { Command } from '../context.ts';
import { exitStatus } from '../exit-status.ts';
import { writeLines } from '../io.ts';

export const run: Command = async ({ io, args }) => {
  const [kind] = args;
  if (kind === undefined) {
    await writeLines(io.stdout, documentKinds);
    return exitStatus.done;
  }
  const known = documentKinds.find((name) => name.toLowerCase() === kind.toLowerCase());
  const schema = known === undefined ? undefined : findSchema(known);
  if (schema === undefined) {
    const hint = didYouMean(kind, documentKinds) ?? `one of: ${documentKinds.join(', ')}`;
    throw new UsageError(`no document of kind ${kind}`, hint);
  }
  await io.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
  return exitStatus.done;
};
