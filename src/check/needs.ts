// Why something that a rule needs was not seen whole. A miss in what was not seen proves nothing.
import { generations } from '../kmesh/generation.ts';
import { dualEngineLayouts } from '../kmesh/maps.ts';
import { hasKnownStorage } from '../snapshot/kmesh-sockets.ts';
import { fitsLayout } from '../snapshot/loaded-routing-maps.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Need } from './rule.ts';

/** The reason, or null where it was seen whole. */
export function whyUnseen(snapshot: Snapshot, need: Need): string | null {
  switch (need) {
    case 'namespaces':
      return snapshot.namespaces.complete ? null : (snapshot.namespaces.reason ?? unread(need));
    case 'interfaces':
      return snapshot.interfaces.complete ? null : (snapshot.interfaces.reason ?? unread(need));
    case 'settings':
      return snapshot.settings.complete ? null : (snapshot.settings.reason ?? unread(need));
    case 'sockets':
      return whyNoSockets(snapshot);
    case 'pins':
      return whyNoPins(snapshot);
    case 'names':
      return whyNoNames(snapshot);
    case 'daemon':
      return whyNoDaemon(snapshot);
    case 'generation':
      return whyNotFollowed(snapshot);
    default:
      return whyNoMap(snapshot, need);
  }
}

function whyNoMap(snapshot: Snapshot, role: string): string | null {
  const { mapSet, source } = snapshot;
  const name = snapshot.pinName(role);
  const info = mapSet.maps.find((map) => map.name === name);
  if (info === undefined) return `map ${name} is not pinned in ${mapSet.pins}`;
  if (!fitsLayout({ info })) return `map ${name} has an unknown layout`;
  if (!hasRows(snapshot, name) && source.countEntries(mapSet, name) === 0) return null;
  const map = snapshot.readMap(name);
  return map?.complete === true ? null : (map?.reason ?? unread(`map ${name}`));
}

/** Whether a map's entries can be had: a dump holds those of some maps, and of others the number. */
export function hasRows({ source }: Snapshot, name: string): boolean {
  return dualEngineLayouts[name] !== undefined && source.holdsRows?.(name) !== false;
}

function whyNoSockets(snapshot: Snapshot): string | null {
  if (!hasKnownStorage(snapshot)) {
    return `map ${snapshot.formats.km_sockstorage.name} has an unknown layout`;
  }
  const { complete, reason } = snapshot.storedSockets;
  return complete ? null : (reason ?? unread('sockets'));
}

function whyNoPins({ pins }: Snapshot): string | null {
  const unknown = pins.find((pin) => pin.kind === 'unknown');
  return unknown === undefined ? null : `the pin ${unknown.path} could not be opened`;
}

function whyNoNames({ names }: Snapshot): string | null {
  if (names.origin !== 'file') return 'no name file was found';
  // The first question makes the table read all its lines.
  names.judge(0);
  const torn = names.problems().find(({ code }) => code === 'NAME_FILE_TORN');
  return torn?.message ?? null;
}

/** A daemon that was told nothing yet, or of another mesh, says nothing of the rows. */
function whyNoDaemon({ daemonView, mode }: Snapshot): string | null {
  if (daemonView === undefined) return 'the daemon was not asked';
  const { dump, place, why } = daemonView;
  if (dump === null) return `the daemon at ${place}: ${why ?? 'no dump'}`;
  if (daemonView.mode !== mode) {
    return `the daemon at ${place} runs in ${daemonView.mode} mode`;
  }
  const { services, workloads, clusters } = dump;
  const isEmpty = services.length + workloads.length + clusters.length === 0;
  return isEmpty ? `the daemon at ${place} was told of nothing yet` : null;
}

function whyNotFollowed({ followed, generation }: Snapshot): string | null {
  if (followed !== undefined) return null;
  const known = Object.keys(generations).join(', ');
  return `the maps are of ${generation.name ?? 'an unknown generation'}; followed are ${known}`;
}

function unread(what: string): string {
  return `${what} could not be read whole`;
}
