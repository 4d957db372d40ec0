/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The sock_ops hook of kernel-native mode: enrolment of a pod's address, and the number of open
 * connections of a network namespace and cluster, which the circuit breaker looks at.
 */
#ifndef KMSCOPE_LAB_NATIVE_ESTABLISHED_BPF_H
#define KMSCOPE_LAB_NATIVE_ESTABLISHED_BPF_H

#include "ctx.bpf.h"
#include "manage.bpf.h"
#include "native_maps.bpf.h"

/* The cluster that the socket's storage names, which may be that of an earlier connect. */
static __always_inline bool find_stats_key(struct bpf_sock_ops *skops,
					   struct cluster_stats_key *key)
{
	struct bpf_sock *sk = skops->sk;
	const struct cluster_sock *storage;

	storage = sk ? bpf_sk_storage_get(&km_cluster_sock, sk, 0, 0) : 0;
	if (!storage)
		return false;
	key->netns_cookie = bpf_get_netns_cookie(skops);
	key->cluster_id = storage->cluster_id;
	return true;
}

static __always_inline void count_open(struct bpf_sock_ops *skops)
{
	struct cluster_stats first = {.active_connections = 1};
	struct cluster_stats_key key = {};
	struct cluster_stats *stats;

	if (!is_managed_addr(skops) || !find_stats_key(skops, &key))
		return;
	stats = bpf_map_lookup_elem(&km_clusterstats, &key);
	if (stats)
		__sync_fetch_and_add(&stats->active_connections, 1);
	else
		bpf_map_update_elem(&km_clusterstats, &key, &first, BPF_ANY);
	bpf_sock_ops_cb_flags_set(skops, READ_FIELD(skops, bpf_sock_ops_cb_flags) |
						 BPF_SOCK_OPS_STATE_CB_FLAG);
}

static __always_inline void count_closed(struct bpf_sock_ops *skops)
{
	struct cluster_stats none = {};
	struct cluster_stats_key key = {};
	struct cluster_stats *stats;

	if (!find_stats_key(skops, &key))
		return;
	stats = bpf_map_lookup_elem(&km_clusterstats, &key);
	if (!stats)
		bpf_map_update_elem(&km_clusterstats, &key, &none, BPF_ANY);
	else if (stats->active_connections)
		__sync_fetch_and_add(&stats->active_connections, -1);
}

SEC("sockops")
int sockops_prog(struct bpf_sock_ops *skops)
{
	if (READ_FIELD(skops, family) != AF_INET)
		return 0;
	switch (READ_FIELD(skops, op)) {
	case BPF_SOCK_OPS_TCP_CONNECT_CB:
		enrol_local_addr(skops);
		break;
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		count_open(skops);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		if (READ_FIELD(skops, args[1]) == BPF_TCP_CLOSE)
			count_closed(skops);
		break;
	}
	return 0;
}

#endif
