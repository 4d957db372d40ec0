// Writes a file whole, piece by piece, and says on stdout before each piece how many there were: a process to
// be killed. Arguments: the module that writes, the file, the number of pieces.
const [module, path, pieces] = process.argv.slice(2);
const { writeWhole } = await import(module);
const { writeSync } = await import('node:fs');

function* slowly() {
  yield '{"pieces":[0';
  for (let piece = 1; piece < Number(pieces); piece++) {
    writeSync(1, `${piece}\n`);
    // Time for the kill to arrive, and for what was yielded to be written.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    yield `,"${'x'.repeat(20_000)}"`;
  }
  yield ']}\n';
  writeSync(1, 'end\n');
}

await writeWhole(path, slowly());
