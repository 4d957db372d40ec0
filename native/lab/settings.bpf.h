/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The data plane's settings: global variables or, in v1.0, the only entry of a map. */
#ifndef KMSCOPE_LAB_SETTINGS_BPF_H
#define KMSCOPE_LAB_SETTINGS_BPF_H

#include "common_maps.bpf.h"

#ifdef KMESH_V10

static __always_inline const struct settings *find_settings(void)
{
	__u32 zero = 0;

	return bpf_map_lookup_elem(&km_configmap, &zero);
}

static __always_inline __u32 log_level(void)
{
	const struct settings *settings = find_settings();

	return settings ? settings->bpf_log_level : LOG_ERR;
}

static __always_inline bool is_monitoring(void)
{
	const struct settings *settings = find_settings();

	return settings && settings->enable_monitoring;
}

#else

/* .data, at the offsets where Kmesh's programs have them: 0 and 4. */
__u32 bpf_log_level = LOG_INFO;
__u32 enable_monitoring = 1;

static __always_inline __u32 log_level(void)
{
	return bpf_log_level;
}

static __always_inline bool is_monitoring(void)
{
	return enable_monitoring;
}

#endif

#endif
