/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Listener, filter chain, filter: from a destination to the name of a cluster. */
#ifndef KMSCOPE_LAB_FILTER_BPF_H
#define KMSCOPE_LAB_FILTER_BPF_H

#include "ctx.bpf.h"
#include "follow.bpf.h"

/* That of the address or, failing that, of every address with the port. */
static __always_inline const struct listener *find_listener(struct bpf_sock_addr *ctx)
{
	const struct listener *listener;
	struct socket_address key;

	__builtin_memset(&key, 0, sizeof(key));
	key.port = READ_FIELD(ctx, user_port);
	key.ipv4 = READ_FIELD(ctx, user_ip4);
	listener = bpf_map_lookup_elem(&km_listener, &key);
	if (listener)
		return listener;
	key.ipv4 = 0;
	return bpf_map_lookup_elem(&km_listener, &key);
}

static __always_inline bool is_plain_transport(const struct string *transport)
{
	static const char plain[] = "raw_buffer";
	int i;

	if (!transport->text[0])
		return true;
#pragma unroll
	for (i = 0; i < (int)sizeof(plain); i++)
		if (transport->text[i] != plain[i])
			return false;
	return true;
}

/* The configured port is a host-order number and is compared with one in network order. */
static __always_inline bool chain_matches(const struct filter_chain *chain, __u32 port)
{
	const struct filter_chain_match *match = FOLLOW(filter_chain_match, chain->filter_chain_match);
	const struct string *transport;

	if (!match || (match->destination_port && match->destination_port != port))
		return false;
	transport = FOLLOW(string, match->transport_protocol);
	return transport && is_plain_transport(transport);
}

/* The first chain that matches; false if there is none, or more than may be. */
static __always_inline bool find_chain(const struct listener *listener, __u32 port,
				       __u64 *reference)
{
	const struct references *chains;
	__u32 i;

	if (listener->n_filter_chains > MAX_CHAINS)
		return false;
	chains = FOLLOW(references, listener->filter_chains);
	if (!chains)
		return false;
	for (i = 0; i < MAX_CHAINS; i++) {
		const struct filter_chain *chain;

		if (i >= listener->n_filter_chains)
			break;
		chain = FOLLOW(filter_chain, chains->item[i]);
		if (chain && chain_matches(chain, port)) {
			*reference = chains->item[i];
			return true;
		}
	}
	return false;
}

/* What came in since the last time, in whole intervals; without an interval nothing does. */
static __always_inline void refill(const struct token_bucket *bucket, struct rate_limit_value *level)
{
	__u64 interval = bucket->fill_interval;
	__u64 fills = interval ? (bpf_ktime_get_ns() - level->last_topup) / interval : 0;

	if (!fills)
		return;
	level->last_topup += fills * interval;
	level->tokens += fills * bucket->tokens_per_fill;
	if (level->tokens > bucket->max_tokens)
		level->tokens = bucket->max_tokens;
}

/* One token of the bucket of this network namespace and destination; false if there is none. */
static __always_inline bool take_token(struct bpf_sock_addr *ctx, __u64 body)
{
	const struct local_rate_limit *limit = FOLLOW(local_rate_limit, body);
	const struct rate_limit_value *stored;
	const struct token_bucket *bucket;
	struct rate_limit_value level;
	struct rate_limit_key key;
	bool is_left;

	if (!limit)
		return false;
	bucket = FOLLOW(token_bucket, limit->token_bucket);
	if (!bucket)
		return false;
	__builtin_memset(&key, 0, sizeof(key));
	key.netns = bpf_get_netns_cookie(ctx);
	key.ipv4 = READ_FIELD(ctx, user_ip4);
	key.port = READ_FIELD(ctx, user_port);
	stored = bpf_map_lookup_elem(&km_ratelimit, &key);
	if (stored) {
		level = *stored;
		refill(bucket, &level);
	} else {
		level.last_topup = bpf_ktime_get_ns();
		level.tokens = bucket->max_tokens;
	}
	is_left = level.tokens;
	if (is_left)
		level.tokens--;
	bpf_map_update_elem(&km_ratelimit, &key, &level, BPF_ANY);
	return is_left;
}

/* The first of the kinds that end the search; a rate limit counts wherever it stands. */
static __always_inline bool find_proxy(struct bpf_sock_addr *ctx, const struct filter_chain *chain,
				       __u64 *body)
{
	const struct filter *limit = 0, *usable = 0;
	const struct references *filters;
	__u32 i;

	if (chain->n_filters > MAX_FILTERS)
		return false;
	filters = FOLLOW(references, chain->filters);
	if (!filters)
		return false;
	for (i = 0; i < MAX_FILTERS; i++) {
		const struct filter *filter;

		if (i >= chain->n_filters)
			break;
		filter = FOLLOW(filter, filters->item[i]);
		if (!filter)
			continue;
		if (filter->config_type_case == FILTER_RATE_LIMIT && !limit)
			limit = filter;
		if ((filter->config_type_case == FILTER_TCP_PROXY ||
		     filter->config_type_case == FILTER_HTTP) &&
		    !usable)
			usable = filter;
	}
	if (limit && !take_token(ctx, limit->config_type))
		return false;
	/* HTTP is for the enhanced kernel. */
	if (!usable || usable->config_type_case != FILTER_TCP_PROXY)
		return false;
	*body = usable->config_type;
	return true;
}

/*
 * Draws 0 to 99 and subtracts weights until nothing is left: the first cluster gets one draw more
 * than its weight, and what the weights do not come to goes to no cluster.
 */
static __always_inline const struct string *draw_name(__u64 reference)
{
	const struct weighted_cluster *weighted = FOLLOW(weighted_cluster, reference);
	int rest = bpf_get_prandom_u32() % WEIGHT_DRAWS;
	const struct references *clusters;
	__u32 i;

	clusters = weighted ? FOLLOW(references, weighted->clusters) : 0;
	if (!clusters)
		return 0;
	for (i = 0; i < MAX_WEIGHTED_CLUSTERS; i++) {
		const struct cluster_weight *entry;

		if (i >= weighted->n_clusters)
			break;
		entry = FOLLOW(cluster_weight, clusters->item[i]);
		if (!entry)
			break;
		rest -= (int)entry->weight;
		if (rest <= 0)
			return FOLLOW(string, entry->name);
	}
	return 0;
}

/* The name of the proxy's cluster as km_cluster's keys have it; empty where there is none. */
static __always_inline void choose_cluster(const struct tcp_proxy *proxy, char *name)
{
	bool is_weighted = proxy->cluster_specifier_case == PROXY_WEIGHTED;
	const struct string *chosen;

	chosen = is_weighted ? draw_name(proxy->cluster_specifier)
			     : FOLLOW(string, proxy->cluster_specifier);
	if (!chosen)
		return;
	/* Ends what it copies with a NUL, also where the name fills all its bytes. */
	if (bpf_probe_read_kernel_str(name, STRING_SIZE, chosen->text) == STRING_SIZE)
		name[STRING_SIZE - 1] = chosen->text[STRING_SIZE - 1];
}

#endif
