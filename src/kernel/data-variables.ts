// Global variables of loaded programs: the maps of their sections, and the BTF that names what is in them.
import { closeSync } from 'node:fs';
import ref from 'ref-napi';
import { cString, rawBytes, u32, u64 } from '../layout/scalar.ts';
import { struct } from '../layout/struct.ts';
import { readInfo } from './bpf-info.ts';
import { type BtfVariable, sectionVariables } from './btf.ts';
import { KernelError } from './kernel-error.ts';
import { callError, callInt } from './libbpf.ts';
import { openReadOnlyById } from './pinned-object.ts';

/** struct bpf_map_info up to the types of its value. */
const typedMapInfoLayout = struct('bpf_map_info', {
  head: rawBytes(12),
  value_size: u32,
  middle: rawBytes(8),
  name: cString(16),
  ifindex: u32,
  btf_vmlinux_value_type_id: u32,
  netns_dev: u64,
  netns_ino: u64,
  btf_id: u32,
  btf_key_type_id: u32,
  btf_value_type_id: u32,
});
const btfInfoLayout = struct('bpf_btf_info', { btf: u64, btf_size: u32, id: u32 });
const hint = 'needs CAP_SYS_ADMIN: tier 2';

export interface DataVariable {
  readonly name: string;
  /** Unsigned, of one to four bytes. */
  readonly value: number;
}

/** The whole numbers in the `.data` sections among the maps with these ids. Throws KernelError. */
export function readDataVariables(mapIds: readonly number[]): DataVariable[] {
  return mapIds.flatMap((id) => {
    const fd = openReadOnlyById(id);
    try {
      return readSection(fd, id);
    } finally {
      closeSync(fd);
    }
  });
}

function readSection(fd: number, id: number): DataVariable[] {
  const attempt = `read the info of the map with id ${id}`;
  const info = readInfo(fd, typedMapInfoLayout, attempt);
  if (!info.name.endsWith('.data') || info.btf_id === 0) return [];
  const key = Buffer.alloc(u32.size);
  const value = Buffer.alloc(info.value_size);
  // SAFETY: both are ours, outlive the call and have the sizes that the kernel gave for this map.
  const result = callInt('bpf_map_lookup_elem', fd, key, value);
  if (result < 0) throw callError('BPF_MAP_LOOKUP_ELEM', `read the map with id ${id}`, result);
  return placesIn(readBtf(info.btf_id), info.btf_value_type_id)
    .filter(({ size }) => size <= u32.size)
    .map(({ name, offset, size }) => ({ name, value: value.readUIntLE(offset, size) }));
}

/** A kernel may have kinds of types that are not known here. */
function placesIn(btf: Buffer, sectionId: number): BtfVariable[] {
  try {
    return sectionVariables(btf, sectionId);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const attempt = 'find the variables of a program by its BTF';
    throw new KernelError('CALL_FAILED', { attempt, reason: error.message, cause: error });
  }
}

function readBtf(id: number): Buffer {
  const fd = callInt('bpf_btf_get_fd_by_id', id);
  if (fd < 0) throw callError('BPF_BTF_GET_FD_BY_ID', `open the BTF with id ${id}`, fd, { hint });
  try {
    const attempt = `read the BTF with id ${id}`;
    const { btf_size: size } = readInfo(fd, btfInfoLayout, attempt);
    const btf = Buffer.alloc(size);
    // SAFETY: `btf` is ours, has the size that the kernel is told of, and is returned below.
    readInfo(fd, btfInfoLayout, attempt, { btf: BigInt(ref.address(btf)), btf_size: size });
    return btf;
  } finally {
    closeSync(fd);
  }
}
