// SPDX-License-Identifier: Apache-2.0
/* km_manage between connects: hooks may change it, and every connect starts from the same. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "replay.h"
#include "text.h"

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(((struct manage_entry *)0)->key));
}

void manage_read(int fd, struct manage_state *state)
{
	struct manage_entry *entry = NULL;

	memset(state, 0, sizeof(*state));
	while (state->count < MANAGE_MAX) {
		struct manage_entry *next = &state->entries[state->count];

		if (bpf_map_get_next_key(fd, entry ? entry->key : NULL, next->key))
			break;
		bpf_map_lookup_elem(fd, next->key, next->value);
		entry = next;
		state->count++;
	}
	if (state->count < MANAGE_MAX)
		memset(&state->entries[state->count], 0, sizeof(state->entries[0]));
	qsort(state->entries, state->count, sizeof(state->entries[0]), compare);
}

int manage_restore(int fd, const struct manage_state *state)
{
	struct manage_state now;

	manage_read(fd, &now);
	for (int i = 0; i < now.count; i++)
		bpf_map_delete_elem(fd, now.entries[i].key);
	for (int i = 0; i < state->count; i++)
		if (bpf_map_update_elem(fd, state->entries[i].key, state->entries[i].value,
					BPF_ANY))
			return fail("cannot write km_manage: %s", strerror(errno));
	return 0;
}

void manage_print(FILE *out, const struct manage_state *state, __u64 cookie)
{
	fputc('[', out);
	for (int i = 0; i < state->count; i++) {
		const struct manage_entry *entry = &state->entries[i];

		fputs(i ? ",[\"" : "[\"", out);
		if (!memcmp(entry->key, &cookie, sizeof(cookie)))
			fputs("COOKIE", out);
		else
			hex_print(out, entry->key, sizeof(cookie));
		hex_print(out, entry->key + sizeof(cookie), sizeof(entry->key) - sizeof(cookie));
		fputs("\",\"", out);
		hex_print(out, entry->value, sizeof(entry->value));
		fputs("\"]", out);
	}
	fputc(']', out);
}
