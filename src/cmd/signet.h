/* cmd/signet.h -- a key for documents where there is none.  Floor 13. */
#ifndef CMD_SIGNET_H
#define CMD_SIGNET_H

#include "cmd/house.h"

/* Its certificate names the province, as the units on record do; in a simulated folder it
 * says that it is one.  Nothing when there is a key, or a token is named. */
enum err signet_make(struct house *, char why[256]) MUST_USE;
/* The same before serving: a folder from before documents were signed, or a restored one,
 * has no key yet. */
enum err signet_ready(struct dir *, char why[256]) MUST_USE;

#endif
