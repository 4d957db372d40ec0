import { expect, it } from 'vitest';
import { findGeneration } from '../../../src/kmesh/generation.ts';

const v11 = { km_frontend: 4, km_service: 132, km_sockstorage: 64 };

it.each([
  ['main', { ...v11, km_cgr_tail6: 4 }, ['sockconn/sockconn_dns_prog']],
  ['v1.2', v11, ['sockconn/sockconn_dns_prog']],
  ['v1.1', v11, ['sockconn/sockconn_prog']],
  ['v1.0', { ...v11, km_orig_dst: 36 }, []],
  ['v1.0', { ...v11, km_sockstorage: 16 }, []],
  ['v0.5', { kmesh_frontend: 4, map_of_wl_policy: 16, map_of_tcp_info: 0 }, []],
  ['v0.4.1', { kmesh_frontend: 4, map_of_tcp_info: 0 }, []],
  ['v0.4.0', { kmesh_frontend: 4, map_of_access_log: 0 }, []],
  [null, { ...v11, km_sockstorage: 72 }, []],
  [null, { kmesh_frontend: 4 }, []],
  [null, { km_nodeinfo: 4 }, []],
])('recognises %s by its pins, and says by which', (name, sizes, pins) => {
  const found = findGeneration({ valueSizes: new Map(Object.entries(sizes)), pins });
  expect(found.name).toBe(name);
  expect(found.evidence.length).toBeGreaterThan(0);
});
