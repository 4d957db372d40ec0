// The entries of a dump's lists as the rows of the maps they came from: encoded with the layouts that
// decoded them.
import { noAddress } from '../kmesh/address.ts';
import { backendServiceCount, fromBackendEntry } from '../kmesh/dual-engine/backend.ts';
import { fromEndpointKey } from '../kmesh/dual-engine/endpoint.ts';
import { manageKeyLayout } from '../kmesh/dual-engine/manage.ts';
import type { DualEngineMaps, MapFormat } from '../kmesh/dual-engine/map-formats.ts';
import { fromServiceEntry, portCount } from '../kmesh/dual-engine/service.ts';
import { dualEngineSets } from '../kmesh/maps.ts';
import { encodeWhole } from '../layout/layout.ts';
import { u32 } from '../layout/scalar.ts';
import type { DumpNode } from './dump-reader.ts';

/** A map's entry, as bytes. */
export interface Row {
  readonly key: Buffer;
  readonly value: Buffer;
}

type RowsOf = (dump: DumpNode, format: MapFormat) => Row[];

/** The rows of each map that a dump records, by the name that the map has since v1.0. */
const rowsOfRoles = {
  km_frontend: (dump, format) => dump.list('frontends').map((item) => frontendRow(item, format)),
  km_service: (dump, format) => dump.list('services').map((item) => serviceRow(item, format)),
  km_endpoint: (dump, format) => dump.list('endpoints').map((item) => endpointRow(item, format)),
  km_backend: (dump, format) => dump.list('backends').map((item) => backendRow(item, format)),
  km_manage: (dump, format) => dump.list('manage').map((item) => manageRow(item, format)),
  km_auth_res: (dump) => dump.optionalList('authResults').map(hexRow),
} as const satisfies Partial<Record<keyof DualEngineMaps, RowsOf>>;

const roles = Object.keys(rowsOfRoles) as (keyof typeof rowsOfRoles)[];

/** Whether dumps hold the entries of the map with this pin name. */
export function isRecordedMap(name: string): boolean {
  return dualEngineSets.some((formats) => roles.some((role) => formats[role].name === name));
}

/** The rows of the map with this pin name; undefined where dumps have none of it. */
export function rowsOfMap(name: string, dump: DumpNode): Row[] | undefined {
  if (name === 'kmesh_version') return versionRows(dump);
  for (const formats of dualEngineSets) {
    const role = roles.find((candidate) => formats[candidate].name === name);
    if (role !== undefined) return rowsOfRoles[role](dump, formats[role]);
  }
  return undefined;
}

function versionRows(dump: DumpNode): Row[] {
  const hash = dump.optionalNumber('versionHash');
  if (hash === null) return [];
  return [{ key: encodeWhole(u32, 0), value: encodeWhole(u32, hash) }];
}

function frontendRow(item: DumpNode, { key, value }: MapFormat): Row {
  return {
    key: encodeWhole(key, { addr: item.address('address') }),
    value: encodeWhole(value, { upstream_id: item.number('upstreamId') }),
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

function serviceRow(item: DumpNode, { key, value }: MapFormat): Row {
  const ports = item.list('ports');
  const id = item.number('id');
  const entry = {
    id,
    endpointCounts: item.numbers('endpointCounts'),
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
    key: encodeWhole(key, { service_id: id }),
    value: encodeWhole(value, fromServiceEntry(entry)),
  };
}

function endpointRow(item: DumpNode, { key, value }: MapFormat): Row {
  const entry = {
    serviceId: item.number('serviceId'),
    prio: item.number('prio'),
    backendIndex: item.number('index'),
  };
  return {
    key: encodeWhole(key, fromEndpointKey(entry)),
    value: encodeWhole(value, { backend_uid: item.number('backendUid') }),
  };
}

function backendRow(item: DumpNode, { key, value }: MapFormat): Row {
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
    key: encodeWhole(key, { backend_uid: uid }),
    value: encodeWhole(value, fromBackendEntry(entry)),
  };
}

function manageRow(item: DumpNode, { value }: MapFormat): Row {
  return {
    key: item.bytes('key', manageKeyLayout.size),
    value: encodeWhole(value, { is_bypassed: item.number('value') }),
  };
}

function hexRow(item: DumpNode): Row {
  return { key: item.bytes('key'), value: item.bytes('value') };
}

function padded(values: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => values[i] ?? 0);
}
