// The C library through FFI: the table of what is called. Nothing in it changes more than this process's
// own sockets and the network namespace of its own thread.
import ffi from 'ffi-napi';

/** C signatures by name: result, then arguments. */
const signatures = {
  setns: ['int', ['int', 'int']],
  socket: ['int', ['int', 'int', 'int']],
  setsockopt: ['int', ['int', 'int', 'int', 'pointer', 'uint32']],
  connect: ['int', ['int', 'pointer', 'uint32']],
} as const satisfies Record<string, readonly [string, readonly string[]]>;

type Foreign = (...args: unknown[]) => unknown;

const bound = new Map<string, Foreign>();

/** Calls a function of the C library on this thread; its result, or a negative errno. */
export function callLibc(name: keyof typeof signatures, ...args: unknown[]): number {
  let foreign = bound.get(name);
  if (foreign === undefined) {
    const [result, types] = signatures[name];
    const address = new ffi.DynamicLibrary().get(name);
    foreign = ffi.ForeignFunction(address, result, [...types]) as unknown as Foreign;
    bound.set(name, foreign);
  }
  const result = Number(foreign(...args));
  return result < 0 ? -ffi.errno() : result;
}
