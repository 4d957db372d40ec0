/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The data plane's log lines in km_log_event. */
#ifndef KMSCOPE_LAB_LOG_BPF_H
#define KMSCOPE_LAB_LOG_BPF_H

#include <bpf/bpf_endian.h>

#include "common_maps.bpf.h"
#include "settings.bpf.h"

#define LOG_FMT(fmt)                                                                               \
	({                                                                                         \
		static const char text[] = fmt;                                                    \
		text;                                                                              \
	})

static __always_inline void log_write(__u32 level, const char *fmt, __u64 *args, __u32 args_size)
{
	struct log_event *event;
	long len;

	if (level > log_level())
		return;
	event = bpf_ringbuf_reserve(&km_log_event, sizeof(*event), 0);
	if (!event)
		return;
	len = bpf_snprintf(event->text, sizeof(event->text), fmt, args, args_size);
	if (len < 0) {
		bpf_ringbuf_discard(event, 0);
		return;
	}
	event->len = len < LOG_TEXT_SIZE ? len : LOG_TEXT_SIZE;
	bpf_ringbuf_submit(event, 0);
}

#define LOG_TEXT(level, text) log_write(level, LOG_FMT(text), 0, 0)

#define LOG_ARGS(level, fmt, ...)                                                                  \
	({                                                                                         \
		__u64 args[] = {__VA_ARGS__};                                                      \
		log_write(level, LOG_FMT(fmt), args, sizeof(args));                                \
	})

/* The address as Kmesh prints it: dotted in the IPv4 hook, else all eight groups. */
#define LOG_ADDR(level, is_ipv4, before, addr, port, after, ...)                                   \
	({                                                                                         \
		__u64 where = (__u64)(unsigned long)(addr), number = bpf_ntohs((__u16)(port));     \
		if (is_ipv4)                                                                       \
			LOG_ARGS(level, before "%pI4:%u" after, ##__VA_ARGS__, where, number);     \
		else                                                                               \
			LOG_ARGS(level, before "%pI6:%u" after, ##__VA_ARGS__, where, number);     \
	})

#endif
