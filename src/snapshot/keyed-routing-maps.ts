// RoutingMaps over single look-ups in the live kernel: a question touches only the keys it needs.
import { addressBytes } from '../kmesh/address.ts';
import { backendKeyLayout, toBackendEntry } from '../kmesh/dual-engine/backend.ts';
import {
  type EndpointEntry,
  endpointKeyLayout,
  toEndpointEntry,
} from '../kmesh/dual-engine/endpoint.ts';
import { toFrontendEntry } from '../kmesh/dual-engine/frontend.ts';
import { cookieKey } from '../kmesh/dual-engine/manage.ts';
import { serviceKeyLayout, toServiceEntry } from '../kmesh/dual-engine/service.ts';
import { encodeWhole } from '../layout/layout.ts';
import type { NodeSource, RawMapSet } from '../raw/node-source.ts';
import { fitsLayout } from './loaded-routing-maps.ts';
import type { RoutingMaps } from './routing-maps.ts';

/** Above this many endpoints of one priority, reading the whole map is cheaper than asking for each. */
const keyedLimit = 4096;

interface Asked {
  readonly source: NodeSource;
  readonly mapSet: RawMapSet;
  readonly routing: RoutingMaps;
}

/** Answers from look-ups in `asked.source`; falls back to the maps read whole for very large services. */
export function keyedRoutingMaps(asked: Asked): RoutingMaps {
  const { source, mapSet } = asked;
  const unreadable = new Set<string>();
  const lookup = (name: string, key: Buffer): Buffer | undefined => {
    const info = mapSet.maps.find((map) => map.name === name);
    if (info === undefined || !fitsLayout({ info })) {
      unreadable.add(name);
      return undefined;
    }
    return source.lookup(mapSet, name, key);
  };
  const endpoint = (serviceId: number, prio: number, index: number): EndpointEntry | undefined => {
    const key = encodeWhole(endpointKeyLayout, {
      service_id: serviceId,
      prio,
      backend_index: index,
    });
    const value = lookup('km_endpoint', key);
    return value && toEndpointEntry(key, 0, value, 0);
  };
  return {
    findFrontend: (address) => {
      const key = addressBytes(address);
      const value = lookup('km_frontend', key);
      return value && toFrontendEntry(key, 0, value, 0);
    },
    findService: (id) => {
      const key = encodeWhole(serviceKeyLayout, { service_id: id });
      const value = lookup('km_service', key);
      return value && toServiceEntry(key, 0, value, 0);
    },
    findBackend: (uid) => {
      const key = encodeWhole(backendKeyLayout, { backend_uid: uid });
      const value = lookup('km_backend', key);
      return value && toBackendEntry(key, 0, value, 0);
    },
    isManaged: (cookie) => lookup('km_manage', cookieKey(cookie)) !== undefined,
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
