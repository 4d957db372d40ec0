// SPDX-License-Identifier: Apache-2.0
/*
 * labctl rings: one line for each pinned ring, NAME CONSUMER PRODUCER, in bytes since the ring was
 * made. For tests that nothing took records from a ring.
 */
#include "labctl.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "text.h"

static const char *const rings[] = {"km_tcp_probe", "km_log_event", "km_auth_req", "km_perf_info"};

/* The consumer's page comes first, the producer's follows; a position is the page's first word. */
static int print_positions(const char *ring, int fd)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const volatile unsigned long *positions[2];

	for (int i = 0; i < 2; i++) {
		void *at = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, (off_t)(i * page));

		if (at == MAP_FAILED)
			return fail("cannot map ring %s: %s", ring, strerror(errno));
		positions[i] = at;
	}
	printf("%s %lu %lu\n", ring, *positions[0], *positions[1]);
	return 0;
}

int lab_rings(const struct lab_place *place)
{
	for (size_t i = 0; i < sizeof(rings) / sizeof(rings[0]); i++) {
		int fd = lab_open_map(place, rings[i]);

		if (fd < 0 || print_positions(rings[i], fd))
			return -1;
		close(fd);
	}
	return 0;
}
