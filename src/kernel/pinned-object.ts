// Opens pins in a bpffs, and maps by their ids. Maps are opened with BPF_F_RDONLY, so that the kernel itself refuses a write
// through the descriptor; links and programs know no such flag and are opened to be asked for their info.
import { closeSync } from 'node:fs';
import ref from 'ref-napi';
import { encodeWhole } from '../layout/layout.ts';
import { u32, u64 } from '../layout/scalar.ts';
import { struct } from '../layout/struct.ts';
import { attachTypeName, linkInfoLayout, programInfoLayout, readInfo } from './bpf-info.ts';
import { bpfSyscall, callError, callInt, hasFunction } from './libbpf.ts';

const BPF_OBJ_GET = 7;
const BPF_MAP_GET_FD_BY_ID = 14;
const BPF_F_RDONLY = 8;
const cgroupLinkType = 3;

const objGetOptsLayout = struct('bpf_obj_get_opts', { sz: u64, file_flags: u32 });
const objGetAttrLayout = struct('bpf_attr.obj_get', {
  pathname: u64,
  bpf_fd: u32,
  file_flags: u32,
});

const getByIdOptsLayout = struct('bpf_get_fd_by_id_opts', { sz: u64, open_flags: u32 });
const getByIdAttrLayout = struct('bpf_attr.get_id', { map_id: u32, next_id: u32, open_flags: u32 });

/** What stands behind a pin that is not a map. */
export interface PinnedObject {
  readonly kind: 'link' | 'program' | 'unknown';
  readonly id: number | null;
  readonly attachType: string | null;
  readonly programId: number | null;
  readonly programName: string | null;
  readonly isAttached: boolean | null;
  /** Ids of the maps that the program uses, null = not known. */
  readonly mapIds: readonly number[] | null;
}

/** A descriptor of the pinned map, which the kernel lets nobody write through. Throws KernelError. */
export function openReadOnly(path: string): number {
  const result = hasFunction('bpf_obj_get_opts') ? openByOpts(path) : openBySyscall(path);
  if (result < 0) {
    const hint = 'needs uid 0, or CAP_BPF and permission on the folder';
    throw callError('BPF_OBJ_GET', `open pinned map ${path}`, result, { path, hint });
  }
  return result;
}

function openByOpts(path: string): number {
  const opts = encodeWhole(objGetOptsLayout, {
    sz: BigInt(objGetOptsLayout.size),
    file_flags: BPF_F_RDONLY,
  });
  // SAFETY: `opts` is ours, outlives the call, and states its own size in its first field.
  return callInt('bpf_obj_get_opts', path, opts);
}

function openBySyscall(path: string): number {
  const name = Buffer.from(`${path}\0`, 'utf8');
  const attr = encodeWhole(objGetAttrLayout, {
    pathname: BigInt(ref.address(name)),
    bpf_fd: 0,
    file_flags: BPF_F_RDONLY,
  });
  // SAFETY: `name` is NUL-terminated and is kept alive until after the call by the use below.
  const result = bpfSyscall(BPF_OBJ_GET, attr);
  return name.length === 0 ? 0 : result;
}

/** A descriptor of the map with this id, which the kernel lets nobody write through. Throws KernelError. */
export function openReadOnlyById(id: number): number {
  const result = hasFunction('bpf_map_get_fd_by_id_opts') ? getByOpts(id) : getBySyscall(id);
  if (result < 0) {
    const hint = 'needs CAP_SYS_ADMIN: tier 2';
    throw callError('BPF_MAP_GET_FD_BY_ID', `open the map with id ${id}`, result, { hint });
  }
  return result;
}

function getByOpts(id: number): number {
  const sz = BigInt(getByIdOptsLayout.size);
  const opts = encodeWhole(getByIdOptsLayout, { sz, open_flags: BPF_F_RDONLY });
  // SAFETY: `opts` is ours, outlives the call, and states its own size in its first field.
  return callInt('bpf_map_get_fd_by_id_opts', id, opts);
}

function getBySyscall(id: number): number {
  const asked = { map_id: id, next_id: 0, open_flags: BPF_F_RDONLY };
  return bpfSyscall(BPF_MAP_GET_FD_BY_ID, encodeWhole(getByIdAttrLayout, asked));
}

/** What a pin that is not a map is; a pin that cannot be opened is `unknown`. */
export function readPinnedObject(path: string): PinnedObject {
  const fd = callInt('bpf_obj_get', path);
  if (fd < 0) return unknownObject;
  try {
    return readLink(fd) ?? readProgram(fd);
  } finally {
    closeSync(fd);
  }
}

const unknownObject: PinnedObject = Object.freeze({
  kind: 'unknown',
  id: null,
  attachType: null,
  programId: null,
  programName: null,
  isAttached: null,
  mapIds: null,
});

function readLink(fd: number): PinnedObject | undefined {
  const info = readInfo(fd, linkInfoLayout, 'read link info');
  // A program's info has its type, its id and its 8-byte tag in the same place; only a link of the
  // cgroup kind has this type number together with a program that exists.
  if (info.type !== cgroupLinkType) return undefined;
  return {
    kind: 'link',
    id: info.id,
    attachType: attachTypeName(info.attach_type),
    programId: info.prog_id,
    ...readLinkedProgram(info.prog_id),
    // The kernel drops the cgroup from a link whose cgroup was removed.
    isAttached: info.cgroup_id !== 0n,
  };
}

function readProgram(fd: number): PinnedObject {
  const info = readInfo(fd, programInfoLayout, 'read program info');
  return {
    ...unknownObject,
    kind: 'program',
    id: info.id,
    programId: info.id,
    programName: info.name,
    mapIds: readMapIds(fd, info.nr_map_ids),
  };
}

/** Needs CAP_SYS_ADMIN; nulls without it. */
function readLinkedProgram(id: number): Pick<PinnedObject, 'programName' | 'mapIds'> {
  const fd = callInt('bpf_prog_get_fd_by_id', id);
  if (fd < 0) return { programName: null, mapIds: null };
  try {
    const info = readInfo(fd, programInfoLayout, 'read program info');
    return { programName: info.name, mapIds: readMapIds(fd, info.nr_map_ids) };
  } finally {
    closeSync(fd);
  }
}

/** Ids of the maps of the program behind `fd`, of which there are `count`. */
function readMapIds(fd: number, count: number): number[] {
  if (count === 0) return [];
  const ids = Buffer.alloc(count * u32.size);
  const asked = { nr_map_ids: count, map_ids: BigInt(ref.address(ids)) };
  // SAFETY: `ids` is ours, has room for the `count` ids that the kernel is told of, and is read below.
  const info = readInfo(fd, programInfoLayout, 'read program info', asked);
  const found = Math.min(info.nr_map_ids, count);
  return Array.from({ length: found }, (_, index) => u32.decode(ids, index * u32.size));
}
