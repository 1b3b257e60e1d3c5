/* registry/load_write.c -- what a step of a load writes into the registry's table.  Floor 6.
 *
 * On PostgreSQL each statement begins by opening the table's indexes, which costs more than a row:
 * new versions go there many to a statement, a column each as the text of an array.  SQLite has no
 * such beginning, and is given them one by one. */
#include <stdio.h>

#include "registry/load_inside.h"

#define MANY         1000
#define COLUMN_BYTES ((size_t)64 << 20)

/* -- a column as an array's text --------------------------------------------------------- */

static void
put_quoted(struct buf *b, Str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\')
            buf_byte(b, '\\');
        buf_byte(b, s.p[i]);
    }
    buf_byte(b, '"');
}

static void
put_element(struct arena *arena, struct buf *b, enum cell_type type, const struct cell *c)
{
    if (c->null)
        buf_add(b, S("NULL"));
    else if (type == CELL_INT)
        buf_int(b, c->i);
    else if (type == CELL_REAL)
        buf_format(b, "%.17g", cell_as_real(c));
    else
        put_quoted(b, type == CELL_DAY ? day_text(arena, (Day)c->i) : c->s);
}

static enum err
column_text(struct arena *arena, enum cell_type type, const struct load_write *w, int n, int column,
            Str *out)
{
    struct buf b = BUF_MAX(COLUMN_BYTES);
    enum err   err;

    buf_byte(&b, '{');
    for (int i = 0; i < n; i++) {
        if (i > 0)
            buf_byte(&b, ',');
        put_element(arena, &b, type, &w[i].cell[column]);
    }
    buf_byte(&b, '}');
    err = b.over ? ERR_TOO_LARGE : ERR_OK;
    *out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return err;
}

/* -- rows ---------------------------------------------------------------------------------- */

static enum err
add_many(struct act *a, const struct registry_sql *sql, const struct load_write *w, int n)
{
    const struct table *t = &sql->whole;
    struct arena       *arena = arena_new();
    struct cell        *in = arena_array(arena, struct cell, t->n_columns);
    struct rows         none;
    enum err            err = ERR_OK;

    for (int i = 0; i < t->n_columns && err == ERR_OK; i++) {
        Str text = S("");

        err = column_text(arena, t->columns[i].type, w, n, i, &text);
        in[i] = cell_text(text);
    }
    if (err == ERR_OK)
        err = act_run(a, &sql->add_many, in, &none);
    arena_free(arena);
    return err;
}

/* How many new versions stand together from here on, at most MANY. */
static int
additions(const struct load_step *s, int from)
{
    int n = 0;

    while (from + n < s->n_writes && n < MANY && s->write[from + n].kind == WRITE_ADD)
        n++;
    return n;
}

enum err
load_write_rows(struct act *a, const struct load_step *s)
{
    const struct registry_sql *sql = s->r->sql;
    const struct stmt *const   of[] = { &sql->add, &sql->end, &sql->drop, &sql->reopen };
    bool                       many = db_kind(act_view(a)->db) == STORE_PG;
    struct rows                none;

    for (int i = 0; i < s->n_writes;) {
        int n = many ? additions(s, i) : 0;

        if (n > 1)
            TRY(add_many(a, sql, s->write + i, n));
        else
            TRY(act_run(a, of[s->write[i].kind], s->write[i].cell, &none));
        i += n > 1 ? n : 1;
    }
    return ERR_OK;
}
