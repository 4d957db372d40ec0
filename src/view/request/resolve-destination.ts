// --to: which address and port are meant.
import type { KmeshName } from '../../kmesh/names.ts';
import { NotFoundError, UsageError } from '../../raw/problem.ts';
import { nameLabel } from '../label.ts';
import { canonicalAddress } from './addresses.ts';
import { didYouMean } from './near-matches.ts';

export type DestinationWish =
  | { readonly kind: 'address'; readonly address: string; readonly port: number }
  | { readonly kind: 'service'; readonly name: string; readonly port: number }
  | {
      readonly kind: 'workload';
      readonly namespace: string;
      readonly name: string;
      readonly port: number;
    };

const forms =
  'DEST is ADDR:PORT, [V6]:PORT, SERVICE.NAMESPACE:PORT, SERVICE:PORT or NAMESPACE/POD:PORT';

/** What the text means. Throws UsageError for a text that means nothing. */
export function parseDestination(text: string): DestinationWish {
  const [, inBrackets, portOfBrackets] = /^\[(.*)\](?::(.*))?$/s.exec(text) ?? [];
  if (inBrackets !== undefined) {
    const address = canonicalAddress(inBrackets);
    if (address === undefined || !address.includes(':')) {
      throw new UsageError(`${text}: ${inBrackets || 'nothing'} is no IPv6 address`, forms);
    }
    return { kind: 'address', address, port: parsePort(text, portOfBrackets) };
  }
  const colon = text.lastIndexOf(':');
  const host = colon < 0 ? text : text.slice(0, colon);
  if (host.includes(':')) throw new UsageError(`${text}: IPv6 needs brackets: [V6]:PORT`, forms);
  const port = parsePort(text, colon < 0 ? undefined : text.slice(colon + 1));
  if (host === '') throw new UsageError(`${text} has no destination before its port`, forms);
  return { ...parseHost(text, host), port };
}

type Host =
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'workload'; readonly namespace: string; readonly name: string };

function parseHost(text: string, host: string): Host {
  const address = canonicalAddress(host);
  if (address !== undefined) return { kind: 'address', address };
  if (/^[\d.]+$/.test(host)) throw new UsageError(`${text}: ${host} is no IPv4 address`, forms);
  if (!host.includes('/')) return { kind: 'service', name: host };
  const [namespace = '', name = '', ...rest] = host.split('/');
  if (namespace === '' || name === '' || rest.length > 0) {
    throw new UsageError(`${text}: ${host} is no NAMESPACE/POD`, forms);
  }
  return { kind: 'workload', namespace, name };
}

function parsePort(text: string, port: string | undefined): number {
  if (port === undefined || port === '') throw new UsageError(`${text} has no port`, forms);
  if (!/^\d+$/.test(port)) throw new UsageError(`${text}: ${port} is no port number`, forms);
  const number = Number(port);
  if (number < 1 || number > 0xffff) {
    throw new UsageError(`${text}: ${port} is no port: ports are 1 to 65535`, forms);
  }
  return number;
}

export interface Named {
  readonly id: number;
  readonly name: KmeshName;
}

/** The service that is meant; `namespace` is that of -n, for a bare name. Throws UsageError. */
export function findService(
  services: readonly Named[],
  wanted: string,
  namespace: string | null,
): Named {
  const answers = services.filter(({ name }) => answersTo(name, wanted));
  const inNamespace = answers.filter(({ name }) => name.namespace === namespace);
  const found = namespace === null || inNamespace.length === 0 ? answers : inNamespace;
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    throw new UsageError(`${wanted} is more than one service: ${listed(found)}`, forms);
  }
  const known = services.flatMap(({ name }) => [nameLabel(name), name.name]);
  const hint = didYouMean(wanted, known) ?? 'kmscope services lists them';
  throw new NotFoundError(`no service ${wanted} in the maps`, hint);
}

/** The workload that is meant. Throws UsageError. */
export function findWorkload(workloads: readonly Named[], label: string): Named {
  const found = workloads.filter(({ name }) => nameLabel(name) === label);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1) {
    const kinds = found.map(({ name }) => name.full).join(', ');
    throw new UsageError(`${label} is more than one workload: ${kinds}`, 'ask by its address');
  }
  const known = workloads.map(({ name }) => nameLabel(name));
  const hint = didYouMean(label, known) ?? 'kmscope backends lists them';
  throw new NotFoundError(`no workload ${label} in the maps`, hint);
}

function answersTo(name: KmeshName, wanted: string): boolean {
  if (name.kind !== 'service') return false;
  const { name: short, namespace, hostname } = name;
  return [short, hostname, `${short}.${namespace}`, `${short}.${namespace}.svc`].includes(wanted);
}

function listed(found: readonly Named[]): string {
  return found
    .map(({ name }) => (name.kind === 'service' ? `${name.namespace}/${name.hostname}` : name.full))
    .join(', ');
}

/** The addresses of a service in the order of preference: IPv4 first. */
export function orderAddresses(addresses: readonly string[]): string[] {
  const isIpv6 = (address: string) => Number(address.includes(':'));
  return addresses.toSorted((a, b) => isIpv6(a) - isIpv6(b));
}
