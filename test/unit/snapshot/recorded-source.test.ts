// An edited or damaged dump is refused with the place of what is wrong, never with a crash.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { explainConnections } from '../../../src/explain/connections.ts';
import { UsageError } from '../../../src/raw/problem.ts';
import { openRecordedNode } from '../../../src/snapshot/recorded-source.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';

const path = new URL('../../golden/lab-dump.json.gz', import.meta.url);
const whole = gunzipSync(readFileSync(path)).toString('utf8');

type Json = Record<string, unknown>;

const openDump = (document: unknown) =>
  openRecordedNode('d.json', Buffer.from(JSON.stringify(document)));

/** The dump with this daemon in its status; undefined = without one, as it was before it was asked for. */
function withDaemon(daemon: unknown): Json {
  const document = JSON.parse(whole) as { status: Json };
  return { ...document, status: { ...document.status, daemon } };
}

/** Reads all that a command may ask of a dump. */
function useDump(document: unknown): number {
  const source = openDump(document);
  const set = source.mapSets[0];
  if (set === undefined) throw new Error('no map set');
  const snapshot = new Snapshot(source, set);
  source.readAccess();
  source.readDaemon();
  for (const map of set.maps) source.countEntries(set, map.name);
  return explainConnections(snapshot).length + snapshot.services.length + snapshot.endpoints.length;
}

describe('a dump', () => {
  it('as it was written is read', () => {
    expect(useDump(JSON.parse(whole))).toBeGreaterThan(50);
  });

  it.each<[string, string, unknown]>([
    ['sockets', 'localAddress', 'nowhere'],
    ['sockets', 'remoteAddress', 'fd00::1'],
    ['sockets', 'storage', '00'],
    ['sockets', 'netnsCookie', 'x'],
    ['services', 'endpointCounts', 'many'],
    ['endpoints', 'prio', -1],
    ['backends', 'address', null],
    ['manage', 'key', 'zz'],
  ])('%s with a wrong %s is refused', (list, field, value) => {
    const document = JSON.parse(whole) as Record<string, Json[]>;
    const item = document[list]?.find((candidate) => candidate['family'] !== 6);
    if (item === undefined) throw new Error(`no ${list}`);
    item[field] = value;
    expect(() => useDump(document)).toThrow(UsageError);
    expect(() => useDump(document)).toThrow(field);
  });

  it.each([
    [undefined, { state: 'unknown', pid: null, reason: 'the dump does not say' }],
    [
      { state: 'up', pid: 12 },
      { state: 'up', pid: 12, reason: null },
    ],
    [
      { state: 'down', pid: null, reason: null },
      { state: 'down', pid: null, reason: null },
    ],
  ])('with the daemon %j says so, and an older one that it is not known', (daemon, expected) => {
    expect(openDump(withDaemon(daemon)).readDaemon()).toEqual(expected);
  });

  it('with the daemon in a state that there is not is refused', () => {
    const places = /status\.daemon\.state is none of up, down, unknown/;
    expect(() => useDump(withDaemon({ state: 'gone', pid: null }))).toThrow(places);
  });

  it('of no known moment is refused', () => {
    expect(() => useDump({ ...(JSON.parse(whole) as Json), takenAt: 'then' })).toThrow(/takenAt/);
  });

  it('whose value of any kind is of another type never ends in anything but a refusal', () => {
    const document = JSON.parse(whole) as Json;
    for (const [name, list] of Object.entries(document)) {
      for (const wrong of [null, 7, 'x', [], {}, [null], [7], [{}]]) {
        if (Array.isArray(list) && Array.isArray(wrong) && wrong.length === 0) continue;
        try {
          useDump({ ...document, [name]: wrong });
        } catch (error) {
          expect(error, `${name} = ${JSON.stringify(wrong)}`).toBeInstanceOf(UsageError);
        }
      }
    }
  });
});
