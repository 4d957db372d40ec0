// SPDX-License-Identifier: Apache-2.0
/*
 * labctl fill: the four routing maps at given sizes, consistent among themselves. Service i has
 * VIP 10.96.0.0 + i + 1 and maps port 80 to 8080; the endpoints go round the services and, in the
 * same order, round the backends; backend i has address 10.128.0.0 + i + 1. The first frontends
 * are the VIPs, the others the backends' addresses. Ids are given out as Kmesh's daemon does it: the
 * name's hash (FNV-1a, 32 bits), or the next one that is free; --names FILE appends the names there.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "labctl.h"
#include "maps.h"
#include "text.h"

#define FIRST_VIP 0x0a600001u
#define FIRST_POD 0x0a800001u

/* Twice as many slots as a full node has ids. */
#define TAKEN_SLOTS (1u << 19)

static uint32_t taken[TAKEN_SLOTS];
static uint32_t *service_ids;
static uint32_t *backend_uids;

static uint32_t hash_of(const char *name)
{
	uint32_t hash = 0x811c9dc5;

	while (*name)
		hash = (hash ^ (unsigned char)*name++) * 0x01000193;
	return hash;
}

/* False if it is another's already; 0 is no id. */
static bool take(uint32_t id)
{
	uint32_t slot = id % TAKEN_SLOTS;

	while (taken[slot] && taken[slot] != id)
		slot = (slot + 1) % TAKEN_SLOTS;
	if (!id || taken[slot] == id)
		return false;
	taken[slot] = id;
	return true;
}

/* The ids of `count` names, of which `format` is one with its number; NULL after an explanation. */
static uint32_t *give_ids(FILE *names, const char *format, unsigned int count)
{
	uint32_t *ids = calloc(count + 1, sizeof(*ids));
	char name[128];

	for (unsigned int i = 0; ids && i < count; i++) {
		snprintf(name, sizeof(name), format, i);
		for (ids[i] = hash_of(name); !take(ids[i]);)
			ids[i]++;
		if (names)
			fprintf(names, "%s: %u\n", name, ids[i]);
	}
	if (!ids)
		fail("no memory for %u ids", count);
	return ids;
}

static int give_all_ids(const struct fill_counts *counts)
{
	FILE *names = counts->names ? fopen(counts->names, "a") : NULL;

	if (counts->names && !names)
		return fail("cannot append to %s: %s", counts->names, strerror(errno));
	if (counts->services + counts->backends > TAKEN_SLOTS / 2)
		return fail("more than %u services and backends", TAKEN_SLOTS / 2);
	service_ids = give_ids(names, "filled/service-%u.filled.svc.cluster.local", counts->services);
	backend_uids = give_ids(names, "Kubernetes//Pod/filled/backend-%u", counts->backends);
	if (names && fclose(names))
		return fail("cannot write %s: %s", counts->names, strerror(errno));
	return service_ids && backend_uids ? 0 : -1;
}

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
		struct service_key key = {service_ids[i]};
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
		struct endpoint_key key = {.service_id = service_ids[i % counts->services],
					   .backend_index = i / counts->services + 1};
		struct endpoint_value value = {backend_uids[i % counts->backends]};

		if (put(fd, "km_endpoint", &key, &value))
			return -1;
	}
	return fd < 0 ? -1 : 0;
}

static int fill_backends(const struct lab_place *place, const struct fill_counts *counts)
{
	int fd = lab_open_map(place, "km_backend");

	for (unsigned int i = 0; fd >= 0 && i < counts->backends; i++) {
		struct backend_key key = {backend_uids[i]};
		struct backend_value value = {.addr.word = {htonl(FIRST_POD + i)}};

		for (unsigned int j = i; j < counts->endpoints; j += counts->backends) {
			if (value.service_count == MAX_SERVICE_COUNT)
				break;
			value.services[value.service_count++] =
				service_ids[j % counts->services];
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
		struct frontend_value value = {is_vip ? service_ids[i] : backend_uids[pod]};

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
	if (give_all_ids(counts) || fill_backends(place, counts) || fill_endpoints(place, counts) ||
	    fill_services(place, counts) || fill_frontends(place, counts))
		return -1;
	printf("ok %u\n",
	       counts->frontends + counts->services + counts->endpoints + counts->backends);
	return 0;
}
