// The maps of dual-engine mode as each generation keeps them: pin, layouts, and what a row says. Everything
// after the row is the same for all. Maps go by the names that they have since v1.0.
import type { Layout } from '../../layout/layout.ts';
import { authResultKeyLayout, authResultValueLayout } from './auth-result.ts';
import {
  type BackendEntry,
  backendKeyLayout,
  backendValueLayout,
  toBackendEntry,
} from './backend.ts';
import {
  type EndpointEntry,
  endpointKeyLayout,
  endpointValueLayout,
  flatEndpointKeyLayout,
  toEndpointEntry,
  toFlatEndpointEntry,
} from './endpoint.ts';
import {
  type FrontendEntry,
  frontendKeyLayout,
  frontendValueLayout,
  toFrontendEntry,
} from './frontend.ts';
import { type ManageEntry, manageKeyLayout, manageValueLayout, toManageEntry } from './manage.ts';
import {
  originalDestinationKeyLayout,
  originalDestinationValueLayout,
} from './original-destination.ts';
import {
  flatServiceValueLayout,
  type ServiceEntry,
  serviceKeyLayout,
  serviceValueLayout,
  toFlatServiceEntry,
  toServiceEntry,
} from './service.ts';
import {
  type SockStorage,
  shortSockStorageLayout,
  sockStorageLayout,
  toShortSockStorage,
  toSockStorage,
} from './sock-storage.ts';
import { workloadPoliciesKeyLayout, workloadPoliciesValueLayout } from './workload-policies.ts';

export interface MapLayouts {
  readonly key: Layout<unknown>;
  readonly value: Layout<unknown>;
}

/** A map's pin name and its layouts. */
export interface MapFormat extends MapLayouts {
  readonly name: string;
}

/** Decodes the row whose key and value lie at the given offsets. */
export type RowDecoder<T> = (
  keys: Buffer,
  keyOffset: number,
  values: Buffer,
  valueOffset: number,
) => T;

/** A map whose rows are read as entries. */
export interface EntryFormat<T> extends MapFormat {
  readonly toEntry: RowDecoder<T>;
}

/** Socket storage has no key of its own: its key is a socket. */
export interface StorageFormat {
  readonly name: string;
  readonly value: Layout<unknown>;
  readonly toStorage: (value: Buffer, family: 4 | 6) => SockStorage;
}

/** The map of original destinations, by the kernel's address of the socket. */
export interface DestinationFormat extends MapFormat {
  /** Whether its entries tell those of waypoints from others. */
  readonly isMarked: boolean;
}

/** One generation's maps. */
export interface DualEngineMaps {
  readonly km_frontend: EntryFormat<FrontendEntry>;
  readonly km_service: EntryFormat<ServiceEntry>;
  readonly km_endpoint: EntryFormat<EndpointEntry>;
  readonly km_backend: EntryFormat<BackendEntry>;
  readonly km_manage: EntryFormat<ManageEntry>;
  readonly km_auth_res: MapFormat;
  readonly km_wlpolicy: MapFormat;
  readonly km_sockstorage: StorageFormat;
  /** Null where the storage itself has the original destination. */
  readonly km_orig_dst: DestinationFormat | null;
}

/** Name of a map since v1.0, which stands for what the map is in every generation. */
export type MapRole = keyof DualEngineMaps;

/** v1.1, v1.2 and main. */
export const currentMaps: DualEngineMaps = Object.freeze({
  km_frontend: {
    name: 'km_frontend',
    key: frontendKeyLayout,
    value: frontendValueLayout,
    toEntry: toFrontendEntry,
  },
  km_service: {
    name: 'km_service',
    key: serviceKeyLayout,
    value: serviceValueLayout,
    toEntry: toServiceEntry,
  },
  km_endpoint: {
    name: 'km_endpoint',
    key: endpointKeyLayout,
    value: endpointValueLayout,
    toEntry: toEndpointEntry,
  },
  km_backend: {
    name: 'km_backend',
    key: backendKeyLayout,
    value: backendValueLayout,
    toEntry: toBackendEntry,
  },
  km_manage: {
    name: 'km_manage',
    key: manageKeyLayout,
    value: manageValueLayout,
    toEntry: toManageEntry,
  },
  km_auth_res: { name: 'km_auth_res', key: authResultKeyLayout, value: authResultValueLayout },
  km_wlpolicy: {
    name: 'km_wlpolicy',
    key: workloadPoliciesKeyLayout,
    value: workloadPoliciesValueLayout,
  },
  km_sockstorage: {
    name: 'km_sockstorage',
    value: sockStorageLayout,
    toStorage: toSockStorage,
  },
  km_orig_dst: null,
});

const v10Destinations: DestinationFormat = {
  name: 'km_orig_dst',
  key: originalDestinationKeyLayout,
  value: originalDestinationValueLayout,
  isMarked: true,
};

/** v1.0: a short storage, and the original destination in a map of its own. */
export const v10Maps: DualEngineMaps = Object.freeze({
  ...currentMaps,
  km_sockstorage: {
    name: 'km_sockstorage',
    value: shortSockStorageLayout,
    toStorage: toShortSockStorage,
  },
  km_orig_dst: v10Destinations,
});

/** Up to v0.5: other names, and no priorities. */
export const v05Maps: DualEngineMaps = Object.freeze({
  km_frontend: { ...currentMaps.km_frontend, name: 'kmesh_frontend' },
  km_service: {
    name: 'kmesh_service',
    key: serviceKeyLayout,
    value: flatServiceValueLayout,
    toEntry: toFlatServiceEntry,
  },
  km_endpoint: {
    name: 'kmesh_endpoint',
    key: flatEndpointKeyLayout,
    value: endpointValueLayout,
    toEntry: toFlatEndpointEntry,
  },
  km_backend: { ...currentMaps.km_backend, name: 'kmesh_backend' },
  km_manage: { ...currentMaps.km_manage, name: 'kmesh_manage' },
  km_auth_res: { ...currentMaps.km_auth_res, name: 'map_of_auth' },
  km_wlpolicy: { ...currentMaps.km_wlpolicy, name: 'map_of_wl_policy' },
  km_sockstorage: { ...v10Maps.km_sockstorage, name: 'map_of_sock_storage' },
  km_orig_dst: { ...v10Destinations, name: 'map_of_dst_info', isMarked: false },
});
