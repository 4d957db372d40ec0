// What a check finds: a fault in the maps, or in what surrounds them, with the entries that show it.
import type { EnumValue } from '../kmesh/enumeration.ts';

/** `error`: connections go wrong now; `warning`: they may, or did; `info`: worth knowing. */
export const severities = ['error', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** One code for each rule; none is reused for another. */
export type FindingCode =
  | 'ENDPOINT_HOLE'
  | 'ENDPOINT_BEYOND_COUNT'
  | 'ENDPOINT_WITHOUT_SERVICE'
  | 'ENDPOINT_DUPLICATE'
  | 'ENDPOINT_WITHOUT_BACKEND'
  | 'ENDPOINT_NOT_IN_BACKEND'
  | 'BACKEND_NOT_IN_SERVICE'
  | 'BACKEND_UNUSED'
  | 'BACKEND_SERVICES_CUT'
  | 'FRONTEND_TO_NOTHING'
  | 'ID_OF_TWO_KINDS'
  | 'SERVICE_WITHOUT_ENDPOINTS'
  | 'NOTHING_IN_REACH'
  | 'FAILOVER_STUCK'
  | 'PORT_WITHOUT_TARGET'
  | 'PORTS_CUT'
  | 'POLICIES_CUT'
  | 'WAYPOINT_IGNORED'
  | 'WAYPOINT_WITHOUT_FRONTEND'
  | 'WAYPOINT_OF_OTHER_FAMILY'
  | 'POD_HALF_ENABLED'
  | 'HOOKS_NOT_ATTACHED'
  | 'XDP_MISSING'
  | 'XDP_DOUBLE'
  | 'MONITORING_OFF'
  | 'CONNECTION_STALE'
  | 'CONNECTION_BYPASSES_WAYPOINT'
  | 'DNS_PROXY_UNUSABLE'
  | 'DNS_PROXY_GONE'
  | 'NAME_MISSING'
  | 'NAME_AGAINST_HASH'
  | 'MAP_NEARLY_FULL'
  | 'TWO_MAP_SETS'
  | 'DAEMON_ROW_MISSING'
  | 'DAEMON_ROW_UNKNOWN'
  | 'DAEMON_SERVICE_DIFFERS'
  | 'DAEMON_ENDPOINT_DIFFERS'
  | 'DAEMON_WORKLOAD_DIFFERS'
  | 'DAEMON_VERSION_DIFFERS';

/** What a finding is about. Services and workloads by id: names are for the views. */
export interface Subject {
  readonly kind:
    | 'service'
    | 'workload'
    | 'frontend'
    | 'pod'
    | 'connection'
    | 'map'
    | 'hook'
    | 'node';
  /** Service id, backend uid, address, pod label, map name …; null for the node itself. */
  readonly id: number | string | null;
  /** The part of it, for example `priority 0`, where it can have several findings of one code. */
  readonly part: string | null;
}

export type EvidenceField =
  | string
  | number
  | boolean
  | null
  | EnumValue
  | readonly (string | number)[];

/** One entry that shows the fault. */
export interface Evidence {
  /** The map; for what is not in a map, the kind of thing: `pins`, `namespaces`, `names`, `daemon`. */
  readonly map: string;
  /** The entry's key, decoded: ids joined by `/`, an address, a path. */
  readonly key: string;
  /** False = the entry that ought to be there is not. */
  readonly exists: boolean;
  /** The decoded fields that matter, by the names of the entry's type. */
  readonly fields: Readonly<Record<string, EvidenceField>>;
}

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly subject: Subject;
  /** What is so, in one sentence without the subject's name. */
  readonly message: string;
  /** The entries that show it; at most ten. */
  readonly evidence: readonly Evidence[];
  /** True = seen in one of two looks only, so probably a change that was under way. */
  readonly transient: boolean;
}

/** Whether a rule had all it needs. What was not seen is never taken for sound. */
export interface Look {
  readonly code: FindingCode;
  readonly state: 'looked' | 'could-not-look' | 'does-not-apply' | 'not-asked';
  /** Why it did not look; null where it did. */
  readonly why: string | null;
}

export interface CheckReport {
  /** By severity, code and subject. */
  readonly findings: readonly Finding[];
  /** One for each rule, in the order of the table of rules. */
  readonly looks: readonly Look[];
}

/** What findings are sorted by. */
export interface FindingOrder {
  readonly severity: Severity;
  readonly code: FindingCode;
  /** The subject as text. */
  readonly subject: string;
}

/** By severity, the worst first, then by code and subject. */
export function compareFindings(a: FindingOrder, b: FindingOrder): number {
  return (
    severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
    compareText(a.code, b.code) ||
    compareText(a.subject, b.subject)
  );
}

/** The subject as one text that tells it from all others. */
export function subjectKey({ kind, id, part }: Subject): string {
  return `${kind} ${id} ${part}`;
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
