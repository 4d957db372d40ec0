// What labctl loads and pins for a mode and a generation: which of the data plane's maps and links that
// generation has, by kmscope's own inventories. native/lab/load.c reads the lines.
import type { GenerationName } from '../../src/kmesh/generation.ts';
import { mapsOfGeneration, pinsOfGeneration } from '../../src/kmesh/inventory.ts';
import { type Mode, type ModeFolder, modeFolders } from '../../src/kmesh/maps.ts';

/** What the lab can be: the generations whose data plane is ours too, newest first. */
export const labGenerations = [
  'main',
  'v1.2',
  'v1.1',
  'v1.0',
] as const satisfies readonly GenerationName[];
export type LabGeneration = (typeof labGenerations)[number];

/** The newest that its pins tell from others: in kernel-native mode main pins what v1.2 does. */
export const defaultGenerations: Readonly<Record<Mode, LabGeneration>> = {
  'dual-engine': 'main',
  'kernel-native': 'v1.2',
};

/** Whose hash the daemon of a generation writes into `kmesh_version`. */
const versions: Readonly<Record<LabGeneration, string>> = {
  main: '1.1-dev',
  'v1.2': 'v1.2.0',
  'v1.1': 'v1.1.0',
  'v1.0': 'v1.0.0',
};

/** v1.0 has its data planes compiled for it: the size of socket storage cannot be chosen later. */
const compiledApart: readonly LabGeneration[] = ['v1.0'];

interface ModePlan {
  /** Programs whose links Kmesh pins, by path; of some paths the lab has no program. */
  readonly links: Readonly<Record<string, string>>;
  /** Programs that are pinned themselves. */
  readonly programs: Readonly<Record<string, string>>;
  /** What stays empty. */
  readonly directories: readonly string[];
}

/** Where the XDP program is pinned until it is on the interfaces of the pods: Kmesh pins none. */
export const xdpPath = 'xdpauth/xdp_authz';

const plans: Readonly<Record<Mode, ModePlan>> = {
  'dual-engine': {
    links: {
      'sockconn/sockconn_prog': 'cgroup_connect4_prog',
      'sockconn/sockconn6_prog': 'cgroup_connect6_prog',
      'sockconn/sockconn_dns_prog': 'bpf_redirect_dns_send',
      'sockconn/sockconn_dns_recv_prog': 'bpf_restore_dns_recv',
      'sockops/cgroup_sockops_prog': 'sockops_prog',
    },
    programs: { 'sendmsg/sendmsg_prog': 'sendmsg_prog', [xdpPath]: 'xdp_authz' },
    directories: ['xdpauth', 'tc'],
  },
  'kernel-native': {
    links: {
      'sockconn/prog_link': 'cgroup_connect4_prog',
      'sockops/prog_link': 'sockops_prog',
    },
    programs: {},
    directories: [],
  },
};

function requireMode(mode: Mode): ModeFolder {
  const found = modeFolders.find((candidate) => candidate.mode === mode);
  if (found === undefined) throw new Error(`no folder of ${mode} mode`);
  return found;
}

/** The mode's folder below the bpffs. */
export function modeFolder(mode: Mode): string {
  return requireMode(mode).folder;
}

/** Lines for `labctl load`. */
export function loadPlan(mode: Mode, generation: LabGeneration): string {
  const { links, programs, directories } = plans[mode];
  const { inventory } = requireMode(mode);
  const paths = pinsOfGeneration(inventory, generation);
  const lines = [
    `dataplane ${mode}${compiledApart.includes(generation) ? `-${generation}` : ''}`,
    `version ${versions[generation]}`,
    ...directories.map((path) => `directory ${path}`),
    ...mapsOfGeneration(inventory, generation).map(
      ({ name, keySize, valueSize }) => `map ${name} ${keySize} ${valueSize}`,
    ),
    ...Object.entries(programs).map(([path, program]) => `program ${program} ${path}`),
    ...paths.flatMap((path) => (path in links ? [`link ${links[path]} ${path}`] : [])),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
