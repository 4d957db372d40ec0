// What each generation of kernel-native mode pins on an ordinary kernel (reference 5, 5.1). v1.1 and later
// pin the same. v0.5 does not pin the maps of its tail calls.
import type { GenerationName } from '../generation.ts';
import { type Inventory, listKnownMaps, only, since, span } from '../inventory.ts';

const old = span('v0.4.0', 'v0.5');

const maps = listKnownMaps([
  [
    since('v1.0'),
    [
      ['km_listener', 40, 64],
      ['km_cluster', 192, 72],
      ['km_cluster_eps', 192, 776],
      ['km_eps_data', 4, 776],
      ['km_maglev_outer', 192, 4],
      ['km_clusterstats', 12, 4],
      ['km_cluster_sock', 4, 4],
      ['km_ratelimit', 24, 16],
      ['km_tailcall_ctx', 48, 200],
      ['km_cgrptailcall', 4, 4],
      ['kmesh_map64', 4, 64],
      ['kmesh_map192', 4, 192],
      ['kmesh_map296', 4, 296],
      ['kmesh_map1600', 4, 1600],
      ['km_manage', 16, 4],
      ['km_log_event', 0, 0],
      ['km_tmpbuf', 4, 40],
    ],
  ],
  [since('v1.1'), [['km_sockstorage', 4, 64]]],
  [
    only('v1.0'),
    [
      ['km_sockstorage', 4, 16],
      ['km_configmap', 4, 44],
    ],
  ],
  [since('v0.5'), [['kmesh_version', 4, 4]]],
  [
    old,
    [
      ['kmesh_listener', 40, 64],
      ['kmesh_cluster', 192, 64],
      ['map_of_cluster_eps', 192, 776],
      ['map_of_cluster_eps_data', 4, 776],
      ['outer_map', 4, 4],
      ['inner_map', 4, 1300],
      ['kmesh_manage', 16, 4],
      ['map_of_sock_storage', 4, 16],
      ['kmesh_events', 0, 0],
      ['tmp_log_buf', 4, 260],
      ['tmp_buf', 4, 40],
      ['bpf_log_level', 4, 4],
    ],
  ],
]);

export const sockOpsLink = 'sockops/prog_link';

export const nativeInventory: Inventory = Object.freeze({
  maps,
  pins: {
    'sockconn/cgroup_connect4': old,
    'sockconn/cluster_manager': old,
    'sockconn/filter_chain_ma': old,
    'sockconn/filter_manager': old,
    'sockconn/prog_link': since('v1.0'),
    [sockOpsLink]: since('v1.1'),
  },
});

/** What only a generation has, of those that have something of their own. */
export const nativeMarks: Readonly<Partial<Record<GenerationName, readonly string[]>>> =
  Object.freeze({
    'v1.0': ['km_configmap', 'km_sockstorage'],
    'v0.5': ['kmesh_version'],
  });
