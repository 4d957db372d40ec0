// cgroup_connect4_prog, cgroup_connect6_prog and bpf_redirect_dns_send, one pass (reference 3.1, 3.2).
import { formatHostPort } from '../../layout/ip-address.ts';
import { findControlCommand } from './control.ts';
import { isDnsQuery, redirectDns } from './dns.ts';
import { sockTrafficControl } from './frontend.ts';
import { leave, type PassResult, type Point, take, type Walk } from './walk.ts';

/** Every way one pass can end; the shares sum to that of `start`. */
export function runProgram(walk: Walk, start: Point): PassResult[] {
  const { hook, managed } = walk.connect;
  const entered = take(walk, start, {
    function: hook.program,
    note: `to ${formatHostPort(walk.arrival.address, walk.arrival.port)}`,
  });
  const command = findControlCommand(walk);
  if (command !== undefined) {
    const note = `control connect: ${command}s the source's network namespace`;
    const done = take(walk, entered, { function: 'handle_kmesh_manage_process', note });
    return [leave(walk, done, 'CONTROL_CONNECT', null)];
  }
  const asked = take(walk, entered, {
    function: 'is_kmesh_enabled',
    map: 'km_manage',
    key: "cookie of the source's network namespace",
    hit: managed,
    note: managed ? 'enabled' : 'not enabled',
  });
  if (!managed) return [leave(walk, asked, 'NOT_ENABLED', null)];
  if (isDnsQuery(walk)) return [redirectDns(walk, asked)];
  if (hook.protocol === 'tcp' && hook.program !== 'bpf_redirect_dns_send') {
    return sockTrafficControl(walk, asked);
  }
  const note = hook.program === 'bpf_redirect_dns_send' ? 'not port 53' : 'not TCP';
  return [leave(walk, take(walk, asked, { function: hook.program, note }), 'NOT_TCP', null)];
}
