// Which workload is meant, by name or address; and which service, by name, id or address.
import { dnsProxyUid } from '../../kmesh/dual-engine/backend.ts';
import { NotFoundError, UsageError } from '../../raw/problem.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { nameLabel } from '../label.ts';
import { canonicalAddress } from './addresses.ts';
import { asFarAsRead } from './as-far-as-read.ts';
import { namedEntries } from './explain-request.ts';
import { didYouMean } from './near-matches.ts';
import { findService, findWorkload } from './resolve-destination.ts';

const workloadForms = 'it is NAMESPACE/NAME, NAME or an address';
const serviceForms = 'it is SERVICE.NAMESPACE, SERVICE, an id or an address';

/**
 * The uids of the workloads that are meant; an address may be that of several. `namespace` is that of -n,
 * for a bare name. Throws UsageError where there is none, or a name is that of more than one.
 */
export function findWorkloadUids(
  snapshot: Snapshot,
  text: string,
  namespace: string | null,
): readonly number[] {
  return asFarAsRead(snapshot, ['km_backend', 'km_frontend'], () =>
    pickWorkloadUids(snapshot, text, namespace),
  );
}

function pickWorkloadUids(
  snapshot: Snapshot,
  text: string,
  namespace: string | null,
): readonly number[] {
  const address = canonicalAddress(text.replace(/^ip:/, ''));
  if (address !== undefined) return uidsOfAddress(snapshot, address);
  if (text === '') throw new UsageError('no workload is meant by ""', workloadForms);
  requireNames(snapshot, 'use an address');
  const workloads = namedEntries(snapshot, 'workload');
  if (text.includes('/')) return [findWorkload(workloads, text).id];
  const found = workloads.filter(
    ({ name }) => name.name === text && (namespace === null || name.namespace === namespace),
  );
  if (found.length > 1) {
    const labels = found.map(({ name }) => nameLabel(name)).join(', ');
    throw new UsageError(`${text} is more than one workload: ${labels}`, workloadForms);
  }
  const names = workloads.flatMap(({ name }) => [name.name, nameLabel(name)]);
  const hint = didYouMean(text, names) ?? 'kmscope backends lists them';
  if (found.length === 0) throw new NotFoundError(`no workload ${text} in the maps`, hint);
  return found.map(({ id }) => id);
}

/** By the frontend of the address, else by the backends themselves: some workloads have no frontend. */
function uidsOfAddress(snapshot: Snapshot, address: string): readonly number[] {
  const { keyedRouting } = snapshot;
  const id = keyedRouting.findFrontend(address)?.upstreamId;
  if (id !== undefined && keyedRouting.findService(id) !== undefined) {
    throw new UsageError(`${address} is the address of a service`, 'name one of its workloads');
  }
  const found = snapshot.backends
    .filter((backend) => backend.address === address && backend.uid !== dnsProxyUid)
    .map(({ uid }) => uid);
  // A workload of several addresses has one of them in its backend.
  const all = new Set(id === undefined ? found : [id, ...found]);
  if (all.size > 0) return [...all];
  throw new NotFoundError(`no workload has the address ${address}`, 'kmscope backends lists them');
}

/** The id of the service that is meant. Throws UsageError. */
export function findServiceId(snapshot: Snapshot, text: string, namespace: string | null): number {
  return asFarAsRead(snapshot, ['km_service', 'km_frontend'], () =>
    pickServiceId(snapshot, text, namespace),
  );
}

function pickServiceId(snapshot: Snapshot, text: string, namespace: string | null): number {
  const { keyedRouting } = snapshot;
  const isService = (id: number | undefined): id is number =>
    id !== undefined && keyedRouting.findService(id) !== undefined;
  const address = canonicalAddress(text);
  const number = /^\d{1,10}$/.test(text) ? Number(text) : undefined;
  if (number === undefined && address === undefined) {
    requireNames(snapshot, serviceForms);
    return findService(namedEntries(snapshot, 'service'), text, namespace).id;
  }
  const id = address === undefined ? number : keyedRouting.findFrontend(address)?.upstreamId;
  if (isService(id)) return id;
  throw new NotFoundError(`no service ${text} in the maps`, serviceForms);
}

function requireNames({ names }: Snapshot, hint: string): void {
  if (names.path !== null) return;
  throw new UsageError('no name file on this node, so names mean nothing', hint);
}
