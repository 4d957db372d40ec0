// Endpoint map (reference 2.6): `km_endpoint`, v1.0 and later: (service, priority, index) -> backend uid;
// `kmesh_endpoint` before: (service, index) -> backend uid.

import { u32 } from '../../layout/scalar.ts';
import { packedStruct } from '../../layout/struct.ts';

export const endpointKeyLayout = packedStruct('endpoint_key', {
  service_id: u32,
  prio: u32,
  backend_index: u32,
});
/** Up to v0.5: no priorities. */
export const flatEndpointKeyLayout = packedStruct('flat_endpoint_key', {
  service_id: u32,
  backend_index: u32,
});
export const endpointValueLayout = packedStruct('endpoint_value', { backend_uid: u32 });

export interface EndpointEntry {
  readonly serviceId: number;
  /** 0 to 6, 0 the best; up to v0.5 all have 0. */
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

/** The same up to v0.5. */
export function toFlatEndpointEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): EndpointEntry {
  return {
    serviceId: u32.decode(keys, keyOffset),
    prio: 0,
    backendIndex: u32.decode(keys, keyOffset + 4),
    backendUid: u32.decode(values, valueOffset),
  };
}

/** What either key layout encodes: each takes its own fields. */
export function fromEndpointKey(entry: Omit<EndpointEntry, 'backendUid'>) {
  const { serviceId, prio, backendIndex } = entry;
  return { service_id: serviceId, prio, backend_index: backendIndex };
}
