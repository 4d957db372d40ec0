// JSON text in pieces, so that a list of 100,000 items is never one string.
import type { Envelope } from './envelope.ts';

/** A list as one JSON document, two spaces deep. */
export function* listJson(envelope: Envelope, items: Iterable<object>): Generator<string> {
  yield `${indented(envelope, 0).slice(0, -2)},\n  "items": [`;
  let separator = '\n    ';
  for (const item of items) {
    yield separator + indented(item, 4);
    separator = ',\n    ';
  }
  yield separator === '\n    ' ? ']\n}\n' : '\n  ]\n}\n';
}

/** A document whose fields stand beside the envelope's. */
export function documentJson(envelope: Envelope, fields: object): string {
  return `${JSON.stringify({ ...envelope, ...fields }, null, 2)}\n`;
}

/** One item a line, without an envelope. */
export function* linesJson(items: Iterable<object>): Generator<string> {
  for (const item of items) yield `${JSON.stringify(item)}\n`;
}

function indented(value: object, depth: number): string {
  const text = JSON.stringify(value, null, 2);
  return depth === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(depth)}`);
}
