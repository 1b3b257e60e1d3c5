/* registry/compose_inside.h -- what the files that compose a registry's SQL share: one text
 * that is written for both stores at once.  Private to the room.  Floor 6. */
#ifndef REGISTRY_COMPOSE_INSIDE_H
#define REGISTRY_COMPOSE_INSIDE_H

#include "registry/compose.h"

/* One text for both stores; they differ in parameters and types, and in how pages say what is in
 * force. */
struct both {
    struct arena *arena;
    struct buf    text[STORE_KINDS];
    int           only; /* what comes is for this store alone; -1: for both */
    int           n_in;
    struct column in[REGISTRY_FIELDS_MAX + 8];
};

void both_begin(struct both *, struct arena *);
void both_end(struct both *, const char *out[STORE_KINDS]);
/* As the statement `name`, whose rows are `out`. */
void both_finish(struct both *, struct stmt *, const char *name, const struct column *out,
                 int n_out);
__attribute__((format(printf, 2, 3))) void both_put(struct both *, const char *format, ...);
/* The next parameter, by its number: it may stand in the text more than once. */
int  both_param(struct both *, const char *name, enum cell_type, bool null);
void both_put_param(struct both *, int nth);
void both_put_new(struct both *, const char *name, enum cell_type, bool null);
void both_put_columns(struct both *, const struct column *, int n);
/* The value in its order: NULL as the least. */
void both_put_ordered(struct both *, const struct registry_field *);

enum cell_type compose_type(const struct registry_field *);

/* compose_read.c: what people read. */
void compose_reads(struct arena *, const struct registry *, struct registry_sql *);
/* compose_write.c: what is written, and what loads read. */
void compose_writes(struct arena *, struct registry_sql *);
/* "SELECT … FROM … WHERE ": the row, whole or without its _until. */
void both_put_select(struct both *, const struct registry_sql *, bool whole);

#endif
