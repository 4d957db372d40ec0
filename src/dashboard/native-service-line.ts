// A line of the services view in kernel-native mode: an endpoint of a listener's cluster.
import { type Column, orAbsent } from '../view/column.ts';
import { nativeWeightColumns } from '../view/columns/native-weight-columns.ts';
import type { NativeWeightItem } from '../view/items/native-weight.ts';

/** A weight, with what is open now. */
export interface NativeServiceLine extends NativeWeightItem {
  /**
   * Connections of this node to the endpoint, whichever listener they asked for: that is not kept. Null
   * without an endpoint, and where they could not be read.
   */
  readonly open: number | null;
}

const openColumn: Column<NativeServiceLine> = {
  header: 'OPEN',
  priority: 1,
  align: 'right',
  cell: (line) => orAbsent(line.open),
  order: (line) => line.open,
  tone: (line) => (line.open === 0 ? 'dim' : null),
};

/** The columns of `weights`. The cluster's name stands below the listener, and has its own column when wide. */
export const nativeServiceLineColumns: readonly Column<NativeServiceLine>[] = Object.freeze(
  nativeWeightColumns.flatMap((column): Column<NativeServiceLine>[] => {
    switch (column.header) {
      case 'CLUSTER':
        return [{ ...column, isWide: true, priority: 5 }];
      case 'NAME':
        // Kmesh names a listener by its address: why a share differs says more.
        return [{ ...column, priority: 4 }];
      case 'ENDPOINT':
        return [column, openColumn];
      default:
        return [column];
    }
  }),
);
