// Every command: what help says of it, and the module that runs it, loaded only when it is asked for.
import type { Command, CommandWords } from './context.ts';
import { type Format, formats, listFormats } from './options.ts';
import { routesOption } from './routes-option.ts';
import { whatIfOptions } from './what-if-options.ts';

export interface CommandEntry extends CommandWords {
  /** For example `[names...]`. */
  readonly args?: string;
  readonly examples: readonly string[];
  /** One document is printed, not a list: --filter and --sort mean nothing. */
  readonly isDocument?: boolean;
  /** Formats of -o, the default first. */
  readonly formats: readonly Format[];
  readonly load: () => Promise<{ readonly run: Command }>;
}

export const commandTable: readonly CommandEntry[] = Object.freeze([
  {
    name: 'top',
    isDocument: true,
    summary: 'the live terminal dashboard',
    options: [['--budget <percent>', 'of one core that it may take (default 3)']],
    examples: ['kmscope top', 'kmscope top --interval 5 --budget 1'],
    formats: listFormats,
    load: () => import('./commands/top.ts'),
  },
  {
    name: 'status',
    isDocument: true,
    summary: 'is Kmesh here, in which mode and generation, what is attached, what may be read',
    examples: ['kmscope status', 'kmscope status --host-root /host -o json'],
    formats: listFormats,
    load: () => import('./commands/status.ts'),
  },
  {
    name: 'maps',
    args: '[names...]',
    summary: 'every Kmesh map: type, sizes, entries, how full it is',
    examples: ['kmscope maps', 'kmscope maps --sort -fill -o wide'],
    formats: listFormats,
    load: () => import('./commands/maps.ts'),
  },
  {
    name: 'frontends',
    alias: 'fe',
    args: '[names...]',
    summary: 'addresses, and the service or workload that each leads to',
    examples: ['kmscope frontends', 'kmscope frontends --filter upstream=missing'],
    formats: listFormats,
    load: () => import('./commands/frontends.ts'),
  },
  {
    name: 'services',
    alias: 'svc',
    args: '[names...]',
    summary: 'services with ports, policy, endpoint counts and waypoint',
    examples: ['kmscope services -n default', 'kmscope svc fortio -o wide'],
    formats: listFormats,
    load: () => import('./commands/services.ts'),
  },
  {
    name: 'endpoints',
    alias: 'ep',
    args: '[names...]',
    summary: 'which backend each service draws at each priority and index',
    examples: ['kmscope endpoints fortio.default', 'kmscope ep --filter "address~missing"'],
    formats: listFormats,
    load: () => import('./commands/endpoints.ts'),
  },
  {
    name: 'backends',
    alias: 'be',
    args: '[names...]',
    summary: 'workloads with address, services and waypoint',
    examples: ['kmscope backends', 'kmscope be --filter waypoint!=-'],
    formats: listFormats,
    load: () => import('./commands/backends.ts'),
  },
  {
    name: 'pods',
    alias: 'po',
    args: '[names...]',
    summary: "the node's pods: enabled by cookie, by address, by both or not",
    examples: ['kmscope pods', 'kmscope pods --filter enabled~half'],
    formats: listFormats,
    load: () => import('./commands/pods.ts'),
  },
  {
    name: 'weights',
    args: '[services...]',
    summary: 'the share of new connections that each endpoint or waypoint of a service gets',
    options: [routesOption],
    examples: [
      'kmscope weights fortio.default',
      'kmscope weights --sort -share',
      'kubectl get vs,dr,httproutes,svc,po -A -o yaml | kmscope weights fortio --routes -',
    ],
    formats: listFormats,
    load: () => import('./commands/weights.ts'),
  },
  {
    name: 'connections',
    alias: 'conn',
    args: '[pods...]',
    summary: 'every live TCP connection of enabled pods: where it went, and why',
    options: [['-w, --watch', 'read again every --interval; with -o jsonl, print what changed']],
    examples: [
      'kmscope connections',
      'kmscope conn default/netutils --filter verdict=fallthrough',
      'kmscope connections --watch -o jsonl',
    ],
    formats: listFormats,
    load: () => import('./commands/connections.ts'),
  },
  {
    name: 'explain',
    summary: 'the path that a new connection would take, with every outcome and its share',
    options: [
      ['--from <pod>', 'NAMESPACE/NAME, NAME, ip:ADDR, pid:N, netns:COOKIE, or any'],
      [
        '--to <dest>',
        'ADDR:PORT, [V6]:PORT, SERVICE.NAMESPACE:PORT, SERVICE:PORT, NAMESPACE/POD:PORT',
      ],
      ['--protocol <protocol>', 'tcp or udp (default tcp)'],
      [
        '--who <pod>',
        'the other way round: every service and port by which this pod (name or address) is reached',
      ],
      routesOption,
      ...whatIfOptions,
    ],
    examples: [
      'kmscope explain --from default/netutils --to fortio.default:8080',
      'kmscope explain --from any --to 10.96.0.10:8080 -o mermaid',
      'kmscope explain --who default/fortio-v1',
      'kmscope explain --from any --to web:80 --without web-0 --set-lb web=failover',
      'kmscope explain --from any --to web:80 --with-waypoint web=10.96.0.20:15008',
    ],
    formats,
    load: () => import('./commands/explain.ts'),
  },
  {
    name: 'check',
    summary: 'faults in the maps and around them, each with its entries and what to do',
    options: [
      [
        '--fail-on <severity>',
        'error, warning or info: exit status 1 from there on (default error)',
      ],
      ['--explain <code>', 'the page of a rule: meaning, likely cause, what to do'],
    ],
    examples: [
      'kmscope check',
      'kmscope check --fail-on warning -o json',
      'kmscope check --explain ENDPOINT_HOLE',
    ],
    formats: listFormats,
    load: () => import('./commands/check.ts'),
  },
  {
    name: 'dump',
    isDocument: true,
    summary: 'everything above in one JSON document, which --file reads back',
    options: [
      ['-O, --out-file <file>', '.json or .json.gz, written whole or not at all'],
      ['--raw', 'the bytes of every map too, which a later version may read'],
      ['--redact', 'pseudonyms in place of names, addresses and ids, drawn anew each time'],
      [
        '--for <duration>',
        'first watch for so long, as 10s, and add which connections came and went',
      ],
    ],
    examples: [
      'kmscope dump -O node.json.gz',
      'kmscope connections --file node.json.gz',
      'kmscope dump --redact --for 10s -O report.json.gz',
    ],
    formats: ['json'],
    load: () => import('./commands/dump.ts'),
  },
  {
    name: 'diff',
    isDocument: true,
    args: '[dumps...]',
    summary: 'what differs between two dumps, or a dump and this node; 1 where anything does',
    options: [
      ['--nodes', 'of two nodes, without what each has for itself; by itself where names differ'],
      ['-w, --watch', 'print what changes on this node, every --interval'],
    ],
    examples: [
      'kmscope diff before.json.gz after.json.gz',
      'kmscope diff before.json.gz',
      'kmscope diff worker-1.json.gz worker-2.json.gz -n default',
      'kmscope diff --watch -o jsonl',
    ],
    formats: listFormats,
    load: () => import('./commands/diff.ts'),
  },
  {
    name: 'schema',
    isDocument: true,
    args: '[kind]',
    summary: 'the JSON Schema (2020-12) of a document; without a kind, the list of kinds',
    examples: ['kmscope schema', 'kmscope schema ConnectionList > schema.json'],
    formats: ['json'],
    load: () => import('./commands/schema.ts'),
  },
  {
    name: 'completion',
    isDocument: true,
    args: '<shell>',
    summary: 'a completion script for bash, zsh or fish',
    examples: ['source <(kmscope completion bash)'],
    formats: listFormats,
    load: () => import('./commands/completion.ts'),
  },
  {
    name: 'version',
    isDocument: true,
    summary: 'the version of kmscope',
    examples: ['kmscope version'],
    formats: listFormats,
    load: () => import('./commands/version.ts'),
  },
]);
