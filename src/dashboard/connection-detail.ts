// Everything about one connection: its path in one line, why, and what the same connect would get now.
import type { Connection } from '../explain/connection.ts';
import { explainConnect } from '../explain/dual-engine/explain-connect.ts';
import { reasons } from '../explain/explanation.ts';
import { unmapAddress } from '../kmesh/address.ts';
import { enablementOf, podLabel } from '../snapshot/pod.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Directory } from '../view/directory.ts';
import { formatAge } from '../view/format.ts';
import { toExplanationItem } from '../view/items/explanation.ts';
import { pathLines } from '../view/path-lines.ts';
import { askedLabel, gotLabel, verdictStyle } from './connection-labels.ts';
import type { Glyphs } from './glyphs.ts';
import { type Labels, placeLabel, printable } from './labels.ts';
import { type DetailLine, detailLine } from './pane.ts';

export interface DetailContext {
  readonly snapshot: Snapshot;
  readonly directory: Directory;
  readonly labels: Labels;
  readonly connection: Connection;
  readonly glyphs: Glyphs;
}

/** The path first, since the small pane shows only what comes first. */
export function connectionDetail(context: DetailContext): DetailLine[] {
  const { connection } = context;
  const { verdict, reason, known, note, stale } = connection;
  const style = verdictStyle(verdict);
  const why = reason === null ? '' : `: ${reasons[reason].meaning}`;
  const lines = [
    detailLine('path', pathLine(context), 'strong'),
    detailLine('verdict', `${[verdict, reason].filter(Boolean).join(' ')} (${known})${why}`, style),
  ];
  if (note !== null) lines.push(detailLine('note', printable(note), stale ? 'warn' : 'plain'));
  if (reason !== null && reasons[reason].advice !== 'nothing to do') {
    lines.push(detailLine('advice', reasons[reason].advice));
  }
  return [...lines, ...factLines(connection), ...nowLines(context)];
}

function pathLine({ connection, labels, glyphs }: DetailContext): string {
  const { pod, source, destination, direction, verdict } = connection;
  const arrow = ` ${glyphs.arrow} `;
  const name = printable(podLabel(pod));
  if (direction === 'inbound') {
    return `${placeLabel(source)}${arrow}${name} (${placeLabel(destination)})`;
  }
  const asked = askedPlace(labels, connection);
  if (verdict !== 'endpoint' && verdict !== 'waypoint' && verdict !== 'dns-proxy') {
    return `${name}${arrow}${asked}`;
  }
  const got = gotLabel(labels, connection);
  const hop = verdict === 'endpoint' ? '' : `${verdict} `;
  const end = got === placeLabel(destination) ? got : `${got} (${destination.address})`;
  return `${name}${arrow}${asked}${arrow}${hop}${end}`;
}

/** The service with its address, or the address alone. */
function askedPlace(labels: Labels, connection: Connection): string {
  const asked = askedLabel(labels, connection);
  const { address } = connection.originalDestination ?? connection.destination;
  return connection.serviceId === null ? asked : `${asked} (${address})`;
}

function factLines(connection: Connection): DetailLine[] {
  const { source, viaWaypoint, encoded, direction, pod, state, ageMs } = connection;
  const facts = [state, direction ?? 'direction unknown'];
  if (ageMs !== null) facts.push(`open for ${formatAge(ageMs)}`);
  if (viaWaypoint) facts.push('via waypoint');
  if (encoded) facts.push('header for the waypoint written');
  if (enablementOf(pod.enabled) === 'half-enabled') {
    facts.push(`half-enabled pod: ${pod.enabled.cookie ? 'cookie' : 'address'} only`);
  }
  return [detailLine('socket', `${placeLabel(source)}, ${facts.join(', ')}`)];
}

/** What the maps of the snapshot make of the same connect. */
function nowLines({ snapshot, directory, connection }: DetailContext): DetailLine[] {
  const { followed, routing } = snapshot;
  const { pod, socket, direction } = connection;
  if (direction === 'inbound') return [];
  if (followed === undefined) {
    return [detailLine('now', 'not computed: which Kmesh wrote the maps is not known', 'dim')];
  }
  const asked = connection.originalDestination ?? connection.destination;
  const managed = pod.enabled.cookie === true;
  const request = { family: socket.family, protocol: 'tcp', call: 'connect', ...asked } as const;
  const explanation = explainConnect({ generation: followed, maps: routing, managed }, request);
  const from = { pod: podLabel(pod), netnsCookie: String(socket.netnsCookie) };
  // Not the directory's own look-up by address, which may ask the node.
  const labelOfAddress = (address: string) => {
    const id = routing.findFrontend(unmapAddress(address))?.upstreamId;
    return id === undefined ? null : directory.labelOf(id);
  };
  const item = toExplanationItem(explanation, from, { labelOf: directory.labelOf, labelOfAddress });
  return [
    detailLine(null, ''),
    detailLine(null, 'What the same connect would get with the maps as they were read:', 'strong'),
    ...pathLines(item).map((text) => detailLine(null, printable(text))),
  ];
}
