import { defineConfig } from 'vitest/config';

const project = (name: string, more: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], ...more },
});

export default defineConfig({
  test: {
    projects: [
      project('unit'),
      project('golden'),
      project('vectors'),
      // Real maps, namespaces and terminals: one file at a time.
      project('kernel', {
        fileParallelism: false,
        testTimeout: 60_000,
        hookTimeout: 120_000,
        env: { KMSCOPE_LAB: 'kmscope-test' },
      }),
      project('terminal', { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 }),
    ],
  },
});
