// Pods as network namespaces on a bridge. The bridge is in a namespace of the lab's own, so that the
// machine's network stays as it is; that namespace also answers for service addresses.
import { readdirSync } from 'node:fs';
import { type LabPod, nodeAddress, pods, services } from './scenario.ts';
import { labName, nodeNetns, run } from './state.ts';

const bridge = 'bridge0';

/** Name of a pod's network namespace, as `ip netns` lists it. */
export function netnsOf(pod: string): string {
  return `${labName}-${pod}`;
}

export function makeNetwork(): void {
  run('ip', ['netns', 'add', nodeNetns]);
  const addresses = services.flatMap((service) => service.addresses);
  ip(nodeNetns, [
    'link set lo up',
    `link add ${bridge} type bridge`,
    `link set ${bridge} up`,
    `addr add ${nodeAddress.ipv4}/24 dev ${bridge}`,
    `addr add ${nodeAddress.ipv6}/64 dev ${bridge} nodad`,
    ...addresses.map((address) => `addr add ${host(address)} dev lo`),
  ]);
  for (const [index, pod] of pods.entries()) addPod(pod, index);
}

function addPod(pod: LabPod, index: number): void {
  const netns = netnsOf(pod.name);
  const veth = `pod${index}`;
  run('ip', ['netns', 'add', netns]);
  ip(nodeNetns, [
    `link add ${veth} type veth peer name eth0 netns ${netns}`,
    `link set ${veth} master ${bridge}`,
    `link set ${veth} up`,
  ]);
  const ipv6 = pod.ipv6 ?? null;
  ip(netns, [
    'link set lo up',
    'link set eth0 up',
    `addr add ${pod.ipv4}/24 dev eth0`,
    `route add default via ${nodeAddress.ipv4}`,
    ...(ipv6 === null ? [] : [`addr add ${ipv6}/64 dev eth0 nodad`]),
    ...(ipv6 === null ? [] : [`-6 route add default via ${nodeAddress.ipv6}`]),
  ]);
}

/** Puts the pinned XDP program on the interface of every pod that Kmesh handles, as its CNI plugin does. */
export function attachXdp(pin: string): void {
  for (const { name, enabled } of pods) {
    if (enabled === 'no') continue;
    // Not `ip -n`, which has a /sys of its own, without the bpffs.
    const netns = `--net=/run/netns/${netnsOf(name)}`;
    run('nsenter', [netns, ...`ip link set dev eth0 xdpgeneric pinned ${pin}`.split(' ')]);
  }
}

/** Removes every namespace of the lab, whatever of it was made. */
export function removeNetwork(): void {
  for (const name of labNamespaces()) run('ip', ['netns', 'delete', name]);
}

/** The lab's namespaces that are there. */
export function labNamespaces(): string[] {
  try {
    return readdirSync('/run/netns').filter((name) => name.startsWith(`${labName}-`));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** One `ip -batch` for all of a namespace's set-up. */
function ip(netns: string, commands: readonly string[]): void {
  const [ipv6, others] = [commands.filter(isV6), commands.filter((command) => !isV6(command))];
  run('ip', ['-n', netns, '-batch', '-'], others.join('\n'));
  for (const command of ipv6) run('ip', ['-n', netns, ...command.split(' ')]);
}

const isV6 = (command: string) => command.startsWith('-6 ');

function host(address: string): string {
  return address.includes(':') ? `${address}/128 nodad` : `${address}/32`;
}
