// Cluster__CircuitBreakers, 48 bytes. Only max_connections is looked at.
import { u32 } from '../../layout/scalar.ts';
import { message } from './message.ts';

export const circuitBreakersLayout = message('Cluster__CircuitBreakers', {
  priority: u32,
  max_connections: u32,
  max_pending_requests: u32,
  max_requests: u32,
  max_retries: u32,
  max_connection_pools: u32,
});
