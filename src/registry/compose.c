/* registry/compose.c -- see compose.h.  One text for both stores, and what a registry's table
 * and statements are made of.  Floor 6.
 *
 * Invariant: every name in a text stands in quotation marks and is either one of
 * ours or passed `is_name` (declare.c); every value is a parameter. */
#include "registry/compose_inside.h"

#include <stdarg.h>
#include <stdio.h>

#define SQL_MAX ((size_t)1 << 16)

/* -- one text for both stores -------------------------------------------------------- */

void
both_put(struct both *b, const char *format, ...)
{
    for (int k = 0; k < STORE_KINDS; k++) {
        va_list args;
        char    piece[512];

        if (b->only >= 0 && b->only != k)
            continue;
        va_start(args, format);
        vsnprintf(piece, sizeof piece, format, args);
        va_end(args);
        buf_add(&b->text[k], str_of(piece));
    }
}

void
both_begin(struct both *b, struct arena *arena)
{
    *b = (struct both){ .arena = arena, .only = -1 };
    for (int k = 0; k < STORE_KINDS; k++)
        b->text[k] = BUF_MAX(SQL_MAX);
}

void
both_end(struct both *b, const char *out[STORE_KINDS])
{
    for (int k = 0; k < STORE_KINDS; k++) {
        if (b->text[k].over)
            BUG("a composed statement over %zu bytes", SQL_MAX);
        out[k] = str_c(b->arena, buf_str(&b->text[k]));
        buf_free(&b->text[k]);
    }
}

static const char *
pg_type(enum cell_type type)
{
    return type == CELL_INT ? "bigint" : type == CELL_REAL ? "double precision" : "text";
}

/* The next parameter.  SQLite's are numbered too, so that one may be named twice. */
int
both_param(struct both *b, const char *name, enum cell_type type, bool null)
{
    b->in[b->n_in++] = (struct column){ name, type, null };
    return b->n_in;
}

void
both_put_param(struct both *b, int nth)
{
    if (b->only != STORE_PG)
        buf_format(&b->text[STORE_SQLITE], "?%d", nth);
    if (b->only != STORE_SQLITE)
        buf_format(&b->text[STORE_PG], "$%d::%s", nth, pg_type(b->in[nth - 1].type));
}

void
both_put_new(struct both *b, const char *name, enum cell_type type, bool null)
{
    both_put_param(b, both_param(b, name, type, null));
}

void
both_put_columns(struct both *b, const struct column *columns, int n)
{
    for (int i = 0; i < n; i++)
        both_put(b, "%s\"%s\"", i > 0 ? ", " : "", columns[i].name);
}

void
both_put_select(struct both *b, const struct registry_sql *sql, bool whole)
{
    both_put(b, "SELECT ");
    both_put_columns(b, sql->whole.columns, sql->whole.n_columns - (whole ? 0 : 1));
    both_put(b, " FROM \"%s\" WHERE ", sql->name);
}

void
both_finish(struct both *b, struct stmt *s, const char *name, const struct column *out, int n_out)
{
    struct column *in = arena_array(b->arena, struct column, b->n_in + 1);

    memcpy(in, b->in, sizeof *in * (size_t)b->n_in);
    *s = (struct stmt){ .name = name, .index = db_statement_index(), .expect = -1,
                        .n_in = b->n_in, .in = in, .n_out = n_out, .out = out };
    both_end(b, s->sql);
}

/* -- values ------------------------------------------------------------------------------ */

enum cell_type
compose_type(const struct registry_field *f)
{
    switch (f->type) {
    case REGISTRY_INT:
    case REGISTRY_BOOL: return CELL_INT;
    case REGISTRY_REAL: return CELL_REAL;
    case REGISTRY_DAY:  return CELL_DAY;
    default:            return CELL_TEXT;
    }
}

struct cell
registry_least(const struct registry_field *f)
{
    switch (compose_type(f)) {
    case CELL_INT:  return cell_int(INT64_MIN);
    case CELL_REAL: return cell_real(-1e308);
    case CELL_DAY:  return cell_int(DAY_MIN);
    default:        return cell_text(S(""));
    }
}

struct cell
registry_greatest(const struct registry_field *f)
{
    switch (compose_type(f)) {
    case CELL_INT:  return cell_int(INT64_MAX);
    case CELL_REAL: return cell_real(1e308);
    case CELL_DAY:  return cell_int(day_of(9999, 12, 31));
    default:        return cell_text(S("\xf4\x8f\xbf\xbf")); /* U+10FFFF */
    }
}

/* The value in its order: NULL as the least. */
void
both_put_ordered(struct both *b, const struct registry_field *f)
{
    const char *name = str_c(b->arena, f->name);

    switch (compose_type(f)) {
    case CELL_INT:
        both_put(b, "COALESCE(\"%s\", -9223372036854775808)", name);
        return;
    case CELL_REAL:
        buf_format(&b->text[STORE_SQLITE], "COALESCE(\"%s\", -1e308)", name);
        buf_format(&b->text[STORE_PG], "COALESCE(\"%s\", '-1e308'::double precision)", name);
        return;
    default:
        both_put(b, "COALESCE(\"%s\", '')", name);
    }
}

/* -- a registry ------------------------------------------------------------------------- */

static const bool *
shapes_of(struct arena *arena, const struct registry *r)
{
    bool *shape = NULL;

    for (int i = 0; i < r->n_fields; i++) {
        if (r->field[i].type != REGISTRY_GEOMETRY)
            continue;
        if (shape == NULL)
            shape = arena_array(arena, bool, r->n_columns);
        shape[r->field[i].column] = true;
    }
    return shape;
}

static void
make_table(struct arena *arena, const struct registry *r, struct registry_sql *sql)
{
    struct column *c = arena_array(arena, struct column, r->n_columns);
    int           *key = arena_array(arena, int, 2);

    c[ROW_ID] = (struct column){ "_id", CELL_INT, false };
    c[ROW_KIND] = (struct column){ "_kind", CELL_INT, false };
    c[ROW_SINCE] = (struct column){ "_since", CELL_INT, false };
    c[ROW_UNIT] = (struct column){ "_unit", CELL_INT, false };
    for (int i = 0; i < r->n_fields; i++)
        c[r->field[i].column] = (struct column){ str_c(arena, r->field[i].name),
                                                 compose_type(&r->field[i]), true };
    if (r->place_column >= 0)
        c[r->place_column] = (struct column){ "_place", CELL_INT, true };
    c[r->n_columns - 1] = (struct column){ "_until", CELL_INT, true };
    key[0] = ROW_ID;
    key[1] = ROW_SINCE;
    sql->whole = (struct table){ .name = sql->name, .room = "registry", .by_name = true,
                                 .kind = TABLE_JOURNALED, .n_columns = r->n_columns,
                                 .act_column = ROW_SINCE, .columns = c, .n_key = 2, .key = key,
                                 .by_key = &sql->vouch_key, .page = &sql->vouch_page,
                                 .count = &sql->vouch_count };
    sql->shape = shapes_of(arena, r);
    sql->journaled = sql->whole;
    sql->journaled.n_columns = ROW_FIELDS + r->n_fields;
}

const struct registry_sql *
compose(struct arena *arena, const struct registry *r)
{
    struct registry_sql *sql = arena_make(arena, struct registry_sql);

    sql->name = str_c(arena, str_format(arena, "r_%.*s", STR_ARG(r->key)));
    make_table(arena, r, sql);
    compose_writes(arena, sql);
    compose_reads(arena, r, sql);
    return sql;
}

const struct registry_order *
registry_order_of(const struct registry *r, const struct registry_field *f)
{
    for (int i = 0; i < r->sql->n_orders; i++)
        if (r->sql->order[i].field == f)
            return &r->sql->order[i];
    return NULL;
}
