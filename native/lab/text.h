/* SPDX-License-Identifier: Apache-2.0 */
/* Hex, JSON strings and error messages, for the lab's line protocols. */
#ifndef KMSCOPE_LAB_TEXT_H
#define KMSCOPE_LAB_TEXT_H

#include <stddef.h>
#include <stdio.h>

/* The number of bytes, or -1 if text is not hex or longer than max bytes. */
int hex_decode(const char *text, unsigned char *bytes, size_t max);
void hex_print(FILE *out, const unsigned char *bytes, size_t len);
/* Quoted and escaped; null for a null pointer. */
void json_string(FILE *out, const char *text);
/* "ECONNREFUSED"; NULL for 0; "E999" for a number without a name. */
const char *errno_name(int error);
/* "labctl: message" on stderr; a %m in the format names errno. Returns -1. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

extern const char *program_name;

#endif
