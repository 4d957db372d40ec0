import { findDnsProxy, isUsableProxy, whyNoDns } from '../dns-proxy.ts';
import { backendEvidence } from '../evidence.ts';
import { type CheckContext, type Draft, type Rule, subject } from '../rule.ts';

/** A row of the DNS proxy that no query can be sent to. */
export const dnsProxyUnusable: Rule = {
  code: 'DNS_PROXY_UNUSABLE',
  severity: 'error',
  known: 'computed',
  meaning:
    'the row of the DNS proxy has no IPv4 address: the DNS queries of enabled pods go to an address that nobody has',
  cause:
    'the daemon was started without INSTANCE_IP, or with an IPv6 one: only its first four bytes are used',
  advice:
    'give the daemon an IPv4 INSTANCE_IP, or set KMESH_ENABLE_DNS_PROXY to false; then restart it',
  issue: null,
  needs: ['km_backend', 'generation'],
  whyNotApplicable: whyNoDns,
  find: findUnusable,
};

function* findUnusable({ tables }: CheckContext): Iterable<Draft> {
  const proxy = findDnsProxy(tables);
  if (proxy === undefined || isUsableProxy(proxy)) return;
  yield {
    subject: subject('workload', proxy.uid),
    message: `the address of the DNS proxy is ${proxy.address}`,
    evidence: [backendEvidence(proxy, 'address')],
  };
}
