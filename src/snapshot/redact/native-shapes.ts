// What the fields of kernel-native mode's messages are for a redaction: where references lead to, which numbers
// say nothing of who is there, and where addresses are. A field that is in no list is left out.
import { circuitBreakersLayout } from '../../kmesh/kernel-native/circuit-breakers.ts';
import { endpointLayout } from '../../kmesh/kernel-native/endpoint.ts';
import {
  filterKinds,
  filterLayout,
  httpConnectionManagerLayout,
} from '../../kmesh/kernel-native/filter.ts';
import {
  cidrRangeLayout,
  filterChainLayout,
  filterChainMatchLayout,
} from '../../kmesh/kernel-native/filter-chain.ts';
import type { NativeGeneration } from '../../kmesh/kernel-native/generation.ts';
import { listenerValueLayout } from '../../kmesh/kernel-native/listener.ts';
import { loadAssignmentLayout } from '../../kmesh/kernel-native/load-assignment.ts';
import { localityLbEndpointsLayout } from '../../kmesh/kernel-native/locality-lb-endpoints.ts';
import { localRateLimitLayout, tokenBucketLayout } from '../../kmesh/kernel-native/rate-limit.ts';
import {
  hashPolicyHeaderLayout,
  hashPolicyLayout,
  retryPolicyLayout,
  routeLayout,
  routeSpecifiers,
} from '../../kmesh/kernel-native/route.ts';
import {
  routeConfigurationLayout,
  virtualHostLayout,
} from '../../kmesh/kernel-native/route-configuration.ts';
import { headerMatcherLayout, routeMatchLayout } from '../../kmesh/kernel-native/route-match.ts';
import { socketAddressLayout } from '../../kmesh/kernel-native/socket-address.ts';
import { tcpProxyLayout, weightedSpecifier } from '../../kmesh/kernel-native/tcp-proxy.ts';
import {
  clusterWeightLayout,
  weightedClusterLayout,
} from '../../kmesh/kernel-native/weighted-clusters.ts';
import type { StructLayout } from '../../layout/struct.ts';

/** A message with what its references lead to. */
export interface MessageShape {
  readonly layout: StructLayout<Readonly<Record<string, unknown>>>;
  readonly leads: Readonly<Record<string, Leads>>;
}

/** What stands behind a reference, as the programs and the views take it. */
export type Leads =
  | { readonly kind: 'nothing' }
  /** `name`: what other things are called, too. `value`: what a request has, of which nothing stays. */
  | { readonly kind: 'text'; readonly form: 'name' | 'value' }
  | { readonly kind: 'message'; readonly shape: MessageShape }
  /** An array of references; `count`: the field with their number. */
  | { readonly kind: 'list'; readonly of: Leads; readonly count: string }
  /** `by`: the field that decides. */
  | {
      readonly kind: 'choice';
      readonly by: string;
      readonly cases: Readonly<Record<number, Leads>>;
      readonly others: Leads;
    };

/**
 * What a field holds. `small`, `large`, `swapped` (a port, perhaps in network order): numbers, by what is
 * plausible for them. `port`: a slot of Kmesh's.
 */
export type FieldRole = NumberRole | 'clusterId' | 'port' | 'address' | 'reference' | 'nothing';

export type NumberRole = 'small' | 'large' | 'swapped';

const smallFields = new Set([
  'api_status',
  'lb_policy',
  'priority',
  'protocol',
  'weight',
  'load_balancing_weight',
  'prefix_len',
  'config_type_case',
  'route_specifier_case',
  'cluster_specifier_case',
  'header_match_specifier_case',
  'policy_specifier_case',
  'case_sensitive',
  'num_retries',
]);
const largeFields = new Set([
  'connect_timeout',
  'timeout',
  'max_connections',
  'max_tokens',
  'tokens_per_fill',
  'fill_interval',
]);

/** What a field of a message holds. */
export function roleOf({ leads }: Pick<MessageShape, 'leads'>, name: string): FieldRole {
  if (Object.hasOwn(leads, name)) return 'reference';
  if (name === 'id') return 'clusterId';
  if (name === 'destination_port') return 'swapped';
  if (name === 'port') return 'port';
  if (name === 'ipv4') return 'address';
  if (smallFields.has(name) || name.startsWith('n_')) return 'small';
  return largeFields.has(name) ? 'large' : 'nothing';
}

const nothing: Leads = { kind: 'nothing' };
/** What no program and no view looks at is left out. */
const unread = nothing;
const text: Leads = { kind: 'text', form: 'name' };
const value: Leads = { kind: 'text', form: 'value' };

function to<T extends object>(layout: StructLayout<T>, leads: MessageShape['leads'] = {}): Leads {
  return { kind: 'message', shape: shape(layout, leads) };
}

function shape<T extends object>(
  layout: StructLayout<T>,
  leads: MessageShape['leads'],
): MessageShape {
  return { layout: layout as unknown as MessageShape['layout'], leads };
}

function listOf(of: Leads, count: string): Leads {
  return { kind: 'list', of, count };
}

function choice(by: string, cases: Readonly<Record<number, Leads>>, others = nothing): Leads {
  return { kind: 'choice', by, cases, others };
}

const socketAddress = to(socketAddressLayout);
const endpoint = to(endpointLayout, { address: socketAddress });
const locality = to(localityLbEndpointsLayout, {
  lb_endpoints: listOf(endpoint, 'n_lb_endpoints'),
});
const loadAssignment = to(loadAssignmentLayout, {
  cluster_name: unread,
  endpoints: listOf(locality, 'n_endpoints'),
});
const weighted = to(weightedClusterLayout, {
  clusters: listOf(to(clusterWeightLayout, { name: text }), 'n_clusters'),
});
const tcpProxy = to(tcpProxyLayout, {
  stat_prefix: unread,
  // The programs take every other number for a single cluster.
  cluster_specifier: choice('cluster_specifier_case', { [weightedSpecifier]: weighted }, text),
});
const http = to(httpConnectionManagerLayout, {
  route_specifier: choice('route_specifier_case', { 2: text }),
});
const rateLimit = to(localRateLimitLayout, { token_bucket: to(tokenBucketLayout) });
const filter = to(filterLayout, {
  name: text,
  config_type: choice('config_type_case', {
    [filterKinds.tcpProxy]: tcpProxy,
    [filterKinds.http]: http,
    [filterKinds.rateLimit]: rateLimit,
  }),
});
const chainMatch = to(filterChainMatchLayout, {
  prefix_ranges: listOf(to(cidrRangeLayout, { address_prefix: text }), 'n_prefix_ranges'),
  transport_protocol: text,
  application_protocols: listOf(text, 'n_application_protocols'),
});
const chain = to(filterChainLayout, {
  filter_chain_match: chainMatch,
  filters: listOf(filter, 'n_filters'),
  name: text,
});
const header = to(headerMatcherLayout, {
  name: value,
  header_match_specifier: choice('header_match_specifier_case', { 4: value, 9: value }),
});
const routeMatch = to(routeMatchLayout, { prefix: value, headers: listOf(header, 'n_headers') });
const hashPolicy = to(hashPolicyLayout, {
  header: to(hashPolicyHeaderLayout, { header_name: value }),
});

/** The listeners' values. */
const listenerShape = shape(listenerValueLayout, {
  name: text,
  address: unread,
  filter_chains: listOf(chain, 'n_filter_chains'),
});

/** What the values of a generation's maps are, and what the elements of a kept list of endpoints lead to. */
export interface NativeShapes {
  readonly values: Readonly<Record<string, MessageShape>>;
  readonly endpoint: Leads;
}

export function nativeShapes(generation: NativeGeneration): NativeShapes {
  const action = to<object>(generation.routeActionLayout as StructLayout<object>, {
    prefix_rewrite: value,
    retry_policy: to(retryPolicyLayout),
    hash_policy: listOf(hashPolicy, 'n_hash_policy'),
    cluster_specifier: choice('cluster_specifier_case', {
      [routeSpecifiers.cluster]: text,
      [routeSpecifiers.weightedClusters]: weighted,
    }),
  });
  const route = to(routeLayout, { name: text, match: routeMatch, route: action });
  const host = to(virtualHostLayout, {
    name: text,
    domains: listOf(text, 'n_domains'),
    routes: listOf(route, 'n_routes'),
  });
  return {
    values: {
      km_listener: listenerShape,
      km_cluster: shape(generation.clusterLayout as StructLayout<object>, {
        name: text,
        load_assignment: loadAssignment,
        circuit_breakers: to(circuitBreakersLayout),
      }),
      km_routerconfig: shape(routeConfigurationLayout, {
        name: text,
        virtual_hosts: listOf(host, 'n_virtual_hosts'),
      }),
    },
    endpoint,
  };
}
