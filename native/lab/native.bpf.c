// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * The lab's data plane of kernel-native mode: does at connect what Kmesh v1.0 and later does in
 * that mode on an ordinary kernel, on the same maps. Written from the map reference and from
 * recordings of the real programs. No hook ever refuses; whatever leads nowhere leaves the
 * destination as it is.
 */
#include <linux/bpf.h>
#include <linux/in.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "cluster.bpf.h"
#include "ctx.bpf.h"
#include "filter.bpf.h"
#include "manage.bpf.h"
#include "native_established.bpf.h"
#include "tail.bpf.h"

#define ALLOW 1

SEC("cgroup/connect4")
int cgroup_connect4_prog(struct bpf_sock_addr *ctx)
{
	const struct listener *listener;
	struct tail_value next = {};

	if (control_connect(ctx, READ_FIELD(ctx, user_ip4) == bpf_htonl(CONTROL_ADDR_LAST_BYTE)))
		return ALLOW;
	if (!is_managed_netns(ctx) || READ_FIELD(ctx, protocol) != IPPROTO_TCP)
		return ALLOW;
	listener = find_listener(ctx);
	if (listener && find_chain(listener, READ_FIELD(ctx, user_port), &next.reference))
		hand_over(ctx, TAIL_FILTER_CHAIN, &next);
	return ALLOW;
}

SEC("cgroup/connect4")
int filter_chain_manager(struct bpf_sock_addr *ctx)
{
	const struct filter_chain *chain;
	struct tail_value state = {};

	if (!take_over(ctx, &state))
		return ALLOW;
	chain = FOLLOW(filter_chain, state.reference);
	if (chain && find_proxy(ctx, chain, &state.reference))
		hand_over(ctx, TAIL_FILTER, &state);
	return ALLOW;
}

SEC("cgroup/connect4")
int filter_manager(struct bpf_sock_addr *ctx)
{
	struct tail_value state = {};
	const struct tcp_proxy *proxy;

	if (!take_over(ctx, &state))
		return ALLOW;
	proxy = FOLLOW(tcp_proxy, state.reference);
	if (!proxy)
		return ALLOW;
	choose_cluster(proxy, state.name);
	hand_over(ctx, TAIL_CLUSTER, &state);
	return ALLOW;
}

SEC("cgroup/connect4")
int cluster_manager(struct bpf_sock_addr *ctx)
{
	struct tail_value state = {};
	const struct cluster *cluster;

	if (!take_over(ctx, &state))
		return ALLOW;
	cluster = bpf_map_lookup_elem(&km_cluster, state.name);
	if (!cluster || is_over_breaker(ctx, cluster))
		return ALLOW;
	bind_cluster(ctx, cluster);
	balance(ctx, cluster);
	return ALLOW;
}

char LICENSE[] SEC("license") = "GPL";
