// SPDX-License-Identifier: Apache-2.0
/*
 * labctl fill: the four routing maps at given sizes, consistent among themselves. Service i has
 * VIP 10.96.0.0 + i + 1 and maps port 80 to 8080; the endpoints go round the services and, in the
 * same order, round the backends; backend i has address 10.128.0.0 + i + 1. The first frontends
 * are the VIPs, the others the backends' addresses.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "labctl.h"
#include "maps.h"
#include "text.h"

#define FIRST_VIP 0x0a600001u
#define FIRST_POD 0x0a800001u
#define FIRST_SERVICE_ID 1u
#define FIRST_BACKEND_UID 0x01000000u

static int put(int fd, const char *map, const void *key, const void *value)
{
	if (!bpf_map_update_elem(fd, key, value, BPF_ANY))
		return 0;
	return fail("cannot write to %s: %s", map, strerror(errno));
}

static int fill_services(const struct lab_place *place, const struct fill_counts *counts)
{
	int fd = lab_open_map(place, "km_service");

	for (unsigned int i = 0; fd >= 0 && i < counts->services; i++) {
		struct service_key key = {FIRST_SERVICE_ID + i};
		struct service_value value = {.lb_policy = LB_RANDOM};

		value.prio_endpoint_count[0] = counts->endpoints / counts->services +
					       (i < counts->endpoints % counts->services);
		value.service_port[0] = htons(80);
		value.target_port[0] = htons(8080);
		if (put(fd, "km_service", &key, &value))
			return -1;
	}
	return fd < 0 ? -1 : 0;
}

static int fill_endpoints(const struct lab_place *place, const struct fill_counts *counts)
{
	int fd = lab_open_map(place, "km_endpoint");

	for (unsigned int i = 0; fd >= 0 && i < counts->endpoints; i++) {
		struct endpoint_key key = {.service_id = FIRST_SERVICE_ID + i % counts->services,
					   .backend_index = i / counts->services + 1};
		struct endpoint_value value = {FIRST_BACKEND_UID + i % counts->backends};

		if (put(fd, "km_endpoint", &key, &value))
			return -1;
	}
	return fd < 0 ? -1 : 0;
}

static int fill_backends(const struct lab_place *place, const struct fill_counts *counts)
{
	int fd = lab_open_map(place, "km_backend");

	for (unsigned int i = 0; fd >= 0 && i < counts->backends; i++) {
		struct backend_key key = {FIRST_BACKEND_UID + i};
		struct backend_value value = {.addr.word = {htonl(FIRST_POD + i)}};

		for (unsigned int j = i; j < counts->endpoints; j += counts->backends) {
			if (value.service_count == MAX_SERVICE_COUNT)
				break;
			value.services[value.service_count++] =
				FIRST_SERVICE_ID + j % counts->services;
		}
		if (put(fd, "km_backend", &key, &value))
			return -1;
	}
	return fd < 0 ? -1 : 0;
}

static int fill_frontends(const struct lab_place *place, const struct fill_counts *counts)
{
	int fd = lab_open_map(place, "km_frontend");

	for (unsigned int i = 0; fd >= 0 && i < counts->frontends; i++) {
		bool is_vip = i < counts->services;
		unsigned int pod = i - counts->services;
		struct frontend_key key = {
			.addr.word = {htonl(is_vip ? FIRST_VIP + i : FIRST_POD + pod)}};
		struct frontend_value value = {is_vip ? FIRST_SERVICE_ID + i
						      : FIRST_BACKEND_UID + pod};

		if (put(fd, "km_frontend", &key, &value))
			return -1;
	}
	return fd < 0 ? -1 : 0;
}

int lab_fill(const struct lab_place *place, const struct fill_counts *counts)
{
	if (counts->frontends > counts->services + counts->backends)
		return fail("more frontends than services and backends together");
	if (counts->endpoints && (!counts->services || !counts->backends))
		return fail("endpoints need a service and a backend");
	if (fill_backends(place, counts) || fill_endpoints(place, counts) ||
	    fill_services(place, counts) || fill_frontends(place, counts))
		return -1;
	printf("ok %u\n",
	       counts->frontends + counts->services + counts->endpoints + counts->backends);
	return 0;
}
