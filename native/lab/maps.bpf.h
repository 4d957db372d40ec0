/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * All maps that Kmesh's main branch pins in dual-engine mode: names, types, sizes, flags. Those
 * that no program of the lab uses are here because a node has them too. As in Kmesh, only some
 * maps carry BTF for their key and value; the others are declared by size.
 */
#ifndef KMSCOPE_LAB_MAPS_BPF_H
#define KMSCOPE_LAB_MAPS_BPF_H

#include <stdbool.h>

#include <bpf/bpf_helpers.h>

#include "maps.h"

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

#define PROG_ARRAY(name)                                                                           \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_PROG_ARRAY);                                             \
		__uint(key_size, 4);                                                               \
		__uint(value_size, 4);                                                             \
		__uint(max_entries, 8);                                                            \
	} name SEC(".maps")

#define TYPED_HASH(name, key_type, value_type, max)                                                \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__type(key, key_type);                                                             \
		__type(value, value_type);                                                         \
		__uint(max_entries, max);                                                          \
		__uint(map_flags, BPF_F_NO_PREALLOC);                                              \
	} name SEC(".maps")

struct perf_key {
	__u64 sock_cookie;
	__u32 operation;
	__u32 pad;
};

struct perf_value {
	__u64 start_ns;
	__u64 end_ns;
	__u64 pid_tgid;
	__u32 operation;
	__u32 pad;
};

struct node_key {
	__u32 prefixlen;
	__u32 addr[4];
};

struct log_scratch {
	char text[40];
};

TYPED_HASH(km_manage, union manager_key, struct manager_value, 8192);
SIZED_HASH(km_frontend, sizeof(struct frontend_key), sizeof(struct frontend_value), 105000);
SIZED_HASH(km_service, sizeof(struct service_key), sizeof(struct service_value), 5000);
SIZED_HASH(km_endpoint, sizeof(struct endpoint_key), sizeof(struct endpoint_value), 105000);
SIZED_HASH(km_backend, sizeof(struct backend_key), sizeof(struct backend_value), 100000);
TYPED_HASH(km_auth_res, struct bpf_sock_tuple, __u32, 8192);
SIZED_HASH(km_wlpolicy, 4, sizeof(struct wl_policies_value), 512);
SIZED_HASH(km_authz_policy, 4, 64, 512);
SIZED_HASH(km_tcargs, 36, 40, 100000);
SIZED_HASH(kmesh_map64, 4, 64, 1000000);
SIZED_HASH(kmesh_map192, 4, 192, 1000000);
SIZED_HASH(kmesh_map296, 4, 296, 1000000);
SIZED_HASH(kmesh_map1600, 4, 1600, 1000000);
TYPED_HASH(km_perf_map, struct perf_key, struct perf_value, 131072);

RING(km_auth_req, 4096);
RING(km_tcp_probe, 262144);
RING(km_log_event, 262144);
RING(km_perf_info, 4096);

PROG_ARRAY(km_cgr_tailcall);
PROG_ARRAY(km_cgr_tail6);
PROG_ARRAY(km_xdp_tailcall);

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__type(key, int);
	__type(value, struct sock_storage);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} km_sockstorage SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__type(key, struct bpf_sock_tuple);
	__type(value, int);
	__uint(max_entries, 8192);
} km_socket SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, int);
	__type(value, struct log_scratch);
	__uint(max_entries, 1);
} km_tmpbuf SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct node_key);
	__type(value, __u32);
	__uint(max_entries, 8192);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} km_nodeinfo SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, 4);
	__uint(max_entries, 1);
} kmesh_version SEC(".maps");

#endif
