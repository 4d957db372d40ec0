// SPDX-License-Identifier: Apache-2.0
/* One recorded connect, carried out again with real sockets. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <bpf/bpf.h>

#include "recorder.h"
#include "replay.h"
#include "text.h"

#define OUTCOMES_MAX 256

struct outcome {
	struct recorded recorded;
	int error;
	bool has_storage, is_connect_ns_set, is_manage_changed;
	unsigned char storage[STORAGE_MAX]; /* times zeroed */
	struct manage_state manage_after;
};

static struct outcome outcomes[OUTCOMES_MAX];
static unsigned int counts[OUTCOMES_MAX];
static int outcome_count;

static bool to_sockaddr(const struct connect_order *order, struct sockaddr_storage *addr,
			socklen_t *len)
{
	struct sockaddr_in *in = (struct sockaddr_in *)addr;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)addr;

	memset(addr, 0, sizeof(*addr));
	if (order->family == 4) {
		in->sin_family = AF_INET;
		in->sin_port = htons(order->port);
		*len = sizeof(*in);
		return inet_pton(AF_INET, order->dst, &in->sin_addr) == 1;
	}
	in6->sin6_family = AF_INET6;
	in6->sin6_port = htons(order->port);
	*len = sizeof(*in6);
	return inet_pton(AF_INET6, order->dst, &in6->sin6_addr) == 1;
}

static int attempt(const struct connect_order *order, const struct sockaddr *addr, socklen_t len,
		   const struct fds *fds, struct outcome *outcome)
{
	__u32 key = 0;
	int type = (order->is_tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
	int fd = socket(addr->sa_family, type, 0), err;

	if (fd < 0)
		return fail("cannot make a socket: %m");
	bpf_map_update_elem(fds->recorded, &key, &outcome->recorded, BPF_ANY);
	if (order->is_sendto)
		err = sendto(fd, "?", 1, 0, addr, len) < 0 ? errno : 0;
	else
		err = connect(fd, addr, len) ? errno : 0;
	outcome->error = err == EINPROGRESS ? 0 : err;
	bpf_map_lookup_elem(fds->recorded, &key, &outcome->recorded);
	outcome->has_storage = !bpf_map_lookup_elem(fds->storage, &fd, outcome->storage);
	close(fd);
	drain_packets();

	if (fds->times_size)
		outcome->is_connect_ns_set = memcmp(outcome->storage, &(__u64){0}, sizeof(__u64));
	memset(outcome->storage, 0, fds->times_size);
	return 0;
}

static int count_outcome(const struct outcome *outcome)
{
	int i;

	for (i = 0; i < outcome_count; i++)
		if (!memcmp(&outcomes[i], outcome, sizeof(*outcome)))
			break;
	if (i == OUTCOMES_MAX)
		return fail("too many different outcomes");
	if (i == outcome_count) {
		outcomes[outcome_count++] = *outcome;
		counts[i] = 0;
	}
	counts[i]++;
	return 0;
}

/* An IPv4 address stands in the first word; an IPv6 socket's is written as mapped. */
static void format_addr(int family, bool is_ip4, const __u32 *word, char *text)
{
	char plain[INET6_ADDRSTRLEN];

	inet_ntop(is_ip4 ? AF_INET : AF_INET6, word, plain, sizeof(plain));
	snprintf(text, INET6_ADDRSTRLEN + 8, "%s%s", is_ip4 && family == 6 ? "::ffff:" : "", plain);
}

static void print_destination(const struct connect_order *order, const struct recorded *recorded)
{
	bool is_ip4 = recorded->hook == HOOK_CONNECT4 || recorded->hook == HOOK_SENDMSG4;
	char dst[INET6_ADDRSTRLEN + 8], sock_dst[INET6_ADDRSTRLEN + 8];
	int port = ntohs((__u16)recorded->port), sock_port = ntohs((__u16)recorded->sock_port);

	if (recorded->hook == HOOK_NONE) {
		printf("\"dst\":\"%s\",\"port\":%u", order->dst, order->port);
		return;
	}
	format_addr(order->family, is_ip4, recorded->addr, dst);
	printf("\"dst\":\"%s\",\"port\":%d", dst, port);
	if (recorded->hook == HOOK_SENDMSG4 && order->family == 6)
		fputs(",\"hook\":\"sendmsg4\"", stdout);
	if (!order->is_tcp)
		return;
	if (!recorded->sock_family) {
		fputs(",\"no_syn\":true", stdout);
		return;
	}
	format_addr(order->family, recorded->sock_family == AF_INET, recorded->sock_addr, sock_dst);
	if (strcmp(dst, sock_dst) || port != sock_port)
		printf(",\"sock_dst\":\"%s\",\"sock_port\":%d", sock_dst, sock_port);
}

static void print_outcome(const struct connect_order *order, const struct fds *fds,
			  const struct outcome *outcome, __u64 cookie, unsigned int count)
{
	putchar('{');
	print_destination(order, &outcome->recorded);
	fputs(",\"storage\":", stdout);
	if (outcome->has_storage) {
		putchar('"');
		hex_print(stdout, outcome->storage, fds->storage_size);
		printf("\",\"connect_ns_set\":%s", outcome->is_connect_ns_set ? "true" : "false");
	} else {
		fputs("null", stdout);
	}
	fputs(",\"errno\":", stdout);
	json_string(stdout, errno_name(outcome->error));
	if (outcome->is_manage_changed) {
		fputs(",\"manage_after\":", stdout);
		manage_print(stdout, &outcome->manage_after, cookie);
	}
	printf(",\"count\":%u}", count);
}

int connect_and_print(const struct connect_order *order, const struct fds *fds,
		      const struct manage_state *manage, __u64 cookie)
{
	struct sockaddr_storage addr;
	socklen_t len;

	if (!to_sockaddr(order, &addr, &len))
		return fail("%s is not an IPv%d address", order->dst, order->family);
	outcome_count = 0;
	for (unsigned int i = 0; i < order->n; i++) {
		static struct outcome outcome;

		memset(&outcome, 0, sizeof(outcome));
		if (attempt(order, (struct sockaddr *)&addr, len, fds, &outcome))
			return -1;
		manage_read(fds->manage, &outcome.manage_after);
		if (memcmp(&outcome.manage_after, manage, sizeof(*manage))) {
			outcome.is_manage_changed = true;
			if (manage_restore(fds->manage, manage))
				return -1;
		}
		if (count_outcome(&outcome))
			return -1;
	}

	printf("{\"family\":%d,\"proto\":\"%s\",\"op\":\"%s\",\"dst\":", order->family,
	       order->is_tcp ? "tcp" : "udp", order->is_sendto ? "sendto" : "connect");
	json_string(stdout, order->dst);
	printf(",\"port\":%u,\"n\":%u,\"outcomes\":[", order->port, order->n);
	for (int i = 0; i < outcome_count; i++) {
		if (i)
			putchar(',');
		print_outcome(order, fds, &outcomes[i], cookie, counts[i]);
	}
	puts("]}");
	return 0;
}
