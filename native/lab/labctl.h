/* SPDX-License-Identifier: Apache-2.0 */
/* The sub-commands of labctl; each returns 0 or, after an explanation on stderr, -1. */
#ifndef KMSCOPE_LAB_LABCTL_H
#define KMSCOPE_LAB_LABCTL_H

#include <stdbool.h>

struct fill_counts {
	unsigned int frontends, services, endpoints, backends;
	/* Where the names are appended, or NULL. */
	const char *names;
};

int lab_load(const char *pins, const char *cgroup, bool with_dns, unsigned int log_level);
int lab_make_maps(const char *pins);
int lab_unload(const char *pins);
int lab_put(const char *pins);
int lab_fill(const char *pins, const struct fill_counts *counts);
int lab_rings(const char *pins);

/* The fd of a pinned map. */
int lab_open_map(const char *pins, const char *map);

#define PIN_ROOT "bpf_kmesh_workload"

#endif
