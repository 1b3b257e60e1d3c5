/* site/site_data_file.c -- a registry as a file, however long.  Floor 12.
 *
 *     first page ─ refusal, or head of the answer ─┬─ pages, each as the client took the last
 *                                                  └─ workbook: pages into a file, then that
 *
 * The first page is read before anything is said, so a refusal is an answer like others; a page
 * that cannot be read later cuts the connection, so that a file which came to its end is whole.
 * A workbook comes at the end alone; it grows in a file without a name, in the spool. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/scan.h"
#include "registry/export.h"
#include "site/site_data.h"

#define PIECE_MAX ((size_t)64 << 20) /* one page of records, each capped by the store */
#define CHUNK     ((size_t)256 << 10)

struct download {
    struct export_options options;
    struct export        *export;
    struct buf            piece;
    int                   fd; /* -1: none */
    off_t                 at;
    bool                  begun;
};

static void
download_close(void *of)
{
    struct download *d = of;

    buf_free(&d->piece);
    if (d->fd >= 0)
        close(d->fd);
}

static int
nameless_file(struct arena *arena, Str folder)
{
    char *name = str_c(arena, str_join(arena, folder, S("/download-XXXXXX"), S("")));
    int   fd = open(str_c(arena, folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0)
        return fd;
    fd = mkostemp(name, O_CLOEXEC); /* a file system without O_TMPFILE */
    if (fd >= 0)
        unlink(name);
    return fd;
}

static enum err
take_bytes(void *of, Str bytes)
{
    struct download *d = of;

    if (d->fd < 0) {
        buf_add(&d->piece, bytes);
        return d->piece.over ? ERR_TOO_LARGE : ERR_OK;
    }
    while (bytes.n > 0) {
        ssize_t n = write(d->fd, bytes.p, bytes.n);

        if (n <= 0)
            return ERR_FULL;
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return ERR_OK;
}

/* -- giving ------------------------------------------------------------------------ */

static void
give_chunk(struct visit *v)
{
    struct download *d = v->own;
    char            *room = arena_alloc_raw(v->arena, CHUNK);
    ssize_t          n = pread(d->fd, room, CHUNK, d->at);

    if (n < 0) {
        visit_piece(v, STR_NONE, PIECE_BROKEN);
        return;
    }
    d->at += n;
    visit_piece(v, (Str){ room, (size_t)n }, (size_t)n < CHUNK ? PIECE_LAST : PIECE_MORE);
}

static void
give(struct visit *v)
{
    struct download *d = v->own;
    bool             whole = export_is_whole(d->export);
    Str              bytes;

    if (d->fd >= 0 && whole) {
        give_chunk(v);
        return;
    }
    bytes = str_copy(v->arena, buf_str(&d->piece));
    buf_clear(&d->piece);
    visit_piece(v, bytes, whole ? PIECE_LAST : PIECE_MORE);
}

static void
page_read(struct visit *v)
{
    struct download *d = v->own;

    if (v->call.err != ERR_OK || export_take(d->export, v->call.out) != ERR_OK)
        visit_piece(v, STR_NONE, PIECE_BROKEN);
    else
        give(v);
}

static void
next_piece(struct visit *v)
{
    struct download *d = v->own;
    struct json     *ask = d->begun ? export_ask(d->export, v->arena) : NULL;

    d->begun = true;
    if (ask != NULL)
        visit_call(v, "registry.export", ask, STR_NONE, page_read);
    else
        give(v);
}

/* -- beginning --------------------------------------------------------------------- */

static void
first_read(struct visit *v)
{
    struct download *d = v->own;
    enum err         err = v->call.err;

    if (err == ERR_OK)
        err = export_take(d->export, v->call.out);
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (err == ERR_NOT_FOUND)
        visit_fail(v, err, MSG("This registry has no shapes; take another format."));
    else if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else
        visit_stream(v, str_of(export_media_type(d->options.format)),
                     str_format(v->arena, "%.*s.%s", STR_ARG(d->options.registry),
                                export_format_name(d->options.format)),
                     next_piece);
}

static void
begin(struct visit *v)
{
    struct download *d = v->own;

    if (d->options.format == WRITE_XLSX) {
        d->fd = nameless_file(v->arena, v->site->options.spool);
        if (d->fd < 0) {
            visit_fail(v, ERR_FULL, err_message(ERR_FULL));
            return;
        }
    }
    d->export = export_new(v->arena, &d->options, take_bytes, d);
    visit_call(v, "registry.export", export_ask(d->export, v->arena), STR_NONE, first_read);
}

static void
conditions_known(struct visit *v)
{
    struct download *d = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    d->options.where = json_get(v->call.out, "where");
    begin(v);
}

bool
data_download(struct visit *v, Str name)
{
    struct download *d;
    struct json     *where, *input;
    Str              key, ending, entry = visit_param(v, S("ban"));
    enum write_format format;

    if (!str_cut(name, '.', &key, &ending) || !export_format(ending, &format))
        return false;
    d = arena_make(v->arena, struct download);
    d->options = (struct export_options){ .registry = key, .format = format, .bom = true };
    d->piece = BUF_MAX(PIECE_MAX);
    d->fd = -1;
    arena_defer(v->arena, download_close, d);
    v->own = d;
    if (entry.n > 0 && scan_int(entry, 1, INT64_MAX, &d->options.upto) != ERR_OK) {
        visit_fail(v, ERR_INVALID, MSG("Name a version, “ban”, by the number of an entry."));
        return true;
    }
    where = data_conditions(v);
    if (where == NULL) {
        begin(v);
        return true;
    }
    input = json_object(v->arena);
    json_put_text(v->arena, input, "registry", key);
    json_put(input, S("where"), where);
    visit_call(v, "data.where", input, STR_NONE, conditions_known);
    return true;
}
