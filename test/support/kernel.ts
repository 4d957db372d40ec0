// The one place where a kernel test may be skipped: it names what is missing. With
// REQUIRE_KERNEL_TESTS=1, as in CI, a skip is a failure.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, statfsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findPackageFile } from '../../src/kernel/package-file.ts';

const BPF_FS_MAGIC = 0xcafe4a11;

/** Describes tests that need root, a bpffs and the built programs of native/. */
export function describeOnKernel(name: string, tests: () => void): void {
  const missing = missingForKernelTests();
  if (missing === null) {
    describe(name, tests);
    return;
  }
  if (process.env['REQUIRE_KERNEL_TESTS'] === '1') {
    describe(name, () => {
      it('has what a kernel test needs', () => {
        expect.fail(`missing: ${missing}`);
      });
    });
    return;
  }
  describe.skip(`${name} (skipped: ${missing})`, tests);
}

function missingForKernelTests(): string | null {
  if (process.getuid?.() !== 0) return 'root';
  if (statfsSync('/sys/fs/bpf').type !== BPF_FS_MAGIC) return 'a bpffs at /sys/fs/bpf';
  if (!existsSync('/sys/kernel/btf/vmlinux')) return 'kernel BTF';
  for (const path of ['native/build/iterators.bpf.o', 'native/build/lab/labctl']) {
    if (findPackageFile(path) === undefined) return `${path} (make -C native)`;
  }
  return null;
}

/** The path of a program that native/ builds. */
export function nativeProgram(path: string): string {
  const found = findPackageFile(`native/build/${path}`);
  if (found === undefined) throw new Error(`native/build/${path} is not built`);
  return found;
}

/** Maps of the dual-engine names and sizes, pinned in a folder of the test's own. */
export class TestPins {
  readonly dir: string;
  readonly maps: string;

  constructor(name: string) {
    this.dir = `/sys/fs/bpf/kmscope-test-${name}-${process.pid}`;
    this.maps = `${this.dir}/bpf_kmesh_workload/map`;
    mkdirSync(this.dir);
    this.#labctl(['make-maps']);
  }

  /** Lines as `labctl put` takes them. */
  put(lines: readonly string[]): void {
    this.#labctl(['put'], lines.map((line) => `${line}\n`).join(''));
  }

  fill(
    counts: Readonly<Record<'frontends' | 'services' | 'endpoints' | 'backends', number>>,
  ): void {
    this.#labctl(['fill', ...Object.entries(counts).flatMap(([k, n]) => [`--${k}`, String(n)])]);
  }

  remove(): void {
    this.#labctl(['unload']);
    rmdirSync(this.dir);
  }

  #labctl(args: readonly string[], input = ''): void {
    const [command = '', ...rest] = args;
    execFileSync(nativeProgram('lab/labctl'), [command, '--pins', this.dir, ...rest], { input });
  }
}
