/* SPDX-License-Identifier: Apache-2.0 */
/* How a struct's size and its members' offsets are written as JSON. */
#ifndef KMSCOPE_LAB_LAYOUTS_H
#define KMSCOPE_LAB_LAYOUTS_H

#include <stddef.h>
#include <stdio.h>

void layouts_begin(const char *name, size_t size);
void layouts_field(const char *name, size_t offset, size_t size);

#define STRUCT(type, tag, ...)                                                                     \
	{                                                                                          \
		typedef type struct_type;                                                          \
		layouts_begin(tag, sizeof(struct_type));                                                   \
		__VA_ARGS__                                                                        \
		fputs("\n  }}", stdout);                                                           \
	}

/* A member, under its own name. */
#define F(member)                                                                                  \
	layouts_field(#member, offsetof(struct_type, member), sizeof(((struct_type *)0)->member));

void print_native_layouts(void);

#endif
