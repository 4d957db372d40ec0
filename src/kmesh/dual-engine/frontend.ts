// Frontend map `km_frontend` (reference 2.4): destination address -> upstream id, which is a service id
// or a backend uid; the programs look in the service map first.

import { u32 } from '../../layout/scalar.ts';
import { struct } from '../../layout/struct.ts';
import { ipAddr } from '../address.ts';

export const frontendKeyLayout = struct('frontend_key', { addr: ipAddr });
export const frontendValueLayout = struct('frontend_value', { upstream_id: u32 });

export interface FrontendEntry {
  /** A service's virtual address or a pod's address. */
  readonly address: string;
  /** Service id or backend uid. */
  readonly upstreamId: number;
}

/** The entry of one row, whose key and value lie at the given offsets. */
export function toFrontendEntry(
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
): FrontendEntry {
  return {
    address: ipAddr.decode(keys, keyOffset),
    upstreamId: u32.decode(values, valueOffset),
  };
}
