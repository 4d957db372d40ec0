// Every rule, in the order in which the report and the README list them.
import type { FindingCode } from './finding.ts';
import type { Rule } from './rule.ts';
import { backendNotInService } from './rules/backend-not-in-service.ts';
import { backendServicesCut } from './rules/backend-services-cut.ts';
import { backendUnused } from './rules/backend-unused.ts';
import { connectionBypassesWaypoint } from './rules/connection-bypasses-waypoint.ts';
import { connectionStale } from './rules/connection-stale.ts';
import { daemonEndpointDiffers } from './rules/daemon-endpoint-differs.ts';
import { daemonRowMissing } from './rules/daemon-row-missing.ts';
import { daemonRowUnknown } from './rules/daemon-row-unknown.ts';
import { daemonServiceDiffers } from './rules/daemon-service-differs.ts';
import { daemonVersionDiffers } from './rules/daemon-version-differs.ts';
import { daemonWorkloadDiffers } from './rules/daemon-workload-differs.ts';
import { dnsProxyGone } from './rules/dns-proxy-gone.ts';
import { dnsProxyUnusable } from './rules/dns-proxy-unusable.ts';
import { endpointBeyondCount } from './rules/endpoint-beyond-count.ts';
import { endpointDuplicate } from './rules/endpoint-duplicate.ts';
import { endpointHole } from './rules/endpoint-hole.ts';
import { endpointNotInBackend } from './rules/endpoint-not-in-backend.ts';
import { endpointWithoutBackend } from './rules/endpoint-without-backend.ts';
import { endpointWithoutService } from './rules/endpoint-without-service.ts';
import { failoverStuck } from './rules/failover-stuck.ts';
import { frontendToNothing } from './rules/frontend-to-nothing.ts';
import { hooksNotAttached } from './rules/hooks-not-attached.ts';
import { idOfTwoKinds } from './rules/id-of-two-kinds.ts';
import { mapNearlyFull } from './rules/map-nearly-full.ts';
import { monitoringOff } from './rules/monitoring-off.ts';
import { nameAgainstHash } from './rules/name-against-hash.ts';
import { nameMissing } from './rules/name-missing.ts';
import { nothingInReach } from './rules/nothing-in-reach.ts';
import { podHalfEnabled } from './rules/pod-half-enabled.ts';
import { policiesCut } from './rules/policies-cut.ts';
import { portWithoutTarget } from './rules/port-without-target.ts';
import { portsCut } from './rules/ports-cut.ts';
import { serviceWithoutEndpoints } from './rules/service-without-endpoints.ts';
import { twoMapSets } from './rules/two-map-sets.ts';
import { waypointIgnored } from './rules/waypoint-ignored.ts';
import { waypointOfOtherFamily } from './rules/waypoint-of-other-family.ts';
import { waypointWithoutFrontend } from './rules/waypoint-without-frontend.ts';
import { xdpDouble } from './rules/xdp-double.ts';
import { xdpMissing } from './rules/xdp-missing.ts';

/** The rules by code. */
export const rules: Readonly<Record<FindingCode, Rule>> = Object.freeze({
  ENDPOINT_HOLE: endpointHole,
  ENDPOINT_BEYOND_COUNT: endpointBeyondCount,
  ENDPOINT_WITHOUT_SERVICE: endpointWithoutService,
  ENDPOINT_DUPLICATE: endpointDuplicate,
  ENDPOINT_WITHOUT_BACKEND: endpointWithoutBackend,
  ENDPOINT_NOT_IN_BACKEND: endpointNotInBackend,
  BACKEND_NOT_IN_SERVICE: backendNotInService,
  BACKEND_UNUSED: backendUnused,
  BACKEND_SERVICES_CUT: backendServicesCut,
  FRONTEND_TO_NOTHING: frontendToNothing,
  ID_OF_TWO_KINDS: idOfTwoKinds,
  SERVICE_WITHOUT_ENDPOINTS: serviceWithoutEndpoints,
  NOTHING_IN_REACH: nothingInReach,
  FAILOVER_STUCK: failoverStuck,
  PORT_WITHOUT_TARGET: portWithoutTarget,
  PORTS_CUT: portsCut,
  POLICIES_CUT: policiesCut,
  WAYPOINT_IGNORED: waypointIgnored,
  WAYPOINT_WITHOUT_FRONTEND: waypointWithoutFrontend,
  WAYPOINT_OF_OTHER_FAMILY: waypointOfOtherFamily,
  POD_HALF_ENABLED: podHalfEnabled,
  HOOKS_NOT_ATTACHED: hooksNotAttached,
  XDP_MISSING: xdpMissing,
  XDP_DOUBLE: xdpDouble,
  MONITORING_OFF: monitoringOff,
  CONNECTION_STALE: connectionStale,
  CONNECTION_BYPASSES_WAYPOINT: connectionBypassesWaypoint,
  DNS_PROXY_UNUSABLE: dnsProxyUnusable,
  DNS_PROXY_GONE: dnsProxyGone,
  NAME_MISSING: nameMissing,
  NAME_AGAINST_HASH: nameAgainstHash,
  MAP_NEARLY_FULL: mapNearlyFull,
  TWO_MAP_SETS: twoMapSets,
  DAEMON_ROW_MISSING: daemonRowMissing,
  DAEMON_ROW_UNKNOWN: daemonRowUnknown,
  DAEMON_SERVICE_DIFFERS: daemonServiceDiffers,
  DAEMON_ENDPOINT_DIFFERS: daemonEndpointDiffers,
  DAEMON_WORKLOAD_DIFFERS: daemonWorkloadDiffers,
  DAEMON_VERSION_DIFFERS: daemonVersionDiffers,
});
