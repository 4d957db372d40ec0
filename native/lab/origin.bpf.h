/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Where a socket wanted to go: in its storage or, in v1.0, in km_orig_dst by the socket's address
 * in the kernel. A socket keeps its first destination either way.
 */
#ifndef KMSCOPE_LAB_ORIGIN_BPF_H
#define KMSCOPE_LAB_ORIGIN_BPF_H

#include "ctx.bpf.h"
#include "maps.bpf.h"

/*
 * The socket's family selects the half of the tuple, even when the IPv4 send hook runs for an IPv6
 * socket.
 */
static __always_inline void fill_origin(struct bpf_sock_addr *ctx, struct bpf_sock_tuple *tuple,
					const union ip_addr *dst, __u16 port)
{
	if (READ_FIELD(ctx, family) == AF_INET) {
		tuple->ipv4.daddr = dst->ip4;
		tuple->ipv4.dport = port;
	} else {
		__builtin_memcpy(tuple->ipv6.daddr, dst, sizeof(*dst));
		tuple->ipv6.dport = port;
	}
}

#ifdef KMESH_V10

#define EEXIST 17

/* What v1.0 keeps where an IPv4 tuple has its source, whatever the family. */
#define VIA_WAYPOINT(tuple) ((tuple)->ipv4.saddr)
#define HAS_ENCODED(tuple) ((tuple)->ipv4.sport)

static __always_inline struct bpf_sock_tuple *find_origin(struct bpf_sock *sk,
							  struct STORAGE *storage)
{
	struct sock_address key = {.sk = (__u64)(unsigned long)sk};

	return bpf_map_lookup_elem(&km_orig_dst, &key);
}

/* Not 0: the map is full, and the connect is left alone. */
static __always_inline int note_origin(struct bpf_sock_addr *ctx, struct STORAGE *storage,
				       const union ip_addr *dst, __u16 port, bool is_waypoint)
{
	struct bpf_sock *sk = ctx->sk;
	struct sock_address key = {.sk = (__u64)(unsigned long)sk};
	struct bpf_sock_tuple tuple;
	long err;

	__builtin_memset(&tuple, 0, sizeof(tuple));
	fill_origin(ctx, &tuple, dst, port);
	VIA_WAYPOINT(&tuple) = is_waypoint;
	err = bpf_map_update_elem(&km_orig_dst, &key, &tuple, BPF_NOEXIST);
	return err && err != -EEXIST ? -1 : 0;
}

static __always_inline bool is_via_waypoint(const struct STORAGE *storage,
					    const struct bpf_sock_tuple *origin)
{
	return VIA_WAYPOINT(origin);
}

/* False: the header was sent already, or so it says. */
static __always_inline bool take_encoding(struct STORAGE *storage, struct bpf_sock_tuple *origin)
{
	if (HAS_ENCODED(origin))
		return false;
	HAS_ENCODED(origin) = 1;
	return true;
}

/* v1.0 has every socket there whose destination is known. */
static __always_inline bool belongs_in_sockhash(const struct STORAGE *storage,
						const struct bpf_sock_tuple *origin)
{
	return true;
}

static __always_inline void forget_origin(struct bpf_sock *sk)
{
	struct sock_address key = {.sk = (__u64)(unsigned long)sk};

	bpf_map_delete_elem(&km_orig_dst, &key);
}

#else

static __always_inline struct bpf_sock_tuple *find_origin(struct bpf_sock *sk,
							  struct STORAGE *storage)
{
	return storage ? &storage->sk_tuple : 0;
}

static __always_inline int note_origin(struct bpf_sock_addr *ctx, struct STORAGE *storage,
				       const union ip_addr *dst, __u16 port, bool is_waypoint)
{
	if (!storage)
		return 0;
	if (is_waypoint)
		storage->via_waypoint = 1;
	if (storage->has_set_ip)
		return 0;
	fill_origin(ctx, &storage->sk_tuple, dst, port);
	storage->has_set_ip = 1;
	return 0;
}

static __always_inline bool is_via_waypoint(const struct STORAGE *storage,
					    const struct bpf_sock_tuple *origin)
{
	return storage->via_waypoint;
}

static __always_inline bool take_encoding(struct STORAGE *storage, struct bpf_sock_tuple *origin)
{
	if (storage->has_encoded)
		return false;
	storage->has_encoded = 1;
	return true;
}

static __always_inline bool belongs_in_sockhash(const struct STORAGE *storage,
						const struct bpf_sock_tuple *origin)
{
	return storage->via_waypoint;
}

/* It goes with the storage, which goes with the socket. */
static __always_inline void forget_origin(struct bpf_sock *sk)
{
}

#endif

#endif
