// What a port of a service speaks, as the Service declares it (Istio: protocol selection).
import type { DeclaredService } from './route-object.ts';

export type PortProtocol = 'http' | 'tls' | 'tcp';

const protocols: Readonly<Record<string, PortProtocol>> = {
  http: 'http',
  http2: 'http',
  grpc: 'http',
  'grpc-web': 'http',
  'kubernetes.io/h2c': 'http',
  'kubernetes.io/ws': 'http',
  https: 'tls',
  tls: 'tls',
  'kubernetes.io/wss': 'tls',
  tcp: 'tcp',
  mongo: 'tcp',
  mysql: 'tcp',
  redis: 'tcp',
};

/** The protocol of a port, null = not declared, or the Service is not given: the waypoint looks itself. */
export function findProtocol(
  services: readonly DeclaredService[],
  asked: { readonly namespace: string; readonly name: string; readonly port: number },
): PortProtocol | null {
  const service = services.find(
    ({ namespace, name }) => namespace === asked.namespace && name === asked.name,
  );
  const port = service?.ports.find((one) => one.port === asked.port);
  if (port === undefined) return null;
  const word = (port.appProtocol ?? port.name ?? '').toLowerCase();
  // A port's name is `PROTOCOL` or `PROTOCOL-SUFFIX`.
  const known = [word, word.startsWith('grpc-web') ? 'grpc-web' : (word.split('-')[0] ?? '')];
  const found = known.find((one) => Object.hasOwn(protocols, one));
  return found === undefined ? null : (protocols[found] ?? null);
}
