// What a dump holds besides the items of the commands, so that it can be replayed exactly.
import { type FlowAddresses, toFlowAddresses } from '../../kmesh/dual-engine/auth-result.ts';
import { toWorkloadPoliciesEntry } from '../../kmesh/dual-engine/workload-policies.ts';
import { u32 } from '../../layout/scalar.ts';
import type { RawInterface } from '../../raw/raw-interface.ts';
import type { RawNamespace, RawSocket } from '../../raw/raw-socket.ts';

/** A network namespace. */
export interface NamespaceItem {
  /** Decimal string. */
  readonly cookie: string;
  readonly inode: number;
  readonly pids: readonly number[];
  readonly hostName: string | null;
  readonly podUid: string | null;
  /** Null = could not be read. */
  readonly addresses: readonly string[] | null;
}

/** A namespace as read; the cookie as a decimal string. */
export function toNamespaceItem(namespace: RawNamespace): NamespaceItem {
  const { cookie, inode, pids, hostName, podUid, addresses } = namespace;
  return { cookie: String(cookie), inode, pids, hostName, podUid, addresses };
}

/** A network interface of a namespace, with its XDP programs. */
export interface InterfaceItem extends Omit<RawInterface, 'netnsCookie'> {
  /** Decimal string. */
  readonly netnsCookie: string;
}

/** An interface as read; the cookie as a decimal string. */
export function toInterfaceItem(link: RawInterface): InterfaceItem {
  const { netnsCookie, index, name, isUp, isLoopback, xdp } = link;
  return { netnsCookie: String(netnsCookie), index, name, isUp, isLoopback, xdp };
}

/** A socket of the node, live or listening. */
export interface SocketItem {
  /** Decimal string; `null` as text where it could not be read. */
  readonly netnsCookie: string;
  /** Decimal string. */
  readonly socketCookie: string | null;
  readonly inode: number | null;
  /** AF_*. */
  readonly family: number;
  /** IPPROTO_*. */
  readonly protocol: number;
  /** TCP_*, as the kernel numbers them. */
  readonly state: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Kmesh's storage in hex, null = it has none. */
  readonly storage: string | null;
  /** Up to v0.5: its entry in the map of original destinations, in hex. */
  readonly byAddress?: string | null;
}

/** A socket as read; cookies as decimal strings, the storage in hex. */
export function toSocketItem(socket: RawSocket): SocketItem {
  return {
    netnsCookie: String(socket.netnsCookie),
    socketCookie: socket.socketCookie === null ? null : String(socket.socketCookie),
    inode: socket.inode,
    family: socket.family,
    protocol: socket.protocol,
    state: socket.state,
    localAddress: socket.localAddress,
    localPort: socket.localPort,
    remoteAddress: socket.remoteAddress,
    remotePort: socket.remotePort,
    storage: socket.storage === null ? null : socket.storage.toString('hex'),
    ...(socket.byAddress === undefined
      ? {}
      : { byAddress: socket.byAddress?.toString('hex') ?? null }),
  };
}

/** An entry of the map of authorization results. */
export interface AuthResultItem extends FlowAddresses {
  /** In hex. */
  readonly key: string;
  readonly value: string;
}

/** An authorization result; key and value in hex, and the flow that the key is. */
export function toAuthResultItem(key: Buffer, value: Buffer, isHostOrder: boolean): AuthResultItem {
  return {
    key: key.toString('hex'),
    value: value.toString('hex'),
    ...toFlowAddresses(key, isHostOrder),
  };
}

/** The policies of a workload. */
export interface WorkloadPoliciesItem {
  readonly backendUid: number;
  readonly policyIds: readonly number[];
  /** All slots, where those behind the list's end are not empty. */
  readonly policySlots?: readonly number[];
}

/** The policies of a workload, of a row's bytes. */
export function toWorkloadPoliciesItem(key: Buffer, value: Buffer): WorkloadPoliciesItem {
  const { backendUid, policyIds } = toWorkloadPoliciesEntry(key, 0, value, 0);
  const slots = Array.from({ length: value.length / u32.size }, (_, i) => u32.decode(value, i * 4));
  const isSound = slots.slice(policyIds.length).every((id) => id === 0);
  return { backendUid, policyIds, ...(isSound ? {} : { policySlots: slots }) };
}
