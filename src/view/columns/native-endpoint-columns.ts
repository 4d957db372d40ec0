import { formatHostPort } from '../../layout/ip-address.ts';
import type { Column } from '../column.ts';
import type { NativeEndpointItem } from '../items/native-endpoint.ts';

export const nativeEndpointColumns: readonly Column<NativeEndpointItem>[] = Object.freeze([
  { header: 'CLUSTER', priority: 1, cell: (item) => item.serviceName },
  numberColumn('LOCALITY', (item) => item.locality),
  numberColumn('PRIO', (item) => item.prio),
  numberColumn('WEIGHT', (item) => item.localityWeight),
  numberColumn('INDEX', (item) => item.index),
  {
    header: 'ADDRESS',
    priority: 1,
    cell: ({ address, port }) =>
      address === null || port === null ? 'unreadable' : formatHostPort(address, port),
    tone: ({ address }) => (address === null ? 'bad' : null),
  },
]);

function numberColumn(
  header: string,
  of: (item: NativeEndpointItem) => number,
): Column<NativeEndpointItem> {
  return { header, priority: 2, align: 'right', cell: (item) => String(of(item)), order: of };
}
