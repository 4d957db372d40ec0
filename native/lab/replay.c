// SPDX-License-Identifier: Apache-2.0
/*
 * replay: carries recorded connects out again, against the lab's data plane with recorded maps.
 *
 *   replay [KIND] < LINES        KIND main (also without it), v1.1 (no DNS redirect), v1.0,
 *                                kernel-native, kernel-native-v1.0
 *
 * It works in a cgroup pair and a network namespace of its own, which it removes, on maps that
 * nobody else sees. The namespace has the addresses 10.244.200.10 and fd00:244::200:10, and what
 * it sends reaches nobody: a TCP socket stays in SYN-SENT.
 *
 * The first line printed is {"ready":true,"cookie":"N"}, the namespace's cookie in decimal. Then
 * it reads, fields separated by spaces:
 *
 *   state ID                     forget all maps; answers {"state":"ID"}
 *   put MAP KEYHEX VALUEHEX      one entry; bytes that are missing at the end are 0. In a per-CPU
 *                                map it is every CPU's
 *                                (COOKIE at the head of a key stands for the cookie's 8 bytes)
 *   untail SLOT                  empties a slot of km_cgrptailcall
 *   manage KEYHEX VALUEHEX       one entry of km_manage, which is put back after every connect
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
 * 16 bytes, two times, zeroed, or in kernel-native mode its km_cluster_sock value; or null, and then
 * there is no connect_ns_set. If they apply:
 * sock_dst and sock_port (the socket was connected elsewhere, 0.0.0.0 becomes loopback), no_syn
 * (TCP failed before a SYN), hook (an IPv6 socket ran the IPv4 hook), manage_after (all of
 * km_manage if the connect changed it). A bad line ends the run with status 1.
 */
#include "replay.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
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
static struct bpf_object *dataplane;
static __u64 cookie;
static volatile sig_atomic_t worker;

static const struct kind {
	const char *name;
	const char *file;
	int (*connect)(struct bpf_object *obj);
	bool with_dns;
	const char *storage;
	unsigned int times_size;
	const char *programs[3];
} kinds[] = {
	{"main", "dataplane.bpf.o", object_connect_programs, true, "km_sockstorage", 16,
	 {"cgroup_connect4_prog", "cgroup_connect6_prog", "sockops_prog"}},
	{"v1.1", "dataplane.bpf.o", object_connect_programs, false, "km_sockstorage", 16,
	 {"cgroup_connect4_prog", "cgroup_connect6_prog", "sockops_prog"}},
	{"v1.0", "dataplane-v1.0.bpf.o", object_connect_programs, false, "km_sockstorage", 8,
	 {"cgroup_connect4_prog", "cgroup_connect6_prog", "sockops_prog"}},
	{"kernel-native", "native.bpf.o", object_connect_native_programs, false,
	 "km_cluster_sock", 0, {"cgroup_connect4_prog", "sockops_prog"}},
	{"kernel-native-v1.0", "native-v1.0.bpf.o", object_connect_native_programs, false,
	 "km_cluster_sock", 0, {"cgroup_connect4_prog"}},
};

static const struct kind *kind;

static int attach(int cgroup)
{
	for (size_t i = 0; i < 3 && kind->programs[i]; i++)
		if (!object_attach(dataplane, kind->programs[i], cgroup))
			return -1;
	if (kind->with_dns && (!object_attach(dataplane, "bpf_redirect_dns_send", cgroup) ||
			       !object_attach(dataplane, "bpf_restore_dns_recv", cgroup)))
		return -1;
	return 0;
}

static int load_dataplane(int cgroup)
{
	const struct bpf_map *storage;

	dataplane = object_open(kind->file);
	if (!dataplane)
		return -1;
	if (bpf_object__find_map_by_name(dataplane, "km_frontend") &&
	    object_set(dataplane, ".rodata", "dns_enabled", &kind->with_dns,
		       sizeof(kind->with_dns)))
		return -1;
	maps_shrink(dataplane);
	if (object_load(dataplane) || kind->connect(dataplane))
		return -1;
	fds.manage = object_map_fd(dataplane, "km_manage");
	fds.storage = object_map_fd(dataplane, kind->storage);
	fds.times_size = kind->times_size;
	storage = bpf_object__find_map_by_name(dataplane, kind->storage);
	fds.storage_size = storage ? bpf_map__value_size(storage) : 0;
	return attach(cgroup);
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

static int start_state(const char *id)
{
	if (maps_clear(dataplane))
		return -1;
	memset(&manage, 0, sizeof(manage));
	if (manage_restore(fds.manage, &manage) || kind->connect(dataplane))
		return -1;
	fputs("{\"state\":", stdout);
	json_string(stdout, id);
	puts("}");
	return 0;
}

static int put_manage(const char *key_hex, const char *value_hex)
{
	unsigned char key[16] = {}, value[4];

	if (maps_decode_key(key_hex, cookie, key, sizeof(key)) < 0 ||
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
		return maps_put(dataplane, cookie, (const char *const *)word + 1);
	if (count == 2 && !strcmp(word[0], "untail"))
		return maps_untail(dataplane, word[1]);
	if (count == 3 && !strcmp(word[0], "manage"))
		return put_manage(word[1], word[2]);
	if (count == 7 && !strcmp(word[0], "connect"))
		return parse_connect(word + 1, &order) ||
		       connect_and_print(&order, &fds, &manage, cookie);
	return fail("no such command, or wrong number of fields");
}

static int work(const struct cgroups *cgroups)
{
	int parent = open(cgroups->parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int child = open(cgroups->child, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *line = NULL;
	cpu_set_t first;
	size_t size = 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* As it was recorded: each CPU builds lists over what it built before. */
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof(first), &first);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (parent < 0 || child < 0)
		return fail("cannot open the cgroups: %m");
	if (enter_silence(cgroups) || load_dataplane(child) || load_recorder(parent))
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
	struct cgroups cgroups;
	int status;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(argc > 1 ? argv[1] : "main", kinds[i].name))
			kind = &kinds[i];
	if (argc > 2 || !kind) {
		fputs("usage: replay [main|v1.1|v1.0|kernel-native|kernel-native-v1.0] < LINES\n",
		      stderr);
		return 2;
	}
	if (cgroups_create(&cgroups))
		return 1;
	/* The worker lives in the cgroups; this process stays outside to remove them. */
	worker = fork();
	if (!worker)
		return work(&cgroups) ? 1 : 0;
	signal(SIGINT, stop_worker);
	signal(SIGTERM, stop_worker);
	while (waitpid(worker, &status, 0) < 0 && errno == EINTR)
		;
	cgroups_remove(&cgroups);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
