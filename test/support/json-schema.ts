// Whether JSON that the program printed is what its schemas promise, and has no field that they do not
// name: readers let unknown fields pass, we do not.
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { documentKinds, findSchema } from '../../src/view/json-schema.ts';

const ajv = new Ajv2020({ allErrors: false, allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>();

/** What is wrong with a document, null = nothing. */
export function documentFault(document: unknown): string | null {
  const kind =
    typeof document === 'object' && document !== null && 'kind' in document
      ? String(document.kind)
      : '';
  if (!documentKinds.includes(kind)) return `no schema for a document of kind ${kind}`;
  return faultOf(`${kind}`, () => strict(findSchema(kind)), document);
}

/**
 * What is wrong with a line of -o jsonl, null = nothing: it is an item of one of the documents, or all of
 * one that has no items, without its envelope.
 */
export function lineFault(line: unknown): string | null {
  return faultOf('line', lineSchema, line);
}

/** What is wrong with text that was printed with -o FORMAT, null = nothing. */
export function outputFault(format: string, text: string): string | null {
  if (format === 'yaml') return documentFault(parse(text));
  if (format === 'json') return documentFault(JSON.parse(text));
  for (const line of text.split('\n').filter(Boolean)) {
    const whole = JSON.parse(line);
    const { change: _, ...item } = whole;
    // --watch puts `change` before the items of a list; those of `diff` have one of their own.
    const fault = lineFault(whole) === null ? null : lineFault(item);
    if (fault !== null) return fault;
  }
  return null;
}

/** Whatever a test asks for in JSON or YAML, a dump above all, is held to the schemas. */
export function expectPromised(words: readonly string[], out: string): void {
  const at = words.findIndex((word) => word === '-o' || word === '--output');
  const format = (at < 0 && words[0] === 'dump' ? 'json' : words[at + 1]) ?? '';
  const isNamed = at >= 0 || (words[0] === 'dump' && !words.includes('--help'));
  const hasSchema = isNamed && ['json', 'yaml', 'jsonl'].includes(format) && words[0] !== 'version';
  if (hasSchema && out !== '') expect(outputFault(format, out)).toBeNull();
}

function faultOf(name: string, make: () => object, value: unknown): string | null {
  const known = validators.get(name);
  const validate = known ?? ajv.compile(make());
  validators.set(name, validate);
  return validate(value) ? null : ajv.errorsText(validate.errors, { dataVar: name });
}

function lineSchema(): object {
  const schemas = documentKinds.map((kind) => findSchema(kind));
  const $defs = Object.assign({}, ...schemas.map((schema) => schema?.['$defs']));
  const envelope = Object.keys(findSchema('FrontendList')?.['properties'] ?? {});
  const items = schemas.flatMap((schema) => {
    const properties = schema?.['properties'] as Record<string, { items?: object }>;
    const own = Object.entries(properties).filter(([name]) => !envelope.includes(name));
    const needed = (schema?.['required'] ?? []) as readonly string[];
    const required = needed.filter((name) => !envelope.includes(name));
    const whole = { type: 'object', properties: Object.fromEntries(own), required };
    const inside = ['items', 'findings', 'changes']
      .map((name) => properties[name]?.items)
      .find(Boolean);
    return inside === undefined ? whole : inside;
  });
  return strict({ $defs, anyOf: items });
}

/** The schema with no fields but those that it names. */
function strict(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.type === 'object' && value.properties !== undefined
      ? { ...value, additionalProperties: false }
      : value,
  );
}
