import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConnectionMemory } from '../../../src/explain/connection-memory.ts';
import { explainConnections } from '../../../src/explain/connections.ts';
import type { NodeSource } from '../../../src/raw/node-source.ts';
import { openReading, type Reading, remembering } from '../../../src/raw/reading.ts';
import { applyDelta, toDelta, unsharedBytes } from '../../../src/raw/reading-delta.ts';
import { RecentLists } from '../../../src/raw/recent.ts';
import { chooseMapSet } from '../../../src/snapshot/map-sets.ts';
import { readAhead } from '../../../src/snapshot/read-ahead.ts';
import { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { dumpJson } from '../../../src/view/dump.ts';
import { socket } from '../../support/fake-node.ts';
import { sampleNode, sampleParts } from '../dashboard/sample-node.ts';

const { sockets = [] } = sampleParts;
const firstMapSet = (source: NodeSource) =>
  chooseMapSet(source, { mode: 'auto', generation: null });
const snapshotOf = (source: NodeSource) => new Snapshot(source, firstMapSet(source));
const dumpOf = (source: NodeSource) =>
  Buffer.concat([...dumpJson(snapshotOf(source), { name: 'kmscope', version: '0' })]).toString();

function readOf(node: NodeSource, before?: Reading): Reading {
  const { source, reading, finish } = remembering(node, before);
  readAhead(snapshotOf(source));
  finish();
  return reading;
}

/** What another process makes of it. */
const sent = <T>(value: T): T => deserialize(serialize(value)) as T;

const nodes = {
  whole: () => sampleNode(),
  'without a map': () => sampleNode({ missing: ['km_endpoint', 'km_auth_res'] }),
  'with a map of another size': () => sampleNode({ valueSizes: { km_service: 140 } }),
  'with a map that was not read whole': () => sampleNode({ incomplete: { km_backend: 'cut' } }),
  'that cannot be seen': () =>
    sampleNode({ unreadable: 'EPERM', access: { tier: 0, missing: [] } }),
};

describe('a reading', () => {
  it.each(Object.entries(nodes))('of a node %s gives the same dump as the node', (_, make) => {
    const reading = applyDelta(new Map(), sent(toDelta(new Map(), readOf(make()))));
    // Read whole as well: a single look-up does not see that its map was cut short.
    expect(dumpOf(openReading(reading))).toBe(dumpOf({ ...make(), hasCheapLookups: false }));
  });

  it('says what was not asked', () => {
    const source = openReading(readOf(sampleNode()));
    expect(() => source.readMap(firstMapSet(source), 'km_nothing')).toThrow(
      'is not in this reading',
    );
  });

  it('looks keys up in the maps that were read', () => {
    const source = openReading(readOf(sampleNode()));
    const set = firstMapSet(source);
    const map = source.readMap(set, 'km_backend');
    const key = map.keys.subarray(4, 8);
    expect(source.lookup(set, 'km_backend', key)).toEqual(map.values.subarray(80, 160));
    expect(source.lookup(set, 'km_backend', Buffer.alloc(4))).toBeUndefined();
  });
});

describe('the table of the reading before', () => {
  const bare = (port: number) =>
    socket({ cookie: 4242n, local: ['10.244.0.5', port], remote: ['1.1.1.1', 443] });
  const bareOf = (reading: Reading) => {
    const snapshot = snapshotOf(openReading(reading));
    const [pod] = snapshot.enabledPods;
    return pod === undefined ? [] : snapshot.bareSockets(pod).map(({ localPort }) => localPort);
  };

  it('is the first of two: a socket that just came is not yet called one without storage', () => {
    const first = readOf(sampleNode({ sockets: [bare(1)] }));
    expect(bareOf(first)).toEqual([1]);
    const second = readOf(sampleNode({ sockets: [bare(1), bare(2)] }), first);
    expect(bareOf(second)).toEqual([1]);
    const third = readOf(sampleNode({ sockets: [bare(1), bare(2)] }), second);
    expect(bareOf(third)).toEqual([1, 2]);
    expect(bareOf(readOf(sampleNode({ sockets: [bare(2)] }), third))).toEqual([2]);
  });

  it('is read anew where nothing in it counted', () => {
    const first = readOf(sampleNode({ sockets }));
    const second = readOf(sampleNode({ sockets: [...sockets, bare(7)] }), first);
    const third = readOf(sampleNode({ sockets: [...sockets, bare(7)] }), second);
    expect([bareOf(first), bareOf(second), bareOf(third)]).toEqual([[], [], [7]]);
  });
});

describe('a delta', () => {
  const subsets = fc.array(fc.subarray([...sockets]), { minLength: 2, maxLength: 6 });
  it('makes of one reading the next, whatever came and went', () => {
    fc.assert(
      fc.property(subsets, (turns) => {
        let here: Reading = new Map();
        let there: Reading = new Map();
        for (const turn of turns) {
          const next = readOf(sampleNode({ sockets: turn }), here);
          there = applyDelta(there, sent(toDelta(here, next)));
          here = next;
          expect(dumpOf(openReading(there))).toBe(dumpOf(openReading(here)));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('keeps what is equal as the same object, and holds no more for it', () => {
    const first = readOf(sampleNode({ sockets: [...sockets] }));
    const second = readOf(sampleNode({ sockets: sockets.slice(1) }), first);
    const there = applyDelta(new Map(), sent(toDelta(new Map(), first)));
    const next = applyDelta(there, sent(toDelta(first, second)));
    const maps = [...next.keys()].filter((question) => question.startsWith('map '));
    expect(maps.length).toBeGreaterThan(4);
    for (const question of maps) expect(next.get(question)?.[0]).toBe(there.get(question)?.[0]);
    expect(unsharedBytes(new Map(), there)).toBeGreaterThan(5000);
    expect(unsharedBytes(there, next)).toBeLessThan(500);
  });

  it('against another reading is refused', () => {
    const first = readOf(sampleNode());
    expect(() => applyDelta(new Map(), toDelta(first, first))).toThrow('another reading');
  });
});

describe('the memory of connections', () => {
  it('gives what explaining anew gives, for any sockets in any order of readings', () => {
    const memory = new ConnectionMemory();
    const parts = fc.record({
      sockets: fc.subarray([...sockets]),
      missing: fc.constantFrom([], ['km_endpoint'], ['km_manage']),
    });
    let reading: Reading = new Map();
    fc.assert(
      fc.property(parts, (own) => {
        const next = readOf(sampleNode(own), reading);
        reading = applyDelta(reading, toDelta(reading, next));
        const expected = explainConnections(snapshotOf(openReading(reading)));
        expect(memory.explain(snapshotOf(openReading(reading)))).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the very same list where nothing changed', () => {
    const memory = new ConnectionMemory();
    const first = readOf(sampleNode());
    const second = applyDelta(first, toDelta(first, readOf(sampleNode(), first)));
    const before = memory.explain(snapshotOf(openReading(first)));
    expect(memory.explain(snapshotOf(openReading(second)))).toBe(before);
  });
});

describe('what came again', () => {
  const split = function* (bytes: Buffer) {
    for (const text of bytes.toString('latin1')) yield { text, make: () => ({ text }) };
  };
  const listOf = (recent: RecentLists<object>, text: string) =>
    recent.of('list', Buffer.from(text), split);

  it('is made once, and forgotten when it stays away', () => {
    const recent = new RecentLists<object>();
    const first = listOf(recent, 'ab');
    recent.turn();
    const second = listOf(recent, 'bc');
    expect(second).toEqual([{ text: 'b' }, { text: 'c' }]);
    expect(second[0]).toBe(first[1]);
    recent.turn();
    expect(listOf(recent, 'ac')[0]).not.toBe(first[0]);
    recent.turn();
    recent.turn();
    expect(listOf(recent, 'ac')[1]).not.toBe(second[1]);
  });

  it('is the very same list, also where the bytes are overwritten afterwards', () => {
    const recent = new RecentLists<object>();
    const bytes = Buffer.from('ab');
    const first = recent.of('list', bytes, split);
    recent.turn();
    expect(listOf(recent, 'ab')).toBe(first);
    bytes.write('xy');
    recent.turn();
    expect(listOf(recent, 'ab')).toBe(first);
    expect(recent.of('other', Buffer.from('ab'), split)).not.toBe(first);
  });
});
