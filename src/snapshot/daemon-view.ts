// The daemon's view of the mesh, where it was asked: a second opinion beside the maps, never in their place.
import { dumpPaths, versionPath } from '../kmesh/admin.ts';
import {
  type DaemonDump,
  type DaemonVersion,
  toDaemonDump,
  toDaemonVersion,
} from '../kmesh/daemon-dump.ts';
import type { Mode } from '../kmesh/maps.ts';
import { fnv1a32 } from '../kmesh/names.ts';
import { madeOf } from '../raw/made-of.ts';
import type { RawNameFile } from '../raw/node-source.ts';
import type { Problem } from '../raw/problem.ts';
import type { RawAdmin } from '../raw/raw-admin.ts';
import { loadNameTable, type NameTable } from './name-table.ts';

export interface DaemonView {
  /** Where it was asked. */
  readonly place: string;
  /** Whether it was asked for an earlier reading: then only its names are of use. */
  readonly isOfEarlier: boolean;
  /** Whether there was any answer. */
  readonly isAnswering: boolean;
  /** Null where it did not say: no daemon before v1.0 does. */
  readonly version: DaemonVersion | null;
  /** The mode that it runs in, null = not known. */
  readonly mode: Mode | null;
  readonly dump: DaemonDump | null;
  /** Why there is no dump, null where there is one. */
  readonly why: string | null;
  /** Names by the ids that their hashes give. */
  readonly names: NameTable;
  readonly problems: readonly Problem[];
}

const views = new WeakMap<RawAdmin, DaemonView>();

/** What the answers say; made once for the same answers. */
export function toDaemonView(admin: RawAdmin): DaemonView {
  return madeOf(views, admin, () => makeView(admin));
}

function makeView({ place, answers, failure, isOfEarlier = false }: RawAdmin): DaemonView {
  const given = answers.filter(({ status }) => status === 200);
  const version = given.find(({ path }) => path === versionPath);
  const dumped = given.find(({ path }) => dumpPaths[path] !== undefined);
  const dump = dumped === undefined ? null : toDaemonDump(dumped.body);
  const why = dump === null ? whyNoDump(dumped?.path ?? null, failure) : null;
  return {
    place,
    isOfEarlier,
    isAnswering: answers.length > 0,
    version: version === undefined ? null : toDaemonVersion(version.body),
    mode: dumped === undefined ? null : (dumpPaths[dumped.path] ?? null),
    dump,
    why,
    names: loadNameTable(dump === null ? [] : [toNameFile(dump, place)], 'daemon'),
    problems:
      why === null ? unreadProblems(dump, place) : [problem(`the daemon at ${place}: ${why}`)],
  };
}

function whyNoDump(path: string | null, failure: string | null): string {
  if (failure !== null) return failure;
  return path === null
    ? 'it has a dump at no path that is known'
    : `what it gives at ${path} is no dump`;
}

function unreadProblems(dump: DaemonDump | null, place: string): Problem[] {
  const count = dump?.unread ?? 0;
  const message = `the dump of the daemon at ${place} has entries without a name: ${count}`;
  return count === 0 ? [] : [problem(message)];
}

function problem(message: string): Problem {
  return { code: 'DAEMON_UNREADABLE', map: null, key: null, message };
}

/** The names as the daemon writes its name file, each with its hash as its id. */
function toNameFile(dump: DaemonDump, place: string): RawNameFile {
  const lines = unambiguous(namesIn(dump)).map(([id, name]) => `${quoted(name)}: ${id}\n`);
  return { path: `the daemon at ${place}`, text: lines.join('') };
}

/** Every name that the daemon has given an id: services that only workloads name are among them. */
function namesIn({ services, workloads, policies, clusters }: DaemonDump): Set<string> {
  const names = new Set([...policies, ...clusters]);
  for (const { name } of services) names.add(name);
  for (const workload of workloads) {
    names.add(workload.uid);
    for (const service of workload.services) names.add(service);
  }
  return names;
}

/**
 * The names whose hash no other one has. Of those that share one, the id depends on which came first, which
 * the dump does not tell; nor does it of those whose hash the second of them may have been given.
 */
function unambiguous(names: ReadonlySet<string>): (readonly [id: number, name: string])[] {
  const hashed = [...names].map((name) => [fnv1a32(name), name] as const);
  hashed.sort(([a], [b]) => a - b);
  const alone: (readonly [number, string])[] = [];
  for (let at = 0; at < hashed.length; ) {
    const group = at;
    // The first id behind all that the group may take.
    let free = hashed[at]?.[0] ?? 0;
    do {
      free++;
      at++;
    } while (at < hashed.length && (hashed[at]?.[0] ?? 0) < free);
    const [first] = hashed.slice(group, group + 1);
    if (at === group + 1 && first !== undefined) alone.push(first);
  }
  return alone;
}

/** Quoted where the line would be taken for another. */
function quoted(name: string): string {
  return /["'\n\r]|^#/.test(name) ? JSON.stringify(name) : name;
}
