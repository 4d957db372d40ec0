// The maps of older releases: sizes, and entries of one shape whatever the release.
import { describe, expect, it } from 'vitest';
import { fromEndpointKey } from '../../../src/kmesh/dual-engine/endpoint.ts';
import { knownMaps } from '../../../src/kmesh/dual-engine/inventory.ts';
import {
  fromRecordedDestination,
  toRecordedDestination,
} from '../../../src/kmesh/dual-engine/original-destination.ts';
import { fromServiceEntry } from '../../../src/kmesh/dual-engine/service.ts';
import { generationNames, generations } from '../../../src/kmesh/generation.ts';
import { isInSpan } from '../../../src/kmesh/inventory.ts';
import { dualEngineLayouts, sockStorageSizes } from '../../../src/kmesh/maps.ts';
import { encodeWhole } from '../../../src/layout/layout.ts';
import { service } from '../../support/routing-maps.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const zeros = (count: number) => '00'.repeat(count);

describe('the layouts', () => {
  it.each(generationNames)('of %s have the sizes that its maps have', (name) => {
    for (const format of Object.values(generations[name].maps)) {
      if (format === null || format.name === 'map_of_wl_policy') continue;
      const known = knownMaps.find((row) => row.name === format.name && isInSpan(name, row));
      expect({ name: format.name, size: format.value.size }).toEqual({
        name: known?.name,
        size: known?.valueSize,
      });
      if ('key' in format) expect(format.key.size).toBe(known?.keySize);
    }
  });
});

describe('an entry up to v0.5', () => {
  const { km_service, km_endpoint } = generations['v0.5'].maps;

  it('of a service has one count, and one policy with a name', () => {
    const ports = `00500000${zeros(36)}1f900000${zeros(36)}`;
    const value = hex(`03000000 01000000 ${ports} 0a600063${zeros(12)} 3aa00000`);
    const entry = km_service.toEntry(hex('72b94592'), 0, value, 0);
    expect(entry).toMatchObject({
      id: 2454042994,
      endpointCounts: [3],
      lbPolicy: { name: null, raw: 1 },
      waypointAddr: '10.96.0.99',
      waypointPort: 15008,
    });
    expect([entry.servicePorts[0], entry.targetPorts[0]]).toEqual([80, 8080]);
    expect(encodeWhole(km_service.value, fromServiceEntry(entry)).equals(value)).toBe(true);
  });

  it('of an endpoint has priority 0', () => {
    const key = hex('72b94592 02000000');
    const entry = km_endpoint.toEntry(key, 0, hex('2b33d8aa'), 0);
    expect(entry).toEqual({
      serviceId: 2454042994,
      prio: 0,
      backendIndex: 2,
      backendUid: 2866295595,
    });
    expect(encodeWhole(km_endpoint.key, fromEndpointKey(entry)).equals(key)).toBe(true);
  });
});

it.each(generationNames)('a service of %s comes back from its bytes', (name) => {
  const { km_service: format } = generations[name].maps;
  const entry = service({ id: 7, counts: [2], ports: [[80, 8080]], waypoint: ['10.0.0.9', 15008] });
  const bytes = encodeWhole(format.value, fromServiceEntry(entry));
  const read = format.toEntry(hex('07000000'), 0, bytes, 0);
  expect(read).toEqual({ ...entry, endpointCounts: read.endpointCounts });
  expect(read.endpointCounts[0]).toBe(2);
});

describe('an original destination', () => {
  // As recorded from v1.0.0: through a waypoint, IPv4 and IPv4-mapped.
  it.each([
    [4, `01000000 0a60dfd8 0000 0050 ${zeros(24)}`, '10.96.223.216', 80],
    [6, `01000000 ${zeros(22)} ffff 0a606a31 0000 2378`, '::ffff:10.96.106.49', 9080],
  ] as const)('of an IPv%i socket is read and written', (family, bytes, address, port) => {
    const value = hex(bytes);
    expect(toRecordedDestination(value, family, true)).toEqual({
      originalDestination: { address, port },
      isViaWaypoint: true,
      isEncoded: false,
    });
    expect(fromRecordedDestination({ address, port }, family, true).equals(value)).toBe(true);
  });

  it('without marks is always of a waypoint', () => {
    const value = fromRecordedDestination({ address: '10.0.0.1', port: 80 }, 4, false);
    expect(toRecordedDestination(value, 4, false)).toMatchObject({ isViaWaypoint: true });
    expect(toRecordedDestination(value, 4, true)).toMatchObject({ isViaWaypoint: false });
  });
});

it.each(['constructor', 'toString', '__proto__'])('there is nothing of a map named %s', (name) => {
  expect([dualEngineLayouts[name], sockStorageSizes[name]]).toEqual([undefined, undefined]);
});
