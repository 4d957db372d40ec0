/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The maps that Kmesh v1.0 and later pins in kernel-native mode alone, on an ordinary kernel. The
 * Maglev tables are here because a node has them; no program looks at them.
 */
#ifndef KMSCOPE_LAB_NATIVE_MAPS_BPF_H
#define KMSCOPE_LAB_NATIVE_MAPS_BPF_H

#include "common_maps.bpf.h"
#include "native_maps.h"

#define MAGLEV_TABLE_BYTES (16381 * 4)

/* What one program of the chain of tail calls leaves for the next. */
struct tail_key {
	__u64 sock_cookie;
	__u64 unused[5];
};

struct tail_value {
	char name[STRING_SIZE]; /* of the cluster, zero-padded */
	__u64 reference;	/* of the filter chain, then of the filter's body */
};

SIZED_HASH(km_listener, sizeof(struct socket_address), sizeof(struct listener), 8192);
SIZED_HASH(km_cluster, STRING_SIZE, sizeof(struct cluster), 16384);
SIZED_HASH(km_cluster_eps, STRING_SIZE, sizeof(struct cluster_endpoints), 131072);
SIZED_HASH(km_clusterstats, sizeof(struct cluster_stats_key), sizeof(struct cluster_stats), 16384);
SIZED_HASH(km_ratelimit, sizeof(struct rate_limit_key), sizeof(struct rate_limit_value), 8192);
SIZED_HASH(km_tailcall_ctx, sizeof(struct tail_key), sizeof(struct tail_value), 256);

PROG_ARRAY(km_cgrptailcall, 32);

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, sizeof(struct cluster_endpoints));
	__uint(max_entries, 1);
} km_eps_data SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_SK_STORAGE);
	__type(key, int);
	__type(value, struct cluster_sock);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} km_cluster_sock SEC(".maps");

struct maglev_table {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(key_size, 4);
	__uint(value_size, MAGLEV_TABLE_BYTES);
	__uint(max_entries, 1);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(key_size, STRING_SIZE);
	__uint(max_entries, 16384);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__array(values, struct maglev_table);
} km_maglev_outer SEC(".maps");

_Static_assert(sizeof(struct tail_key) == 48, "key of km_tailcall_ctx");
_Static_assert(sizeof(struct tail_value) == 200, "km_tailcall_ctx");

#endif
