// SPDX-License-Identifier: Apache-2.0
/*
 * labctl: the lab's data plane and its maps.
 *
 *   labctl load --pins DIR --cgroup DIR [--log-level 0..3]
 *                                 load, pin below DIR and attach to the cgroup what the plan on
 *                                 stdin says (load.c); level 0 error, 1 warn, 2 info (the
 *                                 default), 3 debug
 *   labctl make-maps --pins DIR   only the maps that routing needs, nothing attached
 *   labctl put --pins DIR         apply the lines of stdin (put.c says which)
 *   labctl fill --pins DIR --frontends N --services N --endpoints N --backends N [--names FILE]
 *   labctl rings --pins DIR                          where the rings' readers and writers stand
 *   labctl unload --pins DIR      remove every pin, which also detaches
 *
 * All take --folder NAME: the mode's folder in DIR, that of dual-engine mode unless it is given.
 */
#include "labctl.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "maps.h"
#include "text.h"

const char *program_name = "labctl";

static const char usage[] =
	"usage: labctl load --pins DIR --cgroup DIR [--log-level 0..3] < PLAN\n"
	"       labctl make-maps --pins DIR\n"
	"       labctl put --pins DIR < LINES\n"
	"       labctl fill --pins DIR --frontends N --services N --endpoints N --backends N\n"
	"                   [--names FILE]\n"
	"       labctl rings --pins DIR\n"
	"       labctl unload --pins DIR\n"
	"       all with [--folder bpf_kmesh_workload]\n";

struct arguments {
	struct lab_place place;
	const char *cgroup;
	unsigned int log_level;
	struct fill_counts counts;
};

int lab_open_map(const struct lab_place *place, const char *map)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/%s/map/%s", place->pins, place->folder, map);
	fd = bpf_obj_get(path);
	return fd < 0 ? fail("cannot open pinned map %s: %s", path, strerror(errno)) : fd;
}

static bool parse_count(const char *text, unsigned int *count)
{
	char *end;
	unsigned long value;

	errno = 0;
	value = strtoul(text, &end, 10);
	if (errno || *end || end == text || value > INT_MAX)
		return false;
	*count = value;
	return true;
}

static bool parse(int argc, char **argv, struct arguments *arguments)
{
	const struct {
		const char *name;
		const char **text;
		unsigned int *count;
	} options[] = {
		{"--pins", &arguments->place.pins, NULL},
		{"--folder", &arguments->place.folder, NULL},
		{"--cgroup", &arguments->cgroup, NULL},
		{"--log-level", NULL, &arguments->log_level},
		{"--frontends", NULL, &arguments->counts.frontends},
		{"--services", NULL, &arguments->counts.services},
		{"--endpoints", NULL, &arguments->counts.endpoints},
		{"--backends", NULL, &arguments->counts.backends},
		{"--names", &arguments->counts.names, NULL},
	};

	for (int i = 2; i < argc; i++) {
		size_t j;

		for (j = 0; j < sizeof(options) / sizeof(options[0]); j++)
			if (!strcmp(argv[i], options[j].name))
				break;
		if (j == sizeof(options) / sizeof(options[0]) || ++i == argc)
			return false;
		if (options[j].text)
			*options[j].text = argv[i];
		else if (!parse_count(argv[i], options[j].count))
			return false;
	}
	return arguments->place.pins;
}

int main(int argc, char **argv)
{
	struct arguments arguments = {.log_level = LOG_INFO,
				      .place.folder = "bpf_kmesh_workload"};
	const struct lab_place *place = &arguments.place;
	const char *command = argc > 1 ? argv[1] : "";

	if (argc > 1 && parse(argc, argv, &arguments)) {
		if (!strcmp(command, "load") && arguments.cgroup)
			return lab_load(place, arguments.cgroup, arguments.log_level) ? 1 : 0;
		if (!strcmp(command, "make-maps"))
			return lab_make_maps(place) ? 1 : 0;
		if (!strcmp(command, "put"))
			return lab_put(place) ? 1 : 0;
		if (!strcmp(command, "fill"))
			return lab_fill(place, &arguments.counts) ? 1 : 0;
		if (!strcmp(command, "rings"))
			return lab_rings(place) ? 1 : 0;
		if (!strcmp(command, "unload"))
			return lab_unload(place) ? 1 : 0;
	}
	fputs(usage, stderr);
	return 2;
}
