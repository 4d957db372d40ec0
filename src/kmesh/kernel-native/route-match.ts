// What a route matches: Route__RouteMatch (56 bytes) and its header matchers (48).
import { u32, u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

export const headerLimit = 32;

export const routeMatchLayout = message('Route__RouteMatch', {
  prefix: reference,
  case_sensitive: u32,
  n_headers: u64,
  headers: reference,
});

/** `header_match_specifier_case`. */
export const headerMatchNames: Readonly<Record<number, string>> = Object.freeze({
  4: 'EXACT_MATCH',
  9: 'PREFIX_MATCH',
});

export const headerMatcherLayout = message('Route__HeaderMatcher', {
  name: reference,
  header_match_specifier_case: u32,
  header_match_specifier: reference,
});
