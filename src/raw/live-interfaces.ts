// Network interfaces of the live node's namespaces, from a BPF iterator: no namespace is entered for it.
import { interfaceRecordLayout } from '../kernel/iterator-records.ts';
import { Iterators, splitRecords } from '../kernel/iterators.ts';
import { reasonOf } from '../kernel/kernel-error.ts';
import type { Decoded } from '../layout/layout.ts';
import { type RawInterface, type RawInterfaces, xdpModes } from './raw-interface.ts';

const IFF_UP = 1;
const IFF_LOOPBACK = 8;

/** Loading takes tens of milliseconds, so the program stays for the process's life. */
const iterators = new Iterators(['dump_interfaces']);

/** The interfaces of every namespace that has a process. */
export function readInterfaces(): RawInterfaces {
  try {
    const output = iterators.read('dump_interfaces', null);
    // A namespace is written once for each of its processes.
    const records = new Map(
      [...splitRecords(interfaceRecordLayout, output)].map(({ text, decode }) => [text, decode]),
    );
    const interfaces = [...records.values()].map((decode) => toInterface(decode())).sort(byPlace);
    return { interfaces, complete: true, reason: null };
  } catch (error) {
    return { interfaces: [], complete: false, reason: reasonOf(error) };
  }
}

function toInterface(record: Decoded<typeof interfaceRecordLayout>): RawInterface {
  const xdp = xdpModes.flatMap((mode, at) => {
    const id = record.xdp_id[at] ?? 0;
    return id === 0 ? [] : { mode, id, name: record.xdp_name[at] ?? '' };
  });
  return {
    netnsCookie: record.netns_cookie,
    index: record.index,
    name: record.name,
    isUp: (record.flags & IFF_UP) !== 0,
    isLoopback: (record.flags & IFF_LOOPBACK) !== 0,
    xdp,
  };
}

function byPlace(a: RawInterface, b: RawInterface): number {
  if (a.netnsCookie !== b.netnsCookie) return a.netnsCookie < b.netnsCookie ? -1 : 1;
  return a.index - b.index;
}
