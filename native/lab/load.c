// SPDX-License-Identifier: Apache-2.0
/* labctl load, make-maps, unload: pins in the places where Kmesh's main branch has them. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "labctl.h"
#include "object.h"
#include "text.h"

#define DATAPLANE "dataplane.bpf.o"

/* What the daemon writes on main: FNV-1a of its version string. */
#define VERSION_STRING "1.1-dev"

static const struct {
	const char *program;
	const char *pin;
	bool is_dns;
} links[] = {
	{"cgroup_connect4_prog", "sockconn/sockconn_prog", false},
	{"cgroup_connect6_prog", "sockconn/sockconn6_prog", false},
	{"bpf_redirect_dns_send", "sockconn/sockconn_dns_prog", true},
	{"bpf_restore_dns_recv", "sockconn/sockconn_dns_recv_prog", true},
	{"sockops_prog", "sockops/cgroup_sockops_prog", false},
};

/* xdpauth and tc stay empty, as with Kmesh. */
static const char *const directories[] = {"",	      "/map",	  "/sockconn", "/sockops",
					  "/sendmsg", "/xdpauth", "/tc"};

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

static int remove_pins(const char *pins)
{
	char root[PATH_MAX];

	snprintf(root, sizeof(root), "%s/" PIN_ROOT, pins);
	if (nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS))
		return fail("cannot remove %s: %s", root, strerror(errno));
	return 0;
}

/* Fails if there are pins already, ours or a real Kmesh's. */
static int make_directories(const char *pins)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(directories) / sizeof(directories[0]); i++) {
		snprintf(path, sizeof(path), "%s/" PIN_ROOT "%s", pins, directories[i]);
		if (!mkdir(path, 0700))
			continue;
		fail("cannot create %s: %s", path, strerror(errno));
		if (i > 0)
			remove_pins(pins);
		return -1;
	}
	return 0;
}

static int pin_map(struct bpf_map *map, const char *pins)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" PIN_ROOT "/map/%s", pins, bpf_map__name(map));
	if (bpf_map__pin(map, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

static int pin_all_maps(struct bpf_object *obj, const char *pins)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
		if (!bpf_map__is_internal(map) && pin_map(map, pins))
			return -1;
	return 0;
}

static int pin_routing_maps(struct bpf_object *obj, const char *pins)
{
	for (size_t i = 0; i < sizeof(routing_maps) / sizeof(routing_maps[0]); i++)
		if (pin_map(bpf_object__find_map_by_name(obj, routing_maps[i]), pins))
			return -1;
	return 0;
}

static int write_version(struct bpf_object *obj)
{
	int fd = object_map_fd(obj, "kmesh_version");
	__u32 key = 0, hash = 0x811c9dc5;

	for (const char *c = VERSION_STRING; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 0x01000193;
	if (fd < 0 || bpf_map_update_elem(fd, &key, &hash, BPF_ANY))
		return fail("cannot write kmesh_version: %s", strerror(errno));
	return 0;
}

static int pin_sendmsg(struct bpf_object *obj, const char *pins)
{
	struct bpf_program *program = bpf_object__find_program_by_name(obj, "sendmsg_prog");
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/" PIN_ROOT "/sendmsg/sendmsg_prog", pins);
	if (bpf_program__pin(program, path))
		return fail("cannot pin %s: %s", path, strerror(errno));
	return 0;
}

static int attach_and_pin(struct bpf_object *obj, const char *pins, int cgroup_fd, bool with_dns)
{
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		struct bpf_link *link;

		if (links[i].is_dns && !with_dns)
			continue;
		link = object_attach(obj, links[i].program, cgroup_fd);
		if (!link)
			return -1;
		snprintf(path, sizeof(path), "%s/" PIN_ROOT "/%s", pins, links[i].pin);
		if (bpf_link__pin(link, path))
			return fail("cannot pin %s: %s", path, strerror(errno));
		/* The pin holds the link from here on. */
		bpf_link__disconnect(link);
		bpf_link__destroy(link);
	}
	return 0;
}

static int configure(struct bpf_object *obj, bool with_dns, __u32 log_level)
{
	return object_set(obj, ".rodata", "dns_enabled", &with_dns, sizeof(with_dns)) ||
	       object_set(obj, ".data", "bpf_log_level", &log_level, sizeof(log_level));
}

int lab_load(const char *pins, const char *cgroup, bool with_dns, unsigned int log_level)
{
	int cgroup_fd = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct bpf_object *obj;

	if (cgroup_fd < 0)
		return fail("cannot open cgroup %s: %s", cgroup, strerror(errno));
	obj = object_open(DATAPLANE);
	if (!obj || configure(obj, with_dns, log_level) || make_directories(pins))
		return -1;
	if (object_load(obj) || pin_all_maps(obj, pins) || write_version(obj) ||
	    object_connect_programs(obj) || pin_sendmsg(obj, pins) ||
	    attach_and_pin(obj, pins, cgroup_fd, with_dns)) {
		remove_pins(pins);
		return -1;
	}
	return 0;
}

int lab_make_maps(const char *pins)
{
	struct bpf_object *obj = object_open(DATAPLANE);
	struct bpf_program *program;

	if (!obj || make_directories(pins))
		return -1;
	bpf_object__for_each_program(program, obj)
		bpf_program__set_autoload(program, false);
	if (object_load(obj) || pin_routing_maps(obj, pins) || write_version(obj)) {
		remove_pins(pins);
		return -1;
	}
	return 0;
}

int lab_unload(const char *pins)
{
	return remove_pins(pins);
}
