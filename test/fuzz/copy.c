/* Rows as a copy holds them, read into a table that stands in memory: what is taken
 * is written again, and what was written is read and written the same. */
#include "store/copy.h"

#include "store/driver.h"

#define ROWS_MAX 2000

int fuzz_copy(const unsigned char *p, size_t n);

static const struct column columns[] = {
    { "id", CELL_INT, false }, { "day", CELL_DAY, true },
    { "text", CELL_TEXT, true }, { "bytes", CELL_BYTES, true },
};
#define N_COLUMNS 4

static const struct table        kept = { .name = "kept", .n_columns = N_COLUMNS,
                                          .columns = columns };
static const struct table *const tables[] = { &kept, NULL };
static const struct room_sql        room = { .room = "fuzz", .n_tables = 1, .tables = tables };
static const struct room_sql *const rooms[] = { &room };

struct memory {
    struct db     db;
    struct arena *arena;
    int           n;
    struct cell   row[ROWS_MAX][N_COLUMNS];
};

static enum err
run(struct db *db, const struct stmt *stmt, const struct cell *in, struct arena *arena,
    struct rows *out)
{
    struct memory *m = (struct memory *)db;

    (void)arena;
    if (stmt->n_in != N_COLUMNS || m->n == ROWS_MAX)
        return ERR_FULL;
    for (int i = 0; i < N_COLUMNS; i++) {
        if (in[i].null && !columns[i].null)
            BUG("nothing where a value must be");
        m->row[m->n][i] = in[i];
        m->row[m->n][i].s = str_copy(m->arena, in[i].s);
    }
    m->n++;
    *out = (struct rows){ .n = 0 };
    return ERR_OK;
}

static enum err
flush(struct db *db)
{
    (void)db;
    return ERR_OK;
}

static enum err
each(struct db *db, const struct stmt *stmt, enum err (*row)(void *, const struct cell *),
     void *context)
{
    struct memory *m = (struct memory *)db;

    (void)stmt;
    for (int i = 0; i < m->n; i++)
        TRY(row(context, m->row[i]));
    return ERR_OK;
}

static enum err
keep_part(void *context, const struct table *t, int nth, int64_t rows, Str text)
{
    (void)t, (void)nth, (void)rows;
    buf_add(context, text);
    return ERR_OK;
}

/* The part as it is written once its rows were read; false when it was refused. */
static bool
through(struct arena *arena, Str part, Str *out)
{
    static const struct driver driver = { .run = run, .flush = flush, .each = each };
    struct memory             *m = arena_make(arena, struct memory);
    struct buf                 b = BUF_MAX((size_t)16 << 20);
    int64_t                    rows = 0;
    bool                       taken;

    m->db = (struct db){ .driver = &driver, .kind = STORE_SQLITE, .role = DB_WRITER,
                         .rooms = rooms, .n_rooms = 1 };
    m->arena = arena;
    taken = copy_in(&m->db, &kept, part, &rows) == ERR_OK;
    if (taken && (rows != m->n || copy_out(&m->db, NULL, keep_part, &b) != ERR_OK))
        BUG("rows are lost on their way");
    *out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return taken;
}

int
fuzz_copy(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    Str           part = str_format(arena, "id\tday\ttext\tbytes\n"), once, twice;
    char         *whole = arena_alloc_raw(arena, part.n + n + 1);

    memcpy(whole, part.p, part.n);
    if (n > 0)
        memcpy(whole + part.n, p, n);
    if (through(arena, (Str){ whole, part.n + n }, &once) &&
        (!through(arena, once, &twice) || !str_eq(once, twice)))
        BUG("what was written is read as something else");
    arena_free(arena);
    return 0;
}
