// The entries of a dump's lists as the rows of the maps they came from: encoded with the layouts that
// decoded them.
import { noAddress } from '../kmesh/address.ts';
import {
  backendKeyLayout,
  backendServiceCount,
  backendValueLayout,
  fromBackendEntry,
} from '../kmesh/dual-engine/backend.ts';
import { endpointKeyLayout, endpointValueLayout } from '../kmesh/dual-engine/endpoint.ts';
import { frontendKeyLayout, frontendValueLayout } from '../kmesh/dual-engine/frontend.ts';
import { manageKeyLayout, manageValueLayout } from '../kmesh/dual-engine/manage.ts';
import {
  fromServiceEntry,
  portCount,
  priorityCount,
  serviceKeyLayout,
  serviceValueLayout,
} from '../kmesh/dual-engine/service.ts';
import { encodeWhole, type Layout } from '../layout/layout.ts';
import type { DumpNode } from './dump-reader.ts';

/** A map's entry, as bytes. */
export interface Row {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** The rows of each map that a dump records, by pin name. */
export const rowsOfMaps: Readonly<Record<string, (dump: DumpNode) => Row[]>> = {
  km_frontend: (dump) => dump.list('frontends').map(frontendRow),
  km_service: (dump) => dump.list('services').map(serviceRow),
  km_endpoint: (dump) => dump.list('endpoints').map(endpointRow),
  km_backend: (dump) => dump.list('backends').map(backendRow),
  km_manage: (dump) => dump.list('manage').map(manageRow),
  km_auth_res: (dump) => dump.optionalList('authResults').map(hexRow),
};

function frontendRow(item: DumpNode): Row {
  return {
    key: encodeWhole(frontendKeyLayout, { addr: item.address('address') }),
    value: encodeWhole(frontendValueLayout, { upstream_id: item.number('upstreamId') }),
  };
}

/** A port slot: the port, or the whole slot where its unused bytes are not zero. */
function slot(item: DumpNode, port: string, raw: string): number {
  return item.optionalNumber(raw) ?? item.optionalNumber(port, 0xffff) ?? 0;
}

function waypointOf(item: DumpNode): { waypointAddr: string; waypointPort: number } {
  const waypoint = item.optionalChild('waypoint');
  return {
    waypointAddr: waypoint?.optionalAddress('address') ?? noAddress,
    waypointPort: waypoint === null ? 0 : slot(waypoint, 'port', 'rawPort'),
  };
}

function serviceRow(item: DumpNode): Row {
  const ports = item.list('ports');
  const id = item.number('id');
  const entry = {
    id,
    endpointCounts: padded(item.numbers('endpointCounts'), priorityCount),
    lbPolicy: { name: null, raw: item.child('lbPolicy').number('raw') },
    servicePorts: padded(
      ports.map((p) => slot(p, 'servicePort', 'rawServicePort')),
      portCount,
    ),
    targetPorts: padded(
      ports.map((p) => slot(p, 'targetPort', 'rawTargetPort')),
      portCount,
    ),
    ...waypointOf(item),
  };
  return {
    key: encodeWhole(serviceKeyLayout, { service_id: id }),
    value: encodeWhole(serviceValueLayout, fromServiceEntry(entry)),
  };
}

function endpointRow(item: DumpNode): Row {
  return {
    key: encodeWhole(endpointKeyLayout, {
      service_id: item.number('serviceId'),
      prio: item.number('prio'),
      backend_index: item.number('index'),
    }),
    value: encodeWhole(endpointValueLayout, { backend_uid: item.number('backendUid') }),
  };
}

function backendRow(item: DumpNode): Row {
  const uid = item.number('uid');
  const listed = item.numbers('serviceIds');
  const entry = {
    uid,
    address: item.address('address'),
    serviceCount: item.optionalNumber('serviceCount') ?? listed.length,
    serviceIds: padded(item.optionalNumbers('serviceSlots') ?? listed, backendServiceCount),
    ...waypointOf(item),
  };
  return {
    key: encodeWhole(backendKeyLayout, { backend_uid: uid }),
    value: encodeWhole(backendValueLayout, fromBackendEntry(entry)),
  };
}

function manageRow(item: DumpNode): Row {
  return {
    key: item.bytes('key', manageKeyLayout.size),
    value: encodeWhole(manageValueLayout as Layout<{ is_bypassed: number }>, {
      is_bypassed: item.number('value'),
    }),
  };
}

function hexRow(item: DumpNode): Row {
  return { key: item.bytes('key'), value: item.bytes('value') };
}

function padded(values: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => values[i] ?? 0);
}
