// handle_kmesh_manage_process: the connects by which the CNI plugin enables and disables a pod.
import type { Walk } from './walk.ts';

const enablePort = 929;
const disablePort = 930;

/** What a control connect does, or undefined for any other destination. */
export function findControlCommand(walk: Walk): 'enable' | 'disable' | undefined {
  const { family, program } = walk.connect.hook;
  // On an AF_INET6 socket the address is compared as IPv6, also where the IPv4 hook runs.
  if (program === 'bpf_redirect_dns_send' && family === 6) return undefined;
  if (walk.arrival.address !== (family === 4 ? '0.0.0.2' : '::2')) return undefined;
  if (walk.arrival.port === enablePort) return 'enable';
  return walk.arrival.port === disablePort ? 'disable' : undefined;
}
