/* registry/compose_table.c -- a registry's table, its indexes and its view.  Floor 6. */
#include "registry/compose_inside.h"
#include "registry/place.h"

static void
put_type(struct both *b, enum cell_type type)
{
    static const char *const names[STORE_KINDS][CELL_REAL + 1] = {
        { "INTEGER", "TEXT", "BLOB", "TEXT", "REAL" },
        { "BIGINT", "TEXT COLLATE \"C\"", "BYTEA", "TEXT COLLATE \"C\"", "DOUBLE PRECISION" },
    };

    for (int k = 0; k < STORE_KINDS; k++)
        buf_add(&b->text[k], str_of(names[k][type]));
}

static void
put_create(struct both *b, const struct registry *r, const struct registry_sql *sql)
{
    const struct table *t = &sql->whole;

    both_put(b, "CREATE TABLE IF NOT EXISTS \"%s\" (", sql->name);
    for (int i = 0; i < t->n_columns; i++) {
        both_put(b, "\"%s\" ", t->columns[i].name);
        put_type(b, t->columns[i].type);
        both_put(b, "%s, ", t->columns[i].null ? "" : " NOT NULL");
    }
    both_put(b, "PRIMARY KEY (\"_id\", \"_since\"))");
    buf_add(&b->text[STORE_SQLITE], S(" WITHOUT ROWID, STRICT"));
    both_put(b, ";\nCREATE UNIQUE INDEX IF NOT EXISTS \"%s_key\" ON \"%s\" (", sql->name,
             sql->name);
    for (int i = 0; i < r->n_key; i++)
        both_put(b, "\"%s\", ", str_c(b->arena, r->field[r->key_field[i]].name));
    both_put(b, "\"_until\");\n");
}

static void
put_add_columns(struct both *b, const struct registry *r, const struct registry *before,
                const struct registry_sql *sql)
{
    for (int i = 0; i < r->n_fields; i++) {
        if (registry_field(before, r->field[i].name) != NULL)
            continue;
        both_put(b, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" ", sql->name,
                 str_c(b->arena, r->field[i].name));
        put_type(b, compose_type(&r->field[i]));
        both_put(b, ";\n");
    }
    if (r->place_column >= 0 && before->place_column < 0) {
        both_put(b, "ALTER TABLE \"%s\" ADD COLUMN \"_place\" ", sql->name);
        put_type(b, CELL_INT);
        both_put(b, " DEFAULT %d;\n", PLACE_NONE);
    }
}

/* Whom a record is about is looked up (once.h), though nobody may filter by it. */
static bool
has_index(const struct registry_field *f)
{
    return f->indexed || f->person;
}

/* An index has the field's name: those that are there stay. */
static void
put_indexes(struct both *b, const struct registry *r, const struct registry_sql *sql)
{
    for (int i = 0; i < r->n_fields; i++) {
        if (!has_index(&r->field[i]))
            continue;
        both_put(b, "CREATE INDEX IF NOT EXISTS \"%s__%s\" ON \"%s\" (", sql->name,
                 str_c(b->arena, r->field[i].name), sql->name);
        both_put_ordered(b, &r->field[i]);
        both_put(b, ", \"_id\") WHERE \"_until\" <= 0;\n");
    }
    if (r->place_column >= 0)
        both_put(b, "CREATE INDEX IF NOT EXISTS \"%s___place\" ON \"%s\" (\"_place\", \"_id\") "
                 "WHERE \"_until\" <= 0;\n", sql->name, sql->name);
}

/* Any SQL tool reads this.  A view cannot gain columns in their order: made anew. */
static void
put_view(struct both *b, const struct registry *r, const struct registry_sql *sql)
{
    const char *key = str_c(b->arena, r->key);

    both_put(b, "DROP VIEW IF EXISTS \"%s\";\nCREATE VIEW \"%s\" AS", key, key);
    both_put(b, " SELECT \"_id\", \"_since\", \"_unit\"");
    for (int i = 0; i < r->n_fields; i++)
        both_put(b, ", \"%s\"", str_c(b->arena, r->field[i].name));
    both_put(b, " FROM \"%s\" WHERE (\"_until\" = 0 OR \"_until\" ="
             " (SELECT -load FROM registry_open WHERE registry = '%s')) AND \"_since\" <>"
             " COALESCE((SELECT -load FROM registry_open WHERE registry = '%s'), 0);\n",
             sql->name, key, key);
}

void
compose_definition(struct arena *arena, const struct registry *r, const struct registry *before,
                   const char *out[STORE_KINDS])
{
    struct both b;

    both_begin(&b, arena);
    if (before == NULL)
        put_create(&b, r, r->sql);
    else
        put_add_columns(&b, r, before, r->sql);
    put_indexes(&b, r, r->sql);
    put_view(&b, r, r->sql);
    both_end(&b, out);
}

bool
compose_differs(const struct registry *r, const struct registry *before)
{
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i], *old = registry_field(before, f->name);

        if (old == NULL || (has_index(f) && !has_index(old)))
            return true;
    }
    return (r->place_column >= 0) != (before->place_column >= 0);
}
