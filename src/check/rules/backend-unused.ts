import { dnsProxyUid } from '../../kmesh/dual-engine/backend.ts';
import { noRow } from '../columns.ts';
import { backendEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A backend that no frontend leads to and no endpoint names. */
export const backendUnused: Rule = {
  code: 'BACKEND_UNUSED',
  severity: 'info',
  known: 'observed',
  meaning: 'no frontend and no endpoint leads to a backend: no connection is sent to it',
  cause: 'a host-network pod without a service, or a workload that was removed half-way',
  advice: 'nothing to do for a host-network pod; else look whether the pod still exists',
  issue: null,
  needs: ['km_frontend', 'km_service', 'km_endpoint', 'km_backend'],
  find: findUnused,
};

function* findUnused({ tables }: CheckContext): Iterable<Draft> {
  const { backends, endpoints, frontends } = tables;
  const used = new Uint8Array(backends.count);
  for (const row of endpoints.backendRows) if (row !== noRow) used[row] = 1;
  for (const row of frontends.backendRows) if (row !== noRow) used[row] = 1;
  for (let row = 0; row < backends.count; row++) {
    if (used[row] === 1 || backends.uids[row] === dnsProxyUid) continue;
    const entry = backends.entry(row);
    yield {
      subject: subject('workload', entry.uid),
      message: `nothing leads to ${entry.address}`,
      evidence: [backendEvidence(entry, 'address', 'serviceCount')],
    };
  }
}
