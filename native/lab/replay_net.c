// SPDX-License-Identifier: Apache-2.0
/* The surroundings of a replay: two cgroups, and a network namespace that only discards. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <mntent.h>
#include <net/if.h>
#include <net/route.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/if_tun.h>

#include "replay.h"
#include "text.h"

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif

#define CLIENT_IP4 "10.244.200.10"
#define CLIENT_IP6 "fd00:244::200:10"

/* In <linux/ipv6.h>, which does not go together with <netinet/in.h>. */
struct ifreq6 {
	struct in6_addr addr;
	__u32 prefixlen;
	int ifindex;
};

static int tun_fd = -1;

/* Where the unified hierarchy is mounted: /sys/fs/cgroup, or a folder in it on hybrid hosts. */
static bool find_cgroup2(char *path, size_t size)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct mntent *mount;
	bool is_found = false;

	while (mounts && !is_found && (mount = getmntent(mounts))) {
		if (strcmp(mount->mnt_type, "cgroup2"))
			continue;
		snprintf(path, size, "%s", mount->mnt_dir);
		is_found = !access(path, W_OK);
	}
	if (mounts)
		endmntent(mounts);
	return is_found;
}

int cgroups_create(struct cgroups *cgroups)
{
	char root[PATH_MAX / 2];

	if (!find_cgroup2(root, sizeof(root)))
		return fail("no writable cgroup2 is mounted");
	snprintf(cgroups->parent, sizeof(cgroups->parent), "%s/kmscope-replay-%d", root, getpid());
	snprintf(cgroups->child, sizeof(cgroups->child), "%s/kmscope-replay-%d/dataplane", root,
		 getpid());
	if (mkdir(cgroups->parent, 0700))
		return fail("cannot create cgroup %s: %m", cgroups->parent);
	if (mkdir(cgroups->child, 0700)) {
		fail("cannot create cgroup %s: %m", cgroups->child);
		rmdir(cgroups->parent);
		return -1;
	}
	return 0;
}

void cgroups_remove(const struct cgroups *cgroups)
{
	/* A process that has just ended may take a moment to leave. */
	for (int i = 0; i < 50 && rmdir(cgroups->child) && errno == EBUSY; i++)
		usleep(10000);
	if (rmdir(cgroups->parent))
		fail("cannot remove cgroup %s: %m", cgroups->parent);
}

static int join(const char *cgroup)
{
	char path[PATH_MAX + 16];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		return fail("cannot join cgroup %s: %m", cgroup);
	return close(fd);
}

static int set_up(int fd, const char *name)
{
	struct ifreq request = {};

	strcpy(request.ifr_name, name);
	if (ioctl(fd, SIOCGIFFLAGS, &request))
		return -1;
	request.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request);
}

static int set_ip4(int fd, const char *name)
{
	struct ifreq request = {};
	struct sockaddr_in *addr = (struct sockaddr_in *)&request.ifr_addr;

	strcpy(request.ifr_name, name);
	addr->sin_family = AF_INET;
	inet_pton(AF_INET, CLIENT_IP4, &addr->sin_addr);
	if (ioctl(fd, SIOCSIFADDR, &request))
		return -1;
	inet_pton(AF_INET, "255.255.255.255", &addr->sin_addr);
	return ioctl(fd, SIOCSIFNETMASK, &request);
}

static int set_default_route4(int fd, char *name)
{
	struct rtentry route = {.rt_flags = RTF_UP, .rt_dev = name};

	route.rt_dst.sa_family = AF_INET;
	route.rt_genmask.sa_family = AF_INET;
	return ioctl(fd, SIOCADDRT, &route);
}

static int set_ip6_and_route(const char *name)
{
	struct ifreq6 request = {.prefixlen = 128, .ifindex = if_nametoindex(name)};
	struct in6_rtmsg route = {
		.rtmsg_flags = RTF_UP, .rtmsg_metric = 1, .rtmsg_ifindex = request.ifindex};
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	inet_pton(AF_INET6, CLIENT_IP6, &request.addr);
	err = fd < 0 || ioctl(fd, SIOCSIFADDR, &request) || ioctl(fd, SIOCADDRT, &route);
	if (fd >= 0)
		close(fd);
	return err ? -1 : 0;
}

/* A tun device's packets go to its reader, and drain_packets() is one that keeps nothing. */
static int make_silent_interface(void)
{
	struct ifreq request = {.ifr_name = "silent", .ifr_flags = IFF_TUN | IFF_NO_PI};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	tun_fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (tun_fd < 0 || fd < 0)
		return fail("cannot open /dev/net/tun: %m");
	err = ioctl(tun_fd, TUNSETIFF, &request) || set_up(fd, "lo") ||
	      set_ip4(fd, request.ifr_name) || set_up(fd, request.ifr_name) ||
	      set_default_route4(fd, request.ifr_name) || set_ip6_and_route(request.ifr_name);
	if (err)
		fail("cannot set up the namespace's interface: %m");
	close(fd);
	return err ? -1 : 0;
}

int enter_silence(const struct cgroups *cgroups)
{
	if (join(cgroups->child))
		return -1;
	if (unshare(CLONE_NEWNET))
		return fail("cannot make a network namespace: %m");
	return make_silent_interface();
}

void drain_packets(void)
{
	char packet[2048];

	while (read(tun_fd, packet, sizeof(packet)) > 0)
		;
}

__u64 own_netns_cookie(void)
{
	__u64 cookie = 0;
	socklen_t len = sizeof(cookie);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &len))
		fail("cannot read the network namespace's cookie: %m");
	if (fd >= 0)
		close(fd);
	return cookie;
}
