// What each generation of dual-engine mode pins: maps with the sizes that the kernel reports, and links and
// programs by path (reference 1.3, 2.1).
import type { GenerationName } from '../generation.ts';
import { type Inventory, listKnownMaps, only, type Span, since, span } from '../inventory.ts';

const old = span('v0.4.0', 'v0.5');

export const knownMaps = listKnownMaps([
  [
    since('v1.0'),
    [
      ['km_manage', 16, 4],
      ['km_frontend', 16, 4],
      ['km_service', 4, 132],
      ['km_endpoint', 12, 4],
      ['km_backend', 4, 80],
      ['km_socket', 36, 4],
      ['km_auth_req', 0, 0],
      ['km_auth_res', 36, 4],
      ['km_wlpolicy', 4, 16],
      ['km_authz_policy', 4, 64],
      ['km_tcargs', 36, 40],
      ['kmesh_map64', 4, 64],
      ['kmesh_map192', 4, 192],
      ['kmesh_map296', 4, 296],
      ['kmesh_map1600', 4, 1600],
      ['km_tcp_probe', 0, 0],
      ['km_log_event', 0, 0],
      ['km_perf_map', 16, 32],
      ['km_perf_info', 0, 0],
      ['km_cgr_tailcall', 4, 4],
      ['km_xdp_tailcall', 4, 4],
      ['km_tmpbuf', 4, 40],
      ['km_nodeinfo', 20, 4],
    ],
  ],
  [only('main'), [['km_cgr_tail6', 4, 4]]],
  [since('v1.1'), [['km_sockstorage', 4, 64]]],
  [
    only('v1.0'),
    [
      ['km_sockstorage', 4, 16],
      ['km_orig_dst', 8, 36],
      ['km_configmap', 4, 44],
    ],
  ],
  [since('v0.5'), [['kmesh_version', 4, 4]]],
  [
    only('v0.5'),
    [
      ['map_of_wl_policy', 4, 16],
      ['map_of_authz', 4, 64],
      ['outer_map', 4, 4],
      ['inner_map', 4, 1300],
    ],
  ],
  [span('v0.4.1', 'v0.5'), [['map_of_tcp_info', 0, 0]]],
  [
    only('v0.4.0'),
    [
      ['map_of_access_log', 0, 0],
      ['map_of_metric_notify', 0, 0],
      ['map_of_metrics', 32, 24],
    ],
  ],
  [
    old,
    [
      ['kmesh_manage', 16, 4],
      ['kmesh_frontend', 16, 4],
      ['kmesh_service', 4, 108],
      ['kmesh_endpoint', 8, 4],
      ['kmesh_backend', 4, 80],
      ['map_of_sock_storage', 4, 16],
      ['map_of_dst_info', 8, 36],
      ['map_of_kmesh_socket', 36, 4],
      ['map_of_auth', 36, 4],
      ['map_of_tuple', 0, 0],
      ['map_of_tail_call_prog', 4, 4],
      ['kmesh_events', 0, 0],
      ['tmp_log_buf', 4, 260],
      ['tmp_buf', 4, 40],
      ['bpf_log_level', 4, 4],
    ],
  ],
]);

/** Pins that are not maps, by path below the mode's folder. */
export const knownPins: Readonly<Record<string, Span>> = Object.freeze({
  'sockconn/cgroup_connect4': span('v0.4.0', 'v0.4.1'),
  'sockconn/cgroup_connect6': span('v0.4.0', 'v0.4.1'),
  'xdpauth/xdp_shutdown': span('v0.4.0', 'v0.4.1'),
  'sockconn/sockconn_prog': since('v0.5'),
  'sockconn/sockconn6_prog': since('v0.5'),
  'sockops/cgroup_sockops_prog': since('v0.5'),
  'cgroup_skb/cgroup_skb_ingress_prog': since('v1.1'),
  'cgroup_skb/cgroup_skb_egress_prog': since('v1.1'),
  'sockconn/sockconn_dns_prog': since('v1.2'),
  'sockconn/sockconn_dns_recv_prog': since('v1.2'),
});

export const dualEngineInventory: Inventory = Object.freeze({ maps: knownMaps, pins: knownPins });

/** What a generation has and the one before it has not: one of these must be there. None for v1.1. */
export const generationMarks: Readonly<Record<GenerationName, readonly string[]>> = Object.freeze({
  main: ['km_cgr_tail6'],
  'v1.2': ['sockconn/sockconn_dns_prog'],
  'v1.1': [],
  'v1.0': ['km_orig_dst', 'km_configmap', 'km_sockstorage'],
  'v0.5': ['map_of_wl_policy', 'map_of_authz', 'outer_map', 'kmesh_version'],
  'v0.4.1': ['map_of_tcp_info'],
  'v0.4.0': ['map_of_access_log', 'map_of_metric_notify', 'map_of_metrics'],
});
