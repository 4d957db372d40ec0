import type { Command } from '../context.ts';

export const run: Command = async ({ io, tool, options }) => {
  const isJson = options.output === 'json' || options.output === 'jsonl';
  await io.stdout.write(`${isJson ? JSON.stringify(tool) : `${tool.name} ${tool.version}`}\n`);
  return 0;
};
