// Core__SocketAddress, 40 bytes: an endpoint's address, and the key of the listener map, which is
// compared byte by byte, header included (reference 5.2).
import { formatIpv4 } from '../../layout/ip-address.ts';
import { rawBytes, u32 } from '../../layout/scalar.ts';
import { portOf, portSlot } from '../port-slot.ts';
import { message } from './message.ts';

export const socketAddressLayout = message('Core__SocketAddress', {
  protocol: u32,
  port: portSlot,
  ipv4: rawBytes(4, '__be32'),
});

export const protocolNames = Object.freeze({ 0: 'TCP', 1: 'UDP' });

export interface SocketAddressEntry {
  /** 0 TCP, 1 UDP; the programs do not look at it in an endpoint. */
  readonly protocol: number;
  /** Dotted; `0.0.0.0` in a listener's key = every address. */
  readonly address: string;
  /** Port slot, see port-slot.ts. */
  readonly portSlot: number;
  /** The port that the programs write, host order. */
  readonly port: number;
}

/** The address in the 40 bytes at `offset`. */
export function toSocketAddress(bytes: Buffer, offset: number): SocketAddressEntry {
  const raw = socketAddressLayout.decode(bytes, offset);
  return {
    protocol: raw.protocol,
    address: formatIpv4(raw.ipv4, 0),
    portSlot: raw.port,
    port: portOf(raw.port),
  };
}
