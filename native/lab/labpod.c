// SPDX-License-Identifier: Apache-2.0
/*
 * labpod: the process of a lab pod.
 *
 *   labpod [--hostname NAME] [--cgroup DIR] [--netns PATH] [--stay]
 *
 * Takes a UTS namespace with that host name, moves into the cgroup, enters the network namespace
 * (by itself, since "ip netns exec" hides the cgroups), then reads commands from stdin, one a line,
 * and answers each with one line of JSON, in order; "open" answers when its connection stands or
 * has failed, and later commands may answer before it. At the end of stdin it quits, or with
 * --stay holds what is open until a signal.
 *
 *   listen ADDR PORT                    accept and hold connections, discard what they send
 *   open ID ADDR PORT [TIMEOUT_MS]      connect and hold; a mapped address takes an IPv6 socket
 *   send ID TEXT                        TEXT is the rest of the line
 *   close ID | closeall                 closeall leaves the listeners
 *   enrol 4|6 | leave 4|6               Kmesh's control connects, as its CNI plugin makes them
 *   cookie                              the network namespace's cookie
 *   quit
 *
 * An answer has "ok"; with ok false there is "errno", a name, or "error", a sentence.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "labpod.h"
#include "text.h"

#define LINE_SIZE 4096

const char *program_name = "labpod";

/* False: quit, or stdin has ended. */
static bool read_commands(bool *ended)
{
	static char buffer[LINE_SIZE];
	static size_t filled;
	char *line = buffer, *newline;
	ssize_t got = read(STDIN_FILENO, buffer + filled, sizeof(buffer) - filled);

	if (got <= 0) {
		*ended = got == 0 || errno != EINTR;
		return !*ended;
	}
	filled += got;
	while ((newline = memchr(line, '\n', buffer + filled - line))) {
		*newline = 0;
		if (!command(line))
			return false;
		line = newline + 1;
	}
	filled = buffer + filled - line;
	memmove(buffer, line, filled);
	if (filled == sizeof(buffer)) {
		answer_error(NULL, "line is too long");
		filled = 0;
	}
	return true;
}

static int join_cgroup(const char *directory)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", directory);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		return fail("cannot join cgroup %s: %m", directory);
	return close(fd);
}

static int enter_netns(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || setns(fd, CLONE_NEWNET))
		return fail("cannot enter network namespace %s: %m", path);
	return close(fd);
}

static int prepare(const char *hostname, const char *cgroup, const char *netns)
{
	struct rlimit files;

	if (hostname && (unshare(CLONE_NEWUTS) || sethostname(hostname, strlen(hostname))))
		return fail("cannot take host name %s: %m", hostname);
	if ((cgroup && join_cgroup(cgroup)) || (netns && enter_netns(netns)))
		return -1;
	if (!getrlimit(RLIMIT_NOFILE, &files)) {
		files.rlim_cur = files.rlim_max;
		setrlimit(RLIMIT_NOFILE, &files);
	}
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdout, NULL, _IOLBF, 0);
	return slots_init();
}

int main(int argc, char **argv)
{
	const char *hostname = NULL, *cgroup = NULL, *netns = NULL;
	bool stay = false, ended = false;

	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--stay")) {
			stay = true;
		} else if (!strcmp(argv[i], "--hostname") && i + 1 < argc) {
			hostname = argv[++i];
		} else if (!strcmp(argv[i], "--cgroup") && i + 1 < argc) {
			cgroup = argv[++i];
		} else if (!strcmp(argv[i], "--netns") && i + 1 < argc) {
			netns = argv[++i];
		} else {
			fputs("usage: labpod [--hostname NAME] [--cgroup DIR] [--netns PATH] "
			      "[--stay]\n",
			      stderr);
			return 2;
		}
	}
	if (prepare(hostname, cgroup, netns))
		return 1;
	for (;;) {
		int ready = slots_wait();

		if (ready < 0)
			return 1;
		if (!ready || read_commands(&ended))
			continue;
		if (!ended || !stay)
			return 0;
		slots_ignore_stdin();
	}
}
