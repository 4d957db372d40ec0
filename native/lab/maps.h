/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What Kmesh v1.1 and later keeps in its dual-engine maps and rings, declared once for the lab's
 * BPF programs and its tools. build/lab/layouts prints sizes and offsets as JSON, for the test
 * that holds the TypeScript layouts to them.
 *
 * Ids, counts and indices are host order. A port slot is 4 bytes, the port in network order in
 * its first two. An IPv4 address is the first 4 bytes of an ip_addr, the rest 0.
 */
#ifndef KMSCOPE_LAB_MAPS_H
#define KMSCOPE_LAB_MAPS_H

#include <linux/bpf.h>
#include <linux/types.h>

#define PRIO_COUNT 7
#define MAX_PORT_COUNT 10
#define MAX_SERVICE_COUNT 10
#define MAX_POLICY_COUNT 4

enum lb_policy { LB_RANDOM = 0, LB_STRICT = 1, LB_FAILOVER = 2 };
enum direction { DIRECTION_INBOUND = 1, DIRECTION_OUTBOUND = 2 };
enum record_type { RECORD_IPV4 = 0, RECORD_IPV6 = 1 };
enum log_level { LOG_ERR = 0, LOG_WARN = 1, LOG_INFO = 2, LOG_DEBUG = 3 };

#define CONTROL_ADDR_LAST_BYTE 2 /* 0.0.0.2 and ::2 */
#define CONTROL_PORT_ENROL 929
#define CONTROL_PORT_LEAVE 930
#define DNS_PORT 53
#define DNS_PROXY_UID 0

/* The widest member of a union comes first, so that = {} leaves no byte of it undefined. */
union ip_addr {
	__u32 word[4];
	__u32 ip4;
	__u8 byte[16];
};

/* km_manage: two kinds of key, untagged. Value 0 = managed. */
union manager_key {
	union ip_addr addr;
	__u64 netns_cookie;
};

struct manager_value {
	__u32 is_bypassed;
};

/* km_frontend */
struct frontend_key {
	union ip_addr addr;
};

/* The id of a service or, failing that, the uid of a backend. */
struct frontend_value {
	__u32 upstream_id;
};

/* km_service */
struct service_key {
	__u32 service_id;
};

struct service_value {
	__u32 prio_endpoint_count[PRIO_COUNT];
	__u32 lb_policy;
	__u32 service_port[MAX_PORT_COUNT];
	__u32 target_port[MAX_PORT_COUNT];
	union ip_addr wp_addr;
	__u32 waypoint_port;
};

/* km_endpoint; backend_index counts from 1 */
struct endpoint_key {
	__u32 service_id;
	__u32 prio;
	__u32 backend_index;
};

struct endpoint_value {
	__u32 backend_uid;
};

/* km_backend */
struct backend_key {
	__u32 backend_uid;
};

struct backend_value {
	union ip_addr addr;
	__u32 service_count;
	__u32 services[MAX_SERVICE_COUNT];
	union ip_addr wp_addr;
	__u32 waypoint_port;
};

/* km_sockstorage; of sk_tuple only the destination is written, in network order */
struct sock_storage {
	__u64 connect_ns;
	__u64 last_report_ns;
	__u8 direction;
	__u8 connect_success;
	__u8 via_waypoint;
	__u8 has_encoded;
	__u8 has_set_ip;
	__u8 pad[3];
	struct bpf_sock_tuple sk_tuple;
	__u8 pad2[4];
};

/* km_wlpolicy; id 0 ends the list */
struct wl_policies_value {
	__u32 policy_ids[MAX_POLICY_COUNT];
};

union orig_dst {
	struct {
		__u32 addr;
		__u16 port;
	} ipv4;
	struct {
		__u32 addr[4];
		__u16 port;
	} ipv6;
};

/* km_tcp_probe; the client is always the source, ports are host order */
struct tcp_probe {
	__u32 type;
	struct bpf_sock_tuple tuple;
	union orig_dst orig_dst;
	__u32 sent_bytes;
	__u32 received_bytes;
	__u32 conn_success;
	__u32 direction;
	__u32 state;
	__u64 duration;
	__u64 start_ns;
	__u64 last_report_ns;
	__u32 protocol;
	__u32 srtt_us;
	__u32 rtt_min;
	__u32 total_retrans;
	__u32 lost_out;
	__u8 pad[4];
};

/* km_auth_req; the client is the source, ports are host order */
struct auth_request {
	__u32 type;
	struct bpf_sock_tuple tuple;
};

#define LOG_TEXT_SIZE 255

/* km_log_event; len counts the NUL */
struct log_event {
	__u32 len;
	char text[LOG_TEXT_SIZE];
};

_Static_assert(sizeof(struct service_value) == 132, "km_service");
_Static_assert(sizeof(struct backend_value) == 80, "km_backend");
_Static_assert(sizeof(struct sock_storage) == 64, "km_sockstorage");
_Static_assert(sizeof(struct bpf_sock_tuple) == 36, "km_auth_res");
_Static_assert(sizeof(struct tcp_probe) == 128, "km_tcp_probe");
_Static_assert(sizeof(struct auth_request) == 40, "km_auth_req");
_Static_assert(sizeof(struct log_event) == 260, "km_log_event");

#endif
