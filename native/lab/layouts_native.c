// SPDX-License-Identifier: Apache-2.0
/* The structs of native_maps.h, by the names that Kmesh's sources have for them. */
#include "layouts.h"

#include "native_maps.h"

static void print_listener_layouts(void)
{
	STRUCT(struct message, "ProtobufCMessage",
	       F(descriptor) F(n_unknown_fields) F(unknown_fields))
	STRUCT(struct socket_address, "Core__SocketAddress", F(base) F(protocol) F(port) F(ipv4))
	STRUCT(struct listener, "Listener__Listener",
	       F(base) F(api_status) F(name) F(address) F(n_filter_chains) F(filter_chains))
	STRUCT(struct filter_chain, "Listener__FilterChain",
	       F(base) F(filter_chain_match) F(n_filters) F(filters) F(name))
	STRUCT(struct filter_chain_match, "Listener__FilterChainMatch",
	       F(base) F(n_prefix_ranges) F(prefix_ranges) F(destination_port)
		       F(transport_protocol) F(n_application_protocols) F(application_protocols))
	STRUCT(struct cidr_range, "Core__CidrRange", F(base) F(address_prefix) F(prefix_len))
	STRUCT(struct filter, "Listener__Filter",
	       F(base) F(name) F(config_type_case) F(config_type))
	STRUCT(struct http_connection_manager, "Filter__HttpConnectionManager",
	       F(base) F(route_specifier_case) F(route_specifier))
	STRUCT(struct tcp_proxy, "Filter__TcpProxy",
	       F(base) F(stat_prefix) F(max_connect_attempts) F(cluster_specifier_case)
		       F(cluster_specifier))
	STRUCT(struct weighted_cluster, "WeightedCluster", F(base) F(n_clusters) F(clusters))
	STRUCT(struct cluster_weight, "ClusterWeight", F(base) F(name) F(weight))
	STRUCT(struct local_rate_limit, "Filter__LocalRateLimit", F(base) F(token_bucket))
	STRUCT(struct token_bucket, "Filter__TokenBucket",
	       F(base) F(max_tokens) F(tokens_per_fill) F(fill_interval))
	STRUCT(struct rate_limit_key, "ratelimit_key", F(netns) F(ipv4) F(port) F(family))
	STRUCT(struct rate_limit_value, "ratelimit_value", F(last_topup) F(tokens))
}

static void print_cluster_layouts(void)
{
	STRUCT(struct cluster, "Cluster__Cluster",
	       F(base) F(api_status) F(name) F(id) F(connect_timeout) F(lb_policy)
		       F(load_assignment) F(circuit_breakers))
	STRUCT(struct old_cluster, "Cluster__Cluster of v0.5",
	       F(base) F(api_status) F(name) F(connect_timeout) F(lb_policy) F(load_assignment)
		       F(circuit_breakers))
	STRUCT(struct circuit_breakers, "Cluster__CircuitBreakers",
	       F(base) F(priority) F(max_connections) F(max_pending_requests) F(max_requests)
		       F(max_retries) F(max_connection_pools))
	STRUCT(struct load_assignment, "Endpoint__ClusterLoadAssignment",
	       F(base) F(cluster_name) F(n_endpoints) F(endpoints))
	STRUCT(struct locality, "Endpoint__LocalityLbEndpoints",
	       F(base) F(n_lb_endpoints) F(lb_endpoints) F(load_balancing_weight) F(priority)
		       F(connect_num))
	STRUCT(struct endpoint, "Endpoint__Endpoint", F(base) F(address))
	STRUCT(struct cluster_endpoints, "cluster_endpoints",
	       F(ep_num) F(ep_identity) F(last_round_robin_idx) F(conn_num))
	STRUCT(struct cluster_sock, "cluster_sock_data", F(cluster_id))
	STRUCT(struct cluster_stats_key, "cluster_stats_key", F(netns_cookie) F(cluster_id))
	STRUCT(struct cluster_stats, "cluster_stats", F(active_connections))
}

static void print_route_layouts(void)
{
	STRUCT(struct route_configuration, "Route__RouteConfiguration",
	       F(base) F(api_status) F(name) F(n_virtual_hosts) F(virtual_hosts))
	STRUCT(struct virtual_host, "Route__VirtualHost",
	       F(base) F(name) F(n_domains) F(domains) F(n_routes) F(routes))
	STRUCT(struct route_entry, "Route__Route", F(base) F(name) F(match) F(route))
	STRUCT(struct route_match, "Route__RouteMatch",
	       F(base) F(prefix) F(case_sensitive) F(n_headers) F(headers))
	STRUCT(struct header_matcher, "Route__HeaderMatcher",
	       F(base) F(name) F(header_match_specifier_case) F(header_match_specifier))
	STRUCT(struct route_action, "Route__RouteAction",
	       F(base) F(prefix_rewrite) F(timeout) F(retry_policy) F(n_hash_policy) F(hash_policy)
		       F(cluster_specifier_case) F(cluster_specifier))
	STRUCT(struct old_route_action, "Route__RouteAction of v0.5",
	       F(base) F(prefix_rewrite) F(timeout) F(retry_policy) F(cluster_specifier_case)
		       F(cluster_specifier))
	STRUCT(struct retry_policy, "Route__RetryPolicy", F(base) F(num_retries))
	STRUCT(struct hash_policy, "Route__RouteAction__HashPolicy",
	       F(base) F(policy_specifier_case) F(header))
	STRUCT(struct hash_policy_header, "Route__RouteAction__HashPolicy__Header",
	       F(base) F(header_name))
}

void print_native_layouts(void)
{
	print_listener_layouts();
	print_cluster_layouts();
	print_route_layouts();
}
