// The reference's own test vectors (section 9), and the odd forms that the programs still take.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressBytes, addressText, unmapAddress } from '../../../src/kmesh/address.ts';
import { authResultKey, toFlowAddresses } from '../../../src/kmesh/dual-engine/auth-result.ts';
import {
  backendValueLayout,
  fromBackendEntry,
  toBackendEntry,
} from '../../../src/kmesh/dual-engine/backend.ts';
import { toEndpointEntry } from '../../../src/kmesh/dual-engine/endpoint.ts';
import { toFrontendEntry } from '../../../src/kmesh/dual-engine/frontend.ts';
import {
  cookieKey,
  manageKeyLayout,
  toManageEntry,
  toManageKind,
} from '../../../src/kmesh/dual-engine/manage.ts';
import {
  fromServiceEntry,
  serviceValueLayout,
  toServiceEntry,
} from '../../../src/kmesh/dual-engine/service.ts';
import { toSockStorage } from '../../../src/kmesh/dual-engine/sock-storage.ts';
import { toWorkloadPoliciesEntry } from '../../../src/kmesh/dual-engine/workload-policies.ts';
import { dualEngineLayouts } from '../../../src/kmesh/maps.ts';
import { portOf, portSlot } from '../../../src/kmesh/port-slot.ts';
import { encodeWhole } from '../../../src/layout/layout.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const zeros = (count: number) => '00'.repeat(count);

describe('entries of the reference', () => {
  it('frontend 10.96.0.10 -> 2454042994', () => {
    expect(toFrontendEntry(hex(`0a60000a${zeros(12)}`), 0, hex('72b94592'), 0)).toEqual({
      address: '10.96.0.10',
      upstreamId: 2454042994,
    });
  });

  it('service with one endpoint, random, 80 -> 8080', () => {
    const ports = `00500000${zeros(36)}1f900000${zeros(36)}`;
    const value = hex(`01000000${zeros(24)}${zeros(4)}${ports}${zeros(20)}`);
    const entry = toServiceEntry(hex('72b94592'), 0, value, 0);
    expect(entry).toMatchObject({
      id: 2454042994,
      endpointCounts: [1, 0, 0, 0, 0, 0, 0],
      lbPolicy: { name: 'RANDOM', raw: 0 },
      waypointAddr: '0.0.0.0',
      waypointPort: 0,
    });
    expect([entry.servicePorts[0], entry.targetPorts[0]]).toEqual([80, 8080]);
    expect(encodeWhole(serviceValueLayout, fromServiceEntry(entry)).equals(value)).toBe(true);
  });

  it('endpoint and backend', () => {
    const key = hex('72b94592 00000000 01000000');
    expect(toEndpointEntry(key, 0, hex('2b33d8aa'), 0)).toEqual({
      serviceId: 2454042994,
      prio: 0,
      backendIndex: 1,
      backendUid: 2866295595,
    });
    const value = hex(`0af40009${zeros(12)} 01000000 72b94592${zeros(36)} ${zeros(20)}`);
    const backend = toBackendEntry(hex('2b33d8aa'), 0, value, 0);
    expect(backend).toMatchObject({ uid: 2866295595, address: '10.244.0.9', serviceCount: 1 });
    expect(encodeWhole(backendValueLayout, fromBackendEntry(backend)).equals(value)).toBe(true);
  });

  it('workload policies end at the first 0', () => {
    const value = hex('05000000 06000000 00000000 07000000');
    expect(toWorkloadPoliciesEntry(hex('01000000'), 0, value, 0).policyIds).toEqual([5, 6]);
  });

  it('an unknown policy keeps its number and has no name', () => {
    const value = hex(`${zeros(28)}07000000${zeros(100)}`);
    expect(toServiceEntry(hex('01000000'), 0, value, 0).lbPolicy).toEqual({ name: null, raw: 7 });
  });
});

describe('a port slot', () => {
  it.each([
    ['00500000', 80, 80],
    ['00000000', 0, 0],
    ['ffff0000', 65535, 65535],
    ['1f900100', 8080 + 65536, 8080],
    ['00000001', 256 * 65536, 0],
  ])('%s decodes to %i, of which the programs write %i', (bytes, slot, port) => {
    expect(portSlot.decode(hex(bytes), 0)).toBe(slot);
    expect(encodeWhole(portSlot, slot).toString('hex')).toBe(bytes);
    expect(portOf(slot)).toBe(port);
  });
});

describe('an address', () => {
  it.each([
    [`0a60000a${zeros(12)}`, '10.96.0.10'],
    [zeros(16), '0.0.0.0'],
    [`${zeros(10)}ffff0a60000a`, '::ffff:10.96.0.10'],
    ['fd000010009600000000000000000010', 'fd00:10:96::10'],
    // As the data plane takes it: nothing tells it from IPv4.
    [`20010db8${zeros(12)}`, '32.1.13.184'],
  ])('%s is %s, and back', (bytes, text) => {
    expect(addressText(hex(bytes), 0)).toBe(text);
    expect(addressBytes(text).toString('hex')).toBe(bytes);
  });

  it('keeps every 16 bytes through its text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(addressBytes(addressText(bytes, 0)).equals(bytes)).toBe(true);
      }),
    );
  });

  it('loses its mapping only when it has one', () => {
    expect(unmapAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
    expect(unmapAddress('fd00::1')).toBe('fd00::1');
  });
});

describe('a manager key', () => {
  const entryOf = (key: Buffer) => toManageEntry(key, 0, Buffer.alloc(4), 0);
  const ipv4Key = (text: string) => encodeWhole(manageKeyLayout.fields[1]?.layout as never, text);
  const known = (cookies: readonly bigint[], addresses: readonly string[]) => ({
    isLiveCookie: (cookie: bigint) => cookies.includes(cookie),
    isKnownAddress: (address: string) => addresses.includes(address),
  });

  it.each([
    ['a live cookie', cookieKey(16n), [16n], [], 'cookie', 'observed'],
    ['a known address', ipv4Key('10.244.0.5'), [], ['10.244.0.5'], 'address', 'observed'],
    ['a cookie that nobody has', cookieKey(4198n), [], [], 'cookie', 'inferred'],
    ['an address that nobody has', ipv4Key('10.244.0.5'), [], [], 'address', 'inferred'],
    ['an address that ends in 0', ipv4Key('10.244.0.0'), [], [], 'cookie', 'inferred'],
    ['the same, known', ipv4Key('10.244.5.0'), [], ['10.244.5.0'], 'address', 'observed'],
    ['both at once', cookieKey(16n), [16n], ['16.0.0.0'], 'cookie', 'inferred'],
    ['IPv6', addressBytes('fd00::5'), [], [], 'address', 'observed'],
  ] as const)('%s', (_, key, cookies, addresses, kind, how) => {
    expect(toManageKind(entryOf(key), known(cookies, addresses))).toEqual({ kind, known: how });
  });
});

describe('socket storage', () => {
  it('of an IPv4 socket by a waypoint', () => {
    const value = Buffer.alloc(64);
    value.writeBigUInt64LE(5n, 0);
    value.set([2, 1, 1, 1, 1], 16);
    hex('0a60000a').copy(value, 28);
    value.writeUInt16BE(80, 34);
    expect(toSockStorage(value, 4)).toEqual({
      connectNs: 5n,
      lastReportNs: null,
      direction: { name: 'outbound', raw: 2 },
      isEstablished: true,
      isViaWaypoint: true,
      isEncoded: true,
      originalDestination: { address: '10.96.0.10', port: 80 },
    });
  });

  it('of a fall-through has no original destination, whatever the tuple holds', () => {
    expect(toSockStorage(Buffer.alloc(64, 0).fill(1, 24, 60), 4).originalDestination).toBeNull();
  });

  it('of an IPv6 socket keeps a mapped destination mapped', () => {
    const value = Buffer.alloc(64);
    value[20] = 1;
    addressBytes('::ffff:10.96.0.10').copy(value, 40);
    value.writeUInt16BE(443, 58);
    expect(toSockStorage(value, 6).originalDestination).toEqual({
      address: '::ffff:10.96.0.10',
      port: 443,
    });
  });
});

describe('an authorization result', () => {
  const flow = {
    sourceAddress: '10.244.0.5',
    sourcePort: 40000,
    destinationAddress: '10.244.0.9',
    destinationPort: 8080,
  };

  it.each([
    [true, '0af400050af40009409c901f'],
    [false, '0af400050af400099c401f90'],
  ])('has its ports in host order (%s) or in network order', (isHostOrder, head) => {
    const key = authResultKey(flow, isHostOrder);
    expect(key.toString('hex')).toBe(head + zeros(24));
    expect(toFlowAddresses(key, isHostOrder)).toEqual(flow);
  });

  it('of IPv6 fills the whole key', () => {
    const ipv6 = { ...flow, sourceAddress: 'fd00::5', destinationAddress: 'fd00::9' };
    expect(toFlowAddresses(authResultKey(ipv6, false), false)).toEqual(ipv6);
  });
});

it('every layout decodes any bytes of its size and gives the same bytes back', () => {
  for (const { key, value } of Object.values(dualEngineLayouts)) {
    for (const layout of [key, value]) {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: layout.size, maxLength: layout.size }), (bytes) => {
          const decoded = layout.decode(Buffer.from(bytes), 0);
          expect(encodeWhole(layout, decoded).equals(bytes)).toBe(true);
        }),
        { numRuns: 50 },
      );
    }
  }
});
