// The list of services that a backend names.
import type { BackendTable } from './tables.ts';

/** Whether the used slots of a backend name the service. */
export function listsService(backends: BackendTable, row: number, serviceId: number): boolean {
  return slotOfService(backends, row, serviceId) >= 0;
}

/** The first used slot that names the service, -1 = none. */
export function slotOfService(backends: BackendTable, row: number, serviceId: number): number {
  const used = backends.serviceCount(row);
  for (let slot = 0; slot < used; slot++) {
    if (backends.serviceId(row, slot) === serviceId) return slot;
  }
  return -1;
}
