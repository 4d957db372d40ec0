/* SPDX-License-Identifier: Apache-2.0 */
/* labpod's parts: the sockets it holds, and its commands with their answers. */
#ifndef KMSCOPE_LAB_LABPOD_H
#define KMSCOPE_LAB_LABPOD_H

#include <stdbool.h>
#include <stddef.h>

#define ID_SIZE 64

enum slot_kind { LISTENER, ACCEPTED, CONNECTING, CONNECTED };

struct slot {
	enum slot_kind kind;
	int fd;
	char id[ID_SIZE];
	long long deadline_ms; /* of a connect */
};

int slots_init(void);
/* False: out of memory, and fd stays the caller's. */
bool slots_hold(int fd, enum slot_kind kind, const char *id, long long deadline_ms);
/* The open or opening connection of this id, NULL = none. */
struct slot *slots_find(const char *id);
void slots_drop(struct slot *slot);
void slots_drop_connections(void);
/* Waits for the sockets and stdin and serves the sockets; 1 = stdin is ready, -1 = failed. */
int slots_wait(void);
void slots_ignore_stdin(void);

long long now_ms(void);

void answer(const char *id, int error);
void answer_connected(const struct slot *slot);
void answer_error(const char *id, const char *error);
/* Carries out one line and answers. False: quit. */
bool command(char *line);

#endif
