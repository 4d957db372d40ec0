// What is said of a connection in more than one place.
import type { Connection } from '../explain/connection.ts';
import type { Verdict } from '../explain/explanation.ts';
import { verdictTone } from '../view/columns/connection-columns.ts';
import { type Labels, placeLabel } from './labels.ts';
import type { Style } from './text.ts';

/** What the application asked for, by the service's name where it has one. */
export function askedLabel(labels: Labels, connection: Connection): string {
  const { originalDestination, destination, serviceId } = connection;
  const { address, port } = originalDestination ?? destination;
  if (serviceId !== null) return `${labels.service(serviceId)}:${port}`;
  return placeLabel({ address, port });
}

/** What the socket is connected to, by the workload's name where it has one. */
export function gotLabel(labels: Labels, connection: Connection): string {
  const { destination, backendUid } = connection;
  const name = backendUid === null ? null : labels.findBackend(backendUid);
  return name === null ? placeLabel(destination) : `${name}:${destination.port}`;
}

/** The style of a verdict; its word stands in the same cell. */
export function verdictStyle(verdict: Verdict): Style {
  if (verdict === 'waypoint' || verdict === 'dns-proxy') return 'info';
  return verdictTone(verdict) ?? 'plain';
}
