// SPDX-License-Identifier: Apache-2.0
/*
 * labctl: the lab's data plane and its maps.
 *
 *   labctl load --pins DIR --cgroup DIR [--no-dns] [--log-level 0..3]
 *                                 load, pin below DIR, attach to the cgroup; --no-dns: as v1.1;
 *                                 level 0 error, 1 warn, 2 info (the default), 3 debug
 *   labctl make-maps --pins DIR   only the maps that routing needs, nothing attached
 *   labctl put --pins DIR         apply the lines of stdin (put.c says which)
 *   labctl fill --pins DIR --frontends N --services N --endpoints N --backends N [--names FILE]
 *   labctl rings --pins DIR                          where the rings' readers and writers stand
 *   labctl unload --pins DIR      remove every pin, which also detaches
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
	"usage: labctl load --pins DIR --cgroup DIR [--no-dns] [--log-level 0..3]\n"
	"       labctl make-maps --pins DIR\n"
	"       labctl put --pins DIR < LINES\n"
	"       labctl fill --pins DIR --frontends N --services N --endpoints N --backends N\n"
	"                   [--names FILE]\n"
	"       labctl rings --pins DIR\n"
	"       labctl unload --pins DIR\n";

struct arguments {
	const char *pins;
	const char *cgroup;
	bool no_dns;
	unsigned int log_level;
	struct fill_counts counts;
};

int lab_open_map(const char *pins, const char *map)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/" PIN_ROOT "/map/%s", pins, map);
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
		{"--pins", &arguments->pins, NULL},
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

		if (!strcmp(argv[i], "--no-dns")) {
			arguments->no_dns = true;
			continue;
		}
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
	return arguments->pins;
}

int main(int argc, char **argv)
{
	struct arguments arguments = {.log_level = LOG_INFO};
	const char *command = argc > 1 ? argv[1] : "";

	if (argc > 1 && parse(argc, argv, &arguments)) {
		if (!strcmp(command, "load") && arguments.cgroup)
			return lab_load(arguments.pins, arguments.cgroup, !arguments.no_dns,
					arguments.log_level)
				       ? 1
				       : 0;
		if (!strcmp(command, "make-maps"))
			return lab_make_maps(arguments.pins) ? 1 : 0;
		if (!strcmp(command, "put"))
			return lab_put(arguments.pins) ? 1 : 0;
		if (!strcmp(command, "fill"))
			return lab_fill(arguments.pins, &arguments.counts) ? 1 : 0;
		if (!strcmp(command, "rings"))
			return lab_rings(arguments.pins) ? 1 : 0;
		if (!strcmp(command, "unload"))
			return lab_unload(arguments.pins) ? 1 : 0;
	}
	fputs(usage, stderr);
	return 2;
}
