// --without, --with-waypoint, --set-lb: what a question supposes to be otherwise than the maps have it.
import type { FieldValue } from '../../diff/change.ts';
import { serviceFields } from '../../diff/entry-fields.ts';
import { lbPolicyNames } from '../../kmesh/dual-engine/service.ts';
import { UsageError } from '../../raw/problem.ts';
import { type Alterations, alterRoutingMaps } from '../../snapshot/altered-routing-maps.ts';
import type { NameTable } from '../../snapshot/name-table.ts';
import type { RoutingMaps } from '../../snapshot/routing-maps.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { AlterationItem } from '../items/explanation.ts';
import { labelOf } from '../label.ts';
import { findServiceId, findWorkloadUids } from './find-workloads.ts';
import { parseDestination } from './resolve-destination.ts';

/** What the user supposes, as far as it can be understood without the maps. */
export interface Supposition {
  /** Pod names or addresses. */
  readonly without: readonly string[];
  readonly waypoints: readonly { service: string; address: string; port: number }[];
  /** Policies by their numbers. */
  readonly policies: readonly { service: string; policy: number }[];
}

/** The words of the options; null where none was given. Throws UsageError for words that mean nothing. */
export function parseSupposition(words: {
  readonly without: readonly string[];
  readonly withWaypoint: readonly string[];
  readonly setLb: readonly string[];
}): Supposition | null {
  const { without, withWaypoint, setLb } = words;
  if (without.length + withWaypoint.length + setLb.length === 0) return null;
  return {
    without,
    waypoints: withWaypoint.map((text) => {
      const [service, place] = parsePair(text, '--with-waypoint', 'SERVICE=ADDR:PORT');
      const to = parseDestination(place);
      if (to.kind === 'address') return { service, address: to.address, port: to.port };
      throw new UsageError(`--with-waypoint ${text}: ${place} has no address`, 'use ADDR:PORT');
    }),
    policies: setLb.map((text) => {
      const [service, policy] = parsePair(text, '--set-lb', 'SERVICE=POLICY');
      return { service, policy: parsePolicy(policy) };
    }),
  };
}

function parsePair(text: string, option: string, form: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new UsageError(`${option} ${text} is no ${form}`);
}

function parsePolicy(text: string): number {
  const known = Object.entries(lbPolicyNames);
  const found = known.find(([, name]) => name === text.toUpperCase());
  if (found !== undefined) return Number(found[0]);
  const names = known.map(([, name]) => name).join(', ');
  throw new UsageError(`--set-lb has no policy ${text}`, `one of: ${names}`);
}

/** The maps as they are supposed to be, and what is altered in them. */
export interface Supposed {
  readonly maps: RoutingMaps;
  readonly alterations: readonly AlterationItem[];
}

interface Asked {
  readonly namespace: string | null;
  readonly names: NameTable;
}

/** The supposition put into the snapshot's maps, which stay as they are. Throws UsageError. */
export function suppose(
  snapshot: Snapshot,
  supposition: Supposition,
  { namespace, names }: Asked,
): Supposed {
  const idOf = (text: string) => findServiceId(snapshot, text, namespace);
  const alterations: Alterations = {
    without: new Set(
      supposition.without.flatMap((text) => findWorkloadUids(snapshot, text, namespace)),
    ),
    waypoints: new Map(
      supposition.waypoints.map(({ service, ...place }) => [idOf(service), place] as const),
    ),
    policies: new Map(
      supposition.policies.map(({ service, policy }) => [idOf(service), policy] as const),
    ),
  };
  const maps = alterRoutingMaps(snapshot.keyedRouting, alterations);
  return { maps, alterations: listAlterations(snapshot, maps, { alterations, names }) };
}

/** What becomes different, service by service; a workload that is no endpoint of any has one line, too. */
function listAlterations(
  snapshot: Snapshot,
  maps: RoutingMaps,
  { alterations, names }: { readonly alterations: Alterations; readonly names: NameTable },
): AlterationItem[] {
  const fieldOf = (from: RoutingMaps, serviceId: number, field: FieldName): FieldValue => {
    const entry = from.findService(serviceId);
    return entry === undefined ? null : serviceFields(entry, 'moments')[field];
  };
  const item = (
    field: FieldName,
    serviceId: number | null,
    backendUid: number | null = null,
  ): AlterationItem => ({
    field,
    serviceId,
    service: labelOf(names, serviceId),
    backendUid,
    workload: labelOf(names, backendUid),
    from: serviceId === null ? null : fieldOf(snapshot.keyedRouting, serviceId, field),
    to: serviceId === null ? null : fieldOf(maps, serviceId, field),
  });
  const services = alterations.without.size === 0 ? [] : snapshot.endpoints;
  const removed = [...alterations.without].flatMap((uid) => {
    const own = services.filter(({ backendUid }) => backendUid === uid);
    const ids = [...new Set(own.map(({ serviceId }) => serviceId))].sort((a, b) => a - b);
    return ids.length === 0
      ? [item('endpointCounts', null, uid)]
      : ids.map((id) => item('endpointCounts', id, uid));
  });
  return [
    ...removed,
    ...[...alterations.waypoints.keys()].map((id) => item('waypoint', id)),
    ...[...alterations.policies.keys()].map((id) => item('lbPolicy', id)),
  ];
}

type FieldName = AlterationItem['field'];
