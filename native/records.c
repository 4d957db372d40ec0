// SPDX-License-Identifier: Apache-2.0
/* Prints records.h as JSON: { struct: { "size": n, "fields": { name: { "offset": n, "size": n } } } }. */
#include <stddef.h>
#include <stdio.h>

#include "records.h"

#define FIELD(type, name)                                                                          \
	printf("%s\"" #name "\":{\"offset\":%zu,\"size\":%zu}", separator, offsetof(struct type, name),                \
	       sizeof(((struct type *)0)->name));                                                  \
	separator = ","
#define BEGIN(type)                                                                                \
	separator = "";                                                                            \
	printf("\"" #type "\":{\"size\":%zu,\"fields\":{", sizeof(struct type))
#define END(text) printf("}}" text "\n")
#define SOCKET(size, text)                                                                         \
	BEGIN(socket_record_##size);                                                               \
	FIELD(socket_record_##size, socket);                                                       \
	FIELD(socket_record_##size, value);                                                        \
	END(text)

int main(void)
{
	const char *separator;

	printf("{\n");
	BEGIN(task_record);
	FIELD(task_record, pid);
	FIELD(task_record, netns_inum);
	FIELD(task_record, netns_cookie);
	FIELD(task_record, comm);
	FIELD(task_record, nodename);
	END(",");
	BEGIN(socket_record);
	FIELD(socket_record, netns_cookie);
	FIELD(socket_record, socket_cookie);
	FIELD(socket_record, inode);
	FIELD(socket_record, family);
	FIELD(socket_record, state);
	FIELD(socket_record, protocol);
	FIELD(socket_record, local_port);
	FIELD(socket_record, remote_port);
	FIELD(socket_record, local_addr);
	FIELD(socket_record, remote_addr);
	FIELD(socket_record, sk);
	END(",");
	SOCKET(64, ",");
	SOCKET(16, ",");
	SOCKET(4, ",");
	BEGIN(interface_record);
	FIELD(interface_record, netns_cookie);
	FIELD(interface_record, index);
	FIELD(interface_record, flags);
	FIELD(interface_record, name);
	FIELD(interface_record, xdp_id);
	FIELD(interface_record, xdp_name);
	END("");
	printf("}\n");
	return 0;
}
