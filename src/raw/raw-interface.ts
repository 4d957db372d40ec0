// Network interfaces of namespaces, and the XDP programs on them, as the kernel shows them. No Kmesh word.

/** Modes of an XDP program, in the kernel's order: XDP_MODE_SKB, XDP_MODE_DRV, XDP_MODE_HW. */
export const xdpModes = ['generic', 'native', 'offload'] as const;
export type XdpMode = (typeof xdpModes)[number];

/** A program that sees every packet that comes in through an interface. */
export interface RawXdpProgram {
  readonly mode: XdpMode;
  readonly id: number;
  /** At most 15 characters of its function's name. */
  readonly name: string;
}

export interface RawInterface {
  /** Cookie of the network namespace that it is in. */
  readonly netnsCookie: bigint;
  /** ifindex: unique in its namespace. */
  readonly index: number;
  readonly name: string;
  /** IFF_UP. */
  readonly isUp: boolean;
  /** IFF_LOOPBACK. */
  readonly isLoopback: boolean;
  readonly xdp: readonly RawXdpProgram[];
}

export interface RawInterfaces {
  /** By namespace and index; of a namespace with more than 16, the first of them. */
  readonly interfaces: readonly RawInterface[];
  readonly complete: boolean;
  readonly reason: string | null;
}
