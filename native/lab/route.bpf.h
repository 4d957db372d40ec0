/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * One pass of the routing decision: frontend, then service or backend, then waypoint or endpoint.
 * Reads the maps only; the hooks in dataplane.bpf.c apply the result.
 */
#ifndef KMSCOPE_LAB_ROUTE_BPF_H
#define KMSCOPE_LAB_ROUTE_BPF_H

#include "log.bpf.h"
#include "maps.bpf.h"

struct route {
	union ip_addr addr; /* in: the destination; out: where to go */
	__u32 port;	    /* port slot, likewise */
	__u8 is_ipv4;	    /* the hook's family, for log lines */
	__u8 is_waypoint;
};

static __always_inline void take_waypoint(struct route *route, const union ip_addr *addr,
					  __u32 port)
{
	route->addr = *addr;
	route->port = port;
	route->is_waypoint = 1;
}

/* A backend's waypoint is looked at before the ports, so it catches unmapped ports too. */
static __always_inline int route_to_endpoint(struct route *route, __u32 uid, __u32 service_id,
					     const struct service_value *service)
{
	struct backend_key key = {.backend_uid = uid};
	const struct backend_value *backend = bpf_map_lookup_elem(&km_backend, &key);
	int i;

	if (!backend) {
		LOG_ARGS(LOG_ERR, "[ENDPOINT] ERR: endpoint names backend %u, which is missing\n",
			 uid);
		return -1;
	}
	if (backend->waypoint_port) {
		take_waypoint(route, &backend->wp_addr, backend->waypoint_port);
		return 0;
	}
#pragma unroll
	for (i = 0; i < MAX_PORT_COUNT; i++) {
		if (service->service_port[i] == route->port) {
			route->addr = backend->addr;
			route->port = service->target_port[i];
			LOG_ADDR(LOG_DEBUG, route->is_ipv4, "[BACKEND] DEBUG: svc %u dnat to [",
				 &route->addr, route->port, "]\n", service_id);
			return 0;
		}
	}
	route->addr = backend->addr;
	LOG_ADDR(LOG_ERR, route->is_ipv4,
		 "[BACKEND] ERR: svc_dnat: cannot find matched service port [", &route->addr,
		 route->port, "]\n");
	return -1;
}

/* One draw: a hole at the drawn index is not tried again elsewhere. */
static __always_inline int route_to_random(struct route *route, __u32 service_id, __u32 prio,
					   const struct service_value *service, __u32 count)
{
	struct endpoint_key key = {.service_id = service_id, .prio = prio};
	const struct endpoint_value *endpoint;

	key.backend_index = bpf_get_prandom_u32() % count + 1;
	endpoint = bpf_map_lookup_elem(&km_endpoint, &key);
	if (!endpoint) {
		LOG_ARGS(LOG_ERR, "[SERVICE] ERR: service %u has no endpoint [%u/%u]\n", service_id,
			 prio, key.backend_index);
		return -1;
	}
	if (service->lb_policy == LB_RANDOM)
		LOG_ARGS(LOG_DEBUG, "[SERVICE] DEBUG: lb_random_handle select endpoint [%u/%u]",
			 service_id, key.backend_index);
	return route_to_endpoint(route, endpoint->backend_uid, service_id, service);
}

static __always_inline int route_to_service(struct route *route, __u32 service_id,
					    const struct service_value *service)
{
	__u32 prio = 0;
	int i;

	/* Only the first 4 bytes decide whether there is an address, also for IPv6. */
	if (service->wp_addr.ip4 && service->waypoint_port) {
		take_waypoint(route, &service->wp_addr, service->waypoint_port);
		LOG_ADDR(LOG_DEBUG, route->is_ipv4, "[SERVICE] DEBUG: find waypoint addr=[",
			 &route->addr, route->port, "]\n");
		return 0;
	}
	LOG_ARGS(LOG_DEBUG, "[SERVICE] DEBUG: service [%u] lb policy [%u]", service_id,
		 service->lb_policy);

	switch (service->lb_policy) {
	case LB_RANDOM:
		if (!service->prio_endpoint_count[0])
			return 0; /* unchanged, and yet a success */
		break;
	case LB_STRICT:
		break;
	case LB_FAILOVER:
		prio = PRIO_COUNT;
#pragma unroll
		for (i = PRIO_COUNT - 1; i >= 0; i--)
			if (service->prio_endpoint_count[i])
				prio = i;
		break;
	default:
		LOG_ARGS(LOG_ERR, "[SERVICE] ERR: service %u has unknown lb policy %u\n",
			 service_id, service->lb_policy);
		return -1;
	}
	if (prio >= PRIO_COUNT || !service->prio_endpoint_count[prio]) {
		LOG_ARGS(LOG_ERR, "[SERVICE] ERR: service %u has no endpoint for lb policy %u\n",
			 service_id, service->lb_policy);
		return -1;
	}
	return route_to_random(route, service_id, prio, service,
			       service->prio_endpoint_count[prio]);
}

/* 0: route holds where to go, perhaps the destination itself; else leave the connect alone. */
static __always_inline int route_find(struct route *route)
{
	struct frontend_key frontend_key = {.addr = route->addr};
	const struct frontend_value *frontend;
	const struct service_value *service;
	const struct backend_value *backend;
	struct service_key service_key;
	struct backend_key backend_key;

	frontend = bpf_map_lookup_elem(&km_frontend, &frontend_key);
	if (!frontend)
		return -1;
	service_key.service_id = frontend->upstream_id;
	service = bpf_map_lookup_elem(&km_service, &service_key);
	if (service)
		return route_to_service(route, frontend->upstream_id, service);

	backend_key.backend_uid = frontend->upstream_id;
	backend = bpf_map_lookup_elem(&km_backend, &backend_key);
	if (!backend) {
		LOG_ARGS(LOG_ERR, "[FRONTEND] ERR: upstream %u is neither service nor backend\n",
			 frontend->upstream_id);
		return -1;
	}
	if (backend->waypoint_port)
		take_waypoint(route, &backend->wp_addr, backend->waypoint_port);
	return 0;
}

#endif
