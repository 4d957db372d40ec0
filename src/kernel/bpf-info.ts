// What the kernel tells of a BPF object by its descriptor: the heads of struct bpf_map_info,
// bpf_link_info and bpf_prog_info (linux/bpf.h). The kernel fills as much as is asked for.
import { cString, rawBytes, u32, u64 } from '../layout/scalar.ts';
import { type StructLayout, struct } from '../layout/struct.ts';
import { callError, callInt } from './libbpf.ts';

export const mapInfoLayout = struct('bpf_map_info', {
  type: u32,
  id: u32,
  key_size: u32,
  value_size: u32,
  max_entries: u32,
  map_flags: u32,
  name: cString(16),
});

/** The part of a cgroup link; other link types have something else behind prog_id. */
export const linkInfoLayout = struct('bpf_link_info', {
  type: u32,
  id: u32,
  prog_id: u32,
  cgroup_id: u64,
  attach_type: u32,
});

export const programInfoLayout = struct('bpf_prog_info', {
  type: u32,
  id: u32,
  tag: rawBytes(8),
  jited_prog_len: u32,
  xlated_prog_len: u32,
  jited_prog_insns: u64,
  xlated_prog_insns: u64,
  load_time: u64,
  created_by_uid: u32,
  nr_map_ids: u32,
  map_ids: u64,
  name: cString(16),
});

/**
 * The head of an object's info. `asked`: fields that tell the kernel where to write a list, and how long it
 * may get; all others begin as 0. Throws KernelError.
 */
export function readInfo<T>(
  fd: number,
  layout: StructLayout<T>,
  attempt: string,
  asked: Partial<T> = {},
): T {
  const info = Buffer.alloc(layout.size);
  for (const { name, offset, layout: field } of layout.fields) {
    const value = asked[name as keyof T];
    if (value !== undefined) field.encode(value, info, offset);
  }
  const length = Buffer.alloc(4);
  length.writeUInt32LE(info.length);
  // SAFETY: both buffers are ours and outlive the call; the kernel writes at most `length` bytes.
  const result = callInt('bpf_obj_get_info_by_fd', fd, info, length);
  if (result < 0) throw callError('BPF_OBJ_GET_INFO_BY_FD', attempt, result);
  return layout.decode(info, 0);
}

/** enum bpf_map_type, in the words of bpftool. */
const mapTypeNames = [
  'unspec',
  'hash',
  'array',
  'prog_array',
  'perf_event_array',
  'percpu_hash',
  'percpu_array',
  'stack_trace',
  'cgroup_array',
  'lru_hash',
  'lru_percpu_hash',
  'lpm_trie',
  'array_of_maps',
  'hash_of_maps',
  'devmap',
  'sockmap',
  'cpumap',
  'xskmap',
  'sockhash',
  'cgroup_storage',
  'reuseport_sockarray',
  'percpu_cgroup_storage',
  'queue',
  'stack',
  'sk_storage',
  'devmap_hash',
  'struct_ops',
  'ringbuf',
  'inode_storage',
  'task_storage',
  'bloom_filter',
  'user_ringbuf',
  'cgrp_storage',
  'arena',
];

/** The name of a map type's number; `type-N` for one that is not known. */
export function mapTypeName(type: number): string {
  return mapTypeNames[type] ?? `type-${type}`;
}

/** enum bpf_attach_type: the ones that cgroup links have, in the words of bpftool. */
const attachTypeNames: Readonly<Record<number, string>> = {
  0: 'cgroup_inet_ingress',
  1: 'cgroup_inet_egress',
  2: 'cgroup_inet_sock_create',
  3: 'cgroup_sock_ops',
  10: 'cgroup_inet4_connect',
  11: 'cgroup_inet6_connect',
  14: 'cgroup_udp4_sendmsg',
  15: 'cgroup_udp6_sendmsg',
  19: 'cgroup_udp4_recvmsg',
  20: 'cgroup_udp6_recvmsg',
};

/** The name of an attach type's number; `attach-N` for one that is not known. */
export function attachTypeName(type: number): string {
  return attachTypeNames[type] ?? `attach-${type}`;
}
