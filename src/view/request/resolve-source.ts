// --from: which pod is meant.
import { unmapAddress } from '../../kmesh/address.ts';
import { NotFoundError, UsageError } from '../../raw/problem.ts';
import { type Pod, podLabel } from '../../snapshot/pod.ts';
import { canonicalAddress } from './addresses.ts';
import { didYouMean } from './near-matches.ts';

export type SourceWish =
  | { readonly kind: 'any' }
  | { readonly kind: 'netns'; readonly cookie: bigint }
  | { readonly kind: 'address'; readonly address: string }
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'name'; readonly namespace: string | null; readonly name: string };

/** A wish that only the list of pods can answer. */
export type PodWish = Exclude<SourceWish, { kind: 'any' | 'netns' }>;

const forms = 'POD is NAMESPACE/NAME, NAME, ip:ADDR, pid:N, netns:COOKIE or any';

/** What the text means; `namespace` is that of -n. Throws UsageError for a text that means nothing. */
export function parseSource(text: string, namespace: string | null): SourceWish {
  if (text === 'any') return { kind: 'any' };
  const [, scheme, rest = ''] = /^(ip|pid|netns):(.*)$/s.exec(text) ?? [];
  if (scheme === 'ip') return { kind: 'address', address: requireAddress(text, rest) };
  if (scheme === 'pid') return { kind: 'pid', pid: Number(requireNumber(text, rest, 2n ** 22n)) };
  if (scheme === 'netns') return { kind: 'netns', cookie: requireNumber(text, rest, 2n ** 64n) };
  const parts = text.split('/');
  if (parts.length > 2 || parts.includes(''))
    throw new UsageError(`no pod is meant by ${text || '""'}`, forms);
  const [first = '', second] = parts;
  return second === undefined
    ? { kind: 'name', namespace, name: first }
    : { kind: 'name', namespace: first, name: second };
}

/** The pod that is meant. Throws NotFoundError where there is none, UsageError where there is more than one. */
export function findPod(pods: readonly Pod[], wish: PodWish): Pod {
  const found = pods.filter((pod) => isMeant(pod, wish));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const wanted = describe(wish);
  if (found.length > 1) {
    const candidates = found.map((pod) => `${podLabel(pod)} (netns:${pod.netnsCookie})`).join(', ');
    throw new UsageError(`${wanted} is more than one pod: ${candidates}`, forms);
  }
  throw new NotFoundError(`no pod ${wanted} on this node`, hintFor(pods, wish));
}

function isMeant(pod: Pod, wish: PodWish): boolean {
  if (wish.kind === 'pid') return pod.pids.includes(wish.pid);
  if (wish.kind === 'address') {
    return pod.addresses.some((address) => unmapAddress(address) === wish.address);
  }
  const isNamespace = wish.namespace === null || pod.namespace === wish.namespace;
  return isNamespace && pod.name === wish.name;
}

function describe(wish: PodWish): string {
  if (wish.kind === 'pid') return `pid:${wish.pid}`;
  if (wish.kind === 'address') return `ip:${wish.address}`;
  return wish.namespace === null ? wish.name : `${wish.namespace}/${wish.name}`;
}

function hintFor(pods: readonly Pod[], wish: PodWish): string {
  const list = 'kmscope pods lists them';
  if (wish.kind !== 'name') return list;
  const names = pods.filter((pod) => pod.name !== null);
  const near =
    didYouMean(describe(wish), names.map(podLabel)) ??
    didYouMean(
      wish.name,
      names.map((pod) => pod.name ?? ''),
    );
  return near ?? list;
}

function requireAddress(text: string, address: string): string {
  const canonical = canonicalAddress(address);
  if (canonical === undefined) throw new UsageError(`${text} has no IP address`, forms);
  return unmapAddress(canonical);
}

function requireNumber(text: string, digits: string, limit: bigint): bigint {
  if (!/^\d{1,20}$/.test(digits) || BigInt(digits) >= limit) {
    throw new UsageError(`${text} has no number that could be one`, forms);
  }
  return BigInt(digits);
}
