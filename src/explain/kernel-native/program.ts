// cgroup_connect4_prog and sock_traffic_control (bpf/kmesh/ads): who is asked for, and its listener.

import { cookieKey, manageValueLayout } from '../../kmesh/dual-engine/manage.ts';
import { listenerValueLayout } from '../../kmesh/kernel-native/listener.ts';
import { socketAddressLayout } from '../../kmesh/kernel-native/socket-address.ts';
import { formatHostPort } from '../../layout/ip-address.ts';
import { encodeWhole } from '../../layout/layout.ts';
import { listenerManager } from './listener.ts';
import { type Ending, leave, type Point, take, type Walk, write } from './walk.ts';

const controlAddress = '0.0.0.2';
const enablePort = 929;
const disablePort = 930;

/** Every way a run can end; the shares sum to 1. */
export function runProgram(walk: Walk): Ending[] {
  const { address, port } = walk.destination;
  const start: Point = { step: null, share: 1, writes: [], cluster: null };
  const entered = take(walk, start, {
    function: 'cgroup_connect4_prog',
    note: `to ${formatHostPort(address, port)}`,
  });
  if (address === controlAddress && (port === enablePort || port === disablePort)) {
    return [controlConnect(walk, entered, port === enablePort)];
  }
  const { managed } = walk.source;
  const asked = take(walk, entered, {
    function: 'is_kmesh_enabled',
    map: 'km_manage',
    key: "cookie of the source's network namespace",
    hit: managed,
    note: managed ? 'enabled' : 'not enabled',
  });
  if (!managed) return [leave(walk, asked, 'NOT_ENABLED')];
  if (walk.protocol === 'tcp') return sockTrafficControl(walk, asked);
  const note = 'not TCP';
  return [leave(walk, take(walk, asked, { function: 'sock_traffic_control', note }), 'NOT_TCP')];
}

function controlConnect(walk: Walk, at: Point, enables: boolean): Ending {
  const note = `control connect: ${enables ? 'en' : 'dis'}ables the source's network namespace`;
  const done = take(walk, at, { function: 'handle_kmesh_manage_process', note });
  const end = leave(walk, done, 'CONTROL_CONNECT');
  const { cookie } = walk.source;
  if (cookie === null) return end;
  const value = enables ? encodeWhole(manageValueLayout, { is_bypassed: 0 }) : null;
  return { ...end, writes: write(end, 'km_manage', cookieKey(cookie), value).writes };
}

/** The listener of address and port, else that of every address with the port. */
function sockTrafficControl(walk: Walk, at: Point): Ending[] {
  const { address, port } = walk.destination;
  const exact = findListener(walk, walk.ipv4);
  const asked = take(walk, at, {
    function: 'sock_traffic_control',
    map: 'km_listener',
    key: formatHostPort(address, port),
    hit: exact !== undefined,
    note: exact === undefined ? 'no listener of this address' : 'a listener of this address',
  });
  if (exact !== undefined) return listenerManager(walk, asked, exact);
  const wildcard = findListener(walk, Buffer.alloc(4));
  const again = take(walk, asked, {
    function: 'sock_traffic_control',
    map: 'km_listener',
    key: formatHostPort('0.0.0.0', port),
    hit: wildcard !== undefined,
    note: wildcard === undefined ? 'no listener of this port' : 'a listener of every address',
  });
  if (wildcard !== undefined) return listenerManager(walk, again, wildcard);
  return [leave(walk, again, 'NO_LISTENER')];
}

function findListener(walk: Walk, ipv4: Buffer) {
  const key = encodeWhole(socketAddressLayout, {
    base: { descriptor: 0n, n_unknown_fields: 0, unknown_fields: 0n },
    protocol: 0,
    port: walk.destination.port,
    ipv4,
  });
  const value = walk.maps.lookup('km_listener', key);
  return value === undefined ? undefined : listenerValueLayout.decode(value, 0);
}
