// Listener__Filter (48 bytes) and the HTTP connection manager (40), which only the enhanced kernel runs.
import { u32 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

/** `config_type_case`: which member of the union `body` is. Other numbers are skipped. */
export const filterKinds = Object.freeze({ tcpProxy: 2, http: 3, rateLimit: 4 });
export const filterKindNames: Readonly<Record<number, string>> = Object.freeze({
  2: 'TCP_PROXY',
  3: 'HTTP_CONNECTION_MANAGER',
  4: 'LOCAL_RATE_LIMIT',
});

export const filterLayout = message('Listener__Filter', {
  name: reference,
  config_type_case: u32,
  /** tcp_proxy, http_connection_manager or local_rate_limit. */
  config_type: reference,
});

/** `route_specifier_case` of the HTTP connection manager. */
export const routeSpecifierNames: Readonly<Record<number, string>> = Object.freeze({
  2: 'ROUTE_CONFIG_NAME',
  4: 'ROUTE_CONFIG',
});

export const httpConnectionManagerLayout = message('Filter__HttpConnectionManager', {
  route_specifier_case: u32,
  /** route_config_name (a string) or route_config (a RouteConfiguration). */
  route_specifier: reference,
});
