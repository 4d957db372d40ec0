// The BPF iterators of native/iterators.bpf.c: loaded once, read as often as wanted. They read kernel
// objects and write only to the descriptor that we read from.
import { closeSync } from 'node:fs';
import ref from 'ref-napi';
import { encodeWhole, type Layout } from '../layout/layout.ts';
import { u32, u64 } from '../layout/scalar.ts';
import { struct } from '../layout/struct.ts';
import { KernelError } from './kernel-error.ts';
import { callError, callInt, callPointer, callVoid } from './libbpf.ts';
import { findPackageFile } from './package-file.ts';
import { readToEnd } from './read-to-end.ts';

const objectPath = 'native/build/iterators.bpf.o';
const EAGAIN = 11;
const loadAttempts = 5;
const hint = 'needs kernel 5.9 with BTF, and CAP_BPF with CAP_PERFMON (or CAP_SYS_ADMIN): tier 1';

/** union bpf_iter_link_info, its first member: the map whose sockets are read. */
const iterLinkInfoLayout = struct('bpf_iter_link_info', { map_fd: u32 });
const iterAttachOptsLayout = struct('bpf_iter_attach_opts', {
  sz: u64,
  link_info: u64,
  link_info_len: u32,
});

const iteratorNames = [
  'dump_tasks',
  'dump_sockets_64',
  'dump_sockets_16',
  'dump_sockets_4',
  'dump_interfaces',
] as const;
export type IteratorName = (typeof iteratorNames)[number];

/** Those of the iterators that are asked for: a kernel that refuses one still has the others. */
export class Iterators {
  readonly #wanted: readonly IteratorName[];
  #object: Buffer | undefined;

  constructor(wanted: readonly IteratorName[]) {
    this.#wanted = wanted;
  }

  /** All that an iterator writes, until the next read overwrites it. `mapFd` is the socket-storage map for the socket ones. */
  read(name: IteratorName, mapFd: number | null): Buffer {
    const object = this.#load();
    const program = findProgram(object, name);
    const link = attach(name, program, mapFd);
    try {
      const fd = callInt('bpf_iter_create', callInt('bpf_link__fd', link));
      if (fd < 0) throw callError('BPF_ITER_CREATE', `start iterator ${name}`, fd, { hint });
      try {
        return readIterator(name, fd);
      } finally {
        closeSync(fd);
      }
    } finally {
      callInt('bpf_link__destroy', link);
    }
  }

  close(): void {
    if (this.#object !== undefined) callVoid('bpf_object__close', this.#object);
    this.#object = undefined;
  }

  #load(): Buffer {
    if (this.#object !== undefined) return this.#object;
    const path = findPackageFile(objectPath);
    if (path === undefined) {
      throw new KernelError('CALL_FAILED', {
        attempt: `find ${objectPath}`,
        reason: 'it is not built',
        hint: 'run make -C native (needs clang and the libbpf headers)',
      });
    }
    for (let attempt = 1; ; attempt++) {
      const object = callPointer('bpf_object__open', path);
      if (typeof object === 'number') {
        throw callError('bpf_object__open', `open ${path}`, object, { path });
      }
      for (const name of iteratorNames) {
        const isWanted = this.#wanted.includes(name);
        callInt('bpf_program__set_autoload', findProgram(object, name), isWanted);
      }
      const result = callInt('bpf_object__load', object);
      if (result >= 0) {
        this.#object = object;
        return object;
      }
      callVoid('bpf_object__close', object);
      // A signal, or somebody else loading programs, interrupts the kernel's check of ours.
      if (result === -EAGAIN && attempt < loadAttempts) continue;
      throw callError('BPF_PROG_LOAD', `load iterators ${this.#wanted.join(', ')}`, result, {
        hint,
      });
    }
  }
}

function readIterator(name: IteratorName, fd: number): Buffer {
  try {
    return readToEnd(fd);
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    if (errno === undefined) throw error;
    throw callError('read', `read iterator ${name}`, errno);
  }
}

function findProgram(object: Buffer, name: IteratorName): Buffer {
  const program = callPointer('bpf_object__find_program_by_name', object, name);
  if (typeof program === 'number') throw callError('find', `find iterator ${name}`, program);
  return program;
}

function attach(name: IteratorName, program: Buffer, mapFd: number | null): Buffer {
  const info = encodeWhole(iterLinkInfoLayout, { map_fd: mapFd ?? 0 });
  const opts = encodeWhole(iterAttachOptsLayout, {
    sz: BigInt(iterAttachOptsLayout.size),
    link_info: BigInt(ref.address(info)),
    link_info_len: info.length,
  });
  // SAFETY: `opts` points to `info`; both are ours and are used again behind the call, so that neither
  // is collected before it returns.
  const link = callPointer('bpf_program__attach_iter', program, mapFd === null ? null : opts);
  if (typeof link !== 'number') return link;
  const kept = opts.length + info.length;
  throw callError('BPF_LINK_CREATE', `attach iterator ${name} (${kept} bytes of options)`, link, {
    hint,
  });
}

/** A record of an iterator's output. Records of equal `text` have the same bytes. */
export interface IteratorRecord<T> {
  readonly text: string;
  readonly decode: () => T;
}

/** The records of an iterator's output. Throws RangeError when it does not end on a record's end. */
export function* splitRecords<T>(layout: Layout<T>, output: Buffer): Generator<IteratorRecord<T>> {
  const { size } = layout;
  if (output.length % size !== 0) {
    throw new RangeError(`${output.length} bytes are no whole number of ${layout.typeName}`);
  }
  for (let at = 0; at < output.length; at += size) {
    const text = output.toString('latin1', at, at + size);
    yield { text, decode: () => layout.decode(output, at) };
  }
}
