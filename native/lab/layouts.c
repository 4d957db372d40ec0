// SPDX-License-Identifier: Apache-2.0
/*
 * Prints sizes and offsets of the structs in maps.h, old_maps.h and native_maps.h as one JSON
 * object, by struct name.
 */
#include "layouts.h"

#include "old_maps.h"

static const char *struct_comma = "", *field_comma = "";

void layouts_begin(const char *name, size_t size)
{
	printf("%s\n  \"%s\": {\"size\": %zu, \"fields\": {", struct_comma, name, size);
	struct_comma = ",";
	field_comma = "";
}

void layouts_field(const char *name, size_t offset, size_t size)
{
	printf("%s\n    \"%s\": {\"offset\": %zu, \"size\": %zu}", field_comma, name, offset, size);
	field_comma = ",";
}

/* A field of one half of a union, under its short name. */
#define HALF(half, member)                                                                         \
	layouts_field(#member, offsetof(struct_type, half.member), sizeof(((struct_type *)0)->half.member));

int main(void)
{
	fputs("{", stdout);
	STRUCT(union manager_key, "manager_key", F(netns_cookie) F(addr))
	STRUCT(struct manager_value, "manager_value", F(is_bypassed))
	STRUCT(struct frontend_key, "frontend_key", F(addr))
	STRUCT(struct frontend_value, "frontend_value", F(upstream_id))
	STRUCT(struct service_key, "service_key", F(service_id))
	STRUCT(struct service_value, "service_value",
	       F(prio_endpoint_count) F(lb_policy) F(service_port) F(target_port) F(wp_addr)
		       F(waypoint_port))
	STRUCT(struct endpoint_key, "endpoint_key", F(service_id) F(prio) F(backend_index))
	STRUCT(struct endpoint_value, "endpoint_value", F(backend_uid))
	STRUCT(struct backend_key, "backend_key", F(backend_uid))
	STRUCT(struct backend_value, "backend_value",
	       F(addr) F(service_count) F(services) F(wp_addr) F(waypoint_port))
	STRUCT(struct sock_storage, "sock_storage",
	       F(connect_ns) F(last_report_ns) F(direction) F(connect_success) F(via_waypoint)
		       F(has_encoded) F(has_set_ip) F(pad) F(sk_tuple) F(pad2))
	STRUCT(struct flat_service_value, "flat_service_value",
	       F(endpoint_count) F(lb_policy) F(service_port) F(target_port) F(wp_addr)
		       F(waypoint_port))
	STRUCT(struct flat_endpoint_key, "flat_endpoint_key", F(service_id) F(backend_index))
	STRUCT(struct short_sock_storage, "short_sock_storage",
	       F(connect_ns) F(direction) F(connect_success) F(pad))
	STRUCT(struct sock_address, "sock_address", F(sk))
	STRUCT(struct bpf_sock_tuple, "bpf_sock_tuple_v4",
	       HALF(ipv4, saddr) HALF(ipv4, daddr) HALF(ipv4, sport) HALF(ipv4, dport))
	STRUCT(struct bpf_sock_tuple, "bpf_sock_tuple_v6",
	       HALF(ipv6, saddr) HALF(ipv6, daddr) HALF(ipv6, sport) HALF(ipv6, dport))
	STRUCT(struct wl_policies_value, "wl_policies_value", F(policy_ids))
	STRUCT(struct tcp_probe, "tcp_probe",
	       F(type) F(tuple) F(orig_dst) F(sent_bytes) F(received_bytes) F(conn_success)
		       F(direction) F(state) F(duration) F(start_ns) F(last_report_ns) F(protocol)
			       F(srtt_us) F(rtt_min) F(total_retrans) F(lost_out))
	STRUCT(union orig_dst, "orig_dst_v4", HALF(ipv4, addr) HALF(ipv4, port))
	STRUCT(union orig_dst, "orig_dst_v6", HALF(ipv6, addr) HALF(ipv6, port))
	STRUCT(struct auth_request, "auth_request", F(type) F(tuple))
	STRUCT(struct log_event, "log_event", F(len) F(text))
	print_native_layouts();
	fputs("\n}\n", stdout);
	return 0;
}
