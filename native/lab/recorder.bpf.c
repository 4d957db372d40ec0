// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * Attached to the parent of the data plane's cgroup, so the kernel runs these after it: they see
 * the address that the data plane left.
 */
#include <linux/bpf.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "ctx.bpf.h"
#include "recorder.h"

#define ALLOW 1
#define AF_INET 2

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, struct recorded);
	__uint(max_entries, 1);
} recorded SEC(".maps");

static __always_inline struct recorded *get_recorded(void)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&recorded, &key);
}

static __always_inline int record4(struct bpf_sock_addr *ctx, __u32 hook)
{
	struct recorded *seen = get_recorded();

	if (seen) {
		seen->hook = hook;
		seen->addr[0] = READ_FIELD(ctx, user_ip4);
		seen->port = READ_FIELD(ctx, user_port);
	}
	return ALLOW;
}

static __always_inline int record6(struct bpf_sock_addr *ctx, __u32 hook)
{
	struct recorded *seen = get_recorded();

	if (seen) {
		seen->hook = hook;
		READ_WORDS(seen->addr, ctx, user_ip6);
		seen->port = READ_FIELD(ctx, user_port);
	}
	return ALLOW;
}

SEC("cgroup/connect4")
int record_connect4(struct bpf_sock_addr *ctx)
{
	return record4(ctx, HOOK_CONNECT4);
}

SEC("cgroup/connect6")
int record_connect6(struct bpf_sock_addr *ctx)
{
	return record6(ctx, HOOK_CONNECT6);
}

SEC("cgroup/sendmsg4")
int record_sendmsg4(struct bpf_sock_addr *ctx)
{
	return record4(ctx, HOOK_SENDMSG4);
}

SEC("cgroup/sendmsg6")
int record_sendmsg6(struct bpf_sock_addr *ctx)
{
	return record6(ctx, HOOK_SENDMSG6);
}

SEC("sockops")
int record_syn(struct bpf_sock_ops *skops)
{
	struct recorded *seen;

	if (READ_FIELD(skops, op) != BPF_SOCK_OPS_TCP_CONNECT_CB)
		return 0;
	seen = get_recorded();
	if (!seen)
		return 0;
	seen->sock_family = READ_FIELD(skops, family);
	seen->sock_port = bpf_htons((__u16)bpf_ntohl(READ_FIELD(skops, remote_port)));
	if (READ_FIELD(skops, family) == AF_INET)
		seen->sock_addr[0] = READ_FIELD(skops, remote_ip4);
	else
		READ_WORDS(seen->sock_addr, skops, remote_ip6);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
