// SPDX-License-Identifier: Apache-2.0
/*
 * replay: carries recorded connects out again, against the lab's data plane with recorded maps.
 *
 *   replay [--no-dns] < LINES        --no-dns: as v1.1, without the DNS redirect
 *
 * It works in a cgroup pair and a network namespace of its own, which it removes, on maps that
 * nobody else sees. The namespace has the addresses 10.244.200.10 and fd00:244::200:10, and what
 * it sends reaches nobody: a TCP socket stays in SYN-SENT.
 *
 * The first line printed is {"ready":true,"cookie":"N"}, the namespace's cookie in decimal. Then
 * it reads, fields separated by spaces:
 *
 *   state ID                     forget all maps; answers {"state":"ID"}
 *   put MAP KEYHEX VALUEHEX      one entry of km_frontend, km_service, km_endpoint or km_backend
 *   manage KEYHEX VALUEHEX       one entry of km_manage; COOKIE in KEYHEX stands for the cookie's
 *                                8 bytes
 *   connect FAMILY PROTO OP DST PORT N
 *                                FAMILY 4|6 (the socket's), PROTO tcp|udp, OP connect|sendto;
 *                                N times, each with a new socket and km_manage as it was given
 *
 * and answers each connect with one line:
 *
 *   {"family":4,"proto":"tcp","op":"connect","dst":"10.96.0.1","port":80,"n":24,"outcomes":[
 *     {"dst":"10.244.0.9","port":8080,"storage":"00..","connect_ns_set":true,"errno":null,
 *      "count":24}]}
 *
 * dst and port are what the hooks left. storage is the socket's km_sockstorage value, its first
 * 16 bytes, two times, zeroed; or null, and then there is no connect_ns_set. If they apply:
 * sock_dst and sock_port (the socket was connected elsewhere, 0.0.0.0 becomes loopback), no_syn
 * (TCP failed before a SYN), hook (an IPv6 socket ran the IPv4 hook), manage_after (all of
 * km_manage if the connect changed it). A bad line ends the run with status 1.
 */
#include "replay.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "object.h"
#include "text.h"

const char *program_name = "replay";

static struct fds fds;
static struct manage_state manage;
static __u64 cookie;
static volatile sig_atomic_t worker;

static const struct {
	const char *name;
	int *fd;
	int key_size, value_size;
} maps[] = {
	{"km_frontend", &fds.frontend, 16, 4},
	{"km_service", &fds.service, 4, 132},
	{"km_endpoint", &fds.endpoint, 12, 4},
	{"km_backend", &fds.backend, 4, 80},
};

#define MAP_COUNT (sizeof(maps) / sizeof(maps[0]))

/* Not used here, and large even when empty. */
static const char *const idle_maps[] = {"kmesh_map64",	 "kmesh_map192", "kmesh_map296",
					"kmesh_map1600", "km_tcargs",	 "km_perf_map"};

static int load_dataplane(int cgroup, bool with_dns)
{
	struct bpf_object *obj = object_open("dataplane.bpf.o");

	if (!obj || object_set(obj, ".rodata", "dns_enabled", &with_dns, sizeof(with_dns)))
		return -1;
	for (size_t i = 0; i < sizeof(idle_maps) / sizeof(idle_maps[0]); i++)
		bpf_map__set_max_entries(bpf_object__find_map_by_name(obj, idle_maps[i]), 1);
	if (object_load(obj) || object_connect_programs(obj))
		return -1;
	for (size_t i = 0; i < MAP_COUNT; i++)
		*maps[i].fd = object_map_fd(obj, maps[i].name);
	fds.manage = object_map_fd(obj, "km_manage");
	fds.storage = object_map_fd(obj, "km_sockstorage");
	if (!object_attach(obj, "cgroup_connect4_prog", cgroup) ||
	    !object_attach(obj, "cgroup_connect6_prog", cgroup) ||
	    !object_attach(obj, "sockops_prog", cgroup))
		return -1;
	if (with_dns && (!object_attach(obj, "bpf_redirect_dns_send", cgroup) ||
			 !object_attach(obj, "bpf_restore_dns_recv", cgroup)))
		return -1;
	return 0;
}

static int load_recorder(int cgroup)
{
	static const char *const programs[] = {"record_connect4", "record_connect6",
					       "record_sendmsg4", "record_sendmsg6", "record_syn"};
	struct bpf_object *obj = object_open("recorder.bpf.o");

	if (!obj || object_load(obj))
		return -1;
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (!object_attach(obj, programs[i], cgroup))
			return -1;
	fds.recorded = object_map_fd(obj, "recorded");
	return fds.recorded < 0 ? -1 : 0;
}

static void clear(int fd)
{
	unsigned char key[16];

	while (!bpf_map_get_next_key(fd, NULL, key))
		bpf_map_delete_elem(fd, key);
}

static int start_state(const char *id)
{
	for (size_t i = 0; i < MAP_COUNT; i++)
		clear(*maps[i].fd);
	memset(&manage, 0, sizeof(manage));
	if (manage_restore(fds.manage, &manage))
		return -1;
	fputs("{\"state\":", stdout);
	json_string(stdout, id);
	puts("}");
	return 0;
}

static int put(const char *name, const char *key_hex, const char *value_hex)
{
	unsigned char key[16], value[132];

	for (size_t i = 0; i < MAP_COUNT; i++) {
		if (strcmp(maps[i].name, name))
			continue;
		if (hex_decode(key_hex, key, sizeof(key)) != maps[i].key_size ||
		    hex_decode(value_hex, value, sizeof(value)) != maps[i].value_size)
			return fail("key or value is not hex of the right size");
		if (bpf_map_update_elem(*maps[i].fd, key, value, BPF_ANY))
			return fail("cannot write %s: %s", name, strerror(errno));
		return 0;
	}
	return fail("no map %s", name);
}

static int put_manage(const char *key_hex, const char *value_hex)
{
	static const char token[] = "COOKIE";
	unsigned char key[16] = {}, value[4];
	bool is_own = !strncmp(key_hex, token, strlen(token));
	size_t skip = is_own ? sizeof(cookie) : 0;

	if (is_own)
		memcpy(key, &cookie, sizeof(cookie));
	if (hex_decode(key_hex + (is_own ? strlen(token) : 0), key + skip, sizeof(key) - skip) !=
		    (int)(sizeof(key) - skip) ||
	    hex_decode(value_hex, value, sizeof(value)) != sizeof(value))
		return fail("key or value is not hex of the right size");
	if (manage.count == MANAGE_MAX - 1)
		return fail("too many entries for km_manage");
	if (bpf_map_update_elem(fds.manage, key, value, BPF_ANY))
		return fail("cannot write km_manage: %s", strerror(errno));
	manage_read(fds.manage, &manage);
	return 0;
}

static int parse_connect(char **word, struct connect_order *order)
{
	order->family = atoi(word[0]);
	order->is_tcp = !strcmp(word[1], "tcp");
	order->is_sendto = !strcmp(word[2], "sendto");
	snprintf(order->dst, sizeof(order->dst), "%s", word[3]);
	order->port = atoi(word[4]);
	order->n = atoi(word[5]);
	if ((order->family != 4 && order->family != 6) || order->port > 65535 || !order->n)
		return fail("bad connect");
	if ((!order->is_tcp && strcmp(word[1], "udp")) ||
	    (!order->is_sendto && strcmp(word[2], "connect")))
		return fail("bad connect");
	return 0;
}

static int apply(char *line)
{
	struct connect_order order;
	char *word[8], *rest;
	int count = 0;

	for (char *next = strtok_r(line, " \n", &rest); next && count < 8;
	     next = strtok_r(NULL, " \n", &rest))
		word[count++] = next;
	if (!count)
		return 0;
	if (count == 2 && !strcmp(word[0], "state"))
		return start_state(word[1]);
	if (count == 4 && !strcmp(word[0], "put"))
		return put(word[1], word[2], word[3]);
	if (count == 3 && !strcmp(word[0], "manage"))
		return put_manage(word[1], word[2]);
	if (count == 7 && !strcmp(word[0], "connect"))
		return parse_connect(word + 1, &order) ||
		       connect_and_print(&order, &fds, &manage, cookie);
	return fail("no such command, or wrong number of fields");
}

static int work(const struct cgroups *cgroups, bool with_dns)
{
	int parent = open(cgroups->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int child = open(cgroups->child, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *line = NULL;
	size_t size = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (parent < 0 || child < 0)
		return fail("cannot open the cgroups: %m");
	if (enter_silence(cgroups) || load_dataplane(child, with_dns) || load_recorder(parent))
		return -1;
	cookie = own_netns_cookie();
	printf("{\"ready\":true,\"cookie\":\"%llu\"}\n", (unsigned long long)cookie);
	for (int number = 1; getline(&line, &size, stdin) > 0; number++)
		if (apply(line))
			return fail("stopped at line %d", number);
	return 0;
}

static void stop_worker(int signal)
{
	if (worker > 0)
		kill(worker, signal);
}

int main(int argc, char **argv)
{
	bool with_dns = argc == 1;
	struct cgroups cgroups;
	int status;

	if (argc > 2 || (argc == 2 && strcmp(argv[1], "--no-dns"))) {
		fputs("usage: replay [--no-dns] < LINES\n", stderr);
		return 2;
	}
	if (cgroups_create(&cgroups))
		return 1;
	/* The worker lives in the cgroups; this process stays outside to remove them. */
	worker = fork();
	if (!worker)
		return work(&cgroups, with_dns) ? 1 : 0;
	signal(SIGINT, stop_worker);
	signal(SIGTERM, stop_worker);
	while (waitpid(worker, &status, 0) < 0 && errno == EINTR)
		;
	cgroups_remove(&cgroups);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
