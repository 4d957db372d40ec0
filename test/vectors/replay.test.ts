// explain against what a kernel did: one test for each corner case of each recording.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../scripts/vectors/judge.ts';
import { judgeLine } from '../../scripts/vectors/judge-line.ts';
import { readVectorFile } from '../../scripts/vectors/vector-file.ts';

const recordings = [
  { name: 'v0.5.0', connects: 469 },
  { name: 'v1.0.0', connects: 427 },
  { name: 'v1.1.0', connects: 408 },
  { name: 'v1.2.0', connects: 413 },
  { name: 'main', connects: 1679 },
  { name: 'native-v0.5.0', connects: 137 },
  { name: 'native-v1.0.0', connects: 198 },
  { name: 'native-v1.1.0', connects: 202 },
  { name: 'native-v1.2.0', connects: 200 },
  { name: 'native-main', connects: 556 },
  { name: 'native-live', connects: 212 },
];

/** Judgements by corner case. */
async function replay(name: string): Promise<Map<string, Judgement[]>> {
  const path = fileURLToPath(new URL(`${name}.jsonl.gz`, import.meta.url));
  const cases = new Map<string, Judgement[]>();
  for await (const read of readVectorFile(path)) {
    if (read.kind === 'problem') throw new Error(`${path}:${read.line}: ${read.message}`);
    for (const judgement of judgeLine(read)) {
      const known = cases.get(judgement.label);
      if (known === undefined) cases.set(judgement.label, [judgement]);
      else known.push(judgement);
    }
  }
  return cases;
}

for (const { name, connects } of recordings) {
  const cases = await replay(name);
  describe(`Kmesh ${name}`, () => {
    it(`has all ${connects} recorded connects`, () => {
      const judged = [...cases.values()].reduce((sum, list) => sum + list.length, 0);
      expect(judged).toBe(connects);
    });

    for (const [label, judgements] of [...cases].sort(([a], [b]) => (a < b ? -1 : 1))) {
      it(`does with ${label} what explain says`, () => {
        const failed = judgements.filter(({ failures }) => failures.length > 0);
        expect(failed).toEqual([]);
      });
    }
  });
}
