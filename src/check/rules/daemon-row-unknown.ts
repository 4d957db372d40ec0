import { askedOfDaemon } from '../daemon-rows.ts';
import { backendEvidence, serviceEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** Services and workloads in the maps that the daemon does not know. */
export const daemonRowUnknown: Rule = {
  ...askedOfDaemon,
  code: 'DAEMON_ROW_UNKNOWN',
  severity: 'warning',
  known: 'computed',
  meaning: 'the map has a service or a workload that the daemon does not know: nobody updates it',
  cause: 'a removal that failed or came while the daemon was down',
  advice: 'restart the daemon, which removes what it is not told of; report it if it stays',
  needs: ['daemon', 'km_service', 'km_backend'],
  find: findUnknown,
};

function* findUnknown({ daemonRows, tables }: CheckContext): Iterable<Draft> {
  const { isKnown } = daemonRows();
  const { services, backends } = tables;
  for (const entry of services.entries) {
    if (isKnown(entry.id)) continue;
    yield {
      subject: subject('service', entry.id),
      message: 'in km_service, and not among the services of the daemon',
      evidence: [serviceEvidence(entry, 'endpointCounts')],
    };
  }
  for (const [row, uid] of backends.uids.entries()) {
    if (isKnown(uid)) continue;
    yield {
      subject: subject('workload', uid),
      message: 'in km_backend, and not among the workloads of the daemon',
      evidence: [backendEvidence(backends.entry(row), 'address')],
    };
  }
}
