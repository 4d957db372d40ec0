// Replays recorded kernel behaviour through explain: `replay-vectors FILE…`.
import { judgeLine } from './vectors/judge-line.ts';
import { readVectorFile } from './vectors/vector-file.ts';

const usage = `usage: replay-vectors FILE...

Explains each connect recorded in FILE (JSON Lines, plain or .gz) and compares what explain says with what
the kernel did. Prints each disagreement, then "N passed, N failed". Exit status: 0 all passed, 1 some
failed, 2 wrong use.
`;

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Judges one file and prints what failed. A file that tells nothing has failed too. */
async function replay(path: string): Promise<{ passed: number; failed: number }> {
  let passed = 0;
  let failed = 0;
  for await (const read of readVectorFile(path)) {
    if (read.kind === 'problem') {
      print(`${path}:${read.line}: ${read.message}`);
      failed++;
      continue;
    }
    for (const { id, label, failures } of judgeLine(read)) {
      for (const failure of failures) print(`${path}: ${id} ${label}: ${failure}`);
      if (failures.length === 0) passed++;
      else failed++;
    }
  }
  if (passed + failed > 0) return { passed, failed };
  print(`${path}: holds no connects`);
  return { passed: 0, failed: 1 };
}

async function main(paths: readonly string[]): Promise<number> {
  if (paths.includes('--help') || paths.includes('-h')) {
    process.stdout.write(usage);
    return 0;
  }
  if (paths.length === 0) {
    process.stderr.write(usage);
    return 2;
  }
  let passed = 0;
  let failed = 0;
  for (const path of paths) {
    const file = await replay(path);
    passed += file.passed;
    failed += file.failed;
  }
  print(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
