// SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only
/*
 * BPF iterators: what /proc and sock_diag tell only one network namespace at a time, in one read.
 * They read and write nothing but their own output, whose byte layout is in records.h.
 *
 *   dump_tasks       one task_record for each process that is not exiting
 *   dump_sockets_N   one socket_record_N for each socket with a value in the socket-storage map
 *                    that the iterator is attached to, in every network namespace; N is that map's
 *                    value size (attaching to a smaller one fails with EACCES)
 *   dump_interfaces  one interface_record for each interface, with its XDP programs, of the
 *                    namespace of each process; of a namespace the first MAX_INTERFACES
 *
 * The kernel types are declared by hand, with only the fields read here: libbpf finds their real
 * offsets at load, and a small BTF keeps that short. Every one of them must exist in vmlinux BTF
 * (a type that does not makes libbpf parse the BTF of each module). Needs kernel 5.9, BTF,
 * CAP_BPF and CAP_PERFMON.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "records.h"

#define AF_INET 2
#define AF_INET6 10

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct seq_file;
struct bpf_map;

struct bpf_iter_meta {
	struct seq_file *seq;
};

struct ns_common {
	unsigned int inum;
};

struct list_head {
	struct list_head *next;
};

struct net {
	__u64 net_cookie;
	struct ns_common ns;
	struct list_head dev_base_head;
};

/* Before 5.12. */
struct net___atomic {
	struct {
		long long counter;
	} net_cookie;
};

struct new_utsname {
	char nodename[NODENAME_SIZE];
};

struct uts_namespace {
	struct new_utsname name;
};

struct nsproxy {
	struct uts_namespace *uts_ns;
	struct net *net_ns;
};

struct task_struct {
	int pid;
	int tgid;
	char comm[16];
	struct nsproxy *nsproxy;
};

struct in6_addr {
	union {
		__u8 u6_addr8[16];
	} in6_u;
};

struct sock_common {
	__be32 skc_daddr;
	__be32 skc_rcv_saddr;
	__be16 skc_dport;
	__u16 skc_num;
	unsigned short skc_family;
	volatile unsigned char skc_state;
	struct {
		struct net *net;
	} skc_net;
	struct in6_addr skc_v6_daddr;
	struct in6_addr skc_v6_rcv_saddr;
	struct {
		long long counter;
	} skc_cookie;
};

struct inode {
	unsigned long i_ino;
};

struct file {
	struct inode *f_inode;
};

struct socket {
	struct file *file;
};

struct sock {
	struct sock_common __sk_common;
	__u16 sk_protocol;
	struct socket *sk_socket;
};

struct bpf_prog_aux {
	__u32 id;
	char name[16];
};

struct bpf_prog {
	struct bpf_prog_aux *aux;
};

struct bpf_link {
	struct bpf_prog *prog;
};

struct bpf_xdp_link {
	struct bpf_link link;
};

struct bpf_xdp_entity {
	struct bpf_prog *prog;
	struct bpf_xdp_link *link;
};

struct net_device {
	char name[16];
	int ifindex;
	unsigned int flags;
	struct list_head dev_list;
	struct bpf_xdp_entity xdp_state[XDP_MODES];
};

struct bpf_iter__task {
	struct bpf_iter_meta *meta;
	struct task_struct *task;
};

struct bpf_iter__bpf_sk_storage_map {
	struct bpf_iter_meta *meta;
	struct bpf_map *map;
	struct sock *sk;
	void *value;
};

#pragma clang attribute pop

static __always_inline __u64 netns_cookie(struct net *net)
{
	if (bpf_core_field_exists(net->net_cookie))
		return net->net_cookie;
	return ((struct net___atomic *)net)->net_cookie.counter;
}

SEC("iter/task")
int dump_tasks(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct task_record record = {};
	struct nsproxy *nsproxy;

	if (!task || task->pid != task->tgid)
		return 0;
	/* Gone from a task that is exiting. */
	nsproxy = task->nsproxy;
	if (!nsproxy)
		return 0;

	record.pid = task->tgid;
	record.netns_inum = nsproxy->net_ns->ns.inum;
	record.netns_cookie = netns_cookie(nsproxy->net_ns);
	bpf_core_read(record.comm, sizeof(record.comm), &task->comm);
	bpf_core_read(record.nodename, NODENAME_SIZE, &nsproxy->uts_ns->name.nodename);
	bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	return 0;
}

static __always_inline void read_socket(struct socket_record *record, struct sock *sk)
{
	struct sock_common *common = &sk->__sk_common;

	record->sk = (__u64)sk;
	record->netns_cookie = netns_cookie(common->skc_net.net);
	record->socket_cookie = common->skc_cookie.counter;
	/* A socket that is being closed loses these on the way; a fault reads as 0. */
	record->inode = sk->sk_socket->file->f_inode->i_ino;
	record->family = common->skc_family;
	record->state = common->skc_state;
	record->protocol = sk->sk_protocol;
	record->local_port = common->skc_num;
	record->remote_port = common->skc_dport;
	if (record->family == AF_INET) {
		*(__be32 *)record->local_addr = common->skc_rcv_saddr;
		*(__be32 *)record->remote_addr = common->skc_daddr;
	} else if (record->family == AF_INET6 && bpf_core_field_exists(common->skc_v6_daddr)) {
		bpf_core_read(record->local_addr, 16, &common->skc_v6_rcv_saddr);
		bpf_core_read(record->remote_addr, 16, &common->skc_v6_daddr);
	}
}

/* `word`: the widest type that divides the size, so that a field is never seen half written. */
#define DUMP_SOCKETS(size, word)                                                                   \
	SEC("iter/bpf_sk_storage_map")                                                             \
	int dump_sockets_##size(struct bpf_iter__bpf_sk_storage_map *ctx)                          \
	{                                                                                          \
		struct socket_record_##size record = {};                                           \
		struct sock *sk = ctx->sk;                                                         \
		word *from = ctx->value;                                                           \
		word *to = (word *)record.value;                                                   \
                                                                                                   \
		if (!sk || !from)                                                                  \
			return 0;                                                                  \
		read_socket(&record.socket, sk);                                                   \
		for (unsigned int i = 0; i < (size) / sizeof(word); i++)                                    \
			to[i] = from[i];                                                           \
		bpf_seq_write(ctx->meta->seq, &record, sizeof(record));                            \
		return 0;                                                                          \
	}

DUMP_SOCKETS(64, __u64)
DUMP_SOCKETS(16, __u64)
DUMP_SOCKETS(4, __u32)

/* Pods have a few; of a namespace with more, such as the node's own, the rest is left out. */
#define MAX_INTERFACES 16

static __always_inline void read_interface(struct interface_record *record, struct net_device *dev)
{
	record->index = BPF_CORE_READ(dev, ifindex);
	record->flags = BPF_CORE_READ(dev, flags);
	bpf_core_read(record->name, sizeof(record->name), &dev->name);
	for (int mode = 0; mode < XDP_MODES; mode++) {
		struct bpf_prog *prog = BPF_CORE_READ(dev, xdp_state[mode].prog);
		struct bpf_xdp_link *link = BPF_CORE_READ(dev, xdp_state[mode].link);

		if (link)
			prog = BPF_CORE_READ(link, link.prog);
		record->xdp_id[mode] = 0;
		if (!prog)
			continue;
		record->xdp_id[mode] = BPF_CORE_READ(prog, aux, id);
		BPF_CORE_READ_INTO(&record->xdp_name[mode], prog, aux, name);
	}
}

SEC("iter/task")
int dump_interfaces(struct bpf_iter__task *ctx)
{
	struct task_struct *task = ctx->task;
	struct interface_record record = {};
	struct nsproxy *nsproxy;
	struct list_head *at;
	__u64 end;

	if (!task || task->pid != task->tgid)
		return 0;
	nsproxy = task->nsproxy;
	if (!nsproxy)
		return 0;

	record.netns_cookie = netns_cookie(nsproxy->net_ns);
	end = (__u64)nsproxy->net_ns + bpf_core_field_offset(struct net, dev_base_head);
	at = BPF_CORE_READ(nsproxy, net_ns, dev_base_head.next);
	for (int i = 0; i < MAX_INTERFACES; i++) {
		if (!at || (__u64)at == end)
			break;
		read_interface(&record, (void *)at - bpf_core_field_offset(struct net_device, dev_list));
		at = BPF_CORE_READ(at, next);
		bpf_seq_write(ctx->meta->seq, &record, sizeof(record));
	}
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
