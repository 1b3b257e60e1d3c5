/* tools/sqlgen/main.c -- usage: sqlgen OUT_FOLDER (in the root of a checkout). */
#include "sqlgen.h"

#include <glob.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

const struct type_row type_of[T_TYPES] = {
    [T_ID] = { "ID", "Id", "INTEGER", "BIGINT", "id" },
    [T_COUNT] = { "COUNT", "int64_t", "INTEGER", "BIGINT", "int" },
    [T_MONEY] = { "MONEY", "Money", "INTEGER", "BIGINT", "int" },
    [T_TIME] = { "TIME", "Time", "INTEGER", "BIGINT", "time" },
    [T_BOOL] = { "BOOL", "bool", "INTEGER", "BIGINT", "int" },
    [T_DAY] = { "DAY", "Day", "TEXT", "TEXT COLLATE \"C\"", "day" },
    [T_TEXT] = { "TEXT", "Str", "TEXT", "TEXT COLLATE \"C\"", "text" },
    [T_JSON] = { "JSON", "Str", "TEXT", "TEXT COLLATE \"C\"", "text" },
    [T_BYTES] = { "BYTES", "Str", "BLOB", "BYTEA", "text" },
};

void
die(const char *file, int line, const char *format, ...)
{
    va_list args;

    fprintf(stderr, "%s:%d: ", file, line);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

char *
text(const char *format, ...)
{
    va_list args;
    char   *out = NULL;

    va_start(args, format);
    if (vasprintf(&out, format, args) < 0)
        abort();
    va_end(args);
    return out;
}

char *
read_file(const char *path)
{
    FILE  *f = fopen(path, "r");
    char  *all;
    size_t n;

    if (f == NULL)
        return NULL;
    all = calloc(1, 1 << 20);
    n = fread(all, 1, (1 << 20) - 1, f);
    all[n] = '\0';
    fclose(f);
    return all;
}

int
type_by_word(const char *word, size_t n)
{
    for (int i = 0; i < T_TYPES; i++)
        if (strlen(type_of[i].word) == n && strncasecmp(type_of[i].word, word, n) == 0)
            return i;
    return -1;
}

int
tab_by_name(const struct house *h, const char *name)
{
    for (int i = 0; i < h->n_tabs; i++)
        if (strcmp(h->tabs[i].name, name) == 0)
            return i;
    return -1;
}

static void
read_floors(struct house *h)
{
    char *all = read_file("FLOORS"), *save_line, *save;

    if (all == NULL)
        die("FLOORS", 1, "missing");
    for (char *line = strtok_r(all, "\n", &save_line); line;
         line = strtok_r(NULL, "\n", &save_line)) {
        char *word;
        int   floor;

        if (line[0] == '#')
            continue;
        floor = atoi(strtok_r(line, " ", &save));
        while ((word = strtok_r(NULL, " ", &save)) != NULL) {
            snprintf(h->room[h->n_rooms], sizeof h->room[0], "%s", word);
            h->floor[h->n_rooms++] = floor;
        }
    }
}

static void
read_room_statements(struct house *h, int room)
{
    glob_t found;

    if (glob(text("src/%s/%s*.sql", h->room[room], h->room[room]), 0, NULL, &found) != 0)
        return;
    for (size_t i = 0; i < found.gl_pathc; i++)
        read_statements(h, room, strdup(found.gl_pathv[i]));
    globfree(&found);
}

int
main(int argc, char **argv)
{
    static struct house h;

    if (argc != 2)
        die("sqlgen", 1, "usage: sqlgen OUT_FOLDER");
    read_floors(&h);
    if (sqlite3_open(":memory:", &h.db) != SQLITE_OK)
        die("sqlgen", 1, "no SQLite");
    for (int i = 0; i < h.n_rooms; i++)
        read_schema(&h, i, text("src/%s/schema.sql", h.room[i]));
    for (int i = 0; i < h.n_tabs; i++)
        if (h.tabs[i].kind == 'j')
            add_table_statements(&h, i);
    for (int i = 0; i < h.n_rooms; i++)
        read_room_statements(&h, i);
    for (int i = 0; i < h.n_sts; i++)
        prepare_statement(&h, &h.sts[i]);
    for (int i = 0; i < h.n_rooms; i++)
        emit_room(&h, i, argv[1]);
    emit_rooms(&h, argv[1]);
    return 0;
}
