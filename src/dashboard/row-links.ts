// Where the selected row leads to: the Path view's question, or a row of another view.

import type { Connection } from '../explain/connection.ts';
import { unmapAddress } from '../kmesh/address.ts';
import { portOf } from '../kmesh/port-slot.ts';
import { formatHostPort } from '../layout/ip-address.ts';
import { podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { toNativeWeightItems } from '../view/items/native-weight.ts';
import { findingLinks } from './check-pane.ts';
import { connectionId } from './connection-changes.ts';
import { isGroupId } from './connection-groups.ts';
import type { Model } from './model.ts';
import { listenerOfRow } from './native-service-pane.ts';
import type { PaneRow } from './pane.ts';
import { podId } from './pod-detail.ts';
import { serviceOfRow } from './service-rows.ts';
import type { RowLinks, State } from './state.ts';
import type { View } from './view.ts';

/** The links of a row of the table on the screen. */
export function linksOf({ model }: View, state: State, row: PaneRow | undefined): RowLinks {
  if (model === null || row === undefined) return {};
  switch (state.view) {
    case 'connections':
      return connectionLinks(model, row.id);
    case 'checks':
      return findingLinks(model, row.id);
    case 'pods':
      return podLinks(model, row.id, state.path.to);
    case 'services':
      return serviceLinks(model, row.id, state.path.from);
    default:
      return {};
  }
}

function connectionLinks({ connections, directory, snapshot }: Model, id: string): RowLinks {
  if (isGroupId(id)) return { isGroup: true };
  const connection = connections.find((candidate) => connectionId(candidate) === id);
  if (connection === undefined || connection.direction === 'inbound') return {};
  const { originalDestination, destination, serviceId, pod, verdict } = connection;
  const from = podLabel(pod);
  const isAsked = originalDestination !== null || verdict !== 'endpoint';
  const listeners = isAsked ? [] : listenersTo(snapshot, destination);
  const [listener = ''] = listeners;
  // Which of several was asked for, one has to say.
  if (listeners.length > 0) return { path: { from, to: listeners.length === 1 ? listener : '' } };
  const { address, port } = originalDestination ?? destination;
  const name = serviceId === null ? null : directory.labelOf(serviceId);
  return { path: { from, to: toDestination(name, unmapAddress(address), port) } };
}

/** In kernel-native mode, which does not keep what was asked for: every listener that leads there now. */
function listenersTo(snapshot: Snapshot, destination: Connection['destination']): string[] {
  if (snapshot.native === undefined) return [];
  const address = unmapAddress(destination.address);
  const leads = toNativeWeightItems(snapshot).filter(
    ({ target, enforced }) =>
      target.address === address && target.port === destination.port && enforced > 0,
  );
  return [...new Set(leads.map(({ listener }) => listener))];
}

function podLinks({ snapshot }: Model, id: string, to: string): RowLinks {
  const pod = snapshot.pods.find((candidate) => podId(candidate) === id);
  return pod === undefined ? {} : { path: { from: podLabel(pod), to } };
}

/** Also for the rows of the service's endpoints. */
function serviceLinks({ snapshot, directory }: Model, rowId: string, from: string): RowLinks {
  const listener = listenerOfRow(rowId);
  if (listener !== null) return { path: { from: from || 'any', to: listener } };
  const id = serviceOfRow(rowId);
  if (id === null) return {};
  const [slot = 0] = snapshot.routing.findService(id)?.servicePorts ?? [];
  const [address = ''] = directory.addressesOfService(id);
  const to = toDestination(directory.labelOf(id), address, portOf(slot));
  return { path: { from: from || 'any', to } };
}

function toDestination(name: string | null, address: string, port: number): string {
  return name === null ? formatHostPort(address, port) : `${name}:${port}`;
}
