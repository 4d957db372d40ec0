// Entries as evidence: the key in words, and of the fields those that a finding rests on.
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { FrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';
import type { Evidence, EvidenceField } from './finding.ts';
import type { EndpointTable } from './tables.ts';

/** Entries that one finding shows. */
export const shownEvidence = 10;

/** An entry with these fields. */
export function entryEvidence(
  map: string,
  key: string | number,
  fields: Readonly<Record<string, EvidenceField>> = {},
): Evidence {
  return { map, key: String(key), exists: true, fields };
}

/** An entry that ought to be there and is not. */
export function missingEvidence(map: string, key: string | number): Evidence {
  return { map, key: String(key), exists: false, fields: {} };
}

/** A service with these of its fields. */
export function serviceEvidence(
  entry: ServiceEntry,
  ...fields: readonly Exclude<keyof ServiceEntry, 'id'>[]
): Evidence {
  return entryEvidence('km_service', entry.id, pick(entry, fields));
}

/** A backend with these of its fields. */
export function backendEvidence(
  entry: BackendEntry,
  ...fields: readonly Exclude<keyof BackendEntry, 'uid'>[]
): Evidence {
  return entryEvidence('km_backend', entry.uid, pick(entry, fields));
}

/** An endpoint and the backend that it names. */
export function endpointEvidence(entry: EndpointEntry): Evidence {
  const { serviceId, prio, backendIndex, backendUid } = entry;
  return entryEvidence('km_endpoint', `${serviceId}/${prio}/${backendIndex}`, { backendUid });
}

/** The first endpoints of some rows by priority and index: the kernel gives rows in no order. */
export function firstEndpoints(
  rows: Iterable<number>,
  { prios, indexes, entry }: EndpointTable,
  wanted: number,
): Evidence[] {
  const column = (values: Uint32Array, a: number, b: number) => (values[a] ?? 0) - (values[b] ?? 0);
  const sorted = [...rows].sort((a, b) => column(prios, a, b) || column(indexes, a, b));
  return sorted.slice(0, wanted).map((row) => endpointEvidence(entry(row)));
}

/** A frontend and what it leads to. */
export function frontendEvidence({ address, upstreamId }: FrontendEntry): Evidence {
  return entryEvidence('km_frontend', address, { upstreamId });
}

function pick<T extends object, K extends keyof T>(entry: T, fields: readonly K[]) {
  return Object.fromEntries(fields.map((field) => [field, entry[field]])) as Record<
    string,
    EvidenceField
  >;
}
