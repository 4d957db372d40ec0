// What stands for an address, an id or a name: one for one, of the same form, and never told without the secret.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes } from '../../../../src/kmesh/address.ts';
import { fnv1a32, isNameOfId, toKmeshName } from '../../../../src/kmesh/names.ts';
import { formatIpv4, formatIpv6 } from '../../../../src/layout/ip-address.ts';
import { loadNameTable } from '../../../../src/snapshot/name-table.ts';
import { AddressPseudonyms } from '../../../../src/snapshot/redact/address-pseudonyms.ts';
import { IdPseudonyms } from '../../../../src/snapshot/redact/id-pseudonyms.ts';
import { keyedDigest, NumberPseudonyms } from '../../../../src/snapshot/redact/keyed-digest.ts';
import { NamePseudonyms } from '../../../../src/snapshot/redact/name-pseudonyms.ts';

const digest = keyedDigest(Buffer.alloc(32, 7));
const addresses = new AddressPseudonyms(digest);

const bytes4 = fc.uint8Array({ minLength: 4, maxLength: 4 });
const sparse = fc.oneof(fc.constant(0), fc.constant(0xff), fc.nat(255));
const anyBytes6 = fc.array(sparse, { minLength: 16, maxLength: 16 });
const linkLocal6 = anyBytes6.map(([, , ...rest]) => [0xfe, 0x80, ...rest]);
const bytes6 = fc.oneof({ weight: 9, arbitrary: anyBytes6 }, linkLocal6);
const text4 = bytes4.map((bytes) => formatIpv4(bytes, 0));
const text6 = bytes6.map((bytes) => formatIpv6(Uint8Array.from(bytes), 0));

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '0.0.0.1',
    '0.0.0.2',
    '127.0.0.1',
    '127.0.0.53',
    '169.254.20.10',
    '::1',
    '::2',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:0.0.0.2',
  ])('%s stays', (address) => expect(addresses.text(address)).toBe(address));

  it('in the private ranges do not stay', () => {
    for (const address of ['10.244.0.10', '192.168.1.1', '172.16.0.9', 'fd00:10:96::80']) {
      expect(addresses.text(address)).not.toBe(address);
    }
  });

  it('are of the same form', () => {
    fc.assert(
      fc.property(fc.oneof(text4, text6), (address) => {
        const other = addresses.text(address);
        const [own, now] = [addressBytes(address), addressBytes(other)];
        const form = (text: string, b: Buffer) => ({
          isV6: text.includes(':'),
          isMapped: text.startsWith('::ffff:') && text.includes('.'),
          isShort: b.subarray(4).every((byte) => byte === 0),
          hasHead: b.subarray(0, 4).some((byte) => byte !== 0),
          hasTail: b.subarray(8).some((byte) => byte !== 0),
          isLinkLocal: text.includes(':') && b[0] === 0xfe && ((b[1] ?? 0) & 0xc0) === 0x80,
          isMulticast: !text.includes(':') && (b[0] ?? 0) >= 224,
          isLoopback: !text.includes(':') && b[0] === 127,
          endsInZero: !text.includes(':') && b[3] === 0,
        });
        expect(form(other, now)).toEqual(form(address, own));
      }),
      { numRuns: 3000 },
    );
  });

  it('are one for one, and alike where the originals are by whole bytes', () => {
    const pair = fc.tuple(bytes4, bytes4, fc.nat(4)).map(([a, b, shared]) => {
      const other = Uint8Array.from([...a.subarray(0, shared), ...b.subarray(shared)]);
      return [a, other] as const;
    });
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [x, y] = [a, b].map((bytes) => addressBytes(addresses.text(formatIpv4(bytes, 0))));
        if (x === undefined || y === undefined) throw new Error('no bytes');
        expect(x.equals(y)).toBe(Buffer.from(a).equals(Buffer.from(b)));
        const isOrdinary = [a, b].every(([first = 0]) => ![0, 127, 169].includes(first));
        for (let length = 1; isOrdinary && length < 4; length++) {
          const isShared = Buffer.from(a.subarray(0, length)).equals(b.subarray(0, length));
          if (isShared) expect(x.subarray(0, length)).toEqual(y.subarray(0, length));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('never meet: every address of some networks', () => {
    for (const net of [
      '10.244.3',
      '127.0.0',
      '0.0.0',
      '0.7.0',
      '169.254.1',
      '169.3.1',
      '230.1.1',
    ]) {
      const of = Array.from({ length: 256 }, (_, host) => addresses.text(`${net}.${host}`));
      expect(new Set(of).size).toBe(256);
    }
    const heads = Array.from({ length: 65536 }, (_, i) =>
      addresses.text(`${i >> 8}.${i & 255}.0.0`),
    );
    expect(new Set(heads).size).toBe(65536);
  });

  it('mapped into IPv6 are those of IPv4', () => {
    fc.assert(
      fc.property(text4, (address) => {
        expect(addresses.text(`::ffff:${address}`)).toBe(`::ffff:${addresses.text(address)}`);
      }),
    );
  });

  it('read as cookies stay small or large, and are those of the same bytes', () => {
    fc.assert(
      fc.property(fc.nat(0xffffff), (number) => {
        const cookie = addresses.cookie(BigInt(number));
        expect(cookie < 0x1000000n).toBe(true);
        const own = Buffer.alloc(4);
        own.writeUInt32LE(number);
        const now = Buffer.alloc(4);
        now.writeUInt32LE(Number(cookie));
        expect(formatIpv4(now, 0)).toBe(addresses.text(formatIpv4(own, 0)));
      }),
    );
    expect(addresses.cookie(0n)).toBe(0n);
  });
});

describe('numbers', () => {
  it('are one for one even where there are hardly enough', () => {
    const few = new NumberPseudonyms(digest, 'few', 60);
    const drawn = Array.from({ length: 50 }, (_, number) => few.of(number));
    expect(new Set(drawn).size).toBe(50);
    expect(Array.from({ length: 50 }, (_, number) => few.of(number))).toEqual(drawn);
  });
});

const names = new NamePseudonyms(digest);

describe('names', () => {
  it('keep their form and what they share', () => {
    const host = toKmeshName(names.full('shop/cart.shop.svc.cluster.local'));
    const pod = toKmeshName(names.full('Kubernetes//Pod/shop/cart-7d9c9c7b5-x2k4p'));
    expect(host).toMatchObject({ kind: 'service', namespace: names.namespace('shop') });
    expect(host.full).toBe(`${host.namespace}/${host.name}.${host.namespace}.svc.cluster.local`);
    expect(pod).toMatchObject({ kind: 'workload', workloadKind: 'Pod', namespace: host.namespace });
    expect(pod.name).toBe(names.pod('cart-7d9c9c7b5-x2k4p'));
    const [other, base] = [names.pod('cart-7d9c9c7b5-zzzzz'), names.pod('cart')];
    const shared = pod.name.lastIndexOf('-');
    expect(other.slice(0, shared)).toBe(pod.name.slice(0, shared));
    expect(other).not.toBe(pod.name);
    expect(pod.name.startsWith(base)).toBe(true);
    expect(names.pod('db-0')).toBe(`${names.pod('db')}-0`);
  });

  it.each(['a/www.example.com', 'a/*.example.com', 'policy', 'a/b', 'c/g/k/n/name/section', ''])(
    '%j stays of its kind',
    (full) => {
      const [own, now] = [toKmeshName(full), toKmeshName(names.full(full))];
      expect(now.kind).toBe(own.kind);
      expect(now.full.split(/[./]/).length).toBe(own.full.split(/[./]/).length);
      if (full !== '') expect(now.full).not.toBe(full);
    },
  );

  it('of several parts never meet', () => {
    const label = fc.stringMatching(/^[a-c0-1]{1,3}(-[0-9a-c]{1,6}){0,2}$/);
    fc.assert(
      fc.property(label, label, (a, b) => {
        expect(names.pod(a) === names.pod(b)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('ids', () => {
  it('are judged by their pseudonym as they were by their name, and joined as they were', () => {
    const name = fc.stringMatching(/^[a-z]{1,4}\/[a-z]{1,6}$/);
    const entry = fc.tuple(name, fc.constantFrom('hash', 'probe', 'other'), fc.nat(0xfffffffe));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 20 }), (entries) => {
        const idOf = ([text, how, random]: (typeof entries)[number]) => {
          if (how === 'other') return random + 1;
          return (fnv1a32(text) + (how === 'probe' ? 1 : 0)) >>> 0;
        };
        const text = entries.map((one) => `${one[0]}: ${idOf(one)}\n`).join('');
        const table = loadNameTable([{ path: '/mnt/hash_name.yaml', text }]);
        const ids = new IdPseudonyms(table, names, digest);
        const all = [...table.all()];
        const file = loadNameTable([{ path: 'n', text: ids.nameFile }]).all();
        const renamed = new Map(Array.from(file, ([id, name]) => [id, name.full]));
        expect(renamed.size).toBe(all.length);
        for (const [id, { full }] of all) {
          const now = ids.of(id);
          const isNamed = isNameOfId(names.full(full), now, (probe) => renamed.has(probe));
          expect(isNamed).toBe(table.judge(id) === 'named');
          expect(renamed.get(now)).toBe(names.full(full));
        }
        const unnamed = [1, 2, 3].filter((id) => table.find(id) === undefined);
        for (const id of unnamed) expect(renamed.has(ids.of(id))).toBe(false);
        expect(ids.of(0)).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
