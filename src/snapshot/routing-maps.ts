// The tables that the connect hooks read, as questions. Answered from maps read whole, or key by key
// from the live kernel: explain/ cannot tell the difference.
import type { BackendEntry } from '../kmesh/dual-engine/backend.ts';
import type { EndpointEntry } from '../kmesh/dual-engine/endpoint.ts';
import type { FrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import type { ServiceEntry } from '../kmesh/dual-engine/service.ts';

export interface RoutingMaps {
  /** The frontend of an address in map form (see kmesh/address.ts). */
  findFrontend(address: string): FrontendEntry | undefined;
  findService(id: number): ServiceEntry | undefined;
  /**
   * The endpoints that exist with an index from 1 to `count`, ascending. Bounded by the map, whatever
   * the count says; what is missing up to `count` is the caller's to notice.
   */
  listEndpoints(serviceId: number, prio: number, count: number): readonly EndpointEntry[];
  findBackend(uid: number): BackendEntry | undefined;
  /** Whether the manager map has this namespace's cookie, with any value. */
  isManaged(netnsCookie: bigint): boolean;
  /** Whether its value there is not 0: bypassed, where the programs are v0.4's. */
  isBypassed(netnsCookie: bigint): boolean;
  /** Maps that could not be read whole or at all: a miss there proves nothing. */
  readonly incompleteMaps: readonly string[];
}
