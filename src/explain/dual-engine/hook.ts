// Which of Kmesh's programs the kernel runs for a call (reference 1.3, 3.1, 3.2).
import type { Generation } from '../../kmesh/generation.ts';
import type { ConnectRequest } from '../explanation.ts';
import { type Destination, isMappedText } from './socket-address.ts';

/** A program that is attached, and the socket it runs for. */
export interface Hook {
  readonly program: 'cgroup_connect4_prog' | 'cgroup_connect6_prog' | 'bpf_redirect_dns_send';
  readonly family: 4 | 6;
  readonly protocol: ConnectRequest['protocol'];
}

/** The program that runs, or undefined where Kmesh has none at the hook. */
export function findHook(
  generation: Generation,
  request: ConnectRequest,
  destination: Destination,
): Hook | undefined {
  const { family, protocol } = request;
  if (!isDatagram(request)) {
    const program = family === 4 ? 'cgroup_connect4_prog' : 'cgroup_connect6_prog';
    return { program, family, protocol };
  }
  // An AF_INET6 socket that sends to an IPv4-mapped target runs the IPv4 hook.
  const isIpv4 = family === 4 || isMappedText(destination.address);
  if (!generation.hasDnsHooks || !isIpv4) return undefined;
  return { program: 'bpf_redirect_dns_send', family, protocol };
}

/** The kernel's function whose hook Kmesh leaves alone. */
export function unhookedFunction(request: ConnectRequest): string {
  return request.family === 4 ? 'udp_sendmsg' : 'udpv6_sendmsg';
}

// A TCP socket has no sendmsg hook: where sendto connects (TCP Fast Open), it runs the connect hook.
function isDatagram(request: ConnectRequest): boolean {
  return request.call === 'sendmsg' && request.protocol === 'udp';
}
