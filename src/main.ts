#!/usr/bin/env node
// The edges of the process: words, streams, environment, exit status.
import { endianness } from 'node:os';
import { cli } from './cli/cli.ts';
import { processIo } from './cli/process-io.ts';

// BPF maps are host memory, and the layouts read it as little-endian.
if (endianness() !== 'LE') {
  process.stderr.write('kmscope: big-endian hosts are not supported\n');
  process.exit(5);
}

process.exitCode = await cli(process.argv.slice(2), processIo());
