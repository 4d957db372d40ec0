// Which Kmesh wrote these maps (reference 0.1), and what differs between generations, as data.

export type GenerationName = 'v0.4.0' | 'v0.4.1' | 'v0.5' | 'v1.0' | 'v1.1' | 'v1.2' | 'main';

/** What the decision procedure and the layouts need to know of a generation. */
export interface Generation {
  readonly name: GenerationName;
  /** connect4 sends port 53 to the DNS proxy, and sendmsg4/recvmsg4 are hooked. */
  readonly hasDnsHooks: boolean;
  /** Ports in authorization tuples are host order. */
  readonly hasHostOrderAuthPorts: boolean;
}

/** The generations whose programs `explain` follows. */
export const generations: Readonly<Partial<Record<GenerationName, Generation>>> = Object.freeze({
  'v1.1': { name: 'v1.1', hasDnsHooks: false, hasHostOrderAuthPorts: false },
  'v1.2': { name: 'v1.2', hasDnsHooks: true, hasHostOrderAuthPorts: false },
  main: { name: 'main', hasDnsHooks: true, hasHostOrderAuthPorts: true },
});

export interface GenerationEvidence {
  /** Names of the pinned maps, with the value size the kernel reports. */
  readonly valueSizes: ReadonlyMap<string, number>;
  /** Pins that are not maps, by path below the mode's folder. */
  readonly pins: readonly string[];
}

export interface GenerationFinding {
  readonly name: GenerationName | null;
  /** What settled it, one phrase each. */
  readonly evidence: readonly string[];
}

/** The generation of a dual-engine map set, with what it was recognised by. */
export function findGeneration(found: GenerationEvidence): GenerationFinding {
  const has = (name: string) => found.valueSizes.has(name);
  if (has('km_frontend')) return findCurrentGeneration(found);
  if (!has('kmesh_frontend')) return { name: null, evidence: ['no frontend map'] };
  if (has('map_of_wl_policy')) return { name: 'v0.5', evidence: ['map_of_wl_policy is pinned'] };
  if (has('map_of_tcp_info')) return { name: 'v0.4.1', evidence: ['map_of_tcp_info is pinned'] };
  if (has('map_of_access_log'))
    return { name: 'v0.4.0', evidence: ['map_of_access_log is pinned'] };
  return { name: null, evidence: ['kmesh_frontend is pinned, but no map that marks a release'] };
}

function findCurrentGeneration(found: GenerationEvidence): GenerationFinding {
  const storage = found.valueSizes.get('km_sockstorage');
  for (const name of ['km_orig_dst', 'km_configmap']) {
    if (found.valueSizes.has(name)) return { name: 'v1.0', evidence: [`${name} is pinned`] };
  }
  if (storage === 16) return { name: 'v1.0', evidence: ['km_sockstorage has 16-byte values'] };
  if (storage !== undefined && storage !== 64) {
    return { name: null, evidence: [`km_sockstorage has ${storage}-byte values`] };
  }
  if (found.valueSizes.has('km_cgr_tail6')) {
    return { name: 'main', evidence: ['km_cgr_tail6 is pinned'] };
  }
  const current = 'km_frontend is pinned, km_cgr_tail6 is not';
  if (found.pins.includes('sockconn/sockconn_dns_prog')) {
    return { name: 'v1.2', evidence: [current, 'sockconn/sockconn_dns_prog is pinned'] };
  }
  return { name: 'v1.1', evidence: [current, 'sockconn/sockconn_dns_prog is not'] };
}
