// Values of an object from outside, each with the place where it stands, so that an error can name it.
import { UsageError } from '../../raw/problem.ts';

export interface Field {
  readonly value: unknown;
  /** File and document, for example `routes.yaml: document 2`. */
  readonly document: string;
  /** Path in the document, for example `items[0].spec.hosts`; empty = the document itself. */
  readonly path: string;
}

/** The error of a value that cannot be. */
export function damaged(field: Field, why: string): UsageError {
  const path = field.path === '' ? '' : `${field.path}: `;
  return new UsageError(`${field.document}: ${path}${why}`);
}

/** A field of an object; its value is undefined where it, or the object, is absent. Throws UsageError. */
export function fieldOf(parent: Field, name: string): Field {
  const path = parent.path === '' ? name : `${parent.path}.${name}`;
  const { value } = parent;
  if (isAbsent(value)) return { ...parent, path, value: undefined };
  if (!isObject(value)) throw damaged(parent, `${kindOf(value)} where an object is expected`);
  return { ...parent, path, value: Object.hasOwn(value, name) ? value[name] : undefined };
}

/** The same, which must be an object. */
export function requireObject(parent: Field, name: string): Field {
  const field = fieldOf(parent, name);
  if (isObject(field.value)) return field;
  throw damaged(field, `${kindOf(field.value)} where an object is expected`);
}

/** The items of a list, none where it is absent. */
export function readList(parent: Field, name: string): Field[] {
  const field = fieldOf(parent, name);
  const { value, path } = field;
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) throw damaged(field, `${kindOf(value)} where a list is expected`);
  return value.map((item, index) => ({ ...field, path: `${path}[${index}]`, value: item }));
}

/** Text, null where it is absent or empty. */
export function readText(parent: Field, name: string): string | null {
  return toText(fieldOf(parent, name));
}

/** Text that must be there. */
export function requireText(parent: Field, name: string): string {
  const text = readText(parent, name);
  if (text === null) throw damaged(fieldOf(parent, name), 'absent');
  return text;
}

/** The texts of a list. */
export function readTexts(parent: Field, name: string): string[] {
  return readList(parent, name).map((field) => toText(field) ?? '');
}

/** A whole number from `min` to `max`, null where it is absent. */
export function readWhole(
  parent: Field,
  name: string,
  { min, max }: { readonly min: number; readonly max: number },
): number | null {
  const field = fieldOf(parent, name);
  const { value } = field;
  if (isAbsent(value)) return null;
  const isRight = typeof value === 'number' && Number.isInteger(value);
  if (isRight && value >= min && value <= max) return value;
  throw damaged(field, `${shown(value)} is no whole number from ${min} to ${max}`);
}

/** A port, null where it is absent. */
export function readPort(parent: Field, name: string): number | null {
  return readWhole(parent, name, { min: 1, max: 0xffff });
}

/** Labels, none where they are absent. */
export function readLabels(parent: Field, name: string): ReadonlyMap<string, string> {
  const field = fieldOf(parent, name);
  return new Map(fieldNames(field).map((key) => [key, toText(fieldOf(field, key)) ?? ''] as const));
}

/** The names in an object, none where it is absent. */
export function fieldNames(field: Field): string[] {
  const { value } = field;
  if (isAbsent(value)) return [];
  if (!isObject(value)) throw damaged(field, `${kindOf(value)} where an object is expected`);
  return Object.keys(value);
}

/** Whether nothing is there, as YAML and JSON say it. */
export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function toText(field: Field): string | null {
  const { value } = field;
  if (isAbsent(value) || value === '') return null;
  if (typeof value === 'string') return value;
  throw damaged(field, `${kindOf(value)} where text is expected`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (isAbsent(value)) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : shown(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
