// SPDX-License-Identifier: Apache-2.0
/*
 * labctl put: lines on stdin, applied in order to pinned maps:
 *
 *   put MAP KEYHEX VALUEHEX
 *   del MAP KEYHEX            a missing key is no error
 *   clear MAP
 *
 * Blank lines and lines that start with # are skipped. Prints "ok N", N lines applied, or fails at
 * the first bad line and names it; the lines before it stay applied.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "labctl.h"
#include "text.h"

#define MAX_MAPS 32
#define MAX_SIZE 4096

struct open_map {
	char name[64];
	int fd;
	__u32 key_size, value_size;
};

static struct open_map maps[MAX_MAPS];
static int map_count;

static struct open_map *find_map(const struct lab_place *place, const char *name)
{
	struct bpf_map_info info = {};
	__u32 info_size = sizeof(info);
	struct open_map *map;

	for (int i = 0; i < map_count; i++)
		if (!strcmp(maps[i].name, name))
			return &maps[i];
	if (map_count == MAX_MAPS || strlen(name) >= sizeof(map->name))
		return NULL;
	map = &maps[map_count];
	map->fd = lab_open_map(place, name);
	if (map->fd < 0 || bpf_obj_get_info_by_fd(map->fd, &info, &info_size))
		return NULL;
	if (info.key_size > MAX_SIZE || info.value_size > MAX_SIZE)
		return NULL;
	strcpy(map->name, name);
	map->key_size = info.key_size;
	map->value_size = info.value_size;
	map_count++;
	return map;
}

/* One step behind: the next key is asked for before the key that leads there goes. */
static int clear(const struct open_map *map)
{
	unsigned char keys[2][MAX_SIZE];
	int turn = 0, err = bpf_map_get_next_key(map->fd, NULL, keys[turn]);

	while (!err) {
		err = bpf_map_get_next_key(map->fd, keys[turn], keys[!turn]);
		if (bpf_map_delete_elem(map->fd, keys[turn]))
			return -1;
		turn = !turn;
	}
	return errno == ENOENT ? 0 : -1;
}

static const char *apply(const struct lab_place *place, char *line)
{
	static unsigned char key[MAX_SIZE], value[MAX_SIZE];
	char *rest, *verb = strtok_r(line, " \t\n", &rest);
	char *name = strtok_r(NULL, " \t\n", &rest);
	char *key_hex = strtok_r(NULL, " \t\n", &rest);
	char *value_hex = strtok_r(NULL, " \t\n", &rest);
	struct open_map *map;

	if (!name)
		return "expected a verb and a map";
	map = find_map(place, name);
	if (!map)
		return "cannot use this map";
	if (!strcmp(verb, "clear"))
		return clear(map) ? strerror(errno) : NULL;
	if (!key_hex || hex_decode(key_hex, key, sizeof(key)) != (int)map->key_size)
		return "key is not hex of the map's key size";
	if (!strcmp(verb, "del"))
		return bpf_map_delete_elem(map->fd, key) && errno != ENOENT ? strerror(errno)
									    : NULL;
	if (strcmp(verb, "put"))
		return "verb is not put, del or clear";
	if (!value_hex || hex_decode(value_hex, value, sizeof(value)) != (int)map->value_size)
		return "value is not hex of the map's value size";
	return bpf_map_update_elem(map->fd, key, value, BPF_ANY) ? strerror(errno) : NULL;
}

int lab_put(const struct lab_place *place)
{
	unsigned int number = 0, applied = 0;
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, stdin) > 0) {
		const char *problem;

		number++;
		if (line[strspn(line, " \t\n")] == 0 || line[0] == '#')
			continue;
		problem = apply(place, line);
		if (problem)
			return fail("line %u: %s", number, problem);
		applied++;
	}
	free(line);
	printf("ok %u\n", applied);
	return 0;
}
