// What differs between the generations of Kmesh's dual-engine mode, as data: how they keep their maps, and
// how their connect programs decide (reference 0, 2.1, 3.1).
import { currentMaps, type DualEngineMaps, v05Maps, v10Maps } from './dual-engine/map-formats.ts';

export const generationNames = [
  'v0.4.0',
  'v0.4.1',
  'v0.5',
  'v1.0',
  'v1.1',
  'v1.2',
  'main',
] as const;
export type GenerationName = (typeof generationNames)[number];

/** What the decision procedure and the layouts need to know of a generation. */
export interface Generation {
  readonly name: GenerationName;
  readonly maps: DualEngineMaps;
  /** connect4 sends port 53 to the DNS proxy, and sendmsg4/recvmsg4 are hooked. */
  readonly hasDnsHooks: boolean;
  /** Kernel name of the XDP program on the interfaces of pods that asks for authorization. */
  readonly xdpProgram: string;
  /** Ports in authorization tuples are host order. */
  readonly hasHostOrderAuthPorts: boolean;
  /** A manager value other than 0 means bypassed: the connect programs then look at nothing. */
  readonly hasBypass: boolean;
  /**
   * When the storage is made and the connect time noted: before the look-ups, for TCP; or at the end,
   * and then only if the last pass succeeded, for what is not TCP too.
   */
  readonly notesConnect: 'before' | 'on-success';
  /** Which connects have their original destination recorded. */
  readonly recordsDestination: 'on-success' | 'to-waypoint';
  /** Whether a waypoint that the pass for a waypoint's address finds is followed too. */
  readonly followsChains: boolean;
  /** Who notices that a service has no endpoint: its policy, the service before it, or nobody. */
  readonly noticesNoEndpoints: 'policy' | 'service' | 'never';
  /** What an unknown policy comes to; either way the address stays. */
  readonly onUnknownPolicy: 'failure' | 'success';
  /** A backend must list the service by which it was drawn. */
  readonly checksServiceList: boolean;
  /** An IPv4-mapped destination is recorded as its four bytes in front of zeros. */
  readonly recordsMappedShort: boolean;
  /** Names of C functions that changed: which writes the endpoint's address, which notes success. */
  readonly functions: { readonly dnat: string; readonly success: string };
}

const main: Generation = Object.freeze({
  name: 'main',
  maps: currentMaps,
  hasDnsHooks: true,
  xdpProgram: 'xdp_authz',
  hasHostOrderAuthPorts: true,
  hasBypass: false,
  notesConnect: 'before',
  recordsDestination: 'on-success',
  followsChains: true,
  noticesNoEndpoints: 'policy',
  onUnknownPolicy: 'failure',
  checksServiceList: false,
  recordsMappedShort: false,
  functions: { dnat: 'svc_dnat', success: 'set_original_dst_info' },
});
const v12: Generation = Object.freeze({ ...main, name: 'v1.2', hasHostOrderAuthPorts: false });
const v11: Generation = Object.freeze({ ...v12, name: 'v1.1', hasDnsHooks: false });
const v10: Generation = Object.freeze({ ...v11, name: 'v1.0', maps: v10Maps });
const v05: Generation = Object.freeze({
  ...v10,
  name: 'v0.5',
  maps: v05Maps,
  xdpProgram: 'xdp_shutdown',
  notesConnect: 'on-success',
  recordsDestination: 'to-waypoint',
  followsChains: false,
  noticesNoEndpoints: 'service',
  checksServiceList: true,
  functions: { dnat: 'backend_manager', success: 'observe_on_pre_connect' },
});
const v041: Generation = Object.freeze({
  ...v05,
  name: 'v0.4.1',
  hasBypass: true,
  onUnknownPolicy: 'success',
});
const v040: Generation = Object.freeze({
  ...v041,
  name: 'v0.4.0',
  noticesNoEndpoints: 'never',
  recordsMappedShort: true,
});

/** Every generation; `explain` follows the programs of each. */
export const generations: Readonly<Record<GenerationName, Generation>> = Object.freeze({
  'v0.4.0': v040,
  'v0.4.1': v041,
  'v0.5': v05,
  'v1.0': v10,
  'v1.1': v11,
  'v1.2': v12,
  main,
});
