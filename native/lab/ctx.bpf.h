/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * Reading and writing a hook's context. Volatile, since the verifier wants each field accessed by
 * itself and addresses word by word, and clang would merge neighbours into one access.
 */
#ifndef KMSCOPE_LAB_CTX_BPF_H
#define KMSCOPE_LAB_CTX_BPF_H

#include <linux/types.h>

#define READ_FIELD(ctx, field) (*(const volatile __typeof__((ctx)->field) *)&(ctx)->field)

#define READ_WORDS(word, field)                                                                    \
	({                                                                                         \
		(word)[0] = *(const volatile __u32 *)&(field)[0];                                  \
		(word)[1] = *(const volatile __u32 *)&(field)[1];                                  \
		(word)[2] = *(const volatile __u32 *)&(field)[2];                                  \
		(word)[3] = *(const volatile __u32 *)&(field)[3];                                  \
	})

#define WRITE_WORDS(field, word)                                                                   \
	({                                                                                         \
		*(volatile __u32 *)&(field)[0] = (word)[0];                                        \
		*(volatile __u32 *)&(field)[1] = (word)[1];                                        \
		*(volatile __u32 *)&(field)[2] = (word)[2];                                        \
		*(volatile __u32 *)&(field)[3] = (word)[3];                                        \
	})

#endif
