// Every way out of the dashboard but its own keys: signals, errors, a terminal that is gone.

/** How it ended for the caller: with an exit status, or with an error to report. */
export type Ending =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'error'; readonly error: unknown };

/** The terminal is gone, and with it whoever would read a report. */
export type HangUp = { readonly kind: 'hangUp' };

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** As a shell reports the signals; Ctrl-C is a way to quit. */
const signalStatus = { SIGINT: 0, SIGQUIT: 131, SIGTERM: 143 } as const;

/** Calls `leave` on each of them until the returned function is called. */
export function watchWaysOut(
  { stdin, stdout }: Streams,
  leave: (ending: Ending | HangUp) => void,
): () => void {
  const listening: (() => void)[] = [];
  const on = (
    emitter: NodeJS.EventEmitter,
    event: string,
    listener: (...args: unknown[]) => void,
  ) => {
    emitter.on(event, listener);
    listening.push(() => emitter.off(event, listener));
  };
  for (const [signal, status] of Object.entries(signalStatus)) {
    on(process, signal, () => leave({ kind: 'status', status }));
  }
  const hangUp = () => leave({ kind: 'hangUp' });
  on(process, 'SIGHUP', hangUp);
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    on(process, event, (error) => (isGone(error) ? hangUp() : leave({ kind: 'error', error })));
  }
  // Somebody ends the process under us.
  on(process, 'exit', () => leave({ kind: 'status', status: 0 }));
  for (const event of ['end', 'close', 'error']) on(stdin, event, hangUp);
  for (const event of ['close', 'error']) on(stdout, event, hangUp);
  return () => {
    for (const stop of listening) stop();
  };
}

/** Whether a terminal that is gone refused to be written to or read. */
function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EIO';
}

/**
 * Ends the process as a hang-up does, after the last listener for it is gone. Leaving by an exit status
 * would make Node restore the modes of a terminal that does not exist, and abort.
 */
export function raiseHangUp(): void {
  process.kill(process.pid, 'SIGHUP');
}
