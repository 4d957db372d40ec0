import type { RouteObjects } from '../../explain/waypoint-routes/route-object.ts';
import { addressBytes } from '../../kmesh/address.ts';
import { hasEffectiveWaypoint, type ServiceEntry } from '../../kmesh/dual-engine/service.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { nativeWeightColumns } from '../../view/columns/native-weight-columns.ts';
import { type WeightRow, weightColumns } from '../../view/columns/weight-columns.ts';
import { type Directory, sortedServices } from '../../view/directory.ts';
import { toBeyondWeightItems } from '../../view/items/beyond-weight.ts';
import { type NativeWeightItem, toNativeWeightItems } from '../../view/items/native-weight.ts';
import { toWeightItems } from '../../view/items/weight.ts';
import { clusterHostNames, clusterNamespace } from '../../view/label.ts';
import { type AskBeyond, createAskBeyond } from '../../view/request/ask-beyond.ts';
import type { Command } from '../context.ts';
import { type ListKind, runListByMode } from '../list-command.ts';
import { reportNote } from '../report.ts';
import { readRoutes } from '../routes-option.ts';

/** The kind of list, with what `objects` declare behind waypoints under each waypoint's row. */
function weightList(objects: RouteObjects | null, notes: Set<string>): ListKind<WeightRow> {
  return {
    kind: 'WeightList',
    noun: 'services with ports',
    columns: weightColumns,
    order: ['service', 'port'],
    details: (item) => ('known' in item ? item.notes.map((note) => `  note: ${note}`) : []),
    read: (snapshot, directory) => {
      const { names, routing } = snapshot;
      if (objects !== null && names.path === null) notes.add(noNameFile);
      const ask = objects === null ? null : createAskBeyond(objects, { names, routing });
      return Array.from(sortedServices(snapshot)).flatMap((service) =>
        readService(service, { snapshot, directory, ask }),
      );
    },
    namespaceOf: (item, directory) => directory.names.find(item.serviceId)?.namespace ?? null,
    namesOf: ({ service, serviceId, servicePort }) => {
      const names = [service, service?.split('.')[0], String(serviceId)].filter(
        (name) => name !== undefined && name !== null,
      );
      // As --to takes them.
      return [...names, ...names.map((name) => `${name}:${servicePort}`)];
    },
  };
}

interface Reading {
  readonly snapshot: Snapshot;
  readonly directory: Directory;
  readonly ask: AskBeyond | null;
}

function readService(service: ServiceEntry, { snapshot, directory, ask }: Reading): WeightRow[] {
  const items = toWeightItems(service, snapshot.routing, directory);
  if (ask === null || !hasEffectiveWaypoint(service, addressBytes(service.waypointAddr))) {
    return items;
  }
  return items.flatMap((item): WeightRow[] => {
    const beyond = ask(item.serviceId, item.servicePort);
    return beyond === null ? [item] : [item, ...toBeyondWeightItems(item, beyond)];
  });
}

const noNameFile = 'no name file on this node, so no route object can be matched to a service';

/** Listeners of kernel-native mode: a row for each endpoint of each cluster. */
const nativeWeights: ListKind<NativeWeightItem> = {
  kind: 'WeightList',
  noun: 'listeners',
  columns: nativeWeightColumns,
  order: ['listener', 'route'],
  read: toNativeWeightItems,
  namespaceOf: (item) => clusterNamespace(item.cluster ?? ''),
  namesOf: ({ listener, service, cluster }) => [
    listener,
    service,
    cluster,
    ...clusterHostNames(cluster ?? ''),
  ],
};

export const run: Command = async (context) => {
  const notes = new Set<string>();
  const dual = weightList(await readRoutes(context), notes);
  const status = await runListByMode(context, dual, nativeWeights);
  for (const note of notes) await reportNote(context.io, context.options, note);
  return status;
};
