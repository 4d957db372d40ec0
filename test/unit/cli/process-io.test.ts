import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processIo } from '../../../src/cli/process-io.ts';
import { readInput } from '../../../src/cli/read-input.ts';
import { UsageError } from '../../../src/raw/problem.ts';
import { runCli } from '../../golden/run-cli.ts';

const io = processIo();
const options = {
  hostRoot: null,
  bpffs: null,
  mode: 'auto',
  generation: null,
  daemon: null,
} as const;

describe('readInput', () => {
  it('a file that is not there is wrong use, and names the file', async () => {
    const reading = io.readInput('/nowhere/routes.yaml');
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow('cannot read the objects /nowhere/routes.yaml: ENOENT');
  });
});

describe('readInput of a file', () => {
  it('is its text, up to the limit and not beyond', () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmscope-input-'));
    try {
      const file = join(folder, 'routes.yaml');
      writeFileSync(file, 'kind: Pöd');
      const size = Buffer.byteLength('kind: Pöd');
      expect(readInput(file, size)).toBe('kind: Pöd');
      expect(() => readInput(file, size - 1)).toThrow(UsageError);
      expect(() => readInput('/dev/zero', 4096)).toThrow('/dev/zero has more than 4096 bytes');
      expect(readInput('/dev/null')).toBe('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('--file', () => {
  it('a file that is not there is wrong use', async () => {
    const opening = io.prepareNode({ ...options, file: '/nowhere/node.json' });
    await expect(opening).rejects.toThrow(UsageError);
    await expect(opening).rejects.toThrow(
      'cannot read the dump /nowhere/node.json: ENOENT (no such file or directory)',
    );
  });

  it('a dump opens as often as it is asked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kmscope-file-'));
    try {
      const file = join(folder, 'node.json');
      writeFileSync(file, (await runCli(['dump'])).out);
      const open = await io.prepareNode({ ...options, file });
      expect([open().origin, open().node.name]).toEqual(['recorded', 'worker-1']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
