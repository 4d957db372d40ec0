// SPDX-License-Identifier: Apache-2.0
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = tolower((unsigned char)c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int hex_decode(const char *text, unsigned char *bytes, size_t max)
{
	size_t len = 0;

	while (text[0]) {
		int high = digit(text[0]), low = text[1] ? digit(text[1]) : -1;

		if (high < 0 || low < 0 || len == max)
			return -1;
		bytes[len++] = high << 4 | low;
		text += 2;
	}
	return len;
}

void hex_print(FILE *out, const unsigned char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < len; i++) {
		putc(digits[bytes[i] >> 4], out);
		putc(digits[bytes[i] & 15], out);
	}
}

void json_string(FILE *out, const char *text)
{
	if (!text) {
		fputs("null", out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

/* strerrorname_np() came with glibc 2.32 and is not in musl. */
#define NAME(error)                                                                                \
	case error:                                                                                \
		return #error

const char *errno_name(int error)
{
	static char unnamed[16];

	switch (error) {
	case 0:
		return NULL;
		NAME(EPERM);
		NAME(ENOENT);
		NAME(EINTR);
		NAME(EBADF);
		NAME(EAGAIN);
		NAME(ENOMEM);
		NAME(EACCES);
		NAME(EEXIST);
		NAME(EINVAL);
		NAME(EMFILE);
		NAME(EPIPE);
		NAME(EMSGSIZE);
		NAME(EPROTOTYPE);
		NAME(EAFNOSUPPORT);
		NAME(EADDRINUSE);
		NAME(EADDRNOTAVAIL);
		NAME(ENETDOWN);
		NAME(ENETUNREACH);
		NAME(ECONNABORTED);
		NAME(ECONNRESET);
		NAME(ENOBUFS);
		NAME(EISCONN);
		NAME(ENOTCONN);
		NAME(ETIMEDOUT);
		NAME(ECONNREFUSED);
		NAME(EHOSTDOWN);
		NAME(EHOSTUNREACH);
		NAME(EALREADY);
		NAME(EINPROGRESS);
	}
	snprintf(unnamed, sizeof(unnamed), "E%d", error);
	return unnamed;
}

int fail(const char *format, ...)
{
	int error = errno;
	va_list args;

	fprintf(stderr, "%s: ", program_name);
	va_start(args, format);
	errno = error;
	vfprintf(stderr, format, args);
	va_end(args);
	putc('\n', stderr);
	return -1;
}
