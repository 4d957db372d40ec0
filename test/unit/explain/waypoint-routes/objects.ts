// Objects for these tests, as short YAML.
import { explainBeyond } from '../../../../src/explain/waypoint-routes/explain-beyond.ts';
import type { KnownServices } from '../../../../src/explain/waypoint-routes/find-pods.ts';
import { readObjects } from '../../../../src/explain/waypoint-routes/read-objects.ts';

export const virtualService = (spec: string, metadata = 'name: web, namespace: default') =>
  `{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {${metadata}}, spec: {${spec}}}`;

export const destinationRule = (spec: string, metadata = 'name: web, namespace: default') =>
  `{apiVersion: networking.istio.io/v1beta1, kind: DestinationRule, metadata: {${metadata}}, spec: {${spec}}}`;

export const gatewayRoute = (
  spec: string,
  kind = 'HTTPRoute',
  metadata = 'name: web, namespace: default',
) =>
  `{apiVersion: gateway.networking.k8s.io/v1, kind: ${kind}, metadata: {${metadata}}, spec: {${spec}}}`;

/** A parentRef to the service `web`. */
export const toWeb = 'parentRefs: [{group: "", kind: Service, name: web}]';

export const pod = (name: string, labels: string) =>
  `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: default, labels: {${labels}}}, status: {podIP: 10.0.0.9}}`;

export const service = (name: string, ports: string) =>
  `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: default}, spec: {selector: {app: ${name}}, ports: [${ports}]}}`;

/** Two pods of `web`, one of `web-v2`. */
export const known: KnownServices = {
  find: (hostname) => {
    const endpoint = (name: string, address: string) => ({ namespace: 'default', name, address });
    const endpoints = {
      'web.default.svc.cluster.local': [endpoint('a', '10.0.0.1'), endpoint('b', '10.0.0.2')],
      'web-v2.default.svc.cluster.local': [endpoint('b', '10.0.0.2')],
    }[hostname];
    return endpoints && { endpoints, targetPort: (port) => (port === 80 ? 8080 : null) };
  },
};

export const asked = {
  hostname: 'web.default.svc.cluster.local',
  namespace: 'default',
  name: 'web',
  port: 80,
};

/** What the documents declare for `web`, port 80. */
export function beyond(...documents: readonly string[]) {
  const objects = readObjects([{ name: 'test', text: documents.join('\n---\n') }]);
  return explainBeyond(objects, known, asked);
}

/** Each route as `condition: target share, target share`. */
export function routeTexts(...documents: readonly string[]): string[] {
  return beyond(...documents).routes.map(({ condition, targets }) => {
    const parts = targets.map(
      ({ name, subset, shareOfRoute }) =>
        `${subset ?? name.replace('.default.svc.cluster.local', '')} ${shareOfRoute}`,
    );
    return [condition, parts.join(', ')].filter((part) => part !== null).join(': ');
  });
}
