// SPDX-License-Identifier: Apache-2.0
/*
 * labctl load, make-maps, unload. What load pins, and where, is the plan on its stdin:
 *
 *   dataplane NAME            the compiled data plane, first
 *   version STRING            whose hash kmesh_version holds
 *   directory PATH            one that Kmesh makes and that stays empty
 *   map NAME KEYSIZE VALUESIZE    a map of the data plane; of other sizes it is refused
 *   program NAME PATH         pin of a program
 *   link NAME PATH            pin of a program's link to the cgroup
 *
 * Paths are below the mode's folder. Maps of the data plane that the plan does not name are used
 * and not pinned there. Those of them that hold programs are pinned in a folder beside it: the
 * kernel empties such a map when nobody outside of it refers to it any more.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "labctl.h"
#include "object.h"
#include "old_maps.h"
#include "pins.h"
#include "text.h"

#define DUAL_ENGINE "dataplane.bpf.o"
#define DNS_PROGRAM "bpf_redirect_dns_send"
#define SETTINGS_MAP "km_configmap"

static const struct dataplane {
	const char *name;
	const char *file;
	int (*connect)(struct bpf_object *obj);
} dataplanes[] = {
	{"dual-engine", DUAL_ENGINE, object_connect_programs},
	{"dual-engine-v1.0", "dataplane-v1.0.bpf.o", object_connect_programs},
	{"kernel-native", "native.bpf.o", object_connect_native_programs},
	{"kernel-native-v1.0", "native-v1.0.bpf.o", object_connect_native_programs},
};

static const char *const routing_maps[] = {"km_manage",	   "km_frontend", "km_service",
					   "km_endpoint",  "km_backend",  "km_sockstorage",
					   "kmesh_version"};

static int pin_planned_map(struct bpf_object *obj, const struct lab_place *place,
			   const char *const *word)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, word[0]);

	if (!map)
		return fail("the data plane has no map %s", word[0]);
	if (bpf_map__key_size(map) != (unsigned int)atoi(word[1]) ||
	    bpf_map__value_size(map) != (unsigned int)atoi(word[2]))
		return fail("%s has keys of %u bytes and values of %u in the data plane", word[0],
			    bpf_map__key_size(map), bpf_map__value_size(map));
	return pins_make_directory(place, "map", false) || pins_pin_map(map, place);
}

static int write_version(struct bpf_object *obj, const char *version)
{
	int fd = object_map_fd(obj, "kmesh_version");
	__u32 key = 0, hash = 0x811c9dc5;

	for (const char *c = version; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 0x01000193;
	if (fd < 0 || bpf_map_update_elem(fd, &key, &hash, BPF_ANY))
		return fail("cannot write kmesh_version: %s", strerror(errno));
	return 0;
}

static bool plan_has(const struct plan *plan, const char *verb, const char *name)
{
	for (int i = 0; i < plan->count; i++)
		if (!strcmp(plan->lines[i].verb, verb) && !strcmp(plan->lines[i].word[0], name))
			return true;
	return false;
}

static int keep_unplanned(struct bpf_object *obj, const struct lab_place *place,
			  const struct plan *plan)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
		if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY &&
		    !plan_has(plan, "map", bpf_map__name(map)) && pins_keep_map(map, place))
			return -1;
	return 0;
}

/* Before loading: the variables. */
static int configure(struct bpf_object *obj, const struct plan *plan, __u32 log_level)
{
	bool with_dns = plan_has(plan, "link", DNS_PROGRAM);

	if (bpf_object__find_map_by_name(obj, "km_frontend") &&
	    object_set(obj, ".rodata", "dns_enabled", &with_dns, sizeof(with_dns)))
		return -1;
	if (bpf_object__find_map_by_name(obj, SETTINGS_MAP))
		return 0;
	return object_set(obj, ".data", "bpf_log_level", &log_level, sizeof(log_level));
}

/* After loading: where v1.0 has its settings. */
static int write_settings(struct bpf_object *obj, __u32 log_level)
{
	struct settings settings = {.bpf_log_level = log_level, .enable_monitoring = 1};
	struct bpf_map *map = bpf_object__find_map_by_name(obj, SETTINGS_MAP);
	__u32 key = 0;

	if (map && bpf_map_update_elem(bpf_map__fd(map), &key, &settings, BPF_ANY))
		return fail("cannot write " SETTINGS_MAP ": %s", strerror(errno));
	return 0;
}

static int apply_line(struct bpf_object *obj, const struct lab_place *place, int cgroup_fd,
		      const struct plan_line *line)
{
	const char *const *word = line->word;

	if (!strcmp(line->verb, "version"))
		return write_version(obj, word[0]);
	if (!strcmp(line->verb, "directory"))
		return pins_make_directory(place, word[0], false);
	if (!strcmp(line->verb, "map"))
		return pin_planned_map(obj, place, word);
	if (!strcmp(line->verb, "program"))
		return pins_pin_program(obj, place, word[0], word[1]);
	return pins_attach(obj, place, cgroup_fd, word[0], word[1]);
}

static const struct dataplane *find_dataplane(const struct plan *plan)
{
	for (size_t i = 0; i < sizeof(dataplanes) / sizeof(dataplanes[0]); i++)
		if (!strcmp(dataplanes[i].name, plan->dataplane))
			return &dataplanes[i];
	fail("there is no data plane \"%s\"", plan->dataplane);
	return NULL;
}

static int carry_out(struct bpf_object *obj, const struct dataplane *dataplane,
		     const struct lab_place *place, int cgroup_fd, const struct plan *plan,
		     __u32 log_level)
{
	if (object_load(obj) || dataplane->connect(obj) || write_settings(obj, log_level))
		return -1;
	for (int i = 0; i < plan->count; i++)
		if (apply_line(obj, place, cgroup_fd, &plan->lines[i]))
			return -1;
	return keep_unplanned(obj, place, plan);
}

int lab_load(const struct lab_place *place, const char *cgroup, unsigned int log_level)
{
	int cgroup_fd = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	const struct dataplane *dataplane;
	struct bpf_object *obj;
	static struct plan plan;

	if (cgroup_fd < 0)
		return fail("cannot open cgroup %s: %s", cgroup, strerror(errno));
	if (plan_read(&plan))
		return -1;
	dataplane = find_dataplane(&plan);
	obj = dataplane ? object_open(dataplane->file) : NULL;
	if (!obj || configure(obj, &plan, log_level) || pins_make_root(place))
		return -1;
	if (carry_out(obj, dataplane, place, cgroup_fd, &plan, log_level)) {
		pins_remove(place);
		return -1;
	}
	return 0;
}

/* Without a daemon that could have written it. */
#define MADE_BY "1.1-dev"

static int pin_routing_maps(struct bpf_object *obj, const struct lab_place *place)
{
	if (pins_make_directory(place, "map", false))
		return -1;
	for (size_t i = 0; i < sizeof(routing_maps) / sizeof(routing_maps[0]); i++)
		if (pins_pin_map(bpf_object__find_map_by_name(obj, routing_maps[i]), place))
			return -1;
	return 0;
}

int lab_make_maps(const struct lab_place *place)
{
	struct bpf_object *obj = object_open(DUAL_ENGINE);
	struct bpf_program *program;

	if (!obj || pins_make_root(place))
		return -1;
	bpf_object__for_each_program(program, obj)
		bpf_program__set_autoload(program, false);
	if (object_load(obj) || pin_routing_maps(obj, place) || write_version(obj, MADE_BY)) {
		pins_remove(place);
		return -1;
	}
	return 0;
}

int lab_unload(const struct lab_place *place)
{
	return pins_remove(place);
}
