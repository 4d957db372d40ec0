/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What Kmesh up to v1.0 keeps in another form than maps.h has it. Only for the test that holds the
 * TypeScript layouts to a C compiler's: the lab's data plane is that of later releases.
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

_Static_assert(sizeof(struct flat_service_value) == 108, "kmesh_service");
_Static_assert(sizeof(struct flat_endpoint_key) == 8, "kmesh_endpoint");
_Static_assert(sizeof(struct short_sock_storage) == 16, "map_of_sock_storage");

#endif
