import type { EndpointEntry } from '../../kmesh/dual-engine/endpoint.ts';
import type { Directory } from '../directory.ts';

export interface EndpointItem {
  readonly serviceId: number;
  readonly serviceName: string | null;
  /** 0 to 6, 0 the best. */
  readonly prio: number;
  /** 1-based. */
  readonly index: number;
  readonly backendUid: number;
  readonly backendName: string | null;
  /** Null = the backend does not exist. */
  readonly address: string | null;
}

/** The endpoint with the names of its two ends. */
export function toEndpointItem(entry: EndpointEntry, directory: Directory): EndpointItem {
  const { serviceId, prio, backendIndex: index, backendUid } = entry;
  return {
    serviceId,
    serviceName: directory.labelOf(serviceId),
    prio,
    index,
    backendUid,
    backendName: directory.labelOf(backendUid),
    address: directory.addressOf(backendUid),
  };
}
