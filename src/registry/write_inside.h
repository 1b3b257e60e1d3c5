/* registry/write_inside.h -- what the formats share behind write.h.  Private.  Floor 6. */
#ifndef REGISTRY_WRITE_INSIDE_H
#define REGISTRY_WRITE_INSIDE_H

#include "registry/write.h"

struct write_maker {
    enum err (*begin)(struct writer *);
    enum err (*row)(struct writer *, const struct write_cell *);
    enum err (*end)(struct writer *);
};
extern const struct write_maker write_maker_csv, write_maker_xlsx, write_maker_ndjson,
    write_maker_geojson;

struct writer {
    struct arena             *arena, *scratch; /* scratch: the row's */
    const struct write_maker *maker;
    struct write_options      options;
    write_sink               *sink;
    void                     *context;
    struct buf                out;
    int64_t                   rows, left_out;
    void                     *own;
};

enum err write_flush(struct writer *) MUST_USE;
/* A cell of a text format: number, day and moment as ISO has them; STR_NONE of null. */
Str write_text(struct writer *, enum write_kind, const struct write_cell *);

#endif
