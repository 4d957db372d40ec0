import type { FieldValue } from '../../diff/change.ts';
import type {
  ClusterTrace,
  Explanation,
  Outcome,
  Reason,
  Step,
  StorageTrace,
  Verdict,
} from '../../explain/explanation.ts';
import type { BeyondWaypoint } from '../../explain/waypoint-routes/explain-beyond.ts';
import type { Labels } from './connection.ts';

/** Who connects, as it was asked for. */
export interface ExplainedSource {
  /** `namespace/name` of the pod, null where none was named. */
  readonly pod: string | null;
  /** Decimal string, null where it is not known or any enabled pod is meant. */
  readonly netnsCookie: string | null;
}

export interface ExplainedDestination {
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** Label of what has the address, null = unknown. */
  readonly name: string | null;
}

export interface StepItem {
  readonly id: number;
  readonly parent: number | null;
  readonly pass: number;
  readonly function: string;
  readonly map: string | null;
  readonly key: string | null;
  readonly hit: boolean | null;
  readonly note: string;
  readonly share: number;
  readonly serviceId: number | null;
  readonly backendUid: number | null;
  /** Label of the service or workload met here, null = none or unknown. */
  readonly name: string | null;
}

export interface OutcomeItem {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly address: string;
  readonly port: number;
  readonly backendUid: number | null;
  /** Label of the workload, in kernel-native mode the cluster, that is reached, null = none or unknown. */
  readonly name: string | null;
  readonly share: number;
  readonly secondPass: Reason | null;
  readonly serviceId: number | null;
  readonly service: string | null;
  readonly storage: StorageTrace | null;
  readonly step: number;
  /** Kernel-native mode: the cluster that was chosen, absent where none was. */
  readonly cluster?: ClusterTrace;
}

/** What lies behind the waypoint of a service; `share` of a target is that of the new connections. */
export interface BeyondItem extends BeyondWaypoint {
  readonly serviceId: number;
  /** Part of the new connections that goes to the waypoint. */
  readonly share: number;
}

/** What a what-if question supposes to be otherwise than in the maps. */
export interface AlterationItem {
  /** The field of the service that becomes different. */
  readonly field: 'endpointCounts' | 'waypoint' | 'lbPolicy';
  /** Null: the workload that is left out is an endpoint of no service. */
  readonly serviceId: number | null;
  /** Label of the service, null = none or no name. */
  readonly service: string | null;
  /** The workload that is left out, null = another kind of alteration. */
  readonly backendUid: number | null;
  readonly workload: string | null;
  /** As the maps have it. */
  readonly from: FieldValue;
  /** As it is supposed to be. */
  readonly to: FieldValue;
}

export interface ExplanationItem {
  /** Only of a what-if: the answer holds for maps that are altered so. */
  readonly whatIf?: readonly AlterationItem[];
  readonly from: ExplainedSource;
  readonly to: ExplainedDestination;
  readonly managed: boolean;
  readonly steps: readonly StepItem[];
  readonly outcomes: readonly OutcomeItem[];
  /** Maps that a step misses an entry in although they were not read whole: what comes of it is not proven. */
  readonly unproven?: readonly string[];
  /** Null: authorization is not looked at. */
  readonly authorization: null;
  /** Only where route objects were given and a service's waypoint is met. */
  readonly beyondWaypoint?: BeyondItem;
}

/** The explanation with names for the ids it met. */
export function toExplanationItem(
  explanation: Explanation,
  from: ExplainedSource,
  labels: Labels,
): ExplanationItem {
  const { address, port, protocol } = explanation.request;
  const unproven = findUnproven(explanation);
  return {
    from,
    to: { address, port, protocol, name: labels.labelOfAddress(address) },
    managed: explanation.managed,
    steps: explanation.steps.map((step) => toStepItem(step, labels)),
    outcomes: explanation.outcomes.map((outcome) => toOutcomeItem(outcome, labels)),
    ...(unproven.length === 0 ? {} : { unproven }),
    authorization: null,
  };
}

function findUnproven({ steps, incompleteMaps }: Explanation): readonly string[] {
  return incompleteMaps.filter((name) =>
    steps.some(({ map, hit }) => map === name && hit === false),
  );
}

/** What the objects declare for the waypoint that the outcomes lead to, null = no service's waypoint. */
export function toBeyondItem(
  { request, outcomes }: Explanation,
  ask: (serviceId: number, port: number) => BeyondWaypoint | null,
): BeyondItem | null {
  const waypoints = outcomes.filter(({ reason }) => reason === 'SERVICE_WAYPOINT');
  const serviceId = waypoints[0]?.serviceId ?? null;
  const beyond = serviceId === null ? null : ask(serviceId, request.port);
  if (serviceId === null || beyond === null) return null;
  const part = waypoints.reduce((sum, { share }) => sum + share, 0);
  const routes = beyond.routes.map((route) => ({
    ...route,
    targets: route.targets.map((target) => ({
      ...target,
      share: target.share === null ? null : target.share * part,
    })),
  }));
  return { serviceId, share: part, ...beyond, routes };
}

function toStepItem(step: Step, labels: Labels): StepItem {
  const { id, parent, pass, map, key, hit, note, share, serviceId, backendUid } = step;
  const named = backendUid ?? serviceId;
  return {
    id,
    parent,
    pass,
    function: step.function,
    map,
    key,
    hit,
    note,
    share,
    serviceId,
    backendUid,
    name: named === null ? null : labels.labelOf(named),
  };
}

function toOutcomeItem(outcome: Outcome, labels: Labels): OutcomeItem {
  const { backendUid, serviceId } = outcome;
  return {
    verdict: outcome.verdict,
    reason: outcome.reason,
    address: outcome.address,
    port: outcome.port,
    backendUid,
    name: backendUid === null ? (outcome.cluster?.name ?? null) : labels.labelOf(backendUid),
    share: outcome.share,
    secondPass: outcome.secondPass,
    serviceId,
    service: serviceId === null ? null : labels.labelOf(serviceId),
    storage: outcome.storage,
    step: outcome.step,
    ...(outcome.cluster === undefined ? {} : { cluster: outcome.cluster }),
  };
}
