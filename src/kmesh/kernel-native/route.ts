// A route (48 bytes): what it matches (route-match.ts), and its action with retry and hash policies.
import { u32, u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

export const routeLayout = message('Route__Route', {
  name: reference,
  match: reference,
  route: reference,
});

/** `cluster_specifier_case` of a route's action. */
export const routeSpecifiers = Object.freeze({ cluster: 1, weightedClusters: 3 });

/** v1.0 and later, 80 bytes. */
export const routeActionLayout = message('Route__RouteAction', {
  prefix_rewrite: reference,
  timeout: u32,
  retry_policy: reference,
  n_hash_policy: u64,
  hash_policy: reference,
  cluster_specifier_case: u32,
  /** cluster (a string) or weighted_clusters. */
  cluster_specifier: reference,
});

/** v0.5, 64 bytes: no hash policies. */
export const routeActionV05Layout = message('Route__RouteAction', {
  prefix_rewrite: reference,
  timeout: u32,
  retry_policy: reference,
  cluster_specifier_case: u32,
  cluster_specifier: reference,
});

export const retryPolicyLayout = message('Route__RetryPolicy', { num_retries: u32 });

export const hashPolicyLayout = message('Route__RouteAction__HashPolicy', {
  /** 1 header. */
  policy_specifier_case: u32,
  header: reference,
});

export const hashPolicyHeaderLayout = message('Route__RouteAction__HashPolicy__Header', {
  header_name: reference,
});
