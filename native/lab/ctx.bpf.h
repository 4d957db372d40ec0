/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Reading and writing a hook's context. The verifier wants each field accessed by itself, words of
 * an address too, at a constant offset; clang would merge neighbours, or compute the pointer where
 * two branches read different fields. So reads are in assembly and writes volatile.
 */
#ifndef KMSCOPE_LAB_CTX_BPF_H
#define KMSCOPE_LAB_CTX_BPF_H

#include <stddef.h>

#include <linux/types.h>

#define READ_AT(ctx, offset)                                                                       \
	({                                                                                         \
		__u64 read_value;                                                                  \
		asm volatile("%[value] = *(u32 *)(%[base] + %[at])"                                \
			     : [value] "=r"(read_value)                                            \
			     : [base] "r"(ctx), [at] "i"(offset));                                 \
		(__u32)read_value;                                                                 \
	})

/* A field of 4 bytes. */
#define READ_FIELD(ctx, field) READ_AT(ctx, offsetof(__typeof__(*(ctx)), field))

/* An address of 16 bytes. */
#define READ_WORDS(word, ctx, field)                                                               \
	({                                                                                         \
		(word)[0] = READ_FIELD(ctx, field[0]);                                             \
		(word)[1] = READ_FIELD(ctx, field[1]);                                             \
		(word)[2] = READ_FIELD(ctx, field[2]);                                             \
		(word)[3] = READ_FIELD(ctx, field[3]);                                             \
	})

#define WRITE_WORDS(ctx, field, word)                                                              \
	({                                                                                         \
		*(volatile __u32 *)&(ctx)->field[0] = (word)[0];                                   \
		*(volatile __u32 *)&(ctx)->field[1] = (word)[1];                                   \
		*(volatile __u32 *)&(ctx)->field[2] = (word)[2];                                   \
		*(volatile __u32 *)&(ctx)->field[3] = (word)[3];                                   \
	})

#endif
