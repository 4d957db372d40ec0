// RoutingMaps over single look-ups in the live kernel: a question touches only the keys it needs.
import { addressBytes } from '../kmesh/address.ts';
import { type EndpointEntry, fromEndpointKey } from '../kmesh/dual-engine/endpoint.ts';
import { cookieKey } from '../kmesh/dual-engine/manage.ts';
import type { DualEngineMaps, EntryFormat } from '../kmesh/dual-engine/map-formats.ts';
import { encodeWhole } from '../layout/layout.ts';
import { u32 } from '../layout/scalar.ts';
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import { fitsLayout } from './loaded-routing-maps.ts';
import type { RoutingMaps } from './routing-maps.ts';

/** Above this many endpoints of one priority, reading the whole map is cheaper than asking for each. */
const keyedLimit = 4096;

interface Asked {
  readonly source: NodeSource;
  readonly mapSet: RawMapSet;
  readonly formats: DualEngineMaps;
  readonly routing: RoutingMaps;
}

/** Answers from look-ups in `asked.source`; falls back to the maps read whole for very large services. */
export function keyedRoutingMaps(asked: Asked): RoutingMaps {
  const { source, mapSet, formats } = asked;
  const unreadable = new Set<string>();
  const lookup = <T>(format: EntryFormat<T>, key: Buffer): T | undefined => {
    const { name } = format;
    const info = mapSet.maps.find((map) => map.name === name);
    if (info === undefined || !fitsLayout({ info })) {
      unreadable.add(name);
      return undefined;
    }
    const value = source.lookup(mapSet, name, key);
    return value && format.toEntry(key, 0, value, 0);
  };
  const endpoint = (serviceId: number, prio: number, backendIndex: number) => {
    const { km_endpoint: format } = formats;
    return lookup(
      format,
      encodeWhole(format.key, fromEndpointKey({ serviceId, prio, backendIndex })),
    );
  };
  const findManage = (cookie: bigint) => lookup(formats.km_manage, cookieKey(cookie));
  return {
    findFrontend: (address) => lookup(formats.km_frontend, addressBytes(address)),
    findService: (id) => lookup(formats.km_service, encodeWhole(u32, id)),
    findBackend: (uid) => lookup(formats.km_backend, encodeWhole(u32, uid)),
    isManaged: (cookie) => findManage(cookie) !== undefined,
    isBypassed: (cookie) => (findManage(cookie)?.value ?? 0) !== 0,
    listEndpoints: (serviceId, prio, count) => {
      if (count > keyedLimit) return asked.routing.listEndpoints(serviceId, prio, count);
      const found: EndpointEntry[] = [];
      for (let index = 1; index <= count; index++) {
        const entry = endpoint(serviceId, prio, index);
        if (entry !== undefined) found.push(entry);
      }
      return found;
    },
    get incompleteMaps() {
      return [...unreadable];
    },
  };
}
