/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What a program hands to the next one through km_tailcall_ctx. */
#ifndef KMSCOPE_LAB_TAIL_BPF_H
#define KMSCOPE_LAB_TAIL_BPF_H

#include "native_maps.bpf.h"

/* Returns only if nothing is in the slot: then the connect is left alone. */
static __always_inline void hand_over(struct bpf_sock_addr *ctx, __u32 slot,
				      const struct tail_value *value)
{
	struct tail_key key = {};

	key.sock_cookie = bpf_get_socket_cookie(ctx);
	if (bpf_map_update_elem(&km_tailcall_ctx, &key, value, BPF_ANY))
		return;
	bpf_tail_call(ctx, &km_cgrptailcall, slot);
	bpf_map_delete_elem(&km_tailcall_ctx, &key);
}

/* What was handed over, copied: the entry goes and may be another connect's at once. */
static __always_inline bool take_over(struct bpf_sock_addr *ctx, struct tail_value *value)
{
	const struct tail_value *left;
	struct tail_key key = {};

	key.sock_cookie = bpf_get_socket_cookie(ctx);
	left = bpf_map_lookup_elem(&km_tailcall_ctx, &key);
	if (!left)
		return false;
	*value = *left;
	bpf_map_delete_elem(&km_tailcall_ctx, &key);
	return true;
}

#endif
