/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * What the iterators write, one record after another. No hidden padding. build/records prints
 * these sizes and offsets as JSON, for the test that holds the TypeScript layouts to them.
 *
 * task_record, 104 bytes
 *    0  pid            u32       thread group id, as the initial pid namespace sees it
 *    4  netns_inum     u32       the number in /proc/PID/ns/net
 *    8  netns_cookie   u64
 *   16  comm           char[16]  NUL-terminated
 *   32  nodename       char[72]  UTS host name, NUL-padded (the kernel's limit is 64 characters)
 *
 * socket_record, 80 bytes, then the storage value, zero-padded to a multiple of 8
 *    0  netns_cookie   u64
 *    8  socket_cookie  u64       0 = never asked for, so none assigned
 *   16  inode          u64       the number in /proc/PID/fd; 0 = no process holds it
 *   24  family         u32       AF_*
 *   28  state          u32       TCP_*
 *   32  protocol       u32       IPPROTO_*
 *   36  local_port     u16       host order
 *   38  remote_port    u16       network order
 *   40  local_addr     u8[16]    network order; AF_INET: the first 4 bytes, the rest 0
 *   56  remote_addr    u8[16]    likewise
 *   72  sk             u64       the kernel's address of the socket, by which programs key maps
 *   80  value          u8[]      socket_record_64: 144 bytes, _16: 96 bytes, _4: 88 bytes
 *
 * interface_record, 96 bytes: a network interface of a namespace. Namespaces of several processes
 * are written several times.
 *    0  netns_cookie   u64
 *    8  index          u32       ifindex
 *   12  flags          u32       IFF_*
 *   16  name           char[16]  NUL-terminated
 *   32  xdp_id         u32[3]    id of the XDP program in mode SKB (generic), DRV, HW; 0 = none
 *   44  pad            u32       0
 *   48  xdp_name       char[3][16]  their names, NUL-terminated
 */
#ifndef KMSCOPE_RECORDS_H
#define KMSCOPE_RECORDS_H

#include <linux/types.h>

#define NODENAME_SIZE 65

struct task_record {
	__u32 pid;
	__u32 netns_inum;
	__u64 netns_cookie;
	char comm[16];
	char nodename[72];
};

struct socket_record {
	__u64 netns_cookie;
	__u64 socket_cookie;
	__u64 inode;
	__u32 family;
	__u32 state;
	__u32 protocol;
	__u16 local_port;
	__u16 remote_port;
	__u8 local_addr[16];
	__u8 remote_addr[16];
	__u64 sk;
};

#define XDP_MODES 3

struct interface_record {
	__u64 netns_cookie;
	__u32 index;
	__u32 flags;
	char name[16];
	__u32 xdp_id[XDP_MODES];
	__u32 pad;
	char xdp_name[XDP_MODES][16];
};

#define SOCKET_RECORD(size)                                                                        \
	struct socket_record_##size {                                                              \
		struct socket_record socket;                                                       \
		__u8 value[((size) + 7) / 8 * 8];                                                  \
	}

SOCKET_RECORD(64);
SOCKET_RECORD(16);
SOCKET_RECORD(4);

#endif
