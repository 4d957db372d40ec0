// libbpf through FFI: the one place where it is loaded, and the one table of what is called. A call
// costs about 4 µs, so callers make few, coarse calls. Nothing in this table can change a map, a program
// or a hook: there is no update, delete, pin, attach (but of iterators) or detach.
import ffi from 'ffi-napi';
import ref from 'ref-napi';
import { codeOfErrno, KernelError } from './kernel-error.ts';

/** C signatures by name: result, then arguments. `pointer` is a Buffer's memory or an opaque handle. */
const signatures = {
  // libbpf 1.0 on; before that, the read-only open is the raw system call below.
  bpf_obj_get_opts: ['int', ['string', 'pointer']],
  bpf_obj_get: ['int', ['string']],
  bpf_obj_get_info_by_fd: ['int', ['int', 'pointer', 'pointer']],
  // libbpf 1.1 on; before that, the raw system call.
  bpf_map_get_fd_by_id_opts: ['int', ['uint32', 'pointer']],
  bpf_prog_get_fd_by_id: ['int', ['uint32']],
  bpf_btf_get_fd_by_id: ['int', ['uint32']],
  bpf_map_lookup_elem: ['int', ['int', 'pointer', 'pointer']],
  bpf_map_get_next_key: ['int', ['int', 'pointer', 'pointer']],
  bpf_map_lookup_batch: [
    'int',
    ['int', 'pointer', 'pointer', 'pointer', 'pointer', 'pointer', 'pointer'],
  ],
  // libbpf 0.5 on; without effect from 1.0 on.
  libbpf_set_strict_mode: ['int', ['int']],
  libbpf_set_print: ['pointer', ['pointer']],
  libbpf_get_error: ['long', ['pointer']],
  bpf_object__open: ['pointer', ['string']],
  bpf_object__load: ['int', ['pointer']],
  bpf_object__close: ['void', ['pointer']],
  bpf_object__find_program_by_name: ['pointer', ['pointer', 'string']],
  bpf_program__set_autoload: ['int', ['pointer', 'bool']],
  bpf_program__attach_iter: ['pointer', ['pointer', 'pointer']],
  bpf_link__fd: ['int', ['pointer']],
  bpf_link__destroy: ['int', ['pointer']],
  bpf_iter_create: ['int', ['int']],
} as const satisfies Record<string, readonly [string, readonly string[]]>;

type FunctionName = keyof typeof signatures;
type Foreign = (...args: unknown[]) => unknown;

/** LIBBPF_STRICT_DIRECT_ERRS */
const directErrors = 2;
const libraryNames = ['libbpf.so.1', 'libbpf.so.0'];
const bound = new Map<string, Foreign>();
let library: InstanceType<typeof ffi.DynamicLibrary> | undefined;

/** Calls a libbpf function that returns an int; the result, or a negative errno. */
export function callInt(name: FunctionName, ...args: unknown[]): number {
  // The result carries the error (see loadLibrary): by the time that errno could be asked for, the
  // JavaScript engine may have made system calls of its own.
  return bind(name)(...args) as number;
}

/** Calls a libbpf function that returns a handle; the handle, or a negative errno. */
export function callPointer(name: FunctionName, ...args: unknown[]): Buffer | number {
  const result = bind(name)(...args) as Buffer;
  // libbpf before 1.0 returns an encoded error instead of NULL.
  const error = ref.isNull(result) ? -ffi.errno() : Number(bind('libbpf_get_error')(result));
  return error === 0 ? result : error;
}

/** Calls a libbpf function whose result does not matter. */
export function callVoid(name: FunctionName, ...args: unknown[]): void {
  bind(name)(...args);
}

/** Whether this libbpf has the function. */
export function hasFunction(name: FunctionName): boolean {
  try {
    bind(name);
    return true;
  } catch (error) {
    if (error instanceof KernelError) throw error;
    return false;
  }
}

/** The bpf(2) system call of an x64 or arm64 kernel; the result, or a negative errno. */
export function bpfSyscall(command: number, attr: Buffer): number {
  const numbers: Partial<Record<string, number>> = { x64: 321, arm64: 280 };
  const number = numbers[process.arch];
  if (number === undefined) {
    throw new KernelError('UNSUPPORTED_HOST', {
      attempt: 'call bpf(2)',
      reason: `its number on ${process.arch} is not known`,
      hint: 'use libbpf 1.0 or later, or an x64 or arm64 node',
    });
  }
  let syscall = bound.get('syscall');
  if (syscall === undefined) {
    const types = ['long', 'long', 'pointer', 'uint'];
    const address = new ffi.DynamicLibrary().get('syscall');
    syscall = ffi.ForeignFunction(address, 'long', types) as Foreign;
    bound.set('syscall', syscall);
  }
  // SAFETY: `attr` is ours, lives through this synchronous call, and its own length is passed.
  const result = Number(syscall(number, command, attr, attr.length));
  return result < 0 ? -ffi.errno() : result;
}

/** Throws the error of a failed call. `result` is a negative errno. */
export function callError(
  call: string,
  attempt: string,
  result: number,
  more: { path?: string; hint?: string } = {},
): KernelError {
  const errno = -result;
  return new KernelError(codeOfErrno(errno), { attempt, errno, syscall: call, ...more });
}

function bind(name: FunctionName): Foreign {
  const known = bound.get(name);
  if (known !== undefined) return known;
  const [result, args] = signatures[name];
  const address = loadLibrary().get(name);
  const foreign = ffi.ForeignFunction(address, result, [...args]) as unknown as Foreign;
  bound.set(name, foreign);
  return foreign;
}

function loadLibrary(): InstanceType<typeof ffi.DynamicLibrary> {
  if (library !== undefined) return library;
  const failures: string[] = [];
  for (const name of libraryNames) {
    try {
      library = new ffi.DynamicLibrary(name, ffi.DynamicLibrary.FLAGS.RTLD_NOW);
      break;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  if (library === undefined) {
    throw new KernelError('LIBBPF_MISSING', {
      attempt: `load libbpf (${libraryNames.join(', ')})`,
      reason: failures.join('; '),
      hint: 'install the package libbpf1 (Debian, Ubuntu 24.04), libbpf0 (Ubuntu 22.04) or libbpf (Fedora)',
    });
  }
  // Without this, libbpf writes its own diagnostics to stderr.
  callVoid('libbpf_set_print', null);
  // From 1.0 on, a failed call returns -errno; 0.5 and later do so when asked.
  if (hasFunction('libbpf_set_strict_mode')) callVoid('libbpf_set_strict_mode', directErrors);
  return library;
}
