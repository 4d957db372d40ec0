// One side of a comparison: the maps that are compared, each with whether it was read whole.
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { FrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import type { DualEngineMaps, EntryFormat } from '../kmesh/dual-engine/map-formats.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import {
  toWorkloadPoliciesEntry,
  type WorkloadPoliciesEntry,
} from '../kmesh/dual-engine/workload-policies.ts';
import type { RawMap } from '../raw/raw-map.ts';
import { fitsLayout } from '../snapshot/loaded-routing-maps.ts';
import type { Pod } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Scope } from './change.ts';
import type { Table } from './compare-rows.ts';
import { type NativePart, readNativeParts } from './native-parts.ts';

export type ComparedNode = DualEngineNode | NativeNode;

export interface DualEngineNode {
  readonly mode: 'dual-engine';
  readonly frontends: Table<FrontendEntry>;
  readonly services: Table<ServiceEntry>;
  readonly endpoints: Table<EndpointEntry>;
  readonly backends: Table<BackendEntry>;
  /** Null between nodes, which have policies and pods each for themselves. */
  readonly policies: Table<WorkloadPoliciesEntry> | null;
  readonly pods: ComparedPods | null;
}

export interface NativeNode {
  readonly mode: 'kernel-native';
  readonly parts: readonly NativePart[];
  /** Null between nodes. */
  readonly pods: ComparedPods | null;
}

export interface ComparedPods {
  readonly pods: readonly Pod[];
  readonly isWhole: boolean;
  readonly why: string | null;
}

/** All that is compared of a node, read now: its source may be closed afterwards. */
export function readComparedNode(snapshot: Snapshot, scope: Scope): ComparedNode {
  const isOfOneNode = scope === 'moments';
  const pods = isOfOneNode ? readPods(snapshot) : null;
  if (snapshot.mode === 'kernel-native') {
    return { mode: snapshot.mode, parts: readNativeParts(snapshot, scope), pods };
  }
  return {
    mode: snapshot.mode,
    frontends: readTable<FrontendEntry>(snapshot, 'km_frontend'),
    services: readTable<ServiceEntry>(snapshot, 'km_service'),
    endpoints: readTable<EndpointEntry>(snapshot, 'km_endpoint'),
    backends: readTable<BackendEntry>(snapshot, 'km_backend'),
    policies: isOfOneNode ? readPolicies(snapshot) : null,
    pods,
  };
}

type ReadRole = 'km_frontend' | 'km_service' | 'km_endpoint' | 'km_backend';

function readTable<T extends ReturnType<DualEngineMaps[ReadRole]['toEntry']>>(
  snapshot: Snapshot,
  role: ReadRole,
): Table<T> {
  const format = snapshot.formats[role] as EntryFormat<unknown> as EntryFormat<T>;
  return toTable(format, snapshot.readMap(role));
}

function toTable<T>(format: EntryFormat<T>, read: RawMap | undefined): Table<T> {
  const map = read !== undefined && fitsLayout(read) ? read : undefined;
  if (map?.complete === true) return { format, map, isWhole: true, why: null };
  const unread = `map ${format.name} is not there, or is of an unknown layout`;
  return { format, map, isWhole: false, why: map === undefined ? unread : map.reason };
}

/** Where the map is not pinned there are no policies; a recording may be without its entries. */
function readPolicies(snapshot: Snapshot): Table<WorkloadPoliciesEntry> {
  const format = { ...snapshot.formats.km_wlpolicy, toEntry: toWorkloadPoliciesEntry };
  const { name } = format;
  const isPinned = snapshot.mapSet.maps.some((map) => map.name === name);
  if (!isPinned) return { format, map: undefined, isWhole: true, why: null };
  if (snapshot.source.holdsRows?.(name) === false) {
    return { ...toTable(format, undefined), why: `the entries of ${name} are not in the dump` };
  }
  return toTable(format, snapshot.readMap(name));
}

function readPods(snapshot: Snapshot): ComparedPods {
  const { pods, namespaces, isManageWhole } = snapshot;
  if (namespaces.complete && isManageWhole) return { pods, isWhole: true, why: null };
  const manager = `map ${snapshot.formats.km_manage.name} could not be read whole`;
  return { pods, isWhole: false, why: isManageWhole ? namespaces.reason : manager };
}
