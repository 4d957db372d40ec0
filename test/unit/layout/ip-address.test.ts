import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHostPort, formatIpv6, parseIp } from '../../../src/layout/ip-address.ts';

describe('IPv6 text', () => {
  it.each([
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000000000000000000001', '2001:db8::1'],
    ['20010db8000000010000000000000000', '2001:db8:0:1::'],
    ['20010db8000000010000000000000001', '2001:db8:0:1::1'],
    ['20010db8000100000001000100010001', '2001:db8:1:0:1:1:1:1'],
    ['00000000000000000000ffff0a600050', '::ffff:10.96.0.80'],
    ['0000000000000000000000000a600050', '::a60:50'],
    ['fd000010024400000000000000000010', 'fd00:10:244::10'],
  ])('%s is %s in RFC 5952 form, and back', (hex, text) => {
    expect(formatIpv6(Buffer.from(hex, 'hex'), 0)).toBe(text);
    expect(parseIp(text)?.toString('hex')).toBe(hex);
  });

  it('is an address for every 16 bytes, and reads back as the same bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const text = formatIpv6(bytes, 0);
        expect(isIPv6(text)).toBe(true);
        expect(parseIp(text)?.equals(bytes)).toBe(true);
      }),
    );
  });
});

describe('parsing an address', () => {
  it.each(['', '10.0.0', '10.0.0.256', '1::2::3', 'fe80::1%eth0', 'fortio', '10.0.0.1:80'])(
    'refuses %j',
    (text) => {
      expect(parseIp(text)).toBeUndefined();
    },
  );

  it.each(['::ffff:1.2.3.4', '64:ff9b::192.0.2.33', '::1.2.3.4'])('takes %s', (text) => {
    expect(parseIp(text)).toHaveLength(16);
  });
});

it('puts brackets around IPv6 in front of a port', () => {
  expect([formatHostPort('10.0.0.1', 80), formatHostPort('fd00::1', 80)]).toEqual([
    '10.0.0.1:80',
    '[fd00::1]:80',
  ]);
});
