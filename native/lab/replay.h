/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of replay: its surroundings, its maps, one connect many times over. */
#ifndef KMSCOPE_LAB_REPLAY_H
#define KMSCOPE_LAB_REPLAY_H

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>

#include <linux/types.h>

#include <bpf/libbpf.h>

/* A cgroup for the recorder and, below it, one for the data plane. */
struct cgroups {
	char parent[PATH_MAX];
	char child[PATH_MAX];
};

int cgroups_create(struct cgroups *cgroups);
void cgroups_remove(const struct cgroups *cgroups);

/* Moves the caller into the child, then into a new network namespace that reaches nobody. */
int enter_silence(const struct cgroups *cgroups);
/* Throws away what was sent. */
void drain_packets(void);
__u64 own_netns_cookie(void);

#define STORAGE_MAX 64

/* fds of the loaded data plane and recorder */
struct fds {
	int manage, storage, recorded;
	/* Bytes of a socket's storage, and how many of them, from the first, are times. */
	unsigned int storage_size, times_size;
};

/* Before loading: makes large maps small, which are slow to empty. */
void maps_shrink(struct bpf_object *obj);
/* Forgets every entry. */
int maps_clear(struct bpf_object *obj);
/* A map's name, a key and a value in hex; what is missing at their ends is 0. */
int maps_put(struct bpf_object *obj, __u64 cookie, const char *const *word);
/* Negative if it is not hex or too long; COOKIE at the head stands for the cookie's 8 bytes. */
int maps_decode_key(const char *hex, __u64 cookie, unsigned char *key, size_t size);
int maps_untail(struct bpf_object *obj, const char *slot);

#define MANAGE_MAX 64

struct manage_entry {
	unsigned char key[16], value[4];
};

/* All of km_manage, sorted by key. */
struct manage_state {
	struct manage_entry entries[MANAGE_MAX];
	int count;
};

void manage_read(int fd, struct manage_state *state);
int manage_restore(int fd, const struct manage_state *state);
/* As JSON; the namespace's own cookie is the word COOKIE. */
void manage_print(FILE *out, const struct manage_state *state, __u64 cookie);

struct connect_order {
	int family; /* 4 or 6 */
	bool is_tcp;
	bool is_sendto; /* one datagram instead of a connect */
	char dst[64];
	unsigned int port;
	unsigned int n;
};

/* Carries the order out n times and prints the outcomes as one JSON line. */
int connect_and_print(const struct connect_order *order, const struct fds *fds,
		      const struct manage_state *manage, __u64 cookie);

#endif
