/* registry/write.c -- see write.h.  Floor 6. */
#include "registry/write_inside.h"

#define OUT_FULL ((size_t)64 << 10) /* given away from here on */
#define OUT_MAX  ((size_t)64 << 20) /* of one row; rows come from the store, capped there */

static void
writer_close(void *what)
{
    struct writer *w = what;

    buf_free(&w->out);
    arena_free(w->scratch);
}

enum err
writer_new(struct arena *arena, const struct write_options *options, write_sink *sink,
           void *context, struct writer **out)
{
    static const struct write_maker *const makers[] = {
        [WRITE_CSV] = &write_maker_csv,
        [WRITE_XLSX] = &write_maker_xlsx,
        [WRITE_NDJSON] = &write_maker_ndjson,
        [WRITE_GEOJSON] = &write_maker_geojson,
    };
    struct writer *w = arena_make(arena, struct writer);

    if (options->n_columns < 1 || options->n_columns > WRITE_COLUMNS_MAX)
        BUG("a file of %d columns", options->n_columns);
    w->arena = arena;
    w->scratch = arena_new();
    w->maker = makers[options->format];
    w->options = *options;
    if (w->options.delimiter == 0)
        w->options.delimiter = ',';
    if (w->options.decimal == 0)
        w->options.decimal = '.';
    w->sink = sink;
    w->context = context;
    w->out = BUF_MAX(OUT_MAX);
    arena_defer(arena, writer_close, w);
    TRY(w->maker->begin(w));
    *out = w;
    return ERR_OK;
}

enum err
write_flush(struct writer *w)
{
    Str bytes = buf_str(&w->out);

    if (w->out.over)
        return ERR_TOO_LARGE;
    if (bytes.n > 0)
        TRY(w->sink(w->context, bytes));
    buf_clear(&w->out);
    return ERR_OK;
}

enum err
writer_row(struct writer *w, const struct write_cell *cell)
{
    if (arena_used(w->scratch) > 0)
        arena_reset(w->scratch);
    TRY(w->maker->row(w, cell));
    w->rows++;
    return w->out.n >= OUT_FULL || w->out.over ? write_flush(w) : ERR_OK;
}

enum err
writer_end(struct writer *w)
{
    TRY(w->maker->end(w));
    return write_flush(w);
}

int64_t
writer_left_out(const struct writer *w)
{
    return w->left_out;
}

Str
write_text(struct writer *w, enum write_kind kind, const struct write_cell *cell)
{
    if (cell->null)
        return STR_NONE;
    switch (kind) {
    case WRITE_INT:
        return str_int(w->scratch, cell->number);
    case WRITE_BOOL:
        return cell->number != 0 ? S("true") : S("false");
    case WRITE_DAY:
        return day_text(w->scratch, (Day)cell->number);
    case WRITE_MOMENT:
        return time_text(w->scratch, cell->number);
    case WRITE_TEXT:
    case WRITE_NUMBER:
    case WRITE_JSON:
    case WRITE_GEOMETRY:
        break;
    }
    return cell->text.p != NULL ? cell->text : S("");
}
