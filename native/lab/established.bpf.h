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
#include "maps.bpf.h"

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

/*
 * Fills the tuple with the client as source and ports in host order. For mapped IPv4 the IPv4
 * half is laid over the IPv6 half, whose rest stays, as in Kmesh's records.
 */
static __always_inline __u32 client_tuple(struct bpf_sock_ops *skops, struct bpf_sock_tuple *tuple,
					  bool is_client)
{
	__u16 remote_port = bpf_ntohl(READ_FIELD(skops, remote_port));
	__u16 local_port = READ_FIELD(skops, local_port);
	__u16 sport = is_client ? local_port : remote_port;
	__u16 dport = is_client ? remote_port : local_port;
	__u32 local[4], remote[4], *src, *dst;

	if (READ_FIELD(skops, family) == AF_INET) {
		local[0] = READ_FIELD(skops, local_ip4);
		remote[0] = READ_FIELD(skops, remote_ip4);
		tuple->ipv4.saddr = is_client ? local[0] : remote[0];
		tuple->ipv4.daddr = is_client ? remote[0] : local[0];
		tuple->ipv4.sport = sport;
		tuple->ipv4.dport = dport;
		return RECORD_IPV4;
	}
	READ_WORDS(local, skops, local_ip6);
	READ_WORDS(remote, skops, remote_ip6);
	src = is_client ? local : remote;
	dst = is_client ? remote : local;
	__builtin_memcpy(tuple->ipv6.saddr, src, sizeof(tuple->ipv6.saddr));
	__builtin_memcpy(tuple->ipv6.daddr, dst, sizeof(tuple->ipv6.daddr));
	tuple->ipv6.sport = sport;
	tuple->ipv6.dport = dport;
	if (!is_mapped_words(dst))
		return RECORD_IPV6;
	tuple->ipv4.saddr = src[3];
	tuple->ipv4.daddr = dst[3];
	tuple->ipv4.sport = sport;
	tuple->ipv4.dport = dport;
	return RECORD_IPV4;
}

/* The recorded destination, all zero where there is none; mapped IPv4 as in client_tuple. */
static __always_inline void report_orig_dst(struct bpf_sock_ops *skops, struct tcp_probe *probe,
					    const struct sock_storage *storage)
{
	const struct bpf_sock_tuple *tuple = &storage->sk_tuple;

	__builtin_memset(&probe->orig_dst, 0, sizeof(probe->orig_dst));
	if (storage->direction != DIRECTION_OUTBOUND)
		return;
	if (READ_FIELD(skops, family) == AF_INET) {
		probe->orig_dst.ipv4.addr = tuple->ipv4.daddr;
		probe->orig_dst.ipv4.port = bpf_ntohs(tuple->ipv4.dport);
		return;
	}
	__builtin_memcpy(probe->orig_dst.ipv6.addr, tuple->ipv6.daddr, sizeof(tuple->ipv6.daddr));
	probe->orig_dst.ipv6.port = bpf_ntohs(tuple->ipv6.dport);
	if (is_mapped_words(tuple->ipv6.daddr)) {
		probe->orig_dst.ipv4.addr = tuple->ipv6.daddr[3];
		probe->orig_dst.ipv4.port = bpf_ntohs(tuple->ipv6.dport);
	}
}

/* What is not written keeps whatever an earlier record left in the ring. */
static __always_inline void report(struct bpf_sock_ops *skops, struct sock_storage *storage,
				   __u32 state)
{
	struct tcp_probe *probe = bpf_ringbuf_reserve(&km_tcp_probe, sizeof(*probe), 0);
	__u64 now = bpf_ktime_get_ns();

	if (!probe)
		return;
	storage->last_report_ns = now;
	probe->type = client_tuple(skops, &probe->tuple, storage->direction == DIRECTION_OUTBOUND);
	report_orig_dst(skops, probe, storage);
	probe->sent_bytes = skops->bytes_acked;
	probe->received_bytes = skops->bytes_received;
	probe->conn_success = storage->connect_success;
	probe->direction = storage->direction;
	probe->state = state;
	probe->duration = now - storage->connect_ns;
	probe->start_ns = storage->connect_ns;
	probe->last_report_ns = now;
	probe->srtt_us = READ_FIELD(skops, srtt_us);
	probe->rtt_min = READ_FIELD(skops, rtt_min);
	probe->total_retrans = READ_FIELD(skops, total_retrans);
	probe->lost_out = READ_FIELD(skops, lost_out);
	bpf_ringbuf_submit(probe, 0);
}

static __always_inline void report_established(struct bpf_sock_ops *skops,
					       struct sock_storage *storage, __u8 direction)
{
	storage->direction = direction;
	storage->connect_success = 1;
	report(skops, storage, BPF_TCP_ESTABLISHED);
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

static __always_inline struct sock_storage *find_storage(struct bpf_sock_ops *skops, __u64 flags)
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
	struct sock_storage *storage;

	if (!is_managed_addr(skops))
		return;
	storage = find_storage(skops, 0);
	if (enable_monitoring) {
		if (storage)
			report_established(skops, storage, DIRECTION_OUTBOUND);
		else
			LOG_TEXT(LOG_ERR, "[PROBE] ERR: on connect: bpf_sk_storage_get failed\n");
	}
	watch_state(skops);
	if (storage && storage->via_waypoint)
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
	struct sock_storage *storage;

	if (!is_managed_addr(skops) || is_exempt_peer(skops))
		return;
	if (enable_monitoring) {
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
	struct sock_storage *storage;
	struct bpf_sock_tuple key;

	__builtin_memset(&key, 0, sizeof(key));
	if (enable_monitoring) {
		storage = find_storage(skops, 0);
		if (storage)
			report(skops, storage, BPF_TCP_CLOSE);
	}
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
