// Whatever a file holds: it is read, or refused with the place and the reason, in bounded time and memory.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NodeOptions } from '../../../src/cli/options.ts';
import { UsageError } from '../../../src/raw/problem.ts';
import { parseDump } from '../../../src/snapshot/dump-file.ts';
import { findJsonExcess } from '../../../src/snapshot/json-extent.ts';
import { findJsonFault } from '../../../src/snapshot/json-fault.ts';
import { openRecordedNode } from '../../../src/snapshot/recorded-source.ts';
import { fortioNode } from '../../golden/fortio-node.ts';
import { runCli } from '../../golden/run-cli.ts';
import { fakeNode } from '../../support/fake-node.ts';

const small = (await runCli(['dump'], { openNode: () => fakeNode({ names: ['a/b'] }) })).out;
const whole = (await runCli(['dump'])).out;

/** The refusal of these bytes; undefined where they are read. */
function refusalOf(bytes: Buffer | string, limit?: number): UsageError | undefined {
  try {
    parseDump('d.json', Buffer.from(bytes), limit);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

describe('a dump that is cut off', () => {
  it('is refused at every length, with the length', () => {
    const end = small.trimEnd().length;
    for (let length = 0; length < end; length++) {
      const expected = length === 0 ? 'it is empty' : `cut off after ${length} bytes`;
      expect(refusalOf(small.slice(0, length))?.message).toContain(expected);
    }
    expect(refusalOf(small.slice(0, end))).toBeUndefined();
  });

  it('is refused at every length of its gzip', () => {
    const packed = gzipSync(small);
    for (let length = 2; length < packed.length; length++) {
      const message = refusalOf(packed.subarray(0, length))?.message;
      expect(message).toContain(`(gzip of ${length} bytes)`);
    }
  });

  it('says in which list', () => {
    const at = whole.indexOf('"serviceName"');
    expect(refusalOf(whole.slice(0, at))?.message).toContain(`${at} bytes, in endpoints[0]`);
  });
});

describe('JSON that is wrong', () => {
  it.each([
    ['{"a": [1, 2,, 3]}', 12, 'a[2]'],
    ['{"a": {"b": tru}}', 12, 'a.b'],
    ['{"a": "\u0001"}', 7, 'a'],
    ['{"a": "\\x"}', 7, 'a'],
    ['{"a": 01}', 7, ''],
    ['{"a" 1}', 5, 'a'],
    ['{a: 1}', 1, ''],
    ['{} {}', 3, ''],
    ['\ufeff{}', 0, ''],
    ['[1 2]', 3, ''],
    ['nonsense', 0, ''],
  ])('%j is wrong at byte %i', (text, offset, path) => {
    expect(findJsonFault(Buffer.from(text))).toMatchObject({ offset, path });
    expect(refusalOf(text)?.message).toContain(`at byte ${offset}`);
  });

  it('is found exactly where JSON.parse refuses', () => {
    const damaged = fc
      .tuple(
        fc.json({ maxDepth: 4 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', 'x', '\\', '\n'),
      )
      .map(([text, at, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + 1);
      });
    fc.assert(
      fc.property(damaged, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        const fault = findJsonFault(Buffer.from(text));
        expect(fault === undefined).toBe(isJson);
      }),
      { numRuns: 2000 },
    );
  });

  it('of no end is refused before it is parsed', () => {
    expect(refusalOf('['.repeat(5_000_000))?.message).toMatch(/at byte 64: .* 64 deep/);
    expect(refusalOf('{"a":'.repeat(1_000_000))?.message).toMatch(/at byte 320: .* 64 deep/);
    const many = `[${'[],'.repeat(9_000_000)}0]`;
    expect(refusalOf(many)?.message).toMatch(/at byte \d+: it has more than 16000000 values/);
  });

  it('is measured without what stands in texts', () => {
    const limits = { depth: 2, values: 10 };
    expect(findJsonExcess(Buffer.from('["[[[[,,,,,,,,,,,,\\"[[[["]'), limits)).toBeUndefined();
    expect(findJsonExcess(Buffer.from('[[[]]]'), limits)).toEqual({ offset: 2, limit: 'depth' });
  });
});

describe('a dump that is too large', () => {
  it('is refused with the way to allow it', () => {
    const error = refusalOf(' '.repeat(3 << 20), 2 << 20);
    expect(error?.message).toContain('larger than 2 MiB');
    expect(error?.hint).toContain('KMSCOPE_DUMP_LIMIT_MIB');
  });

  it('unpacked is refused without being unpacked', () => {
    const bomb = gzipSync(Buffer.alloc(64 << 20));
    expect(bomb.length).toBeLessThan(1 << 20);
    expect(refusalOf(bomb, 16 << 20)?.message).toContain('larger than 16 MiB');
    expect(refusalOf(gzipSync(whole), whole.length)).toBeUndefined();
  });
});

describe('the version of a dump', () => {
  const of = (schemaVersion: unknown) => JSON.stringify({ ...JSON.parse(whole), schemaVersion });

  it.each(['1.0', '1.9'])('%s is read', (version) => {
    expect(refusalOf(of(version))).toBeUndefined();
  });

  it('of a newer major is refused by its number', () => {
    expect(refusalOf(of('2.0'))?.message).toContain('its schemaVersion is 2.0');
  });

  it.each(['', 'x', 7, null, {}, [], '2'.repeat(100_000)])(
    'that is none is refused (%#)',
    (version) => {
      expect(refusalOf(of(version))?.message.length).toBeLessThan(200);
    },
  );

  it('of the first minor needs none of what came later', async () => {
    const { authResults, workloadPolicies, ...first } = JSON.parse(whole) as Record<
      string,
      unknown
    >;
    expect([authResults, workloadPolicies]).not.toContain(undefined);
    const openNode = () => openRecordedNode('d.json', Buffer.from(JSON.stringify(first)));
    for (const command of ['services', 'weights', 'status', 'explain --from any --to plain:80']) {
      const words = [...command.split(' '), '-o', 'json'];
      const now = () => openRecordedNode('d.json', Buffer.from(whole));
      expect(await runCli(words, { openNode })).toEqual(await runCli(words, { openNode: now }));
    }
  });
});

type Json = Record<string, unknown>;
type Place = readonly [holder: Json, key: string];

/** Every value of the document, by the object that holds it. */
function placesOf(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Json;
  return Object.keys(holder).flatMap((key) => [[holder, key] as const, ...placesOf(holder[key])]);
}

const hostile = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, -1, 0, 1.5, 2 ** 32, true, [], {}, [null]),
  },
  fc.constantFrom<unknown>(
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\n\r',
    '{bold}',
    '__proto__',
    '',
    '::',
  ),
  fc.constantFrom<unknown>(
    'x'.repeat(1_000_000),
    'ff'.repeat(40),
    'z'.repeat(4096),
    '0'.repeat(5000),
  ),
  fc.jsonValue(),
);

const commands = [
  ['status'],
  ['services', '-o', 'wide'],
  ['endpoints'],
  ['backends'],
  ['frontends'],
  ['pods'],
  ['weights'],
  ['connections'],
  ['maps'],
  ['check'],
  ['dump'],
  ['explain', '--from', 'netutils', '--to', 'plain.default:80'],
  ['explain', '--from', 'any', '--to', '10.96.0.30:80', '--without', '10.244.0.31'],
  ['explain', '--who', '10.244.0.31'],
  ['diff', 'before.json'],
  ['diff', 'before.json', '--nodes'],
];

describe('a dump with one value changed', () => {
  it('is answered or refused by its name, and never steers the terminal', async () => {
    const total = placesOf(JSON.parse(whole)).length;
    const altered = fc.record({
      at: fc.nat(total - 1),
      value: hostile,
      command: fc.constantFrom(...commands),
    });
    await fc.assert(
      fc.asyncProperty(altered, async ({ at, value, command }) => {
        const document = JSON.parse(whole) as Json;
        const [holder, key] = placesOf(document)[at] ?? [document, 'kind'];
        holder[key] = value;
        const openNode = ({ file }: NodeOptions) =>
          file === 'before.json'
            ? fortioNode()
            : openRecordedNode('d.json', Buffer.from(JSON.stringify(document)));
        const { status, out, err } = await runCli(command, { openNode });
        expect([0, 1, 2, 5], err).toContain(status);
        if (status === 2 && err.includes('dump'))
          expect(err).toMatch(/cannot read dump d\.json: \S/);
        expect(err.length).toBeLessThan(20_000);
        expect(out.includes('\u001b') || err.includes('\u001b')).toBe(false);
      }),
      { numRuns: 400 },
    );
  }, 60_000);
});

describe('what no map can hold', () => {
  it.each(['frontends', 'services', 'endpoints', 'backends', 'manage'])(
    '%s: a key twice',
    async (list) => {
      const document = JSON.parse(whole) as Record<string, unknown[]>;
      const items = document[list] ?? [];
      document[list] = [...items, items[0]];
      const openNode = () => openRecordedNode('d.json', Buffer.from(JSON.stringify(document)));
      const { status, err } = await runCli(['check'], { openNode });
      expect(status).toBe(2);
      expect(err).toContain(`d.json: ${list}[${items.length}] has the key of ${list}[0]`);
    },
  );

  it('the name of a map twice', async () => {
    const document = JSON.parse(whole) as { maps: object[] };
    const count = document.maps.push(document.maps[0] ?? {});
    const openNode = () => openRecordedNode('d.json', Buffer.from(JSON.stringify(document)));
    const { status, err } = await runCli(['maps'], { openNode });
    expect([status, err]).toEqual([2, expect.stringContaining(`d.json: maps[${count - 1}] has`)]);
  });

  it('more rows than there are bytes, of keys of no size', async () => {
    const { out } = await runCli(['dump', '--raw']);
    const document = JSON.parse(out) as Record<'maps' | 'rawMaps', Record<string, unknown>[]>;
    for (const map of document.maps) if (map['name'] === 'km_manage') map['keySize'] = 0;
    for (const map of document.rawMaps) {
      if (map['map'] === 'km_manage') Object.assign(map, { count: 4e9, keys: '', values: '' });
    }
    const openNode = () => openRecordedNode('d.json', Buffer.from(JSON.stringify(document)));
    const { status, err } = await runCli(['pods'], { openNode });
    expect([status, err]).toEqual([2, expect.stringMatching(/rawMaps\[\d\]\.count is not/)]);
  });

  it('a name of a megabyte', async () => {
    const document = JSON.parse(whole) as { names: { name: string }[] };
    document.names[3] = { ...document.names[3], name: 'x'.repeat(1 << 20) };
    const openNode = () => openRecordedNode('d.json', Buffer.from(JSON.stringify(document)));
    const { status, err } = await runCli(['services'], { openNode });
    expect([status, err]).toEqual([
      2,
      'kmscope: cannot read dump d.json: names[3].name is longer than 4096 characters\n',
    ]);
  });
});
