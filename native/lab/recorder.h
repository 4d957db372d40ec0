/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the recorder's programs note down about one connect or send. */
#ifndef KMSCOPE_LAB_RECORDER_H
#define KMSCOPE_LAB_RECORDER_H

#include <linux/types.h>

enum recorded_hook {
	HOOK_NONE,
	HOOK_CONNECT4,
	HOOK_CONNECT6,
	HOOK_SENDMSG4,
	HOOK_SENDMSG6,
};

struct recorded {
	/* After the data plane's hook; IPv4 is the first word. Network order. */
	__u32 hook;
	__u32 addr[4];
	__u32 port;
	/* From the TCP socket, just before its SYN; family 0 = none was sent. */
	__u32 sock_family;
	__u32 sock_addr[4];
	__u32 sock_port;
};

#endif
