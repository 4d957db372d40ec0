/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What Kmesh v1.0 and later keeps in its kernel-native maps, declared once for the lab's BPF
 * programs and its tools; at the end, what v0.5 has in another form. build/lab/layouts prints
 * sizes and offsets as JSON, for the test that holds the TypeScript layouts to them.
 *
 * The values are images of the daemon's protobuf-c structs: a header, then members with natural
 * alignment. Where the daemon has a pointer, the image has a reference: which pool (bits 24 to 31)
 * and which index in it (bits 0 to 23); bits 32 to 63 are not looked at.
 */
#ifndef KMSCOPE_LAB_NATIVE_MAPS_H
#define KMSCOPE_LAB_NATIVE_MAPS_H

#include <linux/types.h>

#define STRING_SIZE 192
#define MAX_CHAINS 4
#define MAX_FILTERS 4
#define MAX_WEIGHTED_CLUSTERS 32
#define MAX_LOCALITIES 64
#define MAX_ENDPOINTS 64
#define WEIGHT_DRAWS 100

enum filter_kind { FILTER_TCP_PROXY = 2, FILTER_HTTP = 3, FILTER_RATE_LIMIT = 4 };
enum proxy_kind { PROXY_CLUSTER = 2, PROXY_WEIGHTED = 10 };
enum tail_call { TAIL_FILTER_CHAIN = 2, TAIL_FILTER = 3, TAIL_CLUSTER = 5 };

/* Worthless outside the daemon. */
struct message {
	__u64 descriptor;
	__u32 n_unknown_fields;
	__u64 unknown_fields;
};

/* km_listener: the key is compared byte by byte, header included; port is a port slot. */
struct socket_address {
	struct message base;
	__u32 protocol;
	__u32 port;
	__u32 ipv4;
};

struct listener {
	struct message base;
	__u32 api_status;
	__u64 name;
	__u64 address;
	__u64 n_filter_chains;
	__u64 filter_chains;
};

struct filter_chain {
	struct message base;
	__u64 filter_chain_match;
	__u64 n_filters;
	__u64 filters;
	__u64 name;
};

struct filter_chain_match {
	struct message base;
	__u64 n_prefix_ranges;
	__u64 prefix_ranges;
	__u32 destination_port;
	__u64 transport_protocol;
	__u64 n_application_protocols;
	__u64 application_protocols;
};

struct cidr_range {
	struct message base;
	__u64 address_prefix;
	__u32 prefix_len;
};

struct filter {
	struct message base;
	__u64 name;
	__u32 config_type_case;
	__u64 config_type;
};

struct http_connection_manager {
	struct message base;
	__u32 route_specifier_case;
	__u64 route_specifier;
};

struct tcp_proxy {
	struct message base;
	__u64 stat_prefix;
	__u32 max_connect_attempts;
	__u32 cluster_specifier_case;
	__u64 cluster_specifier;
};

struct weighted_cluster {
	struct message base;
	__u64 n_clusters;
	__u64 clusters;
};

struct cluster_weight {
	struct message base;
	__u64 name;
	__u32 weight;
};

struct local_rate_limit {
	struct message base;
	__u64 token_bucket;
};

struct token_bucket {
	struct message base;
	__u64 max_tokens;
	__u64 tokens_per_fill;
	__u64 fill_interval;
};

/* km_cluster */
struct cluster {
	struct message base;
	__u32 api_status;
	__u64 name;
	__u32 id;
	__u32 connect_timeout;
	__u32 lb_policy;
	__u64 load_assignment;
	__u64 circuit_breakers;
};

struct circuit_breakers {
	struct message base;
	__u32 priority;
	__u32 max_connections;
	__u32 max_pending_requests;
	__u32 max_requests;
	__u32 max_retries;
	__u32 max_connection_pools;
};

struct load_assignment {
	struct message base;
	__u64 cluster_name;
	__u64 n_endpoints;
	__u64 endpoints;
};

struct locality {
	struct message base;
	__u64 n_lb_endpoints;
	__u64 lb_endpoints;
	__u32 load_balancing_weight;
	__u32 priority;
	__u32 connect_num;
};

struct endpoint {
	struct message base;
	__u64 address;
};

/* km_cluster_eps and km_eps_data; the counter lies where another policy would count connections. */
struct cluster_endpoints {
	__u32 ep_num;
	__u64 ep_identity[MAX_ENDPOINTS];
	__u32 last_round_robin_idx;
	__u32 conn_num[MAX_ENDPOINTS - 1];
};

/* km_cluster_sock */
struct cluster_sock {
	__u32 cluster_id;
};

/* km_clusterstats */
struct cluster_stats_key {
	__u64 netns_cookie;
	__u32 cluster_id;
} __attribute__((packed));

struct cluster_stats {
	__u32 active_connections;
};

/* km_ratelimit */
struct rate_limit_key {
	__u64 netns;
	__u32 ipv4;
	__u32 port;
	__u32 family;
};

struct rate_limit_value {
	__u64 last_topup;
	__u64 tokens;
};

/* km_routerconfig, which only the enhanced kernel has, and what it refers to */
struct route_configuration {
	struct message base;
	__u32 api_status;
	__u64 name;
	__u64 n_virtual_hosts;
	__u64 virtual_hosts;
};

struct virtual_host {
	struct message base;
	__u64 name;
	__u64 n_domains;
	__u64 domains;
	__u64 n_routes;
	__u64 routes;
};

struct route_entry {
	struct message base;
	__u64 name;
	__u64 match;
	__u64 route;
};

struct route_match {
	struct message base;
	__u64 prefix;
	__u32 case_sensitive;
	__u64 n_headers;
	__u64 headers;
};

struct header_matcher {
	struct message base;
	__u64 name;
	__u32 header_match_specifier_case;
	__u64 header_match_specifier;
};

struct route_action {
	struct message base;
	__u64 prefix_rewrite;
	__u32 timeout;
	__u64 retry_policy;
	__u64 n_hash_policy;
	__u64 hash_policy;
	__u32 cluster_specifier_case;
	__u64 cluster_specifier;
};

struct retry_policy {
	struct message base;
	__u32 num_retries;
};

struct hash_policy {
	struct message base;
	__u32 policy_specifier_case;
	__u64 header;
};

struct hash_policy_header {
	struct message base;
	__u64 header_name;
};

/* kmesh_cluster of v0.5 */
struct old_cluster {
	struct message base;
	__u32 api_status;
	__u64 name;
	__u32 connect_timeout;
	__u32 lb_policy;
	__u64 load_assignment;
	__u64 circuit_breakers;
};

/* v0.5 */
struct old_route_action {
	struct message base;
	__u64 prefix_rewrite;
	__u32 timeout;
	__u64 retry_policy;
	__u32 cluster_specifier_case;
	__u64 cluster_specifier;
};

_Static_assert(sizeof(struct socket_address) == 40, "key of km_listener");
_Static_assert(sizeof(struct listener) == 64, "km_listener");
_Static_assert(sizeof(struct cluster) == 72, "km_cluster");
_Static_assert(sizeof(struct cluster_endpoints) == 776, "km_cluster_eps");
_Static_assert(sizeof(struct cluster_stats_key) == 12, "km_clusterstats");
_Static_assert(sizeof(struct rate_limit_key) == 24, "km_ratelimit");
_Static_assert(sizeof(struct old_cluster) == 64, "kmesh_cluster");

#endif
