// SPDX-License-Identifier: Apache-2.0
#include "pins.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "object.h"
#include "text.h"

/* What the name of the folder beside the mode's has more. */
#define KEPT "-kept"

static int remove_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat;
	(void)type;
	(void)ftw;
	return remove(path);
}

static int remove_tree(const char *root)
{
	if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS) && errno != ENOENT)
		return fail("cannot remove %s: %s", root, strerror(errno));
	return 0;
}

int pins_remove(const struct lab_place *place)
{
	char root[PATH_MAX], kept[PATH_MAX];

	snprintf(root, sizeof(root), "%s/%s", place->pins, place->folder);
	snprintf(kept, sizeof(kept), "%s/%s" KEPT, place->pins, place->folder);
	return remove_tree(root) || remove_tree(kept);
}

int pins_make_root(const struct lab_place *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", place->pins, place->folder);
	if (mkdir(path, 0700))
		return fail("cannot create %s: %s", path, strerror(errno));
	return 0;
}

int pins_make_directory(const struct lab_place *place, const char *path, bool is_pin)
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

int pins_pin_map(struct bpf_map *map, const struct lab_place *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/map/%s", place->pins, place->folder,
		 bpf_map__name(map));
	if (bpf_map__pin(map, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

int pins_keep_map(struct bpf_map *map, const struct lab_place *place)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s" KEPT, place->pins, place->folder);
	if (mkdir(path, 0700) && errno != EEXIST)
		return fail("cannot create %s: %s", path, strerror(errno));
	snprintf(path, sizeof(path), "%s/%s" KEPT "/%s", place->pins, place->folder,
		 bpf_map__name(map));
	if (bpf_map__pin(map, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

int pins_pin_program(struct bpf_object *obj, const struct lab_place *place, const char *name,
		       const char *pin)
{
	struct bpf_program *program = bpf_object__find_program_by_name(obj, name);
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s/%s", place->pins, place->folder, pin);
	if (!program)
		return fail("the data plane has no program %s", name);
	if (pins_make_directory(place, pin, true))
		return -1;
	if (bpf_program__pin(program, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

int pins_attach(struct bpf_object *obj, const struct lab_place *place, int cgroup_fd,
			  const char *name, const char *pin)
{
	struct bpf_link *link = object_attach(obj, name, cgroup_fd);
	char path[PATH_MAX];

	if (!link || pins_make_directory(place, pin, true))
		return -1;
	snprintf(path, sizeof(path), "%s/%s/%s", place->pins, place->folder, pin);
	if (bpf_link__pin(link, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	/* The pin holds the link from here on. */
	bpf_link__disconnect(link);
	bpf_link__destroy(link);
	return 0;
}
