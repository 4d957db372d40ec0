// What differs between two states of Kmesh's maps, by meaning and by id: names are put to it later.

/** What a change is about; services to policies are of dual-engine mode alone. */
export type ChangeKind =
  | 'service'
  | 'frontend'
  | 'endpoint'
  | 'backend'
  | 'policies'
  | 'pod'
  | NativeKind;

/** What only kernel-native mode has. */
export type NativeKind =
  | 'listener'
  | 'chain'
  | 'weight'
  | 'routeConfiguration'
  | 'virtualHost'
  | 'route'
  | 'cluster';

/** A field's value; null = it is not there. */
export type FieldValue = string | number | readonly string[] | readonly number[] | null;

export interface FieldChange {
  readonly field: string;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

/** What something of kernel-native mode belongs to, by the words of `weights`. */
export interface NativePlace {
  /** `address:port` of the listener; `0.0.0.0` = every address. */
  readonly listener: string | null;
  /** Name of the listener, null = none that can be read. */
  readonly listenerName: string | null;
  /** Name of the filter chain, or its 1-based place in the listener where it has none. */
  readonly chain: string | null;
  /** `configuration`, `configuration/virtual host` or `configuration/virtual host/route`. */
  readonly route: string | null;
  readonly cluster: string | null;
}

/** One entry, or pod, that is new, gone or different. */
export interface Change {
  readonly change: 'added' | 'removed' | 'changed';
  readonly kind: ChangeKind;
  /** Services and endpoints; of a frontend the service that it leads to. */
  readonly serviceId: number | null;
  /** Endpoints, backends and policies; of a frontend the workload that it leads to. */
  readonly backendUid: number | null;
  /** Frontends; endpoints of kernel-native mode as `address:port`. */
  readonly address: string | null;
  /** Pods: `namespace/name`, or the best that there is. */
  readonly pod: string | null;
  /** Only of kernel-native mode, and there of everything but pods. */
  readonly place?: NativePlace;
  /** Those that differ; of what is new or gone, all. */
  readonly fields: readonly FieldChange[];
}

/** Entries of one state that were not found in the other, whose map was not read whole. */
export interface Doubt {
  readonly kind: ChangeKind;
  /** The state that was not read whole: what only the other one has may be in both. */
  readonly side: 'from' | 'to';
  readonly count: number;
  readonly why: string;
}

/**
 * What is compared. `moments`: two states of one node. `nodes`: two nodes, without what each node has for
 * itself.
 */
export type Scope = 'moments' | 'nodes';

export interface Difference {
  readonly scope: Scope;
  /** In no order. */
  readonly changes: readonly Change[];
  readonly doubts: readonly Doubt[];
}

export interface Subject {
  readonly kind: ChangeKind;
  readonly serviceId?: number;
  readonly backendUid?: number;
  readonly address?: string;
  readonly pod?: string;
  readonly place?: NativePlace;
}

/** What is told of something, by name. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** The change from one set of fields to another, undefined where nothing differs; undefined = not there. */
export function toChange(
  subject: Subject,
  from: Fields | undefined,
  to: Fields | undefined,
): Change | undefined {
  const names = Object.keys({ ...from, ...to });
  const all = names.map((field) => ({
    field,
    from: from?.[field] ?? null,
    to: to?.[field] ?? null,
  }));
  const isBoth = from !== undefined && to !== undefined;
  const fields = isBoth ? all.filter((field) => !isSame(field.from, field.to)) : all;
  if (isBoth && fields.length === 0) return undefined;
  const { kind, serviceId = null, backendUid = null, address = null, pod = null, place } = subject;
  const change = isBoth ? 'changed' : to === undefined ? 'removed' : 'added';
  const at = place === undefined ? {} : { place };
  return { change, kind, serviceId, backendUid, address, pod, ...at, fields };
}

function isSame(a: FieldValue, b: FieldValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
