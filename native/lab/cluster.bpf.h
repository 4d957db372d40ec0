/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* From a cluster to the address of the endpoint whose turn it is. */
#ifndef KMSCOPE_LAB_CLUSTER_BPF_H
#define KMSCOPE_LAB_CLUSTER_BPF_H

#include "ctx.bpf.h"
#include "follow.bpf.h"
#include "log.bpf.h"

/* A list of endpoints with room behind it, so that a whole locality can be copied to its end. */
struct build {
	__u64 ep_identity[2 * MAX_ENDPOINTS];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__type(key, int);
	__type(value, struct build);
	__uint(max_entries, 1);
} build_scratch SEC(".maps");

/* At the limit already; and at a limit of 0 as soon as anything was counted. */
static __always_inline bool is_over_breaker(struct bpf_sock_addr *ctx,
					    const struct cluster *cluster)
{
	const struct circuit_breakers *breakers = FOLLOW(circuit_breakers, cluster->circuit_breakers);
	struct cluster_stats_key key = {};
	const struct cluster_stats *stats;

	if (!breakers)
		return false;
	key.netns_cookie = bpf_get_netns_cookie(ctx);
	key.cluster_id = cluster->id;
	stats = bpf_map_lookup_elem(&km_clusterstats, &key);
	return stats && stats->active_connections >= breakers->max_connections;
}

static __always_inline void bind_cluster(struct bpf_sock_addr *ctx, const struct cluster *cluster)
{
	struct bpf_sock *sk = ctx->sk;
	struct cluster_sock *storage;

	if (!sk)
		return;
	storage = bpf_sk_storage_get(&km_cluster_sock, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
	if (storage)
		storage->cluster_id = cluster->id;
}

/* Appends the endpoints of the localities; false if a list of endpoints cannot be read. */
static __always_inline bool collect(const struct load_assignment *assignment,
				    const struct references *localities, struct build *build,
				    __u32 *count)
{
	__u32 total = 0;
	__u32 i;

	for (i = 0; i < MAX_LOCALITIES; i++) {
		const struct references *endpoints;
		const struct locality *locality;
		__u32 added;

		if (i >= assignment->n_endpoints)
			break;
		locality = FOLLOW(locality, localities->item[i]);
		if (!locality)
			continue;
		endpoints = FOLLOW(references, locality->lb_endpoints);
		if (!endpoints)
			return false;
		added = locality->n_lb_endpoints > MAX_ENDPOINTS ? MAX_ENDPOINTS
								 : locality->n_lb_endpoints;
		if (total > MAX_ENDPOINTS)
			total = MAX_ENDPOINTS;
		bpf_probe_read_kernel(&build->ep_identity[total], added * sizeof(__u64), endpoints);
		total += added;
	}
	*count = total > MAX_ENDPOINTS ? MAX_ENDPOINTS : total;
	return true;
}

/*
 * Makes the cluster's kept list, which nothing ever refreshes. The slots behind its end hold what
 * the scratch held: left-overs of lists built before on this CPU.
 */
static __always_inline struct cluster_endpoints *
build_endpoints(const struct load_assignment *assignment, const struct string *name)
{
	const struct references *localities = FOLLOW(references, assignment->endpoints);
	struct cluster_endpoints *scratch;
	struct build *build;
	__u32 zero = 0, count;
	bool is_whole;

	scratch = bpf_map_lookup_elem(&km_eps_data, &zero);
	build = bpf_map_lookup_elem(&build_scratch, &zero);
	if (!localities || !scratch || !build)
		return 0;
	__builtin_memcpy(build->ep_identity, scratch->ep_identity, sizeof(scratch->ep_identity));
	is_whole = collect(assignment, localities, build, &count);
	__builtin_memcpy(scratch->ep_identity, build->ep_identity, sizeof(scratch->ep_identity));
	if (!is_whole)
		return 0;
	scratch->ep_num = count;
	bpf_map_update_elem(&km_cluster_eps, name, scratch, BPF_ANY);
	return bpf_map_lookup_elem(&km_cluster_eps, name);
}

/* Whatever the cluster's policy says. A turn is used up even if its endpoint cannot be read. */
static __always_inline const struct socket_address *next_endpoint(struct cluster_endpoints *list)
{
	const struct endpoint *endpoint;
	__u64 reference;
	__u32 turn;

	if (!list->ep_num)
		return 0;
	turn = list->last_round_robin_idx % list->ep_num;
	if (turn >= MAX_ENDPOINTS)
		return 0;
	reference = list->ep_identity[turn];
	list->last_round_robin_idx++;
	endpoint = reference ? FOLLOW(endpoint, reference) : 0;
	return endpoint ? FOLLOW(socket_address, endpoint->address) : 0;
}

/* Kept lists go by the cluster's own name, with whatever stands behind its NUL. */
static __always_inline void balance(struct bpf_sock_addr *ctx, const struct cluster *cluster)
{
	const struct string *name = FOLLOW(string, cluster->name);
	const struct load_assignment *assignment;
	const struct socket_address *address;
	struct cluster_endpoints *list;

	assignment = name ? FOLLOW(load_assignment, cluster->load_assignment) : 0;
	if (!assignment)
		return;
	list = bpf_map_lookup_elem(&km_cluster_eps, name);
	if (!list)
		list = build_endpoints(assignment, name);
	address = list ? next_endpoint(list) : 0;
	if (!address)
		return;
	LOG_ARGS(LOG_INFO, "[CLUSTER] INFO: cluster=\"%s\"\n", (__u64)(unsigned long)name->text);
	LOG_ARGS(LOG_INFO, "[CLUSTER] INFO: loadbalance to addr=[%pI4:%u]\n",
		 (__u64)(unsigned long)&address->ipv4, bpf_ntohs((__u16)address->port));
	ctx->user_ip4 = address->ipv4;
	ctx->user_port = (__u16)address->port;
}

#endif
