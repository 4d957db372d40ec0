// SPDX-License-Identifier: Apache-2.0
/* The plan of labctl load, read from stdin; load.c says what its lines mean. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "labctl.h"
#include "text.h"

static const struct {
	const char *verb;
	int words;
} verbs[] = {{"dataplane", 1}, {"version", 1}, {"directory", 1},
	     {"map", 3},       {"program", 2}, {"link", 2}};

static bool is_known(const char *verb, int words)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (!strcmp(verbs[i].verb, verb))
			return verbs[i].words == words;
	return false;
}

/* The words stay in the line, which is never freed. */
static int add_line(struct plan *plan, char *text)
{
	struct plan_line line = {};
	char *rest, *word = strtok_r(text, " \n", &rest);
	int words = 0;

	if (!word)
		return 0;
	line.verb = word;
	while ((word = strtok_r(NULL, " \n", &rest)) && words < PLAN_WORDS)
		line.word[words++] = word;
	if (word || !is_known(line.verb, words))
		return fail("no such line in a plan, or wrong number of words: %s", line.verb);
	if (!strcmp(line.verb, "dataplane")) {
		plan->dataplane = line.word[0];
		return 0;
	}
	if (plan->count == PLAN_LINES)
		return fail("the plan is too long");
	plan->lines[plan->count++] = line;
	return 0;
}

int plan_read(struct plan *plan)
{
	size_t size = 0;
	char *line = NULL;

	plan->dataplane = "";
	plan->count = 0;
	while (getline(&line, &size, stdin) > 0) {
		if (add_line(plan, line))
			return -1;
		line = NULL;
		size = 0;
	}
	return 0;
}
