/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What Kmesh up to v1.0 keeps in another form than maps.h has it: for the lab as v1.0, and for the
 * test that holds the TypeScript layouts to a C compiler's.
 */
#ifndef KMSCOPE_LAB_OLD_MAPS_H
#define KMSCOPE_LAB_OLD_MAPS_H

#include "maps.h"

/* kmesh_service, up to v0.5 */
struct flat_service_value {
	__u32 endpoint_count;
	__u32 lb_policy;
	__u32 service_port[MAX_PORT_COUNT];
	__u32 target_port[MAX_PORT_COUNT];
	union ip_addr wp_addr;
	__u32 waypoint_port;
};

/* kmesh_endpoint, up to v0.5 */
struct flat_endpoint_key {
	__u32 service_id;
	__u32 backend_index;
};

/* km_sockstorage of v1.0, map_of_sock_storage before */
struct short_sock_storage {
	__u64 connect_ns;
	__u8 direction;
	__u8 connect_success;
	__u8 pad[6];
};

/* km_orig_dst of v1.0, map_of_dst_info before: the kernel's address of the socket */
struct sock_address {
	__u64 sk;
};

/* km_configmap of v1.0; addresses as .bss has them later, IPv4 as mapped */
struct settings {
	__u32 bpf_log_level;
	union ip_addr node_ip;
	union ip_addr pod_gateway;
	__u32 authz_offload;
	__u32 enable_monitoring;
};

/* km_tcp_probe of v1.0: as later up to duration; close_ns only of closed connections */
struct old_tcp_probe {
	__u32 type;
	struct bpf_sock_tuple tuple;
	union orig_dst orig_dst;
	__u32 delivered;
	__u32 received_bytes;
	__u32 conn_success;
	__u32 direction;
	__u32 state;
	__u64 duration;
	__u64 close_ns;
	__u32 protocol;
	__u32 srtt_us;
	__u32 rtt_min;
	__u32 mss;
	__u32 total_retrans;
	__u32 segs_in;
	__u32 segs_out;
	__u32 lost_out;
};

_Static_assert(sizeof(struct settings) == 44, "km_configmap");
_Static_assert(sizeof(struct old_tcp_probe) == 128, "km_tcp_probe");
_Static_assert(sizeof(struct flat_service_value) == 108, "kmesh_service");
_Static_assert(sizeof(struct flat_endpoint_key) == 8, "kmesh_endpoint");
_Static_assert(sizeof(struct short_sock_storage) == 16, "map_of_sock_storage");

#endif
