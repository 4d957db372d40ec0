// Which Kmesh wrote a kernel-native map set (reference 5, 5.1). v1.1 and later pin the same: only the
// version string tells them apart, and their programs decide alike.
import { versionStrings } from '../dual-engine/inventory.ts';
import type { GenerationEvidence, GenerationFinding } from '../find-generation.ts';
import { fnv1a32 } from '../names.ts';

/** Size of a cluster's value in bytes, of v0.5 and of v1.0 and later. */
const clusterSizes = { old: 64, current: 72 };
const sockOpsLink = 'sockops/prog_link';

/** The generation of a kernel-native map set, with what it was recognised by. */
export function findNativeGeneration(found: GenerationEvidence): GenerationFinding {
  if (found.maps.has('km_listener')) return findCurrent(found);
  if (found.maps.has('kmesh_listener')) return findOld(found);
  return { name: null, nearest: 'main', evidence: ['no listener map'] };
}

function findOld({ maps }: GenerationEvidence): GenerationFinding {
  const nearest = 'v0.5';
  const size = maps.get('kmesh_cluster')?.valueSize;
  if (size !== undefined && size !== clusterSizes.old) {
    const evidence = [`nearest: ${nearest}`, `kmesh_cluster has ${size}-byte values`];
    return { name: null, nearest, evidence };
  }
  if (maps.has('kmesh_version')) {
    return { name: nearest, nearest, evidence: ['kmesh_listener and kmesh_version are pinned'] };
  }
  return { name: null, nearest, evidence: ['kmesh_version is not pinned: perhaps v0.4'] };
}

function findCurrent({ maps, pins, versionHash }: GenerationEvidence): GenerationFinding {
  const size = maps.get('km_cluster')?.valueSize;
  if (size !== undefined && size !== clusterSizes.current) {
    const evidence = ['nearest: main', `km_cluster has ${size}-byte values`];
    return { name: null, nearest: 'main', evidence };
  }
  if (maps.has('km_configmap')) {
    return { name: 'v1.0', nearest: 'v1.0', evidence: ['km_configmap is pinned'] };
  }
  if (pins.length > 0 && !pins.includes(sockOpsLink)) {
    return { name: 'v1.0', nearest: 'v1.0', evidence: [`${sockOpsLink} is not pinned`] };
  }
  const version = versionStrings.find(([text]) => fnv1a32(text) === versionHash);
  if (version?.[1] != null && version[1] !== 'v0.5') {
    const [text, name] = version;
    return { name, nearest: name, evidence: [`kmesh_version holds the hash of ${text}`] };
  }
  const evidence = ['v1.1, v1.2 and main pin the same maps', 'kmesh_version holds no known hash'];
  return { name: null, nearest: 'main', evidence };
}
