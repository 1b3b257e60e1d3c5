/* test/unit/journal/signet_tool.h -- keys for documents, and a keeper in a process of its
 * own that holds one. */
#ifndef TEST_SIGNET_TOOL_H
#define TEST_SIGNET_TOOL_H

#include <sys/types.h>

#include "check.h"
#include "journal/signet.h"

#define SIGNET_NAME "Ủy ban nhân dân tỉnh Mẫu"

/* A folder with a key of its own making. */
struct signet_options signet_made(const char *name);
/* The text of an RSA key, and of a certificate that it made for this name. */
void signet_rsa(const char *name, int bits, Str *key, Str *certificate);
Str  signet_pair_text(const struct signet_options *); /* what the folder's file holds */

struct kept {
    pid_t pid;
    int   fd;
};
struct kept keeper_with(const struct signet_options *); /* NULL: without a key for documents */
void        keeper_over(struct kept *);

#endif
