import { noRow } from '../columns.ts';
import { askedOfDaemon, type DaemonRows, draftDifference } from '../daemon-rows.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';
import { waypointNames, workloadDifferences } from '../told-fields.ts';

/** Workloads whose fields in the maps are not those that the daemon was told. */
export const daemonWorkloadDiffers: Rule = {
  ...askedOfDaemon,
  code: 'DAEMON_WORKLOAD_DIFFERS',
  severity: 'warning',
  known: 'computed',
  meaning: 'address, services or waypoint of a workload differ between daemon and map',
  cause: 'an update of the map failed or was lost in a restart',
  advice: 'restart the daemon on this node; report it with a dump if it comes back',
  needs: ['daemon', 'km_backend'],
  find: findDifferences,
};

function* findDifferences({ daemonRows, tables }: CheckContext): Iterable<Draft> {
  const rows = daemonRows();
  const names = waypointNames(rows.dump);
  for (const { id, told, row } of rows.workloads) {
    // The row of an unhealthy one stays as it was.
    if (row === noRow || !told.isHealthy) continue;
    const entry = tables.backends.entry(row);
    const serviceIds = idsOf(told.services, rows);
    for (const difference of workloadDifferences(told, entry, { names, serviceIds })) {
      yield {
        subject: subject('workload', id, difference.field),
        ...draftDifference({ key: told.uid, map: 'km_backend', row: id }, difference),
      };
    }
  }
}

/** Null where they are not told, or one of them cannot be told. */
function idsOf(services: readonly string[], { dump, idOf }: DaemonRows): number[] | null {
  if (!dump.listsServices) return null;
  const ids = services.map(idOf);
  return ids.every((id) => id !== null) ? ids : null;
}
