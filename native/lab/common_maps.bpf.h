/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The maps that both modes have, and how maps are declared: names, types, sizes, flags. As in
 * Kmesh, only some carry BTF for their key and value; the others are declared by size.
 */
#ifndef KMSCOPE_LAB_COMMON_MAPS_BPF_H
#define KMSCOPE_LAB_COMMON_MAPS_BPF_H

#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "maps.h"

/* v1.0 is compiled by itself, with KMESH_V10: the size of a storage cannot be chosen at load. */
#ifdef KMESH_V10
#include "old_maps.h"
#define STORAGE short_sock_storage
#else
#define STORAGE sock_storage
#endif

/* <sys/socket.h> does not compile for BPF. */
#define AF_INET 2
#define AF_INET6 10

#define SIZED_HASH(name, key, value, max)                                                          \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__uint(key_size, key);                                                             \
		__uint(value_size, value);                                                         \
		__uint(max_entries, max);                                                          \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                              \
	} name SEC(".maps")

#define RING(name, bytes)                                                                          \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_RINGBUF);                                                \
		__uint(max_entries, bytes);                                                        \
	} name SEC(".maps")

#define PROG_ARRAY(name, max)                                                                      \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_PROG_ARRAY);                                             \
		__uint(key_size, 4);                                                               \
		__uint(value_size, 4);                                                             \
		__uint(max_entries, max);                                                          \
	} name SEC(".maps")

#define TYPED_HASH(name, key_type, value_type, max)                                                \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__type(key, key_type);                                                             \
		__type(value, value_type);                                                         \
		__uint(max_entries, max);                                                          \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                              \
	} name SEC(".maps")

struct log_scratch {
	char text[40];
};

TYPED_HASH(km_manage, union manager_key, struct manager_value, 8192);
SIZED_HASH(kmesh_map64, 4, 64, 1000000);
SIZED_HASH(kmesh_map192, 4, 192, 1000000);
SIZED_HASH(kmesh_map296, 4, 296, 1000000);
SIZED_HASH(kmesh_map1600, 4, 1600, 1000000);

RING(km_log_event, 262144);

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__type(key, int);
	__type(value, struct STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} km_sockstorage SEC(".maps");

#ifdef KMESH_V10
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct settings));
	__uint(max_entries, 1);
} km_configmap SEC(".maps");
#endif

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, int);
	__type(value, struct log_scratch);
	__uint(max_entries, 1);
} km_tmpbuf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 1);
} kmesh_version SEC(".maps");

#endif
