/* Bytes as a table: refused with a reason, or lines whose cells are text; what is written
 * of them reads as the same again. */
#include "base/csv.h"
#include "base/text.h"

int fuzz_csv(const unsigned char *p, size_t n);

#define LINES_MAX 300

/* No cell of another line's is mistaken for a separator: commas are written. */
static void
write_again(struct arena *arena, const struct csv_table *table)
{
    struct buf       b = BUF_MAX((size_t)4 << 20);
    struct csv_table again;
    const char      *why;
    int              line;

    for (int i = 0; i < table->n; i++)
        csv_row(&b, table->line[i].cell, (size_t)table->line[i].n);
    if (!b.over && csv_read(arena, buf_str(&b), LINES_MAX, &again, &line, &why) == ERR_OK &&
        again.n > table->n)
        BUG("a table grew when it was written");
    buf_free(&b);
}

int
fuzz_csv(const unsigned char *p, size_t n)
{
    struct arena    *arena = arena_new();
    Str              bytes = { (const char *)p, n };
    struct csv_table table;
    const char      *why = NULL;
    int              line = 0;
    enum err         err;

    if (csv_refusal(bytes) == NULL) {
        err = csv_read(arena, bytes, LINES_MAX, &table, &line, &why);
        if (err == ERR_MALFORMED && (why == NULL || line < 1))
            BUG("a refusal without its place");
        for (int i = 0; err == ERR_OK && i < table.n; i++)
            for (int k = 0; k < table.line[i].n; k++)
                if (!text_is_utf8(table.line[i].cell[k]))
                    BUG("a cell that is no text");
        if (err == ERR_OK)
            write_again(arena, &table);
    }
    arena_free(arena);
    return 0;
}
