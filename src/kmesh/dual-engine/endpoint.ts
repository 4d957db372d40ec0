// Endpoint map `km_endpoint`, v1.0 and later (reference 2.6): (service, priority, index) -> backend uid.

import { u32 } from '../../layout/scalar.ts';
import { packedStruct } from '../../layout/struct.ts';

export const endpointKeyLayout = packedStruct('endpoint_key', {
  service_id: u32,
  prio: u32,
  backend_index: u32,
});
export const endpointValueLayout = packedStruct('endpoint_value', { backend_uid: u32 });

export interface EndpointEntry {
  readonly serviceId: number;
  /** 0 to 6, 0 the best. */
  readonly prio: number;
  /** 1-based; the programs draw from 1 to the service's count. */
  readonly backendIndex: number;
  readonly backendUid: number;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toEndpointEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): EndpointEntry {
  return {
    serviceId: keys.readUInt32LE(keyOffset),
    prio: u32.decode(keys, keyOffset + 4),
    backendIndex: u32.decode(keys, keyOffset + 8),
    backendUid: u32.decode(values, valueOffset),
  };
}
