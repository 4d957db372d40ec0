// The dashboard over a recording that behaves like a live node: it is read again and again, and each
// reading can go as the words say. Words: the dump, then `ok`, `refuse` or `break` for each reading; the
// last one stays.
import { readFileSync } from 'node:fs';
import { runDashboard } from '../../dist/src/dashboard/run.js';
import { openRecordedNode } from '../../dist/src/snapshot/recorded-source.js';

const [, , dump, ...words] = process.argv;
const bytes = readFileSync(dump);
let reading = 0;

function openNode() {
  const word = words[Math.min(reading, words.length - 1)] ?? 'ok';
  reading++;
  if (word === 'break') throw new TypeError('a bug, as a test wants it');
  if (word === 'refuse') {
    throw Object.assign(new Error('cannot open the pinned maps: EACCES'), { hint: 'run as root' });
  }
  const node = openRecordedNode(dump, bytes);
  const live = { origin: 'live', takenAt: () => new Date() };
  return new Proxy(node, {
    get: (target, name) => {
      const value = live[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

try {
  process.exitCode = await runDashboard({
    openNode,
    intervalMs: 200,
    ascii: false,
    color: true,
    numeric: false,
    stdin: process.stdin,
    stdout: process.stdout,
    term: process.env.TERM,
  });
} catch (error) {
  process.stderr.write(`ended by: ${error.message}\n`);
  process.exitCode = 70;
}
