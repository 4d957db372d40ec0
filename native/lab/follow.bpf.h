/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* References between the values of kernel-native mode: what they lead to, or a null pointer. */
#ifndef KMSCOPE_LAB_FOLLOW_BPF_H
#define KMSCOPE_LAB_FOLLOW_BPF_H

#include "native_maps.bpf.h"

#define INDEX_BITS 24
#define ARRAY_SIZE 1600

/* Arrays lie in the largest pool, whatever their length. */
struct references {
	__u64 item[ARRAY_SIZE / sizeof(__u64)];
};

struct string {
	char text[STRING_SIZE];
};

/* A thing is looked for only in the smallest pool that holds it. size is constant. */
static __always_inline const void *follow(__u64 reference, __u32 size)
{
	__u32 pool = (__u32)reference >> INDEX_BITS;
	__u32 index = (__u32)reference & ((1u << INDEX_BITS) - 1);

	if (size <= 64)
		return pool == 0 ? bpf_map_lookup_elem(&kmesh_map64, &index) : 0;
	if (size <= 192)
		return pool == 1 ? bpf_map_lookup_elem(&kmesh_map192, &index) : 0;
	if (size <= 296)
		return pool == 2 ? bpf_map_lookup_elem(&kmesh_map296, &index) : 0;
	return pool == 3 ? bpf_map_lookup_elem(&kmesh_map1600, &index) : 0;
}

#define FOLLOW(name, reference) ((const struct name *)follow(reference, sizeof(struct name)))

#endif
