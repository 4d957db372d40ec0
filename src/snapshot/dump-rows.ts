// The entries of a dump's lists as the rows of the maps they came from: encoded with the layouts that
// decoded them.
import { noAddress } from '../kmesh/address.ts';
import { backendServiceCount, fromBackendEntry } from '../kmesh/dual-engine/backend.ts';
import { fromEndpointKey } from '../kmesh/dual-engine/endpoint.ts';
import { manageKeyLayout } from '../kmesh/dual-engine/manage.ts';
import type { DualEngineMaps, MapFormat } from '../kmesh/dual-engine/map-formats.ts';
import { fromServiceEntry, portCount } from '../kmesh/dual-engine/service.ts';
import { workloadPolicyCount } from '../kmesh/dual-engine/workload-policies.ts';
import { dualEngineSets } from '../kmesh/maps.ts';
import { encodeWhole } from '../layout/layout.ts';
import { u32 } from '../layout/scalar.ts';
import type { DumpNode } from './dump-reader.ts';

/** A map's entry, as bytes. */
export interface Row {
  readonly key: Buffer;
  readonly value: Buffer;
}

type RowOf = (item: DumpNode, format: MapFormat) => Row;

/** A list of the dump and how its items become rows. */
interface RecordedList {
  readonly list: string;
  readonly rowOf: RowOf;
  /** Since which dumps have it: one without the list has none of the entries. */
  readonly isLater?: boolean;
}

/** Where a dump records each map, by the name that the map has since v1.0. */
const listsOfRoles = {
  km_frontend: { list: 'frontends', rowOf: frontendRow },
  km_service: { list: 'services', rowOf: serviceRow },
  km_endpoint: { list: 'endpoints', rowOf: endpointRow },
  km_backend: { list: 'backends', rowOf: backendRow },
  km_manage: { list: 'manage', rowOf: manageRow },
  km_auth_res: { list: 'authResults', rowOf: hexRow, isLater: true },
  km_wlpolicy: { list: 'workloadPolicies', rowOf: workloadPoliciesRow, isLater: true },
} as const satisfies Partial<Record<keyof DualEngineMaps, RecordedList>>;

const roles = Object.keys(listsOfRoles) as (keyof typeof listsOfRoles)[];

/** The rows of the map with this pin name, each key once; undefined where the dump has none of it. */
export function rowsOfMap(name: string, dump: DumpNode): Row[] | undefined {
  if (name === 'kmesh_version') return versionRows(dump);
  for (const formats of dualEngineSets) {
    const role = roles.find((candidate) => formats[candidate].name === name);
    if (role === undefined) continue;
    const { list, rowOf, isLater }: RecordedList = listsOfRoles[role];
    if (isLater === true && !dump.has(list)) return undefined;
    const rows = dump.list(list).map((item) => rowOf(item, formats[role]));
    refuseTwins(rows, list, dump);
    return rows;
  }
  return undefined;
}

/** No map has a key twice. */
export function refuseTwins(rows: readonly Row[], list: string, dump: DumpNode): void {
  const seen = new Map<string, number>();
  for (const [index, { key }] of rows.entries()) {
    const text = key.toString('latin1');
    const first = seen.get(text);
    if (first !== undefined) {
      throw dump.error(`${list}[${index}]`, `has the key of ${list}[${first}]`);
    }
    seen.set(text, index);
  }
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

function workloadPoliciesRow(item: DumpNode, { key, value }: MapFormat): Row {
  const slots = item.optionalNumbers('policySlots') ?? item.numbers('policyIds');
  return {
    key: encodeWhole(key, { backend_uid: item.number('backendUid') }),
    value: encodeWhole(value, { policy_ids: padded(slots, workloadPolicyCount) }),
  };
}

function hexRow(item: DumpNode): Row {
  return { key: item.bytes('key'), value: item.bytes('value') };
}

function padded(values: readonly number[], length: number): number[] {
  return Array.from({ length }, (_, i) => values[i] ?? 0);
}
