/* SPDX-License-Identifier: Apache-2.0 */
/* Opening and loading the compiled data plane. Every function says on stderr what went wrong. */
#ifndef KMSCOPE_LAB_OBJECT_H
#define KMSCOPE_LAB_OBJECT_H

#include <stddef.h>

#include <bpf/libbpf.h>

/* An object file beside the running executable, opened and not yet loaded; NULL on failure. */
struct bpf_object *object_open(const char *file);
/* Before loading: sets a global variable, found by the name of its section and its own. */
int object_set(struct bpf_object *obj, const char *section, const char *name, const void *value,
	       size_t size);
int object_load(struct bpf_object *obj);
/* After loading: the waypoint pass's programs into the prog arrays, sendmsg onto the sockhash. */
int object_connect_programs(struct bpf_object *obj);
/* The same for kernel-native mode: the parts of its connect program into the prog array. */
int object_connect_native_programs(struct bpf_object *obj);
int object_map_fd(struct bpf_object *obj, const char *name);
/* NULL on failure. */
struct bpf_link *object_attach(struct bpf_object *obj, const char *program, int cgroup_fd);

#endif
