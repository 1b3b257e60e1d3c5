/* registry/load_rejected_file.c -- the refused rows of a load as a CSV with the file's own
 * columns, so that people mend them there and load that file.  Floor 6.
 *
 * Invariant: what registry.load_rejected hides is "•••" here, wherever it stands: in its column,
 * in a reason, and anywhere in a line whose cells may have slipped out of their columns. */
#include <fcntl.h>
#include <unistd.h>

#include "base/words.h"
#include "registry/load_inside.h"
#include "registry/write.h"

#define PIECE ((size_t)64 << 10)

/* -- line by line -------------------------------------------------------------------------- */

bool
rejects_lines_open(struct rejects_lines *l, Str folder, int64_t bytes)
{
    *l = (struct rejects_lines){ .fd = rejects_file(folder, O_RDONLY), .left = bytes,
                                 .bytes = BUF_MAX(2 * REJECTS_LINE_MAX) };
    return l->fd >= 0;
}

void
rejects_lines_close(struct rejects_lines *l)
{
    if (l->fd >= 0)
        close(l->fd);
    l->fd = -1;
    buf_free(&l->bytes);
}

static enum err
read_on(struct rejects_lines *l)
{
    char   *room;
    size_t  want = l->left < (int64_t)PIECE ? (size_t)l->left : PIECE;
    ssize_t n;

    if (want == 0)
        return l->bytes.n == l->at ? ERR_NOT_FOUND : ERR_STORE;
    if (l->at > 0) {
        memmove(l->bytes.p, l->bytes.p + l->at, l->bytes.n - l->at);
        l->bytes.n -= l->at;
        l->at = 0;
    }
    room = buf_room(&l->bytes, want);
    n = room != NULL ? read(l->fd, room, want) : -1;
    if (n <= 0)
        return ERR_STORE;
    l->bytes.n += (size_t)n;
    l->left -= n;
    return ERR_OK;
}

enum err
rejects_lines_next(struct rejects_lines *l, Str *out)
{
    for (;;) {
        Str   rest = { l->bytes.p + l->at, l->bytes.n - l->at };
        char *end = rest.n > 0 ? memchr(l->bytes.p + l->at, '\n', rest.n) : NULL;

        if (end != NULL) {
            *out = str_sub(rest, 0, (size_t)(end - rest.p));
            l->at += out->n + 1;
            return ERR_OK;
        }
        TRY(read_on(l));
    }
}

/* -- as a CSV ------------------------------------------------------------------------------ */

struct rejected {
    struct rejects_lines lines;
    enum lang            lang;
    const struct json   *fields; /* as the answer has them */
    int                  n_columns;
    const bool          *hidden; /* of each column */
    bool                 hides;  /* any */
    struct arena        *row;
    struct writer       *writer;
    struct write_cell   *cell;
};

static void
close_rejected(void *what)
{
    struct rejected *j = what;

    rejects_lines_close(&j->lines);
    arena_free(j->row);
}

static const struct json *
field_of(const struct rejected *j, Str name)
{
    json_each(f, j->fields)
        if (str_eq(json_text(f, "name"), name))
            return f;
    return NULL;
}

/* [FIELD, MESSAGE, VALUE, VALUE, REASON in place of the first value] */
static void
add_reason(struct rejected *j, struct buf *b, const struct json *fault)
{
    Str                part[5] = { S(""), S(""), S(""), S(""), S("") }, name, rest;
    const struct json *field;
    int                n = 0;

    json_each(p, fault)
        if (n < 5)
            part[n++] = p->text;
    name = part[0];
    str_cut(part[0], '/', &name, &rest);
    field = field_of(j, name);
    if (part[4].n > 0)
        part[2] = words(j->lang, str_c(j->row, part[4]));
    for (int i = 2; i < 4; i++)
        if (part[i].n > 0 && json_bool(field, "hidden"))
            part[i] = RECORD_HIDDEN;
    load_reason_add(b, j->row, j->lang, field != NULL ? json_text(field, "title") : name,
                    str_c(j->row, part[1]), part[2], part[3]);
}

/* *out_whole: its cells stand in their columns. */
static Str
reasons_of(struct rejected *j, const struct json *faults, bool *out_whole)
{
    struct buf b = BUF_MAX(16384);
    Str        out;

    *out_whole = true;
    json_each(fault, faults)
    {
        *out_whole &= fault->first != NULL && fault->first->text.n > 0;
        add_reason(j, &b, fault);
    }
    out = str_copy(j->row, buf_str(&b));
    buf_free(&b);
    return out;
}

/* The file's columns, then where the row stood and why it was refused. */
static enum err
give_line(struct rejected *j, Str line)
{
    struct json *row, *cell;
    bool         whole;

    if (json_parse(j->row, line, &row, NULL) != ERR_OK || row->count < 2)
        return ERR_STORE;
    j->cell[j->n_columns] = (struct write_cell){ .number = row->first->number };
    j->cell[j->n_columns + 1] = (struct write_cell){
        .text = reasons_of(j, row->first->next, &whole) };
    cell = row->first->next->next;
    for (int i = 0; i < j->n_columns; i++) {
        bool is = cell != NULL && cell->kind == JSON_TEXT;
        bool hides = j->hidden[i] || (j->hides && !whole);

        j->cell[i] = (struct write_cell){ .null = !is };
        if (is)
            j->cell[i].text = hides && cell->text.n > 0 ? RECORD_HIDDEN : cell->text;
        cell = cell != NULL ? cell->next : NULL;
    }
    return writer_row(j->writer, j->cell);
}

enum err
rejected_more(struct rejected *j, bool *out_more)
{
    size_t   given = 0;
    enum err err = ERR_OK;

    while (given < PIECE) {
        Str line;

        err = rejects_lines_next(&j->lines, &line);
        if (err != ERR_OK)
            break;
        given += line.n + 1;
        err = give_line(j, line);
        arena_reset(j->row);
        TRY(err);
    }
    *out_more = err == ERR_OK;
    return err == ERR_NOT_FOUND ? writer_end(j->writer) : err;
}

static struct write_column *
columns_of(struct arena *arena, struct rejected *j, const struct json *columns)
{
    int                  n = (int)columns->count;
    struct write_column *c = arena_array(arena, struct write_column, n + 2);
    bool                *hidden = arena_array(arena, bool, n + 1);

    if (n > WRITE_COLUMNS_MAX - 2)
        n = WRITE_COLUMNS_MAX - 2;
    json_each(column, columns)
    {
        bool hides = json_bool(column, "hidden");

        j->hides |= hides;
        if (j->n_columns == n)
            continue;
        hidden[j->n_columns] = hides;
        c[j->n_columns++] = (struct write_column){
            .name = str_copy(arena, json_text(column, "name")), .kind = WRITE_TEXT };
    }
    j->hidden = hidden;
    c[n] = (struct write_column){
        .name = str_join(arena, S("_"), words(j->lang, MSG("Line")), S("")), .kind = WRITE_INT };
    c[n + 1] = (struct write_column){
        .name = str_join(arena, S("_"), words(j->lang, MSG("Why it was refused")), S("")),
        .kind = WRITE_TEXT };
    return c;
}

enum err
rejected_open(struct arena *arena, Str folder, enum lang lang, const struct json *answer,
              write_sink *sink, void *context, struct rejected **out)
{
    struct rejected     *j = arena_make(arena, struct rejected);
    struct write_options o = { .format = WRITE_CSV, .bom = true };
    Str                  line, own = load_folder(arena, folder, json_text(answer, "registry"),
                                                 json_int(answer, "load", 0));

    if (json_get(answer, "columns") == NULL)
        return ERR_MALFORMED;
    if (!rejects_lines_open(&j->lines, own, json_int(answer, "bytes", 0)))
        return ERR_NOT_FOUND;
    j->row = arena_new();
    arena_defer(arena, close_rejected, j);
    j->lang = lang;
    j->fields = json_copy(arena, json_get(answer, "fields"));
    o.column = columns_of(arena, j, json_get(answer, "columns"));
    o.n_columns = j->n_columns + 2;
    j->cell = arena_array(arena, struct write_cell, o.n_columns);
    TRY(rejects_lines_next(&j->lines, &line));
    TRY(writer_new(arena, &o, sink, context, &j->writer));
    *out = j;
    return ERR_OK;
}
