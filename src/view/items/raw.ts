// What a dump holds besides the items of the commands, so that it can be replayed exactly.
import { toFlowAddresses } from '../../kmesh/dual-engine/auth-result.ts';
import { toWorkloadPoliciesEntry } from '../../kmesh/dual-engine/workload-policies.ts';
import { u32 } from '../../layout/scalar.ts';
import type { RawNamespace, RawSocket } from '../../raw/raw-socket.ts';

/** A namespace as read; the cookie as a decimal string. */
export function toNamespaceItem(namespace: RawNamespace) {
  const { cookie, inode, pids, hostName, podUid, addresses } = namespace;
  return { cookie: String(cookie), inode, pids, hostName, podUid, addresses };
}

/** A socket as read; cookies as decimal strings, the storage in hex. */
export function toSocketItem(socket: RawSocket) {
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

export type SocketItem = ReturnType<typeof toSocketItem>;

/** An authorization result; key and value in hex, and the flow that the key is. */
export function toAuthResultItem(key: Buffer, value: Buffer, isHostOrder: boolean) {
  return {
    key: key.toString('hex'),
    value: value.toString('hex'),
    ...toFlowAddresses(key, isHostOrder),
  };
}

/** The policies of a workload; all slots where those behind the list's end are not empty. */
export function toWorkloadPoliciesItem(key: Buffer, value: Buffer) {
  const { backendUid, policyIds } = toWorkloadPoliciesEntry(key, 0, value, 0);
  const slots = Array.from({ length: value.length / u32.size }, (_, i) => u32.decode(value, i * 4));
  const isSound = slots.slice(policyIds.length).every((id) => id === 0);
  return { backendUid, policyIds, ...(isSound ? {} : { policySlots: slots }) };
}
