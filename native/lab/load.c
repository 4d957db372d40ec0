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
 * and not pinned.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "labctl.h"
#include "object.h"
#include "text.h"

#define DUAL_ENGINE "dataplane.bpf.o"
#define DNS_PROGRAM "bpf_redirect_dns_send"

static const struct dataplane {
	const char *name;
	const char *file;
	int (*connect)(struct bpf_object *obj);
} dataplanes[] = {
	{"dual-engine", DUAL_ENGINE, object_connect_programs},
	{"kernel-native", "native.bpf.o", object_connect_native_programs},
};

static const char *const routing_maps[] = {"km_manage",	   "km_frontend", "km_service",
					   "km_endpoint",  "km_backend",  "km_sockstorage",
					   "kmesh_version"};

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int remove_pins(const struct lab_place *place)
{
	char root[PATH_MAX];

	snprintf(root, sizeof(root), "%s/%s", place->pins, place->folder);
	if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS))
		return fail("cannot remove %s: %s", root, strerror(errno));
	return 0;
}

/* Fails if there are pins already, ours or a real Kmesh's. */
static int make_root(const struct lab_place *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", place->pins, place->folder);
	if (mkdir(path, 0700))
		return fail("cannot create %s: %s", path, strerror(errno));
	return 0;
}

/* The directory itself or, of a pin, the one that it lies in; path is below the mode's folder. */
static int make_directory(const struct lab_place *place, const char *path, bool is_pin)
{
	char full[PATH_MAX], *slash;

	snprintf(full, sizeof(full), "%s/%s/%s", place->pins, place->folder, path);
	slash = strrchr(full, '/');
	if (is_pin && slash)
		*slash = 0;
	if (mkdir(full, 0700) && errno != EEXIST)
		return fail("cannot create %s: %s", full, strerror(errno));
	return 0;
}

static int pin_map(struct bpf_map *map, const struct lab_place *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/map/%s", place->pins, place->folder,
		 bpf_map__name(map));
	if (bpf_map__pin(map, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

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
	return make_directory(place, "map", false) || pin_map(map, place);
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

static int pin_program(struct bpf_object *obj, const struct lab_place *place, const char *name,
		       const char *pin)
{
	struct bpf_program *program = bpf_object__find_program_by_name(obj, name);
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/%s", place->pins, place->folder, pin);
	if (!program)
		return fail("the data plane has no program %s", name);
	if (make_directory(place, pin, true))
		return -1;
	if (bpf_program__pin(program, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

static int attach_and_pin(struct bpf_object *obj, const struct lab_place *place, int cgroup_fd,
			  const char *name, const char *pin)
{
	struct bpf_link *link = object_attach(obj, name, cgroup_fd);
	char path[PATH_MAX];

	if (!link || make_directory(place, pin, true))
		return -1;
	snprintf(path, sizeof(path), "%s/%s/%s", place->pins, place->folder, pin);
	if (bpf_link__pin(link, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	/* The pin holds the link from here on. */
	bpf_link__disconnect(link);
	bpf_link__destroy(link);
	return 0;
}

static bool plan_links(const struct plan *plan, const char *program)
{
	for (int i = 0; i < plan->count; i++)
		if (!strcmp(plan->lines[i].verb, "link") &&
		    !strcmp(plan->lines[i].word[0], program))
			return true;
	return false;
}

static int configure(struct bpf_object *obj, const struct plan *plan, __u32 log_level)
{
	bool with_dns = plan_links(plan, DNS_PROGRAM);

	if (bpf_object__find_program_by_name(obj, DNS_PROGRAM) &&
	    object_set(obj, ".rodata", "dns_enabled", &with_dns, sizeof(with_dns)))
		return -1;
	return object_set(obj, ".data", "bpf_log_level", &log_level, sizeof(log_level));
}

static int apply_line(struct bpf_object *obj, const struct lab_place *place, int cgroup_fd,
		      const struct plan_line *line)
{
	const char *const *word = line->word;

	if (!strcmp(line->verb, "version"))
		return write_version(obj, word[0]);
	if (!strcmp(line->verb, "directory"))
		return make_directory(place, word[0], false);
	if (!strcmp(line->verb, "map"))
		return pin_planned_map(obj, place, word);
	if (!strcmp(line->verb, "program"))
		return pin_program(obj, place, word[0], word[1]);
	return attach_and_pin(obj, place, cgroup_fd, word[0], word[1]);
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
		     const struct lab_place *place, int cgroup_fd, const struct plan *plan)
{
	if (object_load(obj) || dataplane->connect(obj))
		return -1;
	for (int i = 0; i < plan->count; i++)
		if (apply_line(obj, place, cgroup_fd, &plan->lines[i]))
			return -1;
	return 0;
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
	if (!obj || configure(obj, &plan, log_level) || make_root(place))
		return -1;
	if (carry_out(obj, dataplane, place, cgroup_fd, &plan)) {
		remove_pins(place);
		return -1;
	}
	return 0;
}

/* Without a daemon that could have written it. */
#define MADE_BY "1.1-dev"

static int pin_routing_maps(struct bpf_object *obj, const struct lab_place *place)
{
	if (make_directory(place, "map", false))
		return -1;
	for (size_t i = 0; i < sizeof(routing_maps) / sizeof(routing_maps[0]); i++)
		if (pin_map(bpf_object__find_map_by_name(obj, routing_maps[i]), place))
			return -1;
	return 0;
}

int lab_make_maps(const struct lab_place *place)
{
	struct bpf_object *obj = object_open(DUAL_ENGINE);
	struct bpf_program *program;

	if (!obj || make_root(place))
		return -1;
	bpf_object__for_each_program(program, obj)
		bpf_program__set_autoload(program, false);
	if (object_load(obj) || pin_routing_maps(obj, place) || write_version(obj, MADE_BY)) {
		remove_pins(place);
		return -1;
	}
	return 0;
}

int lab_unload(const struct lab_place *place)
{
	return remove_pins(place);
}
