import { toMapInfoItems, toStatusItem } from '../../view/items/status.ts';
import { statusLines } from '../../view/status-lines.ts';
import { type Command, envelopeFor, healthOf, styleFor, withSnapshot } from '../context.ts';
import { printDocument } from '../print-document.ts';
import { reportHealth } from '../report.ts';

export const run: Command = (context) =>
  withSnapshot(context, async (snapshot) => {
    const item = toStatusItem(snapshot, toMapInfoItems(snapshot));
    await printDocument(context, {
      envelope: envelopeFor(context, snapshot, 'Status'),
      fields: item,
      toLines: () => statusLines(item, snapshot.node, styleFor(context)),
    });
    return reportHealth(context.io, healthOf(snapshot), context.options);
  });
