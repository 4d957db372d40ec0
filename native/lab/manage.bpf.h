/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Who is managed, in both modes: network namespaces by the connects to the control address that
 * their pods' CNI plugin makes, addresses by the SYNs of these connects.
 */
#ifndef KMSCOPE_LAB_MANAGE_BPF_H
#define KMSCOPE_LAB_MANAGE_BPF_H

#include <bpf/bpf_endian.h>

#include "common_maps.bpf.h"
#include "ctx.bpf.h"

/* True if the address was a control address and the hook is done. */
static __always_inline bool control_connect(struct bpf_sock_addr *ctx, bool is_control_addr)
{
	union manager_key key = {};
	struct manager_value managed = {};

	if (!is_control_addr)
		return false;
	key.netns_cookie = bpf_get_netns_cookie(ctx);
	if (READ_FIELD(ctx, user_port) == bpf_htons(CONTROL_PORT_ENROL)) {
		bpf_map_update_elem(&km_manage, &key, &managed, BPF_ANY);
		return true;
	}
	if (READ_FIELD(ctx, user_port) == bpf_htons(CONTROL_PORT_LEAVE)) {
		bpf_map_delete_elem(&km_manage, &key);
		return true;
	}
	return false;
}

/* The entry's value does not count here, only that it is there. */
static __always_inline bool is_managed_netns(struct bpf_sock_addr *ctx)
{
	union manager_key key = {};

	key.netns_cookie = bpf_get_netns_cookie(ctx);
	return bpf_map_lookup_elem(&km_manage, &key);
}

static __always_inline bool is_mapped_words(const __u32 *word)
{
	return !word[0] && !word[1] && word[2] == bpf_htonl(0xffff);
}

/* The local address as km_manage's keys have it: mapped IPv4 in the short form. */
static __always_inline void local_addr(struct bpf_sock_ops *skops, union ip_addr *addr)
{
	__builtin_memset(addr, 0, sizeof(*addr));
	if (READ_FIELD(skops, family) == AF_INET) {
		addr->ip4 = READ_FIELD(skops, local_ip4);
		return;
	}
	READ_WORDS(addr->word, skops, local_ip6);
	if (is_mapped_words(addr->word)) {
		addr->ip4 = addr->word[3];
		addr->word[2] = 0;
		addr->word[3] = 0;
	}
}

/* Unlike at connect, the value counts: it must be 0. */
static __always_inline bool is_managed_addr(struct bpf_sock_ops *skops)
{
	const struct manager_value *managed;
	union manager_key key;

	local_addr(skops, &key.addr);
	managed = bpf_map_lookup_elem(&km_manage, &key);
	return managed && !managed->is_bypassed;
}

static __always_inline void enrol_local_addr(struct bpf_sock_ops *skops)
{
	__u16 port = bpf_ntohl(READ_FIELD(skops, remote_port));
	struct manager_value managed = {};
	union manager_key key;
	__u32 remote[4];

	if (READ_FIELD(skops, family) == AF_INET) {
		if (READ_FIELD(skops, remote_ip4) != bpf_htonl(CONTROL_ADDR_LAST_BYTE))
			return;
	} else if (READ_FIELD(skops, family) == AF_INET6) {
		READ_WORDS(remote, skops, remote_ip6);
		if (remote[0] || remote[1] || remote[2] ||
		    remote[3] != bpf_htonl(CONTROL_ADDR_LAST_BYTE))
			return;
	} else {
		return;
	}
	local_addr(skops, &key.addr);
	if (port == CONTROL_PORT_ENROL)
		bpf_map_update_elem(&km_manage, &key, &managed, BPF_ANY);
	else if (port == CONTROL_PORT_LEAVE)
		bpf_map_delete_elem(&km_manage, &key);
}

#endif
