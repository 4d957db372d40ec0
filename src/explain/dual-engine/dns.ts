// The port-53 branch of connect4 and sendmsg4, v1.2 on (reference 3.1 step 3, 3.2). It comes before the
// protocol test, so TCP to port 53 goes the same way and is never looked up as a service.
import { dnsProxyUid } from '../../kmesh/dual-engine/backend.ts';
import { writeIpv4 } from './socket-address.ts';
import { leave, type PassResult, type Point, succeed, take, type Walk } from './walk.ts';

const dnsPort = 53;

/** Whether this pass ends in the DNS branch. */
export function isDnsQuery(walk: Walk): boolean {
  const { hook, generation } = walk.connect;
  if (!generation.hasDnsHooks || walk.arrival.port !== dnsPort) return false;
  return hook.program !== 'cgroup_connect6_prog';
}

/** To the DNS proxy where there is one, else untouched. */
export function redirectDns(walk: Walk, at: Point): PassResult {
  const { hook, maps } = walk.connect;
  const proxy = maps.findBackend(dnsProxyUid);
  const asked = take(walk, at, {
    function: hook.program,
    map: 'km_backend',
    key: String(dnsProxyUid),
    hit: proxy !== undefined,
    backendUid: dnsProxyUid,
    note: proxy === undefined ? 'port 53, and no DNS proxy' : 'port 53: to the DNS proxy',
  });
  if (proxy === undefined) return leave(walk, asked, 'DNS_PROXY_OFF', null);
  return succeed(walk, asked, {
    reason: 'DNS_REDIRECT',
    destination: { address: writeIpv4(hook.family, proxy.address), port: dnsPort },
    backendUid: dnsProxyUid,
    serviceId: null,
  });
}
