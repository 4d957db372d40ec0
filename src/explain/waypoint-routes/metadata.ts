// What every object says of itself.
import { type Field, readText, requireObject, requireText } from './field.ts';
import type { ObjectName } from './route-object.ts';

/** Name and age of an object; without a namespace it is one of `default`, as for kubectl. */
export function toMetadata<K extends string>(
  field: Field,
  kind: K,
): { readonly object: ObjectName & { readonly kind: K }; readonly createdAt: string } {
  const metadata = requireObject(field, 'metadata');
  const name = requireText(metadata, 'name');
  const namespace = readText(metadata, 'namespace') ?? 'default';
  const createdAt = readText(metadata, 'creationTimestamp') ?? '';
  return { object: { kind, namespace, name }, createdAt };
}
