// handle_kmesh_manage_process: the connects by which the CNI plugin enables and disables a pod; and, in
// v0.4, handle_bypass_process: those by which the daemon has one bypassed.
import type { Walk } from './walk.ts';

type Command = 'enable' | 'disable';

const manageCommands: Readonly<Record<number, Command>> = { 929: 'enable', 930: 'disable' };
const bypassCommands: Readonly<Record<number, Command>> = { 931: 'enable', 932: 'disable' };

/** What a control connect does, or undefined for any other destination. */
export function findControlCommand(walk: Walk): Command | undefined {
  return findCommand(walk, manageCommands);
}

/** What a connect does to the bypass of its source, or undefined for any other destination. */
export function findBypassCommand(walk: Walk): Command | undefined {
  return findCommand(walk, bypassCommands);
}

function findCommand(walk: Walk, commands: Readonly<Record<number, Command>>): Command | undefined {
  const { family, program } = walk.connect.hook;
  // On an AF_INET6 socket the address is compared as IPv6, also where the IPv4 hook runs.
  if (program === 'bpf_redirect_dns_send' && family === 6) return undefined;
  if (walk.arrival.address !== (family === 4 ? '0.0.0.2' : '::2')) return undefined;
  return commands[walk.arrival.port];
}
