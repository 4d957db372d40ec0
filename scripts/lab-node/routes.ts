// What the lab's waypoint would be told: nine parts of ten of fortio to v1, one to v2. The lab has no
// Kubernetes; this is what `kubectl get virtualservice,destinationrule,service,pod -o yaml` would print.
import { stringify } from 'yaml';
import { podUid } from './entries.ts';
import { fortioSplit, type LabService, namespace, pods, services } from './scenario.ts';

const istio = 'networking.istio.io/v1';

/** One document, a List. */
export function labRoutes(): string {
  const fortio = services.find(({ name }) => name === 'fortio');
  const versions = fortioSplit.map(({ version }) => version);
  const items = [
    virtualService(),
    destinationRule(versions),
    ...(fortio === undefined ? [] : [serviceObject(fortio)]),
    ...versions.flatMap(podObjects),
  ];
  return stringify({ apiVersion: 'v1', kind: 'List', items });
}

function virtualService() {
  const route = fortioSplit.map(({ version, weight }) => ({
    destination: { host: 'fortio', subset: version },
    weight,
  }));
  return {
    apiVersion: istio,
    kind: 'VirtualService',
    metadata: { name: 'fortio', namespace },
    spec: { hosts: ['fortio'], http: [{ route }] },
  };
}

function destinationRule(versions: readonly string[]) {
  const subsets = versions.map((version) => ({ name: version, labels: { version } }));
  return {
    apiVersion: istio,
    kind: 'DestinationRule',
    metadata: { name: 'fortio', namespace },
    spec: { host: 'fortio', subsets },
  };
}

function serviceObject({ name, addresses, ports }: LabService) {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      clusterIP: addresses[0],
      selector: { app: name },
      ports: ports.map(({ port, target }) => ({ name: 'http', port, targetPort: target })),
    },
  };
}

function podObjects(version: string) {
  return pods
    .filter(({ name }) => name.startsWith(`fortio-${version}-`))
    .map(({ name, ipv4 }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, uid: podUid(name), labels: { app: 'fortio', version } },
      status: { podIP: ipv4, podIPs: [{ ip: ipv4 }] },
    }));
}
