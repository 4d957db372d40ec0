// Endpoint__LocalityLbEndpoints, 56 bytes: the endpoints of one locality. The programs ignore its weight
// and its priority.
import { u32, u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

export const localityLbEndpointsLayout = message('Endpoint__LocalityLbEndpoints', {
  n_lb_endpoints: u64,
  lb_endpoints: reference,
  load_balancing_weight: u32,
  priority: u32,
  connect_num: u32,
});
