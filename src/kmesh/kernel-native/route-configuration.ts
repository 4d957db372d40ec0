// Route configuration map `km_routerconfig` (the enhanced kernel's only): key the name in 192 bytes, value
// Route__RouteConfiguration, 56 bytes; its virtual hosts are 64 bytes each.
import { u32, u64 } from '../../layout/scalar.ts';
import { message, reference } from './message.ts';

export const virtualHostLimit = 16;
export const domainLimit = 32;
export const routeLimit = 8;

export const routeConfigurationLayout = message('Route__RouteConfiguration', {
  api_status: u32,
  name: reference,
  n_virtual_hosts: u64,
  virtual_hosts: reference,
});

export const virtualHostLayout = message('Route__VirtualHost', {
  name: reference,
  n_domains: u64,
  domains: reference,
  n_routes: u64,
  routes: reference,
});
