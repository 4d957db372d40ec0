// SPDX-License-Identifier: Apache-2.0
/* labpod's commands, as labpod.c describes them, and the JSON lines that answer them. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "labpod.h"
#include "text.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

#define CONNECT_TIMEOUT_MS 3000
#define CONTROL_ENROL_PORT 929
#define CONTROL_LEAVE_PORT 930

void answer_error(const char *id, const char *error)
{
	fputs("{", stdout);
	if (id) {
		fputs("\"id\":", stdout);
		json_string(stdout, id);
		fputs(",", stdout);
	}
	fputs("\"ok\":false,\"error\":", stdout);
	json_string(stdout, error);
	puts("}");
}

void answer(const char *id, int error)
{
	fputs("{", stdout);
	if (id) {
		fputs("\"id\":", stdout);
		json_string(stdout, id);
		fputs(",", stdout);
	}
	printf("\"ok\":%s,\"errno\":", error ? "false" : "true");
	json_string(stdout, errno_name(error));
	puts("}");
}

static bool parse_addr(const char *text, const char *port, struct sockaddr_storage *addr,
		       socklen_t *len)
{
	struct sockaddr_in *in = (struct sockaddr_in *)addr;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)addr;
	char *end;
	unsigned long number = strtoul(port, &end, 10);

	if (*end || end == port || number > 65535)
		return false;
	memset(addr, 0, sizeof(*addr));
	if (inet_pton(AF_INET, text, &in->sin_addr) == 1) {
		in->sin_family = AF_INET;
		in->sin_port = htons(number);
		*len = sizeof(*in);
		return true;
	}
	if (inet_pton(AF_INET6, text, &in6->sin6_addr) != 1)
		return false;
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(number);
	*len = sizeof(*in6);
	return true;
}

static void print_end(const char *name, const struct sockaddr_storage *addr)
{
	const struct sockaddr_in *in = (const struct sockaddr_in *)addr;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)addr;
	char text[INET6_ADDRSTRLEN] = "";
	int port = 0;

	if (addr->ss_family == AF_INET) {
		inet_ntop(AF_INET, &in->sin_addr, text, sizeof(text));
		port = ntohs(in->sin_port);
	} else if (addr->ss_family == AF_INET6) {
		inet_ntop(AF_INET6, &in6->sin6_addr, text, sizeof(text));
		port = ntohs(in6->sin6_port);
	}
	printf(",\"%sAddress\":\"%s\",\"%sPort\":%d", name, text, name, port);
}

void answer_connected(const struct slot *slot)
{
	struct sockaddr_storage local = {}, peer = {};
	socklen_t local_len = sizeof(local), peer_len = sizeof(peer);

	getsockname(slot->fd, (struct sockaddr *)&local, &local_len);
	getpeername(slot->fd, (struct sockaddr *)&peer, &peer_len);
	fputs("{\"id\":", stdout);
	json_string(stdout, slot->id);
	fputs(",\"ok\":true", stdout);
	print_end("local", &local);
	print_end("peer", &peer);
	puts(",\"errno\":null}");
}

static void command_listen(const char *text, const char *port)
{
	struct sockaddr_storage addr;
	socklen_t len;
	int fd, one = 1;

	if (!text || !port || !parse_addr(text, port, &addr, &len)) {
		answer_error(NULL, "listen ADDR PORT");
		return;
	}
	fd = socket(addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) ||
	    bind(fd, (struct sockaddr *)&addr, len) || listen(fd, 4096) ||
	    !slots_hold(fd, LISTENER, "", 0)) {
		answer(NULL, errno);
		if (fd >= 0)
			close(fd);
		return;
	}
	answer(NULL, 0);
}

static void command_open(const char *id, const char *text, const char *port, const char *timeout)
{
	struct sockaddr_storage addr;
	socklen_t len;
	int fd, error;

	if (!id || !text || !port || strlen(id) >= ID_SIZE ||
	    !parse_addr(text, port, &addr, &len)) {
		answer_error(id, "open ID ADDR PORT [TIMEOUT_MS]");
		return;
	}
	if (slots_find(id)) {
		answer_error(id, "this id is in use");
		return;
	}
	fd = socket(addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		answer(id, errno);
		return;
	}
	error = connect(fd, (struct sockaddr *)&addr, len) ? errno : 0;
	if ((error && error != EINPROGRESS) ||
	    !slots_hold(fd, CONNECTING, id,
			now_ms() + (timeout ? atoi(timeout) : CONNECT_TIMEOUT_MS))) {
		answer(id, error ? error : ENOMEM);
		close(fd);
	}
}

static void command_send(const char *id, const char *text)
{
	struct slot *slot = id ? slots_find(id) : NULL;
	size_t len = text ? strlen(text) : 0;

	if (!slot || slot->kind != CONNECTED) {
		answer_error(id, "no such connection");
		return;
	}
	answer(id, send(slot->fd, text, len, MSG_NOSIGNAL) < 0 ? errno : 0);
}

static void command_close(const char *id)
{
	struct slot *slot = id ? slots_find(id) : NULL;

	if (!slot) {
		answer_error(id, "no such connection");
		return;
	}
	slots_drop(slot);
	answer(id, 0);
}

static void command_closeall(void)
{
	slots_drop_connections();
	answer(NULL, 0);
}

/* The hook acts on the attempt; whether anything answers there does not matter. */
static void command_control(const char *family, int port)
{
	struct sockaddr_storage addr;
	char port_text[8];
	socklen_t len;
	int fd, error = 0;

	if (!family || (strcmp(family, "4") && strcmp(family, "6"))) {
		answer_error(NULL, "enrol 4|6, leave 4|6");
		return;
	}
	snprintf(port_text, sizeof(port_text), "%d", port);
	parse_addr(family[0] == '4' ? "0.0.0.2" : "::2", port_text, &addr, &len);
	fd = socket(addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0) {
		answer(NULL, errno);
		return;
	}
	if (connect(fd, (struct sockaddr *)&addr, len) && errno != EINPROGRESS)
		error = errno;
	close(fd);
	answer(NULL, error);
}

static void command_cookie(void)
{
	unsigned long long cookie;
	socklen_t len = sizeof(cookie);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		answer(NULL, errno);
	else
		printf("{\"ok\":true,\"cookie\":\"%llu\",\"errno\":null}\n", cookie);
	if (fd >= 0)
		close(fd);
}

bool command(char *line)
{
	char *rest, *verb = strtok_r(line, " ", &rest);
	char *words[4] = {};

	if (!verb)
		return true;
	if (!strcmp(verb, "send")) {
		words[0] = strtok_r(NULL, " ", &rest);
		command_send(words[0], rest);
		return true;
	}
	for (int i = 0; i < 4; i++)
		words[i] = strtok_r(NULL, " ", &rest);
	if (!strcmp(verb, "quit")) {
		answer(NULL, 0);
		return false;
	}
	if (!strcmp(verb, "listen"))
		command_listen(words[0], words[1]);
	else if (!strcmp(verb, "open"))
		command_open(words[0], words[1], words[2], words[3]);
	else if (!strcmp(verb, "close"))
		command_close(words[0]);
	else if (!strcmp(verb, "closeall"))
		command_closeall();
	else if (!strcmp(verb, "enrol"))
		command_control(words[0], CONTROL_ENROL_PORT);
	else if (!strcmp(verb, "leave"))
		command_control(words[0], CONTROL_LEAVE_PORT);
	else if (!strcmp(verb, "cookie"))
		command_cookie();
	else
		answer_error(NULL, "no such command");
	return true;
}
