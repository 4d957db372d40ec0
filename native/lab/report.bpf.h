/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Reports of TCP connections in km_tcp_probe, and the tuple that they and authorization go by. */
#ifndef KMSCOPE_LAB_REPORT_BPF_H
#define KMSCOPE_LAB_REPORT_BPF_H

#include <bpf/bpf_endian.h>

#include "manage.bpf.h"
#include "origin.bpf.h"

#ifdef KMESH_V10
#define TCP_PROBE old_tcp_probe
#else
#define TCP_PROBE tcp_probe
#endif

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
static __always_inline void report_origin(struct bpf_sock_ops *skops, struct TCP_PROBE *probe,
					  struct STORAGE *storage)
{
	const struct bpf_sock_tuple *tuple;

	__builtin_memset(&probe->orig_dst, 0, sizeof(probe->orig_dst));
	tuple = storage->direction == DIRECTION_OUTBOUND ? find_origin(skops->sk, storage) : 0;
	if (!tuple)
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

#ifdef KMESH_V10

/* Numbers of packets where later releases have bytes; times only at the end. */
static __always_inline void report_counts(struct bpf_sock_ops *skops, struct STORAGE *storage,
					  struct TCP_PROBE *probe, __u32 state)
{
	__u64 now = bpf_ktime_get_ns();

	probe->delivered = skops->segs_out;
	probe->segs_in = READ_FIELD(skops, segs_in);
	probe->segs_out = READ_FIELD(skops, segs_out);
	if (state != BPF_TCP_CLOSE)
		return;
	probe->duration = now - storage->connect_ns;
	probe->close_ns = now;
}

#else

static __always_inline void report_counts(struct bpf_sock_ops *skops, struct STORAGE *storage,
					  struct TCP_PROBE *probe, __u32 state)
{
	__u64 now = bpf_ktime_get_ns();

	storage->last_report_ns = now;
	probe->sent_bytes = skops->bytes_acked;
	probe->duration = now - storage->connect_ns;
	probe->start_ns = storage->connect_ns;
	probe->last_report_ns = now;
}

#endif

/* What is not written keeps whatever an earlier record left in the ring. */
static __always_inline void report(struct bpf_sock_ops *skops, struct STORAGE *storage, __u32 state)
{
	struct TCP_PROBE *probe = bpf_ringbuf_reserve(&km_tcp_probe, sizeof(*probe), 0);

	if (!probe)
		return;
	probe->type = client_tuple(skops, &probe->tuple, storage->direction == DIRECTION_OUTBOUND);
	report_origin(skops, probe, storage);
	report_counts(skops, storage, probe, state);
	probe->received_bytes = skops->bytes_received;
	probe->conn_success = storage->connect_success;
	probe->direction = storage->direction;
	probe->state = state;
	probe->srtt_us = READ_FIELD(skops, srtt_us);
	probe->rtt_min = READ_FIELD(skops, rtt_min);
	probe->total_retrans = READ_FIELD(skops, total_retrans);
	probe->lost_out = READ_FIELD(skops, lost_out);
	bpf_ringbuf_submit(probe, 0);
}

static __always_inline void report_established(struct bpf_sock_ops *skops, struct STORAGE *storage,
					       __u8 direction)
{
	storage->direction = direction;
	storage->connect_success = 1;
	report(skops, storage, BPF_TCP_ESTABLISHED);
}

#endif
