// Every JSON document that a command prints, by its kind. The JSON Schemas are made of these types
// (scripts/update-schemas), their comments and all.
import type { RawPodFolder } from '../raw/raw-socket.ts';
import type { RawMapDump } from '../snapshot/raw-rows.ts';
import type { Envelope } from './envelope.ts';
import type { BackendItem } from './items/backend.ts';
import type { BeyondWeightItem } from './items/beyond-weight.ts';
import type { CheckReportItem, FindingItem, RuleLookItem } from './items/check-report.ts';
import type { ConnectionItem } from './items/connection.ts';
import type { DiffItem } from './items/diff.ts';
import type { EndpointItem } from './items/endpoint.ts';
import type { ExplanationItem } from './items/explanation.ts';
import type { FrontendItem } from './items/frontend.ts';
import type { ManageItem } from './items/manage.ts';
import type { MapInfoItem } from './items/map-info.ts';
import type { NativeEndpointItem } from './items/native-endpoint.ts';
import type { NativeServiceItem } from './items/native-service.ts';
import type { NativeWeightItem } from './items/native-weight.ts';
import type { PodItem } from './items/pod.ts';
import type {
  AuthResultItem,
  InterfaceItem,
  NamespaceItem,
  SocketItem,
  WorkloadPoliciesItem,
} from './items/raw.ts';
import type { ServiceItem } from './items/service.ts';
import type { StatusItem } from './items/status.ts';
import type { WeightItem } from './items/weight.ts';
import type { WhoItem } from './items/who.ts';

/** An envelope of one kind. */
type Of<Kind extends string> = Omit<Envelope, 'kind'> & { readonly kind: Kind };

/** A list: the envelope, and the items by key. */
type ListOf<Kind extends string, Item> = Of<Kind> & { readonly items: readonly Item[] };

/** A connection that came, changed or went; it is as it was when that was seen. */
export type ConnectionChange = {
  readonly change: 'added' | 'changed' | 'removed';
} & ConnectionItem;

/** The same with the moment of the reading that showed it, RFC 3339. */
export type ConnectionEventItem = ConnectionChange & { readonly time: string };

/** Everything in one document, which --file reads back. */
export interface DumpItem {
  /** Names are pseudonyms, and so are addresses, which keep their common prefixes. */
  readonly redacted?: true;
  /** The map set: its folder below the bpffs, and the folder of its pins. */
  readonly mapSet: { readonly folder: string; readonly pins: string };
  /** CLOCK_MONOTONIC at `takenAt`, ns, decimal string. */
  readonly monotonicNs: string;
  /** What `kmesh_version` holds, or null. */
  readonly versionHash: number | null;
  /** Path of the name file, or null. */
  readonly nameFile: string | null;
  readonly status: StatusItem;
  readonly maps: readonly MapInfoItem[];
  readonly frontends: readonly FrontendItem[];
  readonly services: readonly (ServiceItem | NativeServiceItem)[];
  readonly endpoints: readonly (EndpointItem | NativeEndpointItem)[];
  readonly backends: readonly BackendItem[];
  readonly pods: readonly PodItem[];
  readonly connections: readonly ConnectionItem[];
  readonly manage: readonly ManageItem[];
  readonly authResults: readonly AuthResultItem[];
  readonly workloadPolicies: readonly WorkloadPoliciesItem[];
  /** Names of the ids that the maps have. */
  readonly names: readonly { readonly id: number; readonly name: string }[];
  readonly namespaces: readonly NamespaceItem[];
  /** The daemon's settings, as the variables of its programs are called; absent = they could not be read. */
  readonly variables?: readonly { readonly name: string; readonly value: number }[];
  readonly interfaces: readonly InterfaceItem[];
  readonly podFolders: readonly RawPodFolder[];
  readonly sockets: readonly SocketItem[];
  readonly pins: StatusItem['attached'];
  /** What `check` finds in this one look: the first 100 of each code, how many in all in `rules`. */
  readonly findings: readonly FindingItem[];
  readonly rules: readonly RuleLookItem[];
  /** What happened to connections while --for watched; what lived less than a second is not seen. */
  readonly events?: readonly ConnectionEventItem[];
  /** Every map of the set by its bytes, where they were asked for and in kernel-native mode. */
  readonly rawMaps?: readonly RawMapDump[];
}

/** The documents by kind. */
export interface Documents {
  readonly BackendList: ListOf<'BackendList', BackendItem>;
  readonly CheckReport: Of<'CheckReport'> & CheckReportItem;
  readonly ConnectionList: ListOf<'ConnectionList', ConnectionItem>;
  readonly Diff: Of<'Diff'> & DiffItem;
  readonly Dump: Of<'Dump'> & DumpItem;
  readonly EndpointList: ListOf<'EndpointList', EndpointItem | NativeEndpointItem>;
  readonly Explanation: Of<'Explanation'> & ExplanationItem;
  readonly FrontendList: ListOf<'FrontendList', FrontendItem>;
  readonly MapInfoList: ListOf<'MapInfoList', MapInfoItem>;
  readonly PodList: ListOf<'PodList', PodItem>;
  readonly ServiceList: ListOf<'ServiceList', ServiceItem | NativeServiceItem>;
  readonly Status: Of<'Status'> & StatusItem;
  readonly WeightList: ListOf<'WeightList', WeightItem | BeyondWeightItem | NativeWeightItem>;
  readonly WhoList: ListOf<'WhoList', WhoItem | NativeWeightItem>;
}
