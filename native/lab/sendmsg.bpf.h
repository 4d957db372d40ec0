/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The sk_msg hook on km_socket: the original destination in front of the first bytes that go to a
 * waypoint, as type, length, value; then an empty end marker.
 */
#ifndef KMSCOPE_LAB_SENDMSG_BPF_H
#define KMSCOPE_LAB_SENDMSG_BPF_H

#include <bpf/bpf_endian.h>

#include "log.bpf.h"
#include "origin.bpf.h"

#define PACKED __attribute__((packed))

#define TLV_ORIG_DST 1
#define TLV_END 0xfe

struct tlv_header4 {
	__u8 type;
	__u32 len;
	__u32 addr;
	__u16 port;
	__u8 end_type;
	__u32 end_len;
} PACKED;

struct tlv_header6 {
	__u8 type;
	__u32 len;
	__u32 addr[4];
	__u16 port;
	__u8 end_type;
	__u32 end_len;
} PACKED;

_Static_assert(sizeof(struct tlv_header4) == 16, "header of an IPv4 socket");
_Static_assert(sizeof(struct tlv_header6) == 28, "header of an IPv6 socket");

static __always_inline void *room_at_start(struct sk_msg_md *msg, __u32 size)
{
	void *data;

	if (bpf_msg_push_data(msg, 0, size, 0) || bpf_msg_pull_data(msg, 0, size, 0))
		return 0;
	data = msg->data;
	return data + size <= msg->data_end ? data : 0;
}

static __always_inline void encode4(struct sk_msg_md *msg, const struct bpf_sock_tuple *tuple)
{
	struct tlv_header4 *header = room_at_start(msg, sizeof(*header));

	/* Said again for the verifier, which lost the bound at the return. */
	if (!header || (void *)(header + 1) > msg->data_end)
		return;
	header->type = TLV_ORIG_DST;
	header->len = bpf_htonl(sizeof(header->addr) + sizeof(header->port));
	header->addr = tuple->ipv4.daddr;
	header->port = tuple->ipv4.dport;
	header->end_type = TLV_END;
	header->end_len = 0;
}

static __always_inline void encode6(struct sk_msg_md *msg, const struct bpf_sock_tuple *tuple)
{
	struct tlv_header6 *header = room_at_start(msg, sizeof(*header));

	if (!header || (void *)(header + 1) > msg->data_end)
		return;
	header->type = TLV_ORIG_DST;
	header->len = bpf_htonl(sizeof(header->addr) + sizeof(header->port));
	__builtin_memcpy(header->addr, tuple->ipv6.daddr, sizeof(header->addr));
	header->port = tuple->ipv6.dport;
	header->end_type = TLV_END;
	header->end_len = 0;
}

SEC("sk_msg")
int sendmsg_prog(struct sk_msg_md *msg)
{
	struct bpf_sock *sk = msg->sk;
	struct bpf_sock_tuple *origin;
	struct STORAGE *storage;

	if (!sk)
		return SK_PASS;
	storage = bpf_sk_storage_get(&km_sockstorage, sk, 0, 0);
	origin = find_origin(sk, storage);
	/* Marked before there is room: should that fail, Kmesh's flag claims too much as well. */
	if (!storage || !origin || !is_via_waypoint(storage, origin) ||
	    !take_encoding(storage, origin))
		return SK_PASS;
	LOG_TEXT(LOG_DEBUG, "[SENDMSG] DEBUG: get valid dst, do encoding...\n");
	if (msg->family == AF_INET)
		encode4(msg, origin);
	else
		encode6(msg, origin);
	return SK_PASS;
}

#endif
