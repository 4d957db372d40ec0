// SPDX-License-Identifier: Apache-2.0
#include "object.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>

#include "native_maps.h"
#include "text.h"

/* libbpf before 1.0 returns errors as pointers; both are understood by libbpf_get_error(). */
static bool is_error(const void *pointer)
{
	long error = libbpf_get_error(pointer);

	if (error)
		errno = -error;
	return error;
}

/* libbpf's warnings, without its notices. */
static int print_warning(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_WARN ? vfprintf(stderr, format, args) : 0;
}

struct bpf_object *object_open(const char *file)
{
	/* An empty name makes libbpf call the data sections .data and .bss, as Kmesh's loader does. */
	DECLARE_LIBBPF_OPTS(bpf_object_open_opts, opts, .object_name = "");
	struct rlimit unlimited = {RLIM_INFINITY, RLIM_INFINITY};
	struct bpf_object *obj;
	char path[PATH_MAX];
	char *slash;
	ssize_t len;

	libbpf_set_print(print_warning);
	/* Kernels before 5.11 count BPF memory against this limit. */
	setrlimit(RLIMIT_MEMLOCK, &unlimited);

	len = readlink("/proc/self/exe", path, sizeof(path) - 1);
	if (len < 0) {
		fail("cannot find the executable's directory: %m");
		return NULL;
	}
	path[len] = 0;
	slash = strrchr(path, '/') + 1;
	if (slash - path + strlen(file) >= sizeof(path)) {
		fail("path of %s is too long", file);
		return NULL;
	}
	strcpy(slash, file);
	obj = bpf_object__open_file(path, &opts);
	if (is_error(obj)) {
		fail("cannot open %s: %m", path);
		return NULL;
	}
	return obj;
}

/* The variable's offset in its section, -1 if there is none of this name and size. */
static int find_variable(const struct btf *btf, const char *section, const char *name, size_t size)
{
	int id = btf__find_by_name_kind(btf, section, BTF_KIND_DATASEC);
	const struct btf_type *type = id < 0 ? NULL : btf__type_by_id(btf, id);

	for (int i = 0; type && i < btf_vlen(type); i++) {
		const struct btf_var_secinfo *info = btf_var_secinfos(type) + i;
		const struct btf_type *variable = btf__type_by_id(btf, info->type);

		if (!strcmp(btf__name_by_offset(btf, variable->name_off), name))
			return info->size == size ? (int)info->offset : -1;
	}
	return -1;
}

int object_set(struct bpf_object *obj, const char *section, const char *name, const void *value,
	       size_t size)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, section);
	int offset = find_variable(bpf_object__btf(obj), section, name, size);
	unsigned char data[8192];
	const void *initial;
	size_t data_size;

	if (!map || offset < 0)
		return fail("the data plane has no variable %s", name);
	initial = bpf_map__initial_value(map, &data_size);
	if (!initial || data_size > sizeof(data))
		return fail("cannot read the initial value of %s", name);
	memcpy(data, initial, data_size);
	memcpy(data + offset, value, size);
	if (bpf_map__set_initial_value(map, data, data_size))
		return fail("cannot set %s: %m", name);
	return 0;
}

int object_load(struct bpf_object *obj)
{
	int err = bpf_object__load(obj);

	if (!err)
		return 0;
	errno = -err;
	return fail("cannot load the data plane: %m");
}

int object_map_fd(struct bpf_object *obj, const char *name)
{
	int fd = bpf_object__find_map_fd_by_name(obj, name);

	return fd < 0 ? fail("the data plane has no map %s", name) : fd;
}

static int program_fd(struct bpf_object *obj, const char *name)
{
	struct bpf_program *program = bpf_object__find_program_by_name(obj, name);

	return program ? bpf_program__fd(program) : fail("the data plane has no program %s", name);
}

static int set_tail_call(struct bpf_object *obj, const char *map, __u32 index, const char *program)
{
	int map_fd = object_map_fd(obj, map), prog_fd = program_fd(obj, program);

	if (map_fd < 0 || prog_fd < 0)
		return -1;
	if (bpf_map_update_elem(map_fd, &index, &prog_fd, BPF_ANY))
		return fail("cannot put %s into %s: %m", program, map);
	return 0;
}

int object_connect_programs(struct bpf_object *obj)
{
	int sockhash = object_map_fd(obj, "km_socket"), sendmsg = program_fd(obj, "sendmsg_prog");

	if (sockhash < 0 || sendmsg < 0)
		return -1;
	if (set_tail_call(obj, "km_cgr_tailcall", 0, "cgroup_connect4_prog") ||
	    set_tail_call(obj, "km_cgr_tail6", 1, "cgroup_connect6_prog"))
		return -1;
	if (bpf_prog_attach(sendmsg, sockhash, BPF_SK_MSG_VERDICT, 0))
		return fail("cannot attach sendmsg_prog to km_socket: %m");
	return 0;
}

int object_connect_native_programs(struct bpf_object *obj)
{
	static const struct {
		__u32 slot;
		const char *program;
	} calls[] = {{TAIL_FILTER_CHAIN, "filter_chain_manager"},
		     {TAIL_FILTER, "filter_manager"},
		     {TAIL_CLUSTER, "cluster_manager"}};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (set_tail_call(obj, "km_cgrptailcall", calls[i].slot, calls[i].program))
			return -1;
	return 0;
}

struct bpf_link *object_attach(struct bpf_object *obj, const char *name, int cgroup_fd)
{
	struct bpf_program *program = bpf_object__find_program_by_name(obj, name);
	struct bpf_link *link;

	if (!program) {
		fail("the object has no program %s", name);
		return NULL;
	}
	link = bpf_program__attach_cgroup(program, cgroup_fd);
	if (is_error(link)) {
		fail("cannot attach %s to the cgroup: %m", name);
		return NULL;
	}
	return link;
}
