/* test/unit/dossier/signing.h -- a simulated province with dossiers that wait for a
 * leader's signature, and the leader. */
#ifndef TEST_SIGNING_H
#define TEST_SIGNING_H

#include "../cmd/province.h"
#include "dossier/record.h"

struct desk {
    struct dir     dir;
    struct house   house;
    struct keeping keeping;
    struct actor   leader;  /* of the province: every unit is below */
    Str           *code;    /* of what waits for a leader */
    int            n;
};

/* At least `want` of them. */
void desk_open(struct desk *, const struct store_options *, int want);
void desk_close(struct desk *);
enum err desk_call(struct desk *, const char *name, struct json *input, struct call *out);
struct dossier desk_dossier(struct desk *, Str code);

#endif
