// The registry of Kmesh's maps: what each is for and which layout its keys and values have.
import type { Layout } from '../layout/layout.ts';
import { authResultKeyLayout, authResultValueLayout } from './dual-engine/auth-result.ts';
import { backendKeyLayout, backendValueLayout } from './dual-engine/backend.ts';
import { endpointKeyLayout, endpointValueLayout } from './dual-engine/endpoint.ts';
import { frontendKeyLayout, frontendValueLayout } from './dual-engine/frontend.ts';
import { manageKeyLayout, manageValueLayout } from './dual-engine/manage.ts';
import { serviceKeyLayout, serviceValueLayout } from './dual-engine/service.ts';
import { sockStorageLayout } from './dual-engine/sock-storage.ts';
import {
  workloadPoliciesKeyLayout,
  workloadPoliciesValueLayout,
} from './dual-engine/workload-policies.ts';

export type Mode = 'dual-engine' | 'kernel-native';

/** Each mode's folder below the bpffs, and the map whose pin proves that the mode is loaded. */
export const modeFolders: readonly {
  readonly mode: Mode;
  readonly folder: string;
  readonly proofs: readonly string[];
}[] = Object.freeze([
  { mode: 'dual-engine', folder: 'bpf_kmesh_workload', proofs: ['km_frontend', 'kmesh_frontend'] },
  { mode: 'kernel-native', folder: 'bpf_kmesh', proofs: ['km_listener', 'kmesh_listener'] },
]);

/** The daemon's name files below a node's root, newest releases first. */
export const nameFilePaths = Object.freeze(['mnt/hash_name.yaml', 'mnt/workload_hash_name.yaml']);

export interface MapLayouts {
  readonly key: Layout<unknown>;
  readonly value: Layout<unknown>;
}

/** Layouts of the dual-engine maps that are decoded, v1.0 and later, by pin name. */
export const dualEngineLayouts: Readonly<Record<string, MapLayouts>> = Object.freeze({
  km_frontend: { key: frontendKeyLayout, value: frontendValueLayout },
  km_service: { key: serviceKeyLayout, value: serviceValueLayout },
  km_endpoint: { key: endpointKeyLayout, value: endpointValueLayout },
  km_backend: { key: backendKeyLayout, value: backendValueLayout },
  km_manage: { key: manageKeyLayout, value: manageValueLayout },
  km_auth_res: { key: authResultKeyLayout, value: authResultValueLayout },
  km_wlpolicy: { key: workloadPoliciesKeyLayout, value: workloadPoliciesValueLayout },
});

/** Socket storage has no key of its own: its key is a socket. */
export const sockStorageMap = Object.freeze({ name: 'km_sockstorage', value: sockStorageLayout });
