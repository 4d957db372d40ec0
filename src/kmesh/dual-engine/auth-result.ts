// Authorization results `km_auth_res` (reference 2.11): packet tuple, client first -> 1 deny, 0 allow.
// IPv4 tuples fill the first 12 bytes. Ports are network order up to v1.2 and host order on main.

import { parseIp } from '../../layout/ip-address.ts';
import { u32 } from '../../layout/scalar.ts';
import { struct } from '../../layout/struct.ts';
import { addressText } from '../address.ts';
import { sockTupleLayout } from './sock-storage.ts';

export const authResultKeyLayout = sockTupleLayout;
export const authResultValueLayout = struct('auth_result', { denied: u32 });

export interface FlowAddresses {
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationAddress: string;
  readonly destinationPort: number;
}

/** The key under which the programs keep the verdict of a flow; `isHostOrder` is true on main. */
export function authResultKey(flow: FlowAddresses, isHostOrder: boolean): Buffer {
  const source = parseIp(flow.sourceAddress);
  const destination = parseIp(flow.destinationAddress);
  if (source === undefined || destination === undefined) throw new RangeError('not an address');
  const key = Buffer.alloc(authResultKeyLayout.size);
  source.copy(key, 0);
  destination.copy(key, source.length);
  const ports = source.length + destination.length;
  const write = (port: number, offset: number) =>
    isHostOrder ? key.writeUInt16LE(port, offset) : key.writeUInt16BE(port, offset);
  write(flow.sourcePort, ports);
  write(flow.destinationPort, ports + 2);
  return key;
}

/** The flow of a key; IPv4 when everything behind the first 12 bytes is zero. */
export function toFlowAddresses(key: Buffer, isHostOrder: boolean): FlowAddresses {
  const isIpv4 = key.subarray(12).every((byte) => byte === 0);
  const width = isIpv4 ? 4 : 16;
  const text = (offset: number) =>
    isIpv4
      ? addressText(Buffer.concat([key.subarray(offset, offset + 4), Buffer.alloc(12)]), 0)
      : addressText(key, offset);
  const port = (offset: number) =>
    isHostOrder ? key.readUInt16LE(offset) : key.readUInt16BE(offset);
  return {
    sourceAddress: text(0),
    destinationAddress: text(width),
    sourcePort: port(width * 2),
    destinationPort: port(width * 2 + 2),
  };
}
