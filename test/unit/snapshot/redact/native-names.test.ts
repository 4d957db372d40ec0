// What stands for the texts of kernel-native mode's maps: of the same form, for each one its own, never too long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressPseudonyms } from '../../../../src/snapshot/redact/address-pseudonyms.ts';
import { keyedDigest } from '../../../../src/snapshot/redact/keyed-digest.ts';
import { NamePseudonyms } from '../../../../src/snapshot/redact/name-pseudonyms.ts';
import { NativeNamePseudonyms } from '../../../../src/snapshot/redact/native-names.ts';

const digest = keyedDigest(Buffer.alloc(32, 7));
const addresses = new AddressPseudonyms(digest);
const plain = new NamePseudonyms(digest);
const names = new NativeNamePseudonyms(plain, addresses, digest);
const [v4, v6] = [addresses.text('10.96.0.1'), addresses.text('fd00:10:96::80')];
const host = 'svc-\\w{10}\\.ns-\\w{10}\\.svc\\.cluster\\.local';

describe('a text', () => {
  it.each([
    ['', ''],
    ['raw_buffer', 'raw_buffer'],
    ['8080', '8080'],
    ['10.96.0.1', v4],
    ['10.96.0.1_80', `${v4}_80`],
    ['10.96.0.1:80', `${v4}:80`],
    ['10.96.0.1/24', `${v4}/24`],
    ['0.0.0.0_15001', '0.0.0.0_15001'],
    ['fd00:10:96::80', v6],
    ['fd00:10:96::80_443', `${v6}_443`],
    ['[fd00:10:96::80]:443', `[${v6}]:443`],
    ['PassthroughCluster', 'PassthroughCluster'],
  ])('%s becomes %s', (text, pseudonym) => expect(names.text(text)).toBe(pseudonym));

  it.each([
    ['outbound|80||web.shop.svc.cluster.local', `outbound\\|80\\|\\|${host}`],
    ['outbound|80|v1|web.shop.svc.cluster.local', `outbound\\|80\\|subset-\\w{10}\\|${host}`],
    ['inbound|8080||', 'inbound\\|8080\\|\\|'],
    ['web.shop.svc.cluster.local:80', `${host}:80`],
    ['*.shop.svc.cluster.local', '\\*\\.ns-\\w{10}\\.svc\\.cluster\\.local'],
    ['web.shop', 'svc-\\w{10}\\.host-\\w{10}'],
    ['web', 'name-\\w{10}'],
    ['web:80', 'name-\\w{10}:80'],
    ['raw_buffer2', 'name-\\w{10}'],
    ['123456', 'name-\\w{10}'],
    ['10.96.0.1_80_tcp', 'name-\\w{10}|svc-.*'],
    ['grün', 'name-\\w{10}'],
  ])('%s keeps its form', (text, form) =>
    expect(names.text(text)).toMatch(new RegExp(`^(?:${form})$`)),
  );

  it('has the namespace and the address of everything else', () => {
    const [, , , name = ''] = names.text('outbound|80||web.shop.svc.cluster.local').split('|');
    expect(name.split('.')[1]).toBe(plain.namespace('shop'));
    expect(names.text('web.shop.svc.cluster.local')).toBe(name);
  });

  it('of a request says no more than whether it is a path', () => {
    expect(names.value('')).toBe('');
    expect(names.value('/')).toBe('/');
    expect(names.value('/1234')).toMatch(/^\/value-\w{10}$/);
    expect(names.value('1234')).toMatch(/^value-\w{10}$/);
  });

  it('fits a slot however long it is, as ASCII, and has a pseudonym of its own', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '.',
      '|',
      '/',
      '_',
      ':',
      '0',
      '80',
      '10.0.0.1',
      'é',
      'svc',
    );
    const texts = fc.array(part, { maxLength: 190 }).map((parts) => parts.join('').slice(0, 192));
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [one, two] = [names.text(a), names.text(b)];
        expect(one.length).toBeLessThanOrEqual(180);
        expect(one).toMatch(/^[\x20-\x7e]*$/);
        expect(one === two).toBe(a === b);
        expect(names.text(a)).toBe(one);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a slot', () => {
  const slot = (text: string, rest = '') => {
    const bytes = Buffer.alloc(192);
    bytes.write(text, 'latin1');
    bytes.write(rest, text.length + 1, 'latin1');
    return bytes;
  };

  it('is the same for the same bytes, left-overs included', () => {
    expect(names.slot(slot('web'))).toEqual(names.slot(slot('web')));
    expect(names.slot(slot('web', 'old'))).toEqual(names.slot(slot('web', 'old')));
    const distinct = [slot('web'), slot('web', 'old'), slot('web', 'older'), slot('we', 'b')];
    expect(new Set(distinct.map((one) => names.slot(one).toString('hex'))).size).toBe(4);
  });

  it('has no byte of the left-overs', () => {
    const bytes = names.slot(slot('web', 'payments'.repeat(20)));
    expect(bytes.toString('latin1')).not.toMatch(/payments|web/);
    expect(bytes.subarray(32).every((byte) => byte === 0)).toBe(true);
  });

  it('that is full ends all the same', () => {
    const full = Buffer.alloc(192, 'x');
    expect(names.slot(full)).toHaveLength(192);
    expect(names.slot(full).includes('xx')).toBe(false);
  });
});
