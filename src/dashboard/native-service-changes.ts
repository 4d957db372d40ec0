// What changed between two models of kernel-native mode: listeners, and what each endpoint gets of them.

import type { Snapshot } from '../snapshot/snapshot.ts';
import { formatShare } from '../view/format.ts';
import { groupNativeServices } from '../view/items/native-service.ts';
import type { NativeWeightItem } from '../view/items/native-weight.ts';
import { printable } from './labels.ts';
import type { Model } from './model.ts';
import { type DetailLine, detailLine } from './pane.ts';
import { changesTitle, connectionLines } from './service-changes.ts';

/** Lines for one listener by its `address:port`, or for all that changed where that is null. */
export function nativeChangeLines(
  before: Model,
  now: Model,
  listener: string | null,
): DetailLine[] {
  const old = groupsOf(before.snapshot, listener);
  const new_ = groupsOf(now.snapshot, listener);
  const lines = [...new Set([...old.keys(), ...new_.keys()])].flatMap((label) => {
    const own = groupLines(old.get(label), new_.get(label));
    return own.length === 0 ? [] : [detailLine(null, printable(label), 'strong'), ...own];
  });
  const nothing =
    listener === null ? 'no listener and no share changed' : `nothing of ${listener} changed`;
  return [
    changesTitle(before, now),
    ...(lines.length === 0 ? [detailLine(null, nothing, 'dim')] : lines),
    // By which listener a connection went is not kept.
    ...(listener === null ? connectionLines(before, now, null) : []),
  ];
}

type Weights = ReadonlyMap<string, NativeWeightItem>;

/** The weights of each listener, or virtual host of one, by what tells them apart. */
function groupsOf(snapshot: Snapshot, listener: string | null): ReadonlyMap<string, Weights> {
  const groups = snapshot.native === undefined ? [] : groupNativeServices(snapshot);
  const wanted = groups.filter(({ service }) => [service.listener, null].includes(listener));
  return new Map(
    wanted.map(({ service, weights }) => [
      [service.listener, service.hostname ?? ''].join(' ').trim(),
      new Map(weights.map((weight) => [weightLabel(weight), weight])),
    ]),
  );
}

function weightLabel({ route, cluster, target }: NativeWeightItem): string {
  const place = target.address === null ? 'left as it is' : `${target.address}:${target.port}`;
  return [route, cluster, place].filter((part) => part !== null).join('  ');
}

function groupLines(old: Weights | undefined, new_: Weights | undefined): DetailLine[] {
  if (new_ === undefined) return [detailLine(null, '  - the listener is gone', 'bad')];
  if (old === undefined) return [detailLine(null, '  + the listener is new', 'good')];
  const lines: DetailLine[] = [];
  for (const [label, weight] of new_) {
    const was = old.get(label);
    const shares = sharesText(weight);
    if (was === undefined) {
      lines.push(detailLine(null, printable(`  + ${label}: ${shares}`), 'good'));
    } else if (sharesText(was) !== shares) {
      const text = `  ~ ${label}: ${sharesText(was)} before, ${shares} now`;
      lines.push(detailLine(null, printable(text), 'warn'));
    }
  }
  for (const label of old.keys()) {
    if (!new_.has(label)) lines.push(detailLine(null, printable(`  - ${label}`), 'bad'));
  }
  return lines;
}

/** `90.0% (91.0% enforced)`. */
function sharesText({ declared, enforced }: NativeWeightItem): string {
  const asked = declared === null ? 'not declared' : formatShare(declared);
  return `${asked} (${formatShare(enforced)} enforced)`;
}
