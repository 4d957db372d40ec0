/* SPDX-License-Identifier: Apache-2.0 */
/* The sub-commands of labctl; each returns 0 or, after an explanation on stderr, -1. */
#ifndef KMSCOPE_LAB_LABCTL_H
#define KMSCOPE_LAB_LABCTL_H

#include <stdbool.h>

/* Where the pins are: a folder in a bpffs, and the mode's folder in it. */
struct lab_place {
	const char *pins;
	const char *folder;
};

struct fill_counts {
	unsigned int frontends, services, endpoints, backends;
	/* Where the names are appended, or NULL. */
	const char *names;
};

#define PLAN_LINES 64
#define PLAN_WORDS 3

struct plan_line {
	const char *verb;
	const char *word[PLAN_WORDS];
};

struct plan {
	const char *dataplane;
	struct plan_line lines[PLAN_LINES];
	int count;
};

int plan_read(struct plan *plan);

int lab_load(const struct lab_place *place, const char *cgroup, unsigned int log_level);
int lab_make_maps(const struct lab_place *place);
int lab_unload(const struct lab_place *place);
int lab_put(const struct lab_place *place);
int lab_fill(const struct lab_place *place, const struct fill_counts *counts);
int lab_rings(const struct lab_place *place);

/* The fd of a pinned map. */
int lab_open_map(const struct lab_place *place, const char *map);

#endif
