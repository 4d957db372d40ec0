// Which Kmesh wrote a kernel-native map set (reference 5, 5.1). v1.1 and later pin the same: only the
// version string tells them apart, and their programs decide alike.
import { type GenerationEvidence, type GenerationFinding, versionOf } from '../find-generation.ts';
import { fitGenerations } from '../fit-generations.ts';
import type { GenerationName } from '../generation.ts';
import { isInSpan, since } from '../inventory.ts';
import { nativeInventory, nativeMarks, sockOpsLink } from './inventory.ts';

/** The generation of a kernel-native map set, with what it was recognised by. */
export function findNativeGeneration(found: GenerationEvidence): GenerationFinding {
  if (!found.maps.has('km_listener') && !found.maps.has('kmesh_listener')) {
    return { name: null, nearest: 'main', evidence: ['no listener map'] };
  }
  return fitGenerations(nativeInventory, found, chooseCandidate);
}

const linked = nativeInventory.pins[sockOpsLink] ?? since('v1.1');

/** The candidate that has what marks it; of the others the one that links and version name. */
function chooseCandidate(
  found: GenerationEvidence,
  candidates: readonly GenerationName[],
): GenerationFinding {
  const nearest = candidates[0] ?? 'main';
  for (const name of candidates) {
    const mark = nativeMarks[name]?.find((map) => found.maps.has(map));
    if (mark !== undefined && candidates.length === 1) {
      const size = found.maps.get(mark)?.valueSize;
      const what = mark === 'km_sockstorage' ? `has ${size}-byte values` : 'is pinned';
      return { name, nearest, evidence: [`${mark} ${what}`] };
    }
  }
  if (!found.maps.has('km_listener')) {
    return { name: null, nearest, evidence: ['kmesh_version is not pinned: perhaps v0.4'] };
  }
  const isUnlinked = found.pins.length > 0 && !found.pins.includes(sockOpsLink);
  const unlinked = candidates.find((name) => !isInSpan(name, linked));
  if (isUnlinked && unlinked !== undefined) {
    return { name: unlinked, nearest: unlinked, evidence: [`${sockOpsLink} is not pinned`] };
  }
  const version = versionOf(found.versionHash);
  const name = candidates.find((candidate) => candidate === version?.[1]);
  if (name !== undefined) {
    const evidence = [`kmesh_version holds the hash of ${version?.[0]}`];
    return { name, nearest: name, evidence };
  }
  const evidence = ['v1.1, v1.2 and main pin the same maps', 'kmesh_version holds no known hash'];
  return { name: null, nearest, evidence };
}
