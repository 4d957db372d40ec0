/* SPDX-License-Identifier: Apache-2.0 */
/* Making and removing pins. Each function returns 0 or, after an explanation on stderr, -1. */
#ifndef KMSCOPE_LAB_PINS_H
#define KMSCOPE_LAB_PINS_H

#include <stdbool.h>

#include <bpf/libbpf.h>

#include "labctl.h"

/* Fails if there are pins already, ours or a real Kmesh's. */
int pins_make_root(const struct lab_place *place);
/* The directory itself or, of a pin, the one that it lies in; path is below the mode's folder. */
int pins_make_directory(const struct lab_place *place, const char *path, bool is_pin);
int pins_pin_map(struct bpf_map *map, const struct lab_place *place);
/* Pins a map in a folder beside the mode's, where nobody looks. */
int pins_keep_map(struct bpf_map *map, const struct lab_place *place);
int pins_pin_program(struct bpf_object *obj, const struct lab_place *place, const char *name,
		     const char *pin);
/* Attaches a program to the cgroup and pins the link. */
int pins_attach(struct bpf_object *obj, const struct lab_place *place, int cgroup_fd,
		const char *name, const char *pin);
int pins_remove(const struct lab_place *place);

#endif
