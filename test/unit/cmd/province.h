/* test/unit/cmd/province.h -- a whole province for a test: made by the commands,
 * on a given store, with a keeper in a thread where signatures are needed. */
#ifndef TEST_PROVINCE_H
#define TEST_PROVINCE_H

#include <pthread.h>

#include "cmd/house.h"
#include "cmd/simulate.h"
#include "stores.h"

struct keeper;
struct keeping {
    struct keeper *keeper;
    pthread_t      thread;
    int            pair[2];
};

Str  province_path(const char *kind); /* a name in the test's folder, never given before */
Str  province_store(const struct store_options *); /* as --store has it */
void province_found(struct dir *, const struct store_options *);
/* Founded, and these days simulated in it; closed again. */
void province_simulated(struct dir *, const struct store_options *, struct simulate_request);
/* What its store holds, as of one moment; what the house serving it has committed. */
struct view province_view(const struct dir *);
void        province_view_end(struct view *);
struct view province_house_view(struct house *); /* db_close(v.db) when done */
void province_open(struct house *, struct dir *, struct keeping *);
void province_close(struct house *, struct keeping *);
/* The receipt of an entry, as a file; its path. */
Str  province_receipt(struct dir *, int64_t act);
/* What the command says of all (receipt: none), or of a receipt: its exit code. */
int  province_verify(const struct dir *, Str receipt);
/* What a hostile administrator could do. */
void province_sql(const struct dir *, const char *statement);

#endif
