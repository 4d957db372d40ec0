import { findDnsProxy, isUsableProxy, whyNoDns } from '../dns-proxy.ts';
import { backendEvidence, entryEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A row of the DNS proxy with an address that no pod of the node has. */
export const dnsProxyGone: Rule = {
  code: 'DNS_PROXY_GONE',
  severity: 'warning',
  known: 'inferred',
  meaning:
    'no pod of this node has the address of the DNS proxy: the DNS queries of enabled pods are probably lost',
  cause:
    'the daemon is gone or has a new address, and the row was left behind; a daemon on the host network also looks so',
  advice: 'compare the address with the one of the Kmesh pod on this node, and restart it',
  issue: null,
  needs: ['km_backend', 'generation', 'namespaces'],
  whyNotApplicable: whyNoDns,
  whyNotLooked: whyAddressesUnknown,
  find: findGone,
};

/** An address that was not seen may be the one. */
function whyAddressesUnknown({ snapshot, tables }: CheckContext): string | null {
  if (findDnsProxy(tables) === undefined) return null;
  const { namespaces } = snapshot.namespaces;
  const unread = namespaces.filter(({ addresses }) => addresses === null).length;
  return unread === 0 ? null : `namespaces whose addresses could not be read: ${unread}`;
}

function* findGone({ snapshot, tables }: CheckContext): Iterable<Draft> {
  const proxy = findDnsProxy(tables);
  if (proxy === undefined || !isUsableProxy(proxy)) return;
  const { namespaces } = snapshot.namespaces;
  if (namespaces.some(({ addresses }) => addresses?.includes(proxy.address))) return;
  yield {
    subject: subject('workload', proxy.uid),
    message: `no pod of this node has ${proxy.address}`,
    evidence: [
      backendEvidence(proxy, 'address'),
      entryEvidence('namespaces', 'all', { count: namespaces.length }),
    ],
  };
}
