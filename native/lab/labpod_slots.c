// SPDX-License-Identifier: Apache-2.0
/* The sockets that labpod holds, in one poll loop. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "labpod.h"
#include "text.h"

/*
 * polled[0] is stdin; slots run in parallel, from 1. The fd in polled is -1 where a socket is
 * held, but no longer waited for.
 */
static struct pollfd *polled;
static struct slot *slots;
static size_t used = 1, capacity = 16;

int slots_init(void)
{
	polled = calloc(capacity, sizeof(*polled));
	slots = calloc(capacity, sizeof(*slots));
	if (!polled || !slots)
		return fail("out of memory");
	polled[0].fd = STDIN_FILENO;
	polled[0].events = POLLIN;
	return 0;
}

void slots_ignore_stdin(void)
{
	polled[0].fd = -1;
	polled[0].revents = 0;
}

long long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

bool slots_hold(int fd, enum slot_kind kind, const char *id, long long deadline_ms)
{
	if (used == capacity) {
		size_t more = capacity * 2;
		struct pollfd *more_polled = realloc(polled, more * sizeof(*polled));
		struct slot *more_slots;

		if (!more_polled)
			return false;
		polled = more_polled;
		more_slots = realloc(slots, more * sizeof(*slots));
		if (!more_slots)
			return false;
		slots = more_slots;
		capacity = more;
	}
	polled[used].fd = fd;
	polled[used].events = kind == CONNECTING ? POLLOUT : POLLIN;
	polled[used].revents = 0;
	slots[used].kind = kind;
	slots[used].fd = fd;
	slots[used].deadline_ms = deadline_ms;
	snprintf(slots[used].id, sizeof(slots[used].id), "%s", id);
	used++;
	return true;
}

/* The last slot takes the place of the one that goes. */
static void drop(size_t i)
{
	close(slots[i].fd);
	used--;
	polled[i] = polled[used];
	slots[i] = slots[used];
}

struct slot *slots_find(const char *id)
{
	for (size_t i = 1; i < used; i++)
		if ((slots[i].kind == CONNECTING || slots[i].kind == CONNECTED) &&
		    !strcmp(slots[i].id, id))
			return &slots[i];
	return NULL;
}

void slots_drop(struct slot *slot)
{
	drop(slot - slots);
}

void slots_drop_connections(void)
{
	for (size_t i = used - 1; i > 0; i--)
		if (slots[i].kind != LISTENER)
			drop(i);
}

static void accept_all(int listener)
{
	int fd;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0)
		if (!slots_hold(fd, ACCEPTED, "", 0))
			close(fd);
}

/* False: the other side has closed. */
static bool discard(int fd)
{
	char buffer[4096];
	ssize_t got;

	while ((got = recv(fd, buffer, sizeof(buffer), 0)) > 0)
		;
	return got < 0 && (errno == EAGAIN || errno == EINTR);
}

static void finish_connect(size_t i)
{
	int error = 0;
	socklen_t len = sizeof(error);

	getsockopt(slots[i].fd, SOL_SOCKET, SO_ERROR, &error, &len);
	if (error) {
		answer(slots[i].id, error);
		drop(i);
		return;
	}
	slots[i].kind = CONNECTED;
	polled[i].events = POLLIN;
	answer_connected(&slots[i]);
}

static void serve(size_t i)
{
	switch (slots[i].kind) {
	case LISTENER:
		accept_all(slots[i].fd);
		break;
	case ACCEPTED:
		if (!discard(slots[i].fd))
			drop(i);
		break;
	case CONNECTING:
		finish_connect(i);
		break;
	case CONNECTED:
		/* A connection closed by its peer stays, half closed, until it is closed here. */
		if (!discard(slots[i].fd))
			polled[i].fd = -1;
		break;
	}
}

/* Milliseconds until the next connect runs out of time, -1 = none is waiting. */
static int expire(void)
{
	long long now = now_ms(), nearest = -1;

	for (size_t i = used - 1; i > 0; i--) {
		if (slots[i].kind != CONNECTING)
			continue;
		if (slots[i].deadline_ms <= now) {
			answer(slots[i].id, ETIMEDOUT);
			drop(i);
		} else if (nearest < 0 || slots[i].deadline_ms < nearest) {
			nearest = slots[i].deadline_ms;
		}
	}
	return nearest < 0 ? -1 : (int)(nearest - now);
}

int slots_wait(void)
{
	int timeout = expire();

	if (poll(polled, used, timeout) < 0) {
		if (errno == EINTR)
			return 0;
		return fail("poll: %m");
	}
	/* From the end, since a drop moves the last slot, which has been served, forward. */
	for (size_t i = used - 1; i > 0; i--)
		if (polled[i].fd >= 0 && polled[i].revents)
			serve(i);
	return polled[0].revents ? 1 : 0;
}
