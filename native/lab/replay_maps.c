// SPDX-License-Identifier: Apache-2.0
/* The maps of whatever data plane is replayed, by name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <bpf/bpf.h>

#include "object.h"
#include "replay.h"
#include "text.h"

/* What the recorded states need; the large maps are slow to empty. */
#define MAX_ENTRIES 4096
#define KEY_MAX 192
#define VALUE_MAX 1600
#define CPUS_MAX 1024

static bool is_hash(const struct bpf_map *map)
{
	return bpf_map__type(map) == BPF_MAP_TYPE_HASH;
}

void maps_shrink(struct bpf_object *obj)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj)
		if (is_hash(map) && bpf_map__max_entries(map) > MAX_ENTRIES)
			bpf_map__set_max_entries(map, MAX_ENTRIES);
}

static void clear(int fd)
{
	unsigned char key[KEY_MAX];

	while (!bpf_map_get_next_key(fd, NULL, key))
		bpf_map_delete_elem(fd, key);
}

static int put_bytes(struct bpf_map *map, const unsigned char *key, const unsigned char *value)
{
	static unsigned char all[VALUE_MAX * CPUS_MAX];
	size_t size = (bpf_map__value_size(map) + 7) / 8 * 8;
	int cpus = libbpf_num_possible_cpus();

	if (bpf_map__type(map) != BPF_MAP_TYPE_PERCPU_ARRAY)
		return bpf_map_update_elem(bpf_map__fd(map), key, value, BPF_ANY);
	for (int i = 0; i < cpus && i < CPUS_MAX; i++)
		memcpy(all + i * size, value, bpf_map__value_size(map));
	return bpf_map_update_elem(bpf_map__fd(map), key, all, BPF_ANY);
}

int maps_clear(struct bpf_object *obj)
{
	static const unsigned char zero[VALUE_MAX];
	struct bpf_map *map;

	bpf_object__for_each_map(map, obj) {
		if (is_hash(map))
			clear(bpf_map__fd(map));
		if (!strcmp(bpf_map__name(map), "km_eps_data") && put_bytes(map, zero, zero))
			return fail("cannot empty %s: %m", bpf_map__name(map));
	}
	return 0;
}

int maps_decode_key(const char *hex, __u64 cookie, unsigned char *key, size_t size)
{
	static const char own[] = "COOKIE";
	size_t length = strlen(own);

	if (strncmp(hex, own, length) || size < sizeof(cookie))
		return hex_decode(hex, key, size);
	memcpy(key, &cookie, sizeof(cookie));
	return hex_decode(hex + length, key + sizeof(cookie), size - sizeof(cookie));
}

int maps_put(struct bpf_object *obj, __u64 cookie, const char *const *word)
{
	struct bpf_map *map = bpf_object__find_map_by_name(obj, word[0]);
	unsigned char key[KEY_MAX] = {}, value[VALUE_MAX] = {};

	if (!map || bpf_map__key_size(map) > sizeof(key) ||
	    bpf_map__value_size(map) > sizeof(value))
		return fail("no map %s", word[0]);
	if (maps_decode_key(word[1], cookie, key, bpf_map__key_size(map)) < 0 ||
	    hex_decode(word[2], value, bpf_map__value_size(map)) < 0)
		return fail("key or value is not hex of the right size");
	if (put_bytes(map, key, value))
		return fail("cannot write %s: %s", word[0], strerror(errno));
	return 0;
}

int maps_untail(struct bpf_object *obj, const char *text)
{
	__u32 slot = atoi(text);

	if (bpf_map_delete_elem(object_map_fd(obj, "km_cgrptailcall"), &slot))
		return fail("cannot empty slot %u: %m", slot);
	return 0;
}
