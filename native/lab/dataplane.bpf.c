// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * The lab's data plane: behaves at the socket hooks as Kmesh's main branch does in dual-engine
 * mode, on the same maps. Written from the map reference and held to recordings of the real
 * programs by build/lab/replay. This file: the connect and DNS hooks. No hook ever refuses.
 */
#include <linux/bpf.h>
#include <linux/in.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "ctx.bpf.h"
#include "established.bpf.h"
#include "manage.bpf.h"
#include "maps.bpf.h"
#include "origin.bpf.h"
#include "route.bpf.h"
#include "sendmsg.bpf.h"

/* false: as v1.0 and v1.1, which have no DNS redirect */
const volatile bool dns_enabled = true;

#define ALLOW 1

#define CONNECT4_INDEX 0
#define CONNECT6_INDEX 1

#define V4_MAPPED_WORD bpf_htonl(0xffff)

static __always_inline const struct backend_value *dns_proxy(void)
{
	struct backend_key key = {.backend_uid = DNS_PROXY_UID};

	return bpf_map_lookup_elem(&km_backend, &key);
}

static __always_inline struct STORAGE *get_storage(struct bpf_sock_addr *ctx)
{
	struct bpf_sock *sk = ctx->sk;

	if (!sk)
		return 0;
	return bpf_sk_storage_get(&km_sockstorage, sk, 0, BPF_SK_STORAGE_GET_F_CREATE);
}

static __always_inline void redirect_dns(struct bpf_sock_addr *ctx)
{
	const struct backend_value *proxy = dns_proxy();
	union ip_addr dst = {.word = {READ_FIELD(ctx, user_ip4)}};

	if (!proxy)
		return;
	note_origin(ctx, get_storage(ctx), &dst, (__u16)READ_FIELD(ctx, user_port), false);
	ctx->user_ip4 = proxy->addr.ip4;
}

/* Decides one pass. 0: the caller writes route into the socket address. */
static __always_inline int translate(struct bpf_sock_addr *ctx, struct route *route,
				     const union ip_addr *dst)
{
	struct STORAGE *storage = get_storage(ctx);
	__u16 port = (__u16)READ_FIELD(ctx, user_port);

	if (storage)
		storage->connect_ns = bpf_ktime_get_ns();
	route->port = port;
	LOG_ADDR(LOG_DEBUG, route->is_ipv4, "[KMESH] DEBUG: origin dst addr=[%u:", dst, port, "]\n",
		 READ_FIELD(ctx, family));
	if (route_find(route))
		return -1;
	return note_origin(ctx, storage, dst, port, route->is_waypoint);
}

SEC("cgroup/connect4")
int cgroup_connect4_prog(struct bpf_sock_addr *ctx)
{
	union ip_addr dst = {.word = {READ_FIELD(ctx, user_ip4)}};
	struct route route = {.is_ipv4 = 1};

	if (control_connect(ctx, dst.ip4 == bpf_htonl(CONTROL_ADDR_LAST_BYTE)))
		return ALLOW;
	if (!is_managed_netns(ctx))
		return ALLOW;
	if (dns_enabled && READ_FIELD(ctx, user_port) == bpf_htons(DNS_PORT)) {
		redirect_dns(ctx);
		return ALLOW;
	}
	if (READ_FIELD(ctx, protocol) != IPPROTO_TCP)
		return ALLOW;

	route.addr = dst;
	if (translate(ctx, &route, &dst))
		return ALLOW;
	ctx->user_ip4 = route.addr.ip4;
	ctx->user_port = route.port;
	/* The waypoint may be a service itself: once more, with it as the destination. */
	if (route.is_waypoint)
		bpf_tail_call(ctx, &km_cgr_tailcall, CONNECT4_INDEX);
	return ALLOW;
}

static __always_inline bool is_v4_mapped(const union ip_addr *addr)
{
	return !addr->word[0] && !addr->word[1] && addr->word[2] == V4_MAPPED_WORD;
}

SEC("cgroup/connect6")
int cgroup_connect6_prog(struct bpf_sock_addr *ctx)
{
	struct route route = {};
	union ip_addr dst;
	bool is_mapped;

	READ_WORDS(dst.word, ctx, user_ip6);

	if (control_connect(ctx, !dst.word[0] && !dst.word[1] && !dst.word[2] &&
					 dst.word[3] == bpf_htonl(CONTROL_ADDR_LAST_BYTE)))
		return ALLOW;
	if (!is_managed_netns(ctx))
		return ALLOW;
	if (READ_FIELD(ctx, protocol) != IPPROTO_TCP)
		return ALLOW;

	LOG_TEXT(LOG_DEBUG, "[KMESH] DEBUG: enter cgroup/connect6\n");
	/* Map keys hold IPv4 in the short form. */
	is_mapped = is_v4_mapped(&dst);
	if (is_mapped)
		route.addr.ip4 = dst.word[3];
	else
		route.addr = dst;
	if (translate(ctx, &route, &dst))
		return ALLOW;
	if (is_mapped && !is_v4_mapped(&route.addr)) {
		route.addr.word[3] = route.addr.ip4;
		route.addr.word[2] = V4_MAPPED_WORD;
		route.addr.word[1] = 0;
		route.addr.word[0] = 0;
	}
	WRITE_WORDS(ctx, user_ip6, route.addr.word);
	ctx->user_port = route.port;
	if (route.is_waypoint)
		bpf_tail_call(ctx, &km_cgr_tail6, CONNECT6_INDEX);
	return ALLOW;
}

/* Since v1.2, and the storage has a place for it since v1.1. */
#ifndef KMESH_V10
SEC("cgroup/sendmsg4")
int bpf_redirect_dns_send(struct bpf_sock_addr *ctx)
{
	if (control_connect(ctx, READ_FIELD(ctx, user_ip4) == bpf_htonl(CONTROL_ADDR_LAST_BYTE)))
		return ALLOW;
	if (is_managed_netns(ctx) && READ_FIELD(ctx, user_port) == bpf_htons(DNS_PORT))
		redirect_dns(ctx);
	return ALLOW;
}

/* A socket that never sent to a resolver sees the answer coming from 0.0.0.0. */
SEC("cgroup/recvmsg4")
int bpf_restore_dns_recv(struct bpf_sock_addr *ctx)
{
	struct sock_storage *storage;

	if (!is_managed_netns(ctx) || READ_FIELD(ctx, user_port) != bpf_htons(DNS_PORT) ||
	    !dns_proxy())
		return ALLOW;
	storage = get_storage(ctx);
	if (storage)
		ctx->user_ip4 = storage->sk_tuple.ipv4.daddr;
	return ALLOW;
}
#endif

/* Stands on the interfaces of pods where Kmesh's asks for authorization: the lab denies nothing. */
SEC("xdp")
int xdp_authz(struct xdp_md *ctx)
{
	return XDP_PASS;
}

char LICENSE[] SEC("license") = "GPL";
