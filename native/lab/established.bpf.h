/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * The sock_ops hook: enrolment of a pod's address, reports of TCP connections, requests for
 * authorization, and the sockets whose first message gets a header for the waypoint.
 */
#ifndef KMSCOPE_LAB_ESTABLISHED_BPF_H
#define KMSCOPE_LAB_ESTABLISHED_BPF_H

#include <bpf/bpf_endian.h>

#include "ctx.bpf.h"
#include "log.bpf.h"
#include "manage.bpf.h"
#include "origin.bpf.h"
#include "report.bpf.h"

/* .bss: IPv4 as mapped; peers that are not asked about, such as kubelet's probes */
union ip_addr node_ip;
union ip_addr pod_gateway;

/* The remote address with IPv4 as mapped, as node_ip and pod_gateway have it. */
static __always_inline void remote_addr_mapped(struct bpf_sock_ops *skops, union ip_addr *addr)
{
	if (READ_FIELD(skops, family) == AF_INET) {
		addr->word[0] = 0;
		addr->word[1] = 0;
		addr->word[2] = bpf_htonl(0xffff);
		addr->word[3] = READ_FIELD(skops, remote_ip4);
		return;
	}
	READ_WORDS(addr->word, skops, remote_ip6);
}

static __always_inline bool same_addr(const union ip_addr *a, const union ip_addr *b)
{
	return a->word[0] == b->word[0] && a->word[1] == b->word[1] && a->word[2] == b->word[2] &&
	       a->word[3] == b->word[3];
}

static __always_inline bool is_exempt_peer(struct bpf_sock_ops *skops)
{
	union ip_addr peer;

	remote_addr_mapped(skops, &peer);
	return same_addr(&peer, &node_ip) || same_addr(&peer, &pod_gateway);
}

/* Key of km_socket: local to remote, network order, in the socket's own family. */
static __always_inline void add_to_sockhash(struct bpf_sock_ops *skops)
{
	struct bpf_sock_tuple key;

	__builtin_memset(&key, 0, sizeof(key));
	if (READ_FIELD(skops, family) == AF_INET) {
		key.ipv4.saddr = READ_FIELD(skops, local_ip4);
		key.ipv4.daddr = READ_FIELD(skops, remote_ip4);
		key.ipv4.sport = bpf_htons((__u16)READ_FIELD(skops, local_port));
		key.ipv4.dport = bpf_htons((__u16)bpf_ntohl(READ_FIELD(skops, remote_port)));
	} else {
		READ_WORDS(key.ipv6.saddr, skops, local_ip6);
		READ_WORDS(key.ipv6.daddr, skops, remote_ip6);
		key.ipv6.sport = bpf_htons((__u16)READ_FIELD(skops, local_port));
		key.ipv6.dport = bpf_htons((__u16)bpf_ntohl(READ_FIELD(skops, remote_port)));
	}
	bpf_sock_hash_update(skops, &km_socket, &key, BPF_ANY);
}

static __always_inline struct STORAGE *find_storage(struct bpf_sock_ops *skops, __u64 flags)
{
	struct bpf_sock *sk = skops->sk;

	return sk ? bpf_sk_storage_get(&km_sockstorage, sk, 0, flags) : 0;
}

static __always_inline void watch_state(struct bpf_sock_ops *skops)
{
	bpf_sock_ops_cb_flags_set(skops, READ_FIELD(skops, bpf_sock_ops_cb_flags) | BPF_SOCK_OPS_STATE_CB_FLAG);
}

static __always_inline void on_active(struct bpf_sock_ops *skops)
{
	const struct bpf_sock_tuple *origin;
	struct STORAGE *storage;

	if (!is_managed_addr(skops))
		return;
	storage = find_storage(skops, 0);
	if (is_monitoring()) {
		if (storage)
			report_established(skops, storage, DIRECTION_OUTBOUND);
		else
			LOG_TEXT(LOG_ERR, "[PROBE] ERR: on connect: bpf_sk_storage_get failed\n");
	}
	watch_state(skops);
	origin = find_origin(skops->sk, storage);
	if (storage && origin && belongs_in_sockhash(storage, origin))
		add_to_sockhash(skops);
}

static __always_inline void request_authorization(struct bpf_sock_ops *skops)
{
	struct auth_request *request = bpf_ringbuf_reserve(&km_auth_req, sizeof(*request), 0);

	if (!request)
		return;
	request->type = client_tuple(skops, &request->tuple, false);
	bpf_ringbuf_submit(request, 0);
}

static __always_inline void on_passive(struct bpf_sock_ops *skops)
{
	struct STORAGE *storage;

	if (!is_managed_addr(skops) || is_exempt_peer(skops))
		return;
	if (is_monitoring()) {
		storage = find_storage(skops, BPF_SK_STORAGE_GET_F_CREATE);
		if (storage) {
			storage->connect_ns = bpf_ktime_get_ns();
			report_established(skops, storage, DIRECTION_INBOUND);
		}
	}
	watch_state(skops);
	request_authorization(skops);
}

static __always_inline void on_close(struct bpf_sock_ops *skops)
{
	struct STORAGE *storage;
	struct bpf_sock_tuple key;

	__builtin_memset(&key, 0, sizeof(key));
	if (is_monitoring()) {
		storage = find_storage(skops, 0);
		if (storage)
			report(skops, storage, BPF_TCP_CLOSE);
	}
	forget_origin(skops->sk);
	/* A verdict's key is IPv4 in 12 bytes, the rest 0. */
	if (client_tuple(skops, &key, false) == RECORD_IPV4)
		__builtin_memset((char *)&key + sizeof(key.ipv4), 0,
				 sizeof(key) - sizeof(key.ipv4));
	bpf_map_delete_elem(&km_auth_res, &key);
}

SEC("sockops")
int sockops_prog(struct bpf_sock_ops *skops)
{
	if (READ_FIELD(skops, family) != AF_INET && READ_FIELD(skops, family) != AF_INET6)
		return 0;
	switch (READ_FIELD(skops, op)) {
	case BPF_SOCK_OPS_TCP_CONNECT_CB:
		enrol_local_addr(skops);
		break;
	case BPF_SOCK_OPS_ACTIVE_ESTABLISHED_CB:
		on_active(skops);
		break;
	case BPF_SOCK_OPS_PASSIVE_ESTABLISHED_CB:
		on_passive(skops);
		break;
	case BPF_SOCK_OPS_STATE_CB:
		if (READ_FIELD(skops, args[1]) == BPF_TCP_CLOSE)
			on_close(skops);
		break;
	}
	return 0;
}

#endif
