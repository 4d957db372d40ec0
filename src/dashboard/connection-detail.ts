// Everything about one connection: its path in one line and why; then what it got, side by side with what
// the same connect would get now; then the map entries that decide it.
import { ageOf, type Connection } from '../explain/connection.ts';
import { explainConnect } from '../explain/dual-engine/explain-connect.ts';
import { reasons } from '../explain/explanation.ts';
import { unmapAddress } from '../kmesh/address.ts';
import { enablementOf, podLabel } from '../snapshot/pod.ts';
import { formatAge, formatShare } from '../view/format.ts';
import { type ExplanationItem, toExplanationItem } from '../view/items/explanation.ts';
import { pathLines } from '../view/path-lines.ts';
import { connectionId } from './connection-changes.ts';
import { entryLines } from './entry-lines.ts';
import { type Labels, placeLabel, printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailBlock, type DetailContext, type DetailLine, detailLine } from './pane.ts';
import { verdictStyle } from './verdict-words.ts';

/** The path first, since the small pane shows only what comes first. */
export function connectionDetail(
  model: Model,
  connection: Connection,
  context: DetailContext,
): DetailBlock[] {
  const { verdict, reason, known, note, stale } = connection;
  const why = reason === null ? '' : `: ${reasons[reason].meaning}`;
  const word = [verdict, reason].filter(Boolean).join(' ');
  const closed = model.changes.marks.get(connectionId(connection)) === 'closing';
  const head: DetailBlock[] = [
    detailLine('path', pathLine(model, connection, context.glyphs.arrow), 'strong'),
    detailLine('verdict', `${word} (${known})${why}`, verdictStyle(verdict)),
  ];
  if (closed) head.push(detailLine('state', 'closed since the reading before', 'warn'));
  if (connection.bypassedServiceId !== null) {
    const service = model.labels.service(connection.bypassedServiceId);
    const text = `goes to the pod's own address, past the waypoint of ${service}`;
    head.push(detailLine('bypass', text, 'warn'));
  }
  if (note !== null) head.push(detailLine('note', printable(note), stale ? 'warn' : 'plain'));
  // The advice is for the caller.
  const isCaller = connection.direction !== 'inbound';
  if (isCaller && reason !== null && reasons[reason].advice !== 'nothing to do') {
    head.push(detailLine('advice', reasons[reason].advice));
  }
  const now = explainNow(model, connection);
  const right = now === null ? notComputed(model, connection) : nowLines(connection, now);
  head.push({ left: gotLines(model, connection), right });
  if (now === null) return head;
  const steps = pathLines(now).map((text) => detailLine(null, printable(text)));
  return [
    ...head,
    detailLine(null, ''),
    detailLine(null, 'What the same connect would get, hop by hop:', 'strong'),
    ...steps,
    detailLine(null, ''),
    ...entryLines(model.snapshot, now.steps, context.isHex),
  ];
}

function pathLine({ labels }: Model, connection: Connection, arrowSign: string): string {
  const { pod, source, destination, direction, verdict } = connection;
  const arrow = ` ${arrowSign} `;
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
  // Not every Kmesh keeps what was asked for.
  const first = connection.originalDestination === null ? name : `${name}${arrow}${asked}`;
  return `${first}${arrow}${hop}${end}`;
}

/** What was asked for: the service with its address, or the address alone. */
function askedPlace(labels: Labels, connection: Connection): string {
  const { originalDestination, destination, serviceId } = connection;
  const { address, port } = originalDestination ?? destination;
  if (serviceId === null) return placeLabel({ address, port });
  return `${labels.service(serviceId)}:${port} (${address})`;
}

/** What the socket is connected to, by the workload's name where it has one. */
function gotLabel(labels: Labels, { destination, backendUid }: Connection): string {
  const name = backendUid === null ? null : labels.findBackend(backendUid);
  return name === null ? placeLabel(destination) : `${name}:${destination.port}`;
}

function gotLines(model: Model, connection: Connection): DetailLine[] {
  const { source, viaWaypoint, encoded, direction, pod, state } = connection;
  const ageMs = ageOf(connection, model.snapshot.monotonicNs);
  const facts = [state, direction ?? 'direction unknown'];
  if (ageMs !== null) facts.push(`open for ${formatAge(ageMs)}`);
  if (viaWaypoint) facts.push('via waypoint');
  if (encoded) facts.push('header for the waypoint written');
  if (enablementOf(pod.enabled) === 'half-enabled') {
    facts.push(`half-enabled pod: ${pod.enabled.cookie ? 'cookie' : 'address'} only`);
  }
  return [
    detailLine('got', gotLabel(model.labels, connection), verdictStyle(connection.verdict)),
    detailLine('socket', `${placeLabel(source)}, ${facts.join(', ')}`),
  ];
}

const shownOutcomes = 6;

/** What the maps of now make of the same connect, one line for each outcome. */
function nowLines({ destination }: Connection, now: ExplanationItem): DetailLine[] {
  const lines = now.outcomes.slice(0, shownOutcomes).map((outcome, index) => {
    const { share, verdict, reason, name, address, port } = outcome;
    const isSame = address === destination.address && port === destination.port;
    const place = placeLabel({ address, port });
    const where = name === null ? place : `${printable(name)} ${place}`;
    const text = `${formatShare(share)} ${verdict} ${reason} ${where}${isSame ? '  (as it got)' : ''}`;
    return detailLine(index === 0 ? 'now' : '', text, isSame ? 'good' : 'plain');
  });
  const omitted = now.outcomes.length - lines.length;
  if (omitted > 0) lines.push(detailLine('', `${omitted} more outcomes`, 'dim'));
  return lines;
}

function notComputed({ mode }: Model, { direction }: Connection): DetailLine[] {
  if (direction === 'inbound') {
    return [detailLine('now', 'inbound: the caller decides where it goes', 'dim')];
  }
  const isNative = mode === 'kernel-native';
  const why = isNative
    ? 'what was asked for is not kept'
    : 'which Kmesh wrote the maps is not known';
  return [detailLine('now', `not computed: ${why}`, 'dim')];
}

function explainNow(
  { snapshot, directory }: Model,
  connection: Connection,
): ExplanationItem | null {
  const { followed, routing } = snapshot;
  const { pod, socket, direction } = connection;
  const isNative = snapshot.mode === 'kernel-native';
  if (isNative || direction === 'inbound' || followed === undefined) return null;
  const asked = connection.originalDestination ?? connection.destination;
  const managed = pod.enabled.cookie === true;
  const request = { family: socket.family, protocol: 'tcp', call: 'connect', ...asked } as const;
  const bypassed = routing.isBypassed(socket.netnsCookie);
  const context = { generation: followed, maps: routing, managed, bypassed };
  const explanation = explainConnect(context, request);
  const from = { pod: podLabel(pod), netnsCookie: String(socket.netnsCookie) };
  const labelOfAddress = (address: string) => {
    const id = routing.findFrontend(unmapAddress(address))?.upstreamId;
    return id === undefined ? null : directory.labelOf(id);
  };
  return toExplanationItem(explanation, from, { labelOf: directory.labelOf, labelOfAddress });
}
