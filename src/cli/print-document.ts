// Prints one document in the format that was asked for.
import type { Envelope } from '../view/envelope.ts';
import { documentJson } from '../view/json.ts';
import type { CommandContext } from './context.ts';
import { writeLines } from './io.ts';

/** A document and how it reads as text. */
export interface Printable {
  readonly envelope: Envelope;
  readonly fields: object;
  readonly toLines: () => readonly string[];
}

/** JSON, YAML, one JSON line (without the envelope), or text. */
export async function printDocument(
  { io, options }: CommandContext,
  { envelope, fields, toLines }: Printable,
): Promise<void> {
  if (options.output === 'json') return io.stdout.write(documentJson(envelope, fields));
  if (options.output === 'jsonl') return io.stdout.write(`${JSON.stringify(fields)}\n`);
  if (options.output === 'yaml') {
    const { documentYaml } = await import('../view/yaml.ts');
    return io.stdout.write(documentYaml(envelope, fields));
  }
  return writeLines(io.stdout, toLines());
}
