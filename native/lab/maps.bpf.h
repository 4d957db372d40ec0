/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The maps that Kmesh's main branch pins in dual-engine mode alone. Those that no program of the
 * lab uses are here because a node has them too.
 */
#ifndef KMSCOPE_LAB_MAPS_BPF_H
#define KMSCOPE_LAB_MAPS_BPF_H

#include "common_maps.bpf.h"

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

SIZED_HASH(km_frontend, sizeof(struct frontend_key), sizeof(struct frontend_value), 105000);
SIZED_HASH(km_service, sizeof(struct service_key), sizeof(struct service_value), 5000);
SIZED_HASH(km_endpoint, sizeof(struct endpoint_key), sizeof(struct endpoint_value), 105000);
SIZED_HASH(km_backend, sizeof(struct backend_key), sizeof(struct backend_value), 100000);
TYPED_HASH(km_auth_res, struct bpf_sock_tuple, __u32, 8192);
SIZED_HASH(km_wlpolicy, 4, sizeof(struct wl_policies_value), 512);
SIZED_HASH(km_authz_policy, 4, 64, 512);
SIZED_HASH(km_tcargs, 36, 40, 100000);
TYPED_HASH(km_perf_map, struct perf_key, struct perf_value, 131072);

#ifdef KMESH_V10
SIZED_HASH(km_orig_dst, sizeof(struct sock_address), sizeof(struct bpf_sock_tuple), 8192);
#endif

RING(km_auth_req, 4096);
RING(km_tcp_probe, 262144);
RING(km_perf_info, 4096);

PROG_ARRAY(km_cgr_tailcall, 8);
PROG_ARRAY(km_cgr_tail6, 8);
PROG_ARRAY(km_xdp_tailcall, 8);

struct {
	__uint(type, BPF_MAP_TYPE_SOCKHASH);
	__type(key, struct bpf_sock_tuple);
	__type(value, int);
	__uint(max_entries, 8192);
} km_socket SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LPM_TRIE);
	__type(key, struct node_key);
	__type(value, __u32);
	__uint(max_entries, 8192);
	__uint(map_flags, BPF_F_NO_PREALLOC);
} km_nodeinfo SEC(".maps");

#endif
