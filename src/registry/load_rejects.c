/* registry/load_rejects.c -- rows of a file that do not enter, kept with what is wrong with them.
 * Floor 6.
 *
 * FOLDER/rejects: lines of JSON, appended, and cut back to where the load is known to have come.
 * The first lists the file's columns; then a line for each row:
 *
 *     [LINE, [[FIELD, MESSAGE, VALUE, VALUE], …], CELL, …]
 *
 * with null for a cell without a value.  What is wrong is kept as a message and its values, so
 * that whoever reads it gets it in the own language and without what is hidden from them
 * (load_rejected.c).  A field that is "" means the line itself: its cells may stand under columns
 * that are not theirs. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "registry/load_inside.h"
#include "store/files.h"

struct rejects {
    int        fd;
    int64_t    bytes, synced;
    struct buf pending;
    enum err   err;
};

int
rejects_file(Str folder, int flags)
{
    struct arena *arena = arena_new();
    int           fd = open(str_c(arena, str_join(arena, folder, S("/rejects"), S(""))),
                            flags | O_CLOEXEC, 0600);

    arena_free(arena);
    return fd;
}

static void
add_columns(struct buf *b, const struct read_info *info)
{
    buf_byte(b, '[');
    for (int i = 0; i < info->n_columns; i++) {
        if (i > 0)
            buf_byte(b, ',');
        json_write_text(b, info->column[i]);
    }
    buf_add(b, S("]\n"));
}

enum err
rejects_open(Str folder, const struct read_info *info, int64_t bytes, struct rejects **out)
{
    struct rejects *j = mem_alloc(sizeof *j);

    j->pending = BUF_MAX(2 * REJECTS_LINE_MAX);
    j->bytes = j->synced = bytes;
    j->fd = rejects_file(folder, O_RDWR | O_CREAT);
    if (j->fd < 0 || ftruncate(j->fd, bytes) != 0 || lseek(j->fd, bytes, SEEK_SET) != bytes) {
        enum err err = errno == ENOSPC ? ERR_FULL : ERR_STORE;

        rejects_free(j);
        return err;
    }
    if (bytes == 0)
        add_columns(&j->pending, info);
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

static void
add_fault(struct buf *b, Str field, const char *message, Str one, Str two, const char *reason)
{
    buf_byte(b, '[');
    json_write_text(b, field);
    buf_byte(b, ',');
    json_write_text(b, str_of(message));
    buf_byte(b, ',');
    json_write_text(b, one);
    buf_byte(b, ',');
    json_write_text(b, two);
    if (reason != NULL) {
        buf_byte(b, ',');
        json_write_text(b, str_of(reason));
    }
    buf_byte(b, ']');
}

static void
add_faults(struct buf *b, const struct read_fault *line, const struct faults *faults)
{
    buf_byte(b, '[');
    if (line->message != NULL)
        add_fault(b, S(""), line->message, line->value[0], line->value[1], line->reason);
    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        if (line->message != NULL || f != faults->first)
            buf_byte(b, ',');
        add_fault(b, f->field, f->message, f->value[0], f->value[1], NULL);
    }
    buf_byte(b, ']');
}

void
rejects_add(struct rejects *j, const struct read_row *row, int n_columns,
            const struct faults *faults)
{
    struct buf *b = &j->pending;

    buf_format(b, "[%lld,", (long long)row->line);
    add_faults(b, &row->fault, faults);
    for (int i = 0; i < n_columns; i++) {
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
