// Everything about a listener of kernel-native mode, or about one endpoint of one of its clusters.
import { formatCount, formatShare } from '../view/format.ts';
import type { NativeServiceItem } from '../view/items/native-service.ts';
import { renderTable } from '../view/table.ts';
import { printable } from './labels.ts';
import { type NativeServiceLine, nativeServiceLineColumns } from './native-service-line.ts';
import { type DetailLine, detailLine } from './pane.ts';

/** Lines for a listener: its clusters, each with its endpoints. */
export function listenerDetail(
  { listener, name, hostname, endpoints }: NativeServiceItem,
  lines: readonly NativeServiceLine[],
): DetailLine[] {
  const head = `${listener}  ${name ?? 'no name'}, ${formatCount(endpoints.length, 'endpoint')}`;
  const firsts = lines.filter((line, index) => lines.findIndex(isBeside(line)) === index);
  return [
    detailLine('listener', printable(head), 'strong'),
    ...(hostname === null ? [] : [detailLine('host', printable(hostname))]),
    ...firsts.flatMap((first) => clusterLines(lines.filter(isBeside(first)))),
  ];
}

/** Lines for an endpoint, then for those that share its cluster. */
export function weightDetail(
  line: NativeServiceLine,
  lines: readonly NativeServiceLine[],
): DetailLine[] {
  const { target, declared, enforced, listener, source, open } = line;
  const isOdd = declared !== enforced;
  const asked = declared === null ? 'not declared' : `${formatShare(declared)} declared`;
  const share = `${asked}, ${formatShare(enforced)} enforced, of new connections to ${listener}`;
  return [
    target.address === null
      ? detailLine('endpoint', 'none: the connection stays as it is', 'warn')
      : detailLine('endpoint', `${target.address}:${target.port}`, 'strong'),
    detailLine('share', share, isOdd ? 'warn' : 'plain'),
    detailLine('why', printable(source)),
    ...(target.address === null ? [] : [openLine(open)]),
    ...clusterLines(lines.filter(isBeside(line))),
  ];
}

/** Whether another line is of the same cluster, by the same route. */
function isBeside({ route, cluster }: NativeServiceLine) {
  return (other: NativeServiceLine) => other.route === route && other.cluster === cluster;
}

function openLine(open: number | null): DetailLine {
  if (open === null) {
    return detailLine('open', 'not known: the connections could not be read', 'warn');
  }
  const text = `${formatCount(open, 'connection')} from this node, whichever listener was asked for`;
  return detailLine('open', text);
}

const tableHeaders = ['DECLARED', 'ENFORCED', 'ENDPOINT', 'OPEN'];
const tableColumns = nativeServiceLineColumns.filter(({ header }) => tableHeaders.includes(header));

/** A cluster by its name, and its endpoints with their shares. */
function clusterLines(lines: readonly NativeServiceLine[]): DetailLine[] {
  const [first] = lines;
  if (first === undefined) return [];
  const { cluster, route, weight } = first;
  const words = [cluster ?? 'none'];
  if (weight !== null) words.push(`weight ${weight}`);
  if (route !== null) words.push(`by route ${route}`);
  return [
    detailLine('cluster', printable(words.join(', ')), 'strong'),
    ...renderTable(tableColumns, lines).map((text, index) =>
      detailLine(null, `  ${printable(text)}`, index === 0 ? 'dim' : 'plain'),
    ),
  ];
}
