// The only place that prints errors and chooses the exit status for them.
import type { KernelError } from '../kernel/kernel-error.ts';
import { IncompleteError, type Problem, UsageError } from '../raw/problem.ts';
import type { Health } from '../view/envelope.ts';
import { escapeTerminal } from '../view/escape.ts';
import { exitStatus, kernelErrorStatus } from './exit-status.ts';
import { type Io, writeLines } from './io.ts';
import type { Options } from './options.ts';

/** Prints an error and returns the status that it ends the program with. */
export async function reportError(
  io: Pick<Io, 'stderr'>,
  error: unknown,
  isDebug: boolean,
): Promise<number> {
  const status = statusOf(error);
  const lines = status === exitStatus.bug ? bugLines(error) : errorLines(error as Error);
  const more = isDebug && status !== exitStatus.bug ? causeLines(error) : [];
  await writeLines(io.stderr, [...lines, ...more]);
  return status;
}

/** Prints what was odd, and returns whether the answer is whole: 0 or 5. */
export async function reportHealth(
  io: Io,
  health: Health,
  options: Pick<Options, 'isQuiet' | 'isVerbose'>,
): Promise<number> {
  if (!options.isQuiet) await writeLines(io.stderr, problemLines(health.problems, options));
  return health.complete ? exitStatus.done : exitStatus.incomplete;
}

/** A remark that belongs beside the answer, not in it. */
export async function reportNote(
  io: Io,
  options: Pick<Options, 'isQuiet'>,
  note: string,
): Promise<void> {
  if (!options.isQuiet) await writeLines(io.stderr, [`kmscope: ${escapeTerminal(note)}`]);
}

function statusOf(error: unknown): number {
  if (error instanceof UsageError) return exitStatus.usage;
  if (error instanceof IncompleteError) return exitStatus.incomplete;
  if (isKernelError(error)) return kernelErrorStatus[error.code];
  return exitStatus.bug;
}

// By its form: kernel/ itself is loaded only by those who read the live node.
function isKernelError(error: unknown): error is KernelError {
  if (!(error instanceof Error) || error.name !== 'KernelError') return false;
  return 'code' in error && String(error.code) in kernelErrorStatus;
}

function errorLines(error: Error & { readonly hint?: string | null }): string[] {
  const [first = '', ...rest] = error.message.split('\n');
  const lines = [`kmscope: ${escapeTerminal(first)}`, ...rest.map(escapeTerminal)];
  if (error.hint) lines.push(`hint: ${escapeTerminal(error.hint)}`);
  return lines;
}

function bugLines(error: unknown): string[] {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [
    'kmscope: this is a bug in kmscope, please report it with what follows',
    ...text.split('\n').map(escapeTerminal),
    ...causeLines(error),
  ];
}

function causeLines(error: unknown): string[] {
  const lines: string[] = [];
  if (error instanceof Error && !(statusOf(error) === exitStatus.bug)) {
    lines.push(...(error.stack ?? '').split('\n').slice(1));
  }
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause instanceof Error) {
    lines.push(...`caused by: ${cause.stack ?? cause.message}`.split('\n'));
    cause = cause.cause;
  }
  return lines.map(escapeTerminal);
}

const shownProblems = 10;

function problemLines(
  problems: readonly Problem[],
  { isVerbose }: Pick<Options, 'isVerbose'>,
): string[] {
  const shown = isVerbose ? problems : problems.slice(0, shownProblems);
  const lines = shown.map(({ code, message }) => `kmscope: ${code}: ${escapeTerminal(message)}`);
  const omitted = problems.length - shown.length;
  return omitted === 0 ? lines : [...lines, `kmscope: ${omitted} more problems (-v shows all)`];
}
