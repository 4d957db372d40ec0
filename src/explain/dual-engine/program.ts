// cgroup_connect4_prog, cgroup_connect6_prog and bpf_redirect_dns_send, one pass (reference 3.1, 3.2).
import { formatHostPort } from '../../layout/ip-address.ts';
import { findBypassCommand, findControlCommand } from './control.ts';
import { isDnsQuery, redirectDns } from './dns.ts';
import { sockTrafficControl } from './frontend.ts';
import { leave, type PassResult, type Point, succeed, take, type Walk } from './walk.ts';

/** Every way one pass can end; the shares sum to that of `start`. */
export function runProgram(walk: Walk, start: Point): PassResult[] {
  const { generation, hook, managed } = walk.connect;
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
  const bypass = generation.hasBypass ? leaveBypass(walk, asked) : undefined;
  if (bypass !== undefined) return [bypass];
  if (isDnsQuery(walk)) return [redirectDns(walk, asked)];
  if (hook.protocol === 'tcp' && hook.program !== 'bpf_redirect_dns_send') {
    return sockTrafficControl(walk, asked);
  }
  const note = hook.program === 'bpf_redirect_dns_send' ? 'not port 53' : 'not TCP';
  const ignored = take(walk, asked, { function: hook.program, note });
  const result = leave(walk, ignored, 'NOT_TCP', null);
  return [generation.notesConnect === 'before' ? result : succeed(walk, ignored, result)];
}

/** v0.4: the connects that bypass a pod and end that, and a pod that is bypassed. */
function leaveBypass(walk: Walk, at: Point): PassResult | undefined {
  const command = findBypassCommand(walk);
  if (command !== undefined) {
    const note = `control connect: ${command}s the bypass of the source's network namespace`;
    const done = take(walk, at, { function: 'handle_bypass_process', note });
    return leave(walk, done, 'CONTROL_CONNECT', null);
  }
  const { bypassed } = walk.connect;
  const note = bypassed ? 'bypassed' : 'not bypassed';
  const asked = take(walk, at, {
    function: 'is_bypass_enabled',
    map: 'km_manage',
    key: "cookie of the source's network namespace",
    hit: true,
    note,
  });
  return bypassed ? leave(walk, asked, 'BYPASSED', null) : undefined;
}
