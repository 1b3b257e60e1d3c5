/* registry/load_rejects.c -- rows of a file that do not enter, kept with their reasons and
 * given back as a file.  Floor 6.
 *
 * While a load goes on they are lines of JSON, appended and cut back to where the load is known
 * to have come; when it is over they become a CSV with the file's own columns, so that people
 * mend them there and load that file. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/words.h"
#include "registry/load_inside.h"
#include "registry/write.h"
#include "store/files.h"

#define LINE_MAX ((size_t)8 << 20)

struct rejects {
    int        fd;
    int64_t    bytes, synced;
    struct buf pending;
    enum err   err;
};

static int
open_in(Str folder, const char *name, int flags)
{
    struct arena *arena = arena_new();
    int fd = open(str_c(arena, str_format(arena, "%.*s/%s", STR_ARG(folder), name)),
                  flags | O_CLOEXEC, 0600);

    arena_free(arena);
    return fd;
}

enum err
rejects_open(Str folder, int64_t bytes, struct rejects **out)
{
    struct rejects *j = mem_alloc(sizeof *j);

    j->pending = BUF_MAX(2 * LINE_MAX);
    j->bytes = j->synced = bytes;
    j->fd = open_in(folder, "rejects", O_RDWR | O_CREAT);
    if (j->fd < 0 || ftruncate(j->fd, bytes) != 0 || lseek(j->fd, bytes, SEEK_SET) != bytes) {
        enum err err = errno == ENOSPC ? ERR_FULL : ERR_STORE;

        rejects_free(j);
        return err;
    }
    *out = j;
    return ERR_OK;
}

void
rejects_free(struct rejects *j)
{
    if (j == NULL)
        return;
    if (j->fd >= 0)
        close(j->fd);
    buf_free(&j->pending);
    mem_free(j);
}

static void
flush(struct rejects *j)
{
    if (j->err == ERR_OK)
        j->err = files_put(j->fd, buf_str(&j->pending));
    j->bytes += (int64_t)j->pending.n;
    buf_clear(&j->pending);
}

void
rejects_add(struct rejects *j, int64_t line, const struct read_row *row, int n_columns,
            Str reasons)
{
    struct buf *b = &j->pending;

    buf_format(b, "[%lld,", (long long)line);
    json_write_text(b, reasons);
    for (int i = 0; row != NULL && i < n_columns; i++) {
        buf_byte(b, ',');
        if (row->cell[i].kind == READ_MISSING)
            buf_add(b, S("null"));
        else
            json_write_text(b, row->cell[i].text);
    }
    buf_add(b, S("]\n"));
    if (b->n > (size_t)256 << 10)
        flush(j);
}

enum err
rejects_sync(struct rejects *j, int64_t *out_bytes)
{
    flush(j);
    TRY(j->err);
    if (j->bytes != j->synced && fdatasync(j->fd) != 0)
        return ERR_STORE;
    j->synced = *out_bytes = j->bytes;
    return ERR_OK;
}

/* -- as a file for people -------------------------------------------------------------- */

struct giving {
    struct arena        *arena; /* of a row */
    struct writer       *writer;
    int                  in, out, n_columns;
    struct write_cell   *cell;
    struct buf           bytes; /* read, not yet used up */
};

static enum err
to_file(void *context, Str bytes)
{
    struct giving *g = context;

    return files_put(g->out, bytes);
}

static enum err
give_line(struct giving *g, Str line)
{
    struct json *row;
    int          i = 0;

    if (json_parse(g->arena, line, &row, NULL) != ERR_OK || row->count < 2)
        return ERR_STORE;
    for (int k = 0; k < g->n_columns + 2; k++)
        g->cell[k] = (struct write_cell){ .null = true };
    json_each(j, row)
    {
        int at = i < 2 ? g->n_columns + i : i - 2; /* line and reasons stand last */

        if (i == 0)
            g->cell[at] = (struct write_cell){ .number = j->number };
        else if (j->kind == JSON_TEXT && (i == 1 || at < g->n_columns))
            g->cell[at] = (struct write_cell){ .text = j->text };
        i++;
    }
    return writer_row(g->writer, g->cell);
}

/* The lines that are whole; what is left goes to the beginning. */
static enum err
give_whole(struct giving *g)
{
    size_t from = 0;

    for (;;) {
        char *end = memchr(g->bytes.p + from, '\n', g->bytes.n - from);
        Str   line = { g->bytes.p + from, end != NULL ? (size_t)(end - g->bytes.p) - from : 0 };

        if (end == NULL)
            break;
        TRY(give_line(g, line));
        arena_reset(g->arena);
        from += line.n + 1;
    }
    memmove(g->bytes.p, g->bytes.p + from, g->bytes.n - from);
    g->bytes.n -= from;
    return ERR_OK;
}

static enum err
give_lines(struct giving *g)
{
    for (;;) {
        char   *room = buf_room(&g->bytes, 65536);
        ssize_t n = room != NULL ? read(g->in, room, 65536) : -1;

        if (n < 0)
            return ERR_STORE;
        if (n == 0)
            return ERR_OK;
        g->bytes.n += (size_t)n;
        TRY(give_whole(g));
    }
}

/* The file's columns, then where the row stood and why it was refused. */
static struct write_column *
columns_of(struct arena *arena, enum lang lang, const struct read_info *info)
{
    struct write_column *c = arena_array(arena, struct write_column, info->n_columns + 2);

    for (int i = 0; i < info->n_columns; i++)
        c[i] = (struct write_column){ .name = info->column[i], .kind = WRITE_TEXT };
    c[info->n_columns] = (struct write_column){
        .name = str_join(arena, S("_"), words(lang, MSG("Line")), S("")), .kind = WRITE_INT };
    c[info->n_columns + 1] = (struct write_column){
        .name = str_join(arena, S("_"), words(lang, MSG("Why it was refused")), S("")),
        .kind = WRITE_TEXT };
    return c;
}

static enum err
give(struct giving *g, struct arena *arena, enum lang lang, const struct read_info *info)
{
    struct read_info     some = *info;
    struct write_options o = { .format = WRITE_CSV, .bom = true };

    if (some.n_columns > WRITE_COLUMNS_MAX - 2)
        some.n_columns = WRITE_COLUMNS_MAX - 2;
    o.n_columns = some.n_columns + 2;
    o.column = columns_of(arena, lang, &some);
    g->n_columns = some.n_columns;
    g->cell = arena_array(arena, struct write_cell, o.n_columns);
    TRY(writer_new(arena, &o, to_file, g, &g->writer));
    TRY(give_lines(g));
    TRY(writer_end(g->writer));
    return fdatasync(g->out) == 0 ? ERR_OK : ERR_STORE;
}

enum err
rejects_file(struct arena *arena, Str folder, enum lang lang, const struct read_info *info)
{
    struct giving g = { .arena = arena_new(), .bytes = BUF_MAX(2 * LINE_MAX) };
    enum err      err = ERR_STORE;

    g.in = open_in(folder, "rejects", O_RDONLY);
    g.out = open_in(folder, "rejected.csv", O_WRONLY | O_CREAT | O_TRUNC);
    if (g.in >= 0 && g.out >= 0)
        err = give(&g, arena, lang, info);
    if (g.in >= 0)
        close(g.in);
    if (g.out >= 0)
        close(g.out);
    buf_free(&g.bytes);
    arena_free(g.arena);
    return err;
}
