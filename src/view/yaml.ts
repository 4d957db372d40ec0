// YAML of the same documents as JSON. The library is large: imported only where YAML is asked for.
import { stringify } from 'yaml';
import type { Envelope } from './envelope.ts';

/** A document; fields as in JSON. */
export function documentYaml(envelope: Envelope, fields: object): string {
  return stringify({ ...envelope, ...fields }, { aliasDuplicateObjects: false, lineWidth: 0 });
}
