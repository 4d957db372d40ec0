// The dashboard over a recording that behaves like a live node: it is read again and again, and each
// reading can go as the words say. Words: the dump, then `ok`, `refuse` or `break` for each reading; the
// last one stays.
import { readFileSync } from 'node:fs';
import { runDashboard } from '../../dist/src/dashboard/run.js';
import { anyMapSet } from '../../dist/src/dashboard/session.js';
import { openRecordedNode } from '../../dist/src/snapshot/recorded-source.js';

const [, , dump, ...words] = process.argv;
const bytes = readFileSync(dump);

function openNode() {
  const node = openRecordedNode(dump, bytes);
  const now = new Date();
  const live = { origin: 'live', takenAt: () => now };
  return new Proxy(node, {
    get: (target, name) => {
      const value = live[name] ?? target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function createReader({ onReading, onFailure, onError }) {
  let timer;
  let reading = 0;
  const read = () => {
    const word = words[Math.min(reading, words.length - 1)] ?? 'ok';
    reading++;
    timer = setTimeout(read, 200);
    if (word === 'break') onError(new TypeError('a bug, as a test wants it'));
    else if (word === 'refuse') {
      onFailure({ message: 'cannot open the pinned maps: EACCES', hint: 'run as root' });
    } else {
      const node = openNode();
      onReading({ open: () => node, bytes: 0 }, null);
    }
  };
  return {
    start: () => {
      timer = setTimeout(read, 0);
    },
    setIntervalMs: () => {},
    close: () => clearTimeout(timer),
  };
}

try {
  process.exitCode = await runDashboard({
    createReader,
    wish: anyMapSet,
    saveDump: () => Promise.resolve('nowhere'),
    intervalMs: 200,
    ascii: false,
    color: true,
    numeric: false,
    words: [],
    stdin: process.stdin,
    stdout: process.stdout,
    term: process.env.TERM,
  });
} catch (error) {
  process.stderr.write(`ended by: ${error.message}\n`);
  process.exitCode = 70;
}
