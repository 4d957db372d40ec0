// Cells that several tables share.
import { formatHostPort } from '../../layout/ip-address.ts';
import { absent } from '../column.ts';
import type { PlaceItem } from '../items/connection.ts';
import type { PortItem } from '../items/service.ts';
import type { WaypointItem } from '../items/waypoint.ts';

/** `80:8080`, or `80` where both are the same; `!` where unused bytes keep the port from matching. */
export function portCells(port: PortItem): string {
  const { servicePort, targetPort, rawServicePort, rawTargetPort } = port;
  const mark = rawServicePort === undefined && rawTargetPort === undefined ? '' : '!';
  return servicePort === targetPort
    ? `${servicePort}${mark}`
    : `${servicePort}:${targetPort}${mark}`;
}

/** `fortio-waypoint.default:15008`; in parentheses where the programs ignore it. */
export function waypointCell(waypoint: WaypointItem | null): string {
  if (waypoint === null) return absent;
  const place = waypoint.name ?? waypoint.address ?? '?';
  const isAddress = waypoint.name === null && waypoint.address !== null;
  const port = waypoint.port ?? 0;
  const text = isAddress ? formatHostPort(place, port) : `${place}:${port}`;
  return waypoint.effective ? text : `(${text}, ignored)`;
}

/** `fortio.default:8080`, or the address where there is no name. */
export function placeCell(place: PlaceItem): string {
  return place.name === null ? addressCell(place) : `${place.name}:${place.port}`;
}

/** `10.96.0.1:8080`. */
export function addressCell(place: { readonly address: string; readonly port: number }): string {
  return formatHostPort(place.address, place.port);
}
