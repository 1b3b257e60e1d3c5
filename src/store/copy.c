/* store/copy.c -- see copy.h.  Floor 1.
 *
 * The only statements of the program that are made while it runs: from the
 * names of tables and columns that it was built with, and from nothing else. */
#include "store/copy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/scan.h"
#include "store/driver.h"

#define PART_MAX    ((size_t)64 << 20) /* with its last row */
#define COLUMNS_MAX 64

/* -- out ---------------------------------------------------------------------------- */

struct leaving {
    const struct table *table;
    copy_part_fn       *put;
    void               *context;
    struct buf          text;
    int                 nth;
    int64_t             rows; /* of this part */
};

static void
put_head(struct buf *b, const struct table *t)
{
    for (int i = 0; i < t->n_columns; i++) {
        if (i > 0)
            buf_byte(b, '\t');
        buf_add(b, str_of(t->columns[i].name));
    }
    buf_byte(b, '\n');
}

static void
put_text(struct buf *b, Str s)
{
    static const char plain[] = "\t\n\r\\", named[] = "tnr\\";
    size_t            from = 0;

    for (size_t i = 0; i < s.n; i++) {
        const char *at = s.p[i] != '\0' ? strchr(plain, s.p[i]) : NULL;

        if (at == NULL)
            continue;
        buf_add(b, str_sub(s, from, i - from));
        buf_byte(b, '\\');
        buf_byte(b, named[at - plain]);
        from = i + 1;
    }
    buf_add(b, str_sub(s, from, s.n - from));
}

static void
put_hex(struct buf *b, Str s)
{
    static const char digit[] = "0123456789abcdef";

    buf_add(b, S("\\\\x"));
    for (size_t i = 0; i < s.n; i++) {
        buf_byte(b, digit[(unsigned char)s.p[i] >> 4]);
        buf_byte(b, digit[(unsigned char)s.p[i] & 15]);
    }
}

static void
put_day(struct buf *b, Day day)
{
    struct civil c = day_civil(day);

    buf_format(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static void
put_cell(struct buf *b, enum cell_type type, const struct cell *c)
{
    if (c->null)
        buf_add(b, S("\\N"));
    else if (type == CELL_INT)
        buf_int(b, c->i);
    else if (type == CELL_DAY)
        put_day(b, (Day)c->i);
    else if (type == CELL_REAL)
        buf_format(b, "%.17g", cell_as_real(c));
    else if (type == CELL_BYTES)
        put_hex(b, c->s);
    else
        put_text(b, c->s);
}

static enum err
end_part(struct leaving *l)
{
    enum err err = ERR_TOO_LARGE;

    if (!l->text.over)
        err = l->put(l->context, l->table, ++l->nth, l->rows, buf_str(&l->text));
    buf_clear(&l->text);
    put_head(&l->text, l->table);
    l->rows = 0;
    return err;
}

static enum err
put_row(void *context, const struct cell *cell)
{
    struct leaving *l = context;

    for (int i = 0; i < l->table->n_columns; i++) {
        if (i > 0)
            buf_byte(&l->text, '\t');
        put_cell(&l->text, l->table->columns[i].type, &cell[i]);
    }
    buf_byte(&l->text, '\n');
    l->rows++;
    return l->text.n >= COPY_PART || l->text.over ? end_part(l) : ERR_OK;
}

static void
put_columns(struct buf *b, const struct table *t)
{
    for (int i = 0; i < t->n_columns; i++)
        buf_format(b, "%s\"%s\"", i > 0 ? ", " : "", t->columns[i].name);
}

static enum err
table_out(struct db *db, struct leaving *l)
{
    struct buf  sql = BUF_MAX(8192);
    struct stmt all = { .name = l->table->name, .index = -1, .expect = -1,
                        .n_out = l->table->n_columns, .out = l->table->columns };
    enum err    err;

    buf_add(&sql, S("SELECT "));
    put_columns(&sql, l->table);
    buf_format(&sql, " FROM \"%s\"", l->table->name);
    buf_byte(&sql, '\0');
    all.sql[STORE_SQLITE] = all.sql[STORE_PG] = sql.p;
    l->nth = 0;
    l->rows = 0;
    buf_clear(&l->text);
    put_head(&l->text, l->table);
    err = db->driver->each(db, &all, put_row, l);
    if (err == ERR_OK && (l->rows > 0 || l->nth == 0))
        err = end_part(l);
    buf_free(&sql);
    return err;
}

enum err
copy_out(struct db *db, const struct room_sql *more, copy_part_fn *put, void *context)
{
    struct leaving l = { .put = put, .context = context, .text = BUF_MAX(PART_MAX) };
    enum err       err = ERR_OK;

    for (int i = 0; i < db->n_rooms; i++)
        for (int k = 0; err == ERR_OK && k < db->rooms[i]->n_tables; k++) {
            l.table = db->rooms[i]->tables[k];
            err = table_out(db, &l);
        }
    for (int k = 0; err == ERR_OK && more != NULL && k < more->n_tables; k++) {
        l.table = more->tables[k];
        err = table_out(db, &l);
    }
    buf_free(&l.text);
    return err;
}

/* -- in ----------------------------------------------------------------------------- */

const struct table *
copy_table(const struct room_sql *const *rooms, int n_rooms, Str name)
{
    for (int i = 0; i < n_rooms; i++)
        for (int k = 0; k < rooms[i]->n_tables; k++)
            if (str_eq(str_of(rooms[i]->tables[k]->name), name))
                return rooms[i]->tables[k];
    return NULL;
}

bool
copy_fits(const struct table *t, Str part)
{
    struct buf head = BUF_MAX(8192);
    bool       fits;

    put_head(&head, t);
    fits = str_starts(part, buf_str(&head));
    buf_free(&head);
    return fits;
}

static enum err
read_text(struct arena *arena, Str field, Str *out)
{
    char  *p;
    size_t n = 0;

    if (memchr(field.p, '\\', field.n) == NULL) {
        *out = field;
        return ERR_OK;
    }
    p = arena_alloc_raw(arena, field.n);
    for (size_t i = 0; i < field.n; i++) {
        if (field.p[i] != '\\') {
            p[n++] = field.p[i];
            continue;
        }
        if (++i == field.n)
            return ERR_MALFORMED;
        switch (field.p[i]) {
        case 't':  p[n++] = '\t'; break;
        case 'n':  p[n++] = '\n'; break;
        case 'r':  p[n++] = '\r'; break;
        case '\\': p[n++] = '\\'; break;
        default:   return ERR_MALFORMED;
        }
    }
    *out = (Str){ p, n };
    return ERR_OK;
}

static enum err
read_bytes(struct arena *arena, Str field, Str *out)
{
    size_t n = field.n >= 3 ? (field.n - 3) / 2 : 0;
    char  *p = arena_alloc_raw(arena, n + 1);

    if (!str_starts(field, S("\\\\x")) ||
        scan_hex(str_sub(field, 3, field.n), (unsigned char *)p, n) != ERR_OK)
        return ERR_MALFORMED;
    *out = (Str){ p, n };
    return ERR_OK;
}

static enum err
read_real(Str field, struct cell *out)
{
    char   text[40], *end;
    double v;

    if (field.n == 0 || field.n >= sizeof text)
        return ERR_MALFORMED;
    memcpy(text, field.p, field.n);
    text[field.n] = '\0';
    v = strtod(text, &end);
    if (*end != '\0' || !isfinite(v))
        return ERR_MALFORMED;
    *out = cell_real(v);
    return ERR_OK;
}

static enum err
read_cell(struct arena *arena, const struct column *column, Str field, struct cell *out)
{
    Day day;

    *out = (struct cell){ .null = str_eq(field, S("\\N")) };
    if (out->null)
        return column->null ? ERR_OK : ERR_MALFORMED;
    switch (column->type) {
    case CELL_INT:
        return scan_int(field, INT64_MIN, INT64_MAX, &out->i) == ERR_OK ? ERR_OK : ERR_MALFORMED;
    case CELL_DAY:
        TRY(day_parse(field, &day));
        out->i = day;
        return ERR_OK;
    case CELL_REAL:
        return read_real(field, out);
    case CELL_BYTES:
        return read_bytes(arena, field, &out->s);
    case CELL_TEXT:
        return read_text(arena, field, &out->s);
    }
    return ERR_MALFORMED;
}

static enum err
read_row(struct arena *arena, const struct table *t, Str line, struct cell *out)
{
    for (int i = 0; i < t->n_columns; i++) {
        Str field = line, rest = S("");

        if (str_cut(line, '\t', &field, &rest) == (i == t->n_columns - 1))
            return ERR_MALFORMED;
        TRY(read_cell(arena, &t->columns[i], field, &out[i]));
        line = rest;
    }
    return ERR_OK;
}

/* "INSERT INTO … VALUES (?, …)" */
static void
put_insert(struct buf *sql, const struct table *t)
{
    buf_format(sql, "INSERT INTO \"%s\" (", t->name);
    put_columns(sql, t);
    buf_add(sql, S(") VALUES ("));
    for (int i = 0; i < t->n_columns; i++)
        buf_add(sql, i > 0 ? S(", ?") : S("?"));
    buf_add(sql, S(")"));
    buf_byte(sql, '\0');
}

static enum err
rows_in(struct db *db, const struct table *t, const struct stmt *insert, Str rest, int64_t *out)
{
    struct arena *arena = arena_new();
    struct cell   cell[COLUMNS_MAX];
    struct rows   none;
    Str           line;
    enum err      err = ERR_OK;

    while (err == ERR_OK && rest.n > 0) {
        arena_reset(arena);
        err = str_cut(rest, '\n', &line, &rest) ? read_row(arena, t, line, cell) : ERR_MALFORMED;
        if (err == ERR_OK)
            err = db_run(db, insert, cell, arena, &none);
        *out += err == ERR_OK;
    }
    arena_free(arena);
    return err;
}

/* PostgreSQL reads the rows as they stand. */
static enum err
part_in(struct db *db, const struct table *t, Str rest, int64_t *out)
{
    struct buf sql = BUF_MAX(8192);
    enum err   err;

    buf_format(&sql, "COPY \"%s\" (", t->name);
    put_columns(&sql, t);
    buf_add(&sql, S(") FROM STDIN"));
    buf_byte(&sql, '\0');
    err = db->driver->take(db, sql.p, rest);
    buf_free(&sql);
    for (size_t i = 0; i < rest.n; i++)
        *out += rest.p[i] == '\n';
    return err;
}

enum err
copy_in(struct db *db, const struct table *t, Str part, int64_t *out_rows)
{
    struct buf  sql = BUF_MAX(8192);
    struct stmt insert = { .name = t->name, .index = -1, .expect = 1, .writes = true,
                           .n_in = t->n_columns, .in = t->columns };
    Str         head, rest;
    int64_t     rows = 0;
    enum err    err;

    if (!copy_fits(t, part) || t->n_columns > COLUMNS_MAX || !str_cut(part, '\n', &head, &rest))
        return ERR_MALFORMED;
    if (db->driver->take != NULL) {
        err = part_in(db, t, rest, &rows);
    } else {
        put_insert(&sql, t);
        insert.sql[STORE_SQLITE] = sql.p;
        err = rows_in(db, t, &insert, rest, &rows);
        buf_free(&sql);
    }
    if (err == ERR_OK)
        *out_rows = rows;
    return err;
}

enum err
copy_clear(struct db *db)
{
    char sql[200];

    for (int i = 0; i < db->n_rooms; i++)
        for (int k = 0; k < db->rooms[i]->n_tables; k++) {
            /* A script, for its semicolon: single words are kept by their address. */
            snprintf(sql, sizeof sql, "DELETE FROM %s;", db->rooms[i]->tables[k]->name);
            TRY(db->driver->exec(db, sql));
        }
    return ERR_OK;
}
