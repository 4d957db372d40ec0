import { noRow } from '../columns.ts';
import { askedOfDaemon } from '../daemon-rows.ts';
import { entryEvidence, missingEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Services and workloads that the daemon knows and the maps lack. */
export const daemonRowMissing: Rule = {
  ...askedOfDaemon,
  code: 'DAEMON_ROW_MISSING',
  severity: 'error',
  known: 'computed',
  meaning:
    'the daemon knows a service or a healthy workload that is not in the map: its connections pass Kmesh by',
  cause: 'the update of the map failed, as when it is full, or was lost in a restart',
  advice: 'look for errors in the log of the daemon and at MAP_NEARLY_FULL, then restart it',
  needs: ['daemon', 'km_service', 'km_backend'],
  find: findMissing,
};

function* findMissing({ daemonRows }: CheckContext): Iterable<Draft> {
  const { services, workloads } = daemonRows();
  for (const { id, told, row } of services) {
    if (row !== noRow) continue;
    yield {
      subject: subject('service', id),
      message: `the daemon knows ${told.name}, km_service does not`,
      evidence: [
        entryEvidence('daemon', told.name, { addresses: told.addresses }),
        missingEvidence('km_service', id),
      ],
    };
  }
  for (const { id, told, row } of workloads) {
    // Those without an address wait for the name service, and unhealthy ones need not be there.
    if (row !== noRow || !told.isHealthy || told.addresses.length === 0) continue;
    yield {
      subject: subject('workload', id),
      message: `the daemon knows ${told.uid}, km_backend does not`,
      evidence: [
        entryEvidence('daemon', told.uid, { addresses: told.addresses }),
        missingEvidence('km_backend', id),
      ],
    };
  }
}
