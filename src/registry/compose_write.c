/* registry/compose_write.c -- the statements by which records are written one by one and by
 * loads, and what loads read.  Floor 6. */
#include "registry/compose_inside.h"

static void
compose_one_by_one(struct arena *arena, struct registry_sql *sql)
{
    const struct table *t = &sql->whole;
    struct both         b;

    both_begin(&b, arena);
    both_put(&b, "INSERT INTO \"%s\" (", sql->name);
    both_put_columns(&b, t->columns, t->n_columns);
    both_put(&b, ") VALUES (");
    for (int i = 0; i < t->n_columns; i++) {
        both_put(&b, "%s", i > 0 ? ", " : "");
        both_put_new(&b, t->columns[i].name, t->columns[i].type, t->columns[i].null);
    }
    both_put(&b, ")");
    both_finish(&b, &sql->add, "registry_add", NULL, 0);
    both_begin(&b, arena);
    both_put(&b, "UPDATE \"%s\" SET \"_until\" = ", sql->name);
    both_put_new(&b, "until", CELL_INT, false);
    both_put(&b, " WHERE \"_id\" = ");
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, " AND \"_since\" = ");
    both_put_new(&b, "since", CELL_INT, false);
    both_put(&b, " AND \"_until\" = 0");
    both_finish(&b, &sql->end, "registry_end", NULL, 0);
    sql->add.writes = sql->end.writes = true;
    sql->add.expect = sql->end.expect = 1;
}

/* What loads take back, count and are checked by. */
static void
compose_load_writes(struct arena *arena, struct registry_sql *sql)
{
    struct both b;

    both_begin(&b, arena);
    both_put(&b, "DELETE FROM \"%s\" WHERE \"_id\" = ", sql->name);
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, " AND \"_since\" = ");
    both_put_new(&b, "since", CELL_INT, false);
    both_finish(&b, &sql->drop, "registry_drop", NULL, 0);
    both_begin(&b, arena);
    both_put(&b, "UPDATE \"%s\" SET \"_until\" = ", sql->name);
    both_put_new(&b, "until", CELL_INT, false);
    both_put(&b, " WHERE \"_id\" = ");
    both_put_new(&b, "id", CELL_INT, false);
    both_put(&b, " AND \"_until\" = ");
    both_put_new(&b, "before", CELL_INT, false);
    both_finish(&b, &sql->reopen, "registry_reopen", NULL, 0);
    sql->drop.writes = sql->reopen.writes = true;
    sql->drop.expect = sql->reopen.expect = 1;
}

static void
compose_load_reads(struct arena *arena, struct registry_sql *sql)
{
    static const struct column id = { "_id", CELL_INT, false };
    struct both                b;

    both_begin(&b, arena);
    both_put(&b, "SELECT COALESCE(MAX(\"_id\"), 0) AS \"_id\" FROM \"%s\" WHERE \"_id\" < %lld",
             sql->name, (long long)FIRST_ONE_BY_ONE);
    both_finish(&b, &sql->top, "registry_top", &id, 1);
    both_begin(&b, arena);
    both_put_select(&b, sql, false);
    both_put(&b, "\"_since\" < 0 AND (\"_id\", \"_since\") > (");
    both_put_new(&b, "after", CELL_INT, false);
    both_put(&b, ", ");
    both_put_new(&b, "since", CELL_INT, false);
    both_put(&b, ") ORDER BY \"_id\", \"_since\" LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    both_finish(&b, &sql->bulk, "registry_bulk", sql->whole.columns, sql->whole.n_columns - 1);
    both_begin(&b, arena);
    both_put(&b, "SELECT \"_id\" FROM \"%s\" WHERE \"_until\" = ", sql->name);
    both_put_new(&b, "until", CELL_INT, false);
    both_put(&b, " AND \"_id\" > ");
    both_put_new(&b, "after", CELL_INT, false);
    both_put(&b, " ORDER BY \"_id\" LIMIT ");
    both_put_new(&b, "limit", CELL_INT, false);
    both_finish(&b, &sql->ended, "registry_ended", &id, 1);
}

void
compose_writes(struct arena *arena, struct registry_sql *sql)
{
    compose_one_by_one(arena, sql);
    compose_load_writes(arena, sql);
    compose_load_reads(arena, sql);
}
