// The fortio scenario some time later: one change of each kind, and an endpoint that moved its index only.
import type { NodeSource } from '../../src/raw/node-source.ts';
import { fakeNode, idOf } from '../support/fake-node.ts';
import { backend, endpoints, service } from '../support/routing-maps.ts';
import { fortioParts, ids } from './fortio-node.ts';

const uid = (name: string) => idOf(`Kubernetes//Pod/default/${name}`);
const newUid = uid('plain-c');
const newService = idOf('default/new.default.svc.cluster.local');

const { '10.96.0.99': _gone, ...frontends } = fortioParts.frontends ?? {};
const isOf = (...wanted: readonly number[]) => {
  const set = new Set(wanted);
  return (entry: { readonly serviceId: number }) => set.has(entry.serviceId);
};
const changed = [ids.plain, ids.failover, ids.fortio];

const services = (fortioParts.services ?? [])
  .filter(({ id }) => id !== ids.empty)
  .map((entry) => {
    if (entry.id === ids.plain) return { ...entry, endpointCounts: [3, 0, 0, 0, 0, 0, 0] };
    if (entry.id === ids.failover) return { ...entry, endpointCounts: [1, 0, 2, 0, 0, 0, 0] };
    if (entry.id === ids.fortio) return { ...entry, waypointAddr: '0.0.0.0', waypointPort: 0 };
    if (entry.id === ids.local) {
      const toEntry = { id: entry.id, counts: [0, 1], policy: 2 };
      return service({
        ...toEntry,
        ports: [
          [8443, 8443],
          [80, 8081],
        ],
      });
    }
    return entry;
  });

export const laterParts = {
  ...fortioParts,
  frontends: {
    ...frontends,
    '10.96.0.30': ids.dual,
    '10.244.0.33': newUid,
    '10.96.0.100': newService,
  },
  services: [...services, service({ id: newService, counts: [1] })],
  endpoints: [
    ...(fortioParts.endpoints ?? []).filter((entry) => !isOf(...changed)(entry)),
    // The same two at each other's index.
    ...endpoints(ids.fortio, [uid('fortio-v2'), uid('fortio-v1')]),
    // One gone, two new, one of which is there twice.
    ...endpoints(ids.plain, [newUid, uid('plain-b'), newUid]),
    // From priority 1 to 0.
    ...endpoints(ids.failover, [uid('plain-a')], 0),
    ...endpoints(ids.failover, [uid('plain-b'), uid('fortio-v1')], 2),
    ...endpoints(newService, [newUid]),
  ],
  backends: [
    ...(fortioParts.backends ?? [])
      .filter(({ uid: own }) => own !== uid('outside'))
      .map((entry) => (entry.uid === uid('half') ? { ...entry, address: '10.244.0.43' } : entry)),
    backend(newUid, '10.244.0.33'),
  ],
  manage: [101n, '10.244.0.10', 102n, '10.244.0.11', 107n, '10.244.0.41'],
  names: [
    ...(fortioParts.names ?? []),
    'Kubernetes//Pod/default/plain-c',
    'default/new.default.svc.cluster.local',
  ],
};

/** The later state. */
export function fortioLater(): NodeSource {
  return { ...fakeNode(laterParts), takenAt: () => new Date('2026-01-31T13:00:00.000Z') };
}
