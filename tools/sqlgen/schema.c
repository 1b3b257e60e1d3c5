/* tools/sqlgen/schema.c -- migrations: one text, two dialects, and what the
 * columns are called.
 *
 *   -- migration: 1
 *   -- journaled (dossier, version)     | derived | excluded: why
 *   CREATE TABLE dossier_version (
 *       dossier ID NOT NULL,
 *       …
 *       PRIMARY KEY (dossier, version)
 *   );
 */
#include "sqlgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct out {
    char  *p;
    size_t n;
};

static void
put(struct out *o, const char *s, size_t n)
{
    o->p = realloc(o->p, o->n + n + 1);
    memcpy(o->p + o->n, s, n);
    o->n += n;
    o->p[o->n] = '\0';
}

static int
line_of(const char *all, const char *at)
{
    int line = 1;

    for (const char *c = all; c < at; c++)
        line += *c == '\n';
    return line;
}

static bool
word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Writes the word of n characters at s in the dialect; answers where to read on. */
static const char *
put_word(struct out *o, const char *s, size_t n, bool pg)
{
    int t = isupper((unsigned char)s[0]) ? type_by_word(s, n) : -1;

    if (t >= 0) {
        const char *type = pg ? type_of[t].pg : type_of[t].sqlite;

        put(o, type, strlen(type));
    } else if (n == 7 && strncmp(s, "WITHOUT", 7) == 0 && pg)
        return strstr(s, "ROWID") + 5;
    else if (n == 5 && strncmp(s, "ROWID", 5) == 0)
        put(o, "ROWID, STRICT", 13);
    else
        put(o, s, n);
    return s + n;
}

/* Every ");" of SQLite was made to end a table; an index ends in one too. */
static void
only_tables_are_strict(char *text)
{
    for (char *i = strstr(text, ") STRICT;"); i != NULL; i = strstr(i + 1, ") STRICT;")) {
        char *begin = i;

        while (begin > text && begin[-1] != ';')
            begin--;
        while (isspace((unsigned char)*begin))
            begin++;
        if (strncmp(begin, "CREATE TABLE", 12) != 0)
            memmove(i + 1, i + 8, strlen(i + 8) + 1);
    }
}

/* The text of one migration in one dialect: upper-case type words replaced,
 * STRICT added, WITHOUT ROWID dropped for PostgreSQL, comments dropped. */
static char *
dialect(const char *s, const char *end, bool pg)
{
    struct out o = { 0 };

    put(&o, "", 0);
    while (s < end) {
        size_t n = 0;

        if (s[0] == '-' && s[1] == '-') {
            while (s < end && *s != '\n')
                s++;
            continue;
        }
        while (s + n < end && word_char(s[n]))
            n++;
        if (n > 0) {
            s = put_word(&o, s, n, pg);
            continue;
        }
        if (s[0] == ')' && s[1] == ';' && !pg)
            put(&o, ") STRICT", 8);
        else
            put(&o, s, 1);
        s++;
    }
    only_tables_are_strict(o.p);
    return o.p;
}

static void
read_key(const char *file, int line, struct tab *t, const char *list)
{
    char *copy = strdup(list), *save, *word;

    copy[strcspn(copy, ")")] = '\0';
    for (word = strtok_r(copy, ", ", &save); word; word = strtok_r(NULL, ", ", &save)) {
        int i = 0;

        while (i < t->n_cols && strcmp(t->cols[i].name, word) != 0)
            i++;
        if (i == t->n_cols)
            die(file, line, "%s has no column %s", t->name, word);
        t->key[t->n_key++] = i;
    }
}

static void
read_columns(const char *file, int line, struct tab *t, const char *s)
{
    int depth = 0;

    for (const char *item = s; *s != '\0'; s++) {
        char name[64], type[64], rest[400] = "";

        if (*s == '(')
            depth++;
        if (*s == ')' && depth-- > 0)
            continue;
        if ((*s != ',' && *s != ')') || depth > 0)
            continue;
        if (sscanf(item, " %63[a-z0-9_] %63[A-Z]%399[^,)]", name, type, rest) >= 2) {
            int which = type_by_word(type, strlen(type));

            if (which < 0)
                die(file, line, "%s.%s: unknown type %s", t->name, name, type);
            snprintf(t->cols[t->n_cols].name, sizeof name, "%s", name);
            t->cols[t->n_cols].type = (enum type)which;
            t->cols[t->n_cols].null =
                strstr(rest, "NOT NULL") == NULL && strstr(rest, "PRIMARY KEY") == NULL;
            t->n_cols++;
        }
        item = s + 1;
        if (*s == ')')
            break;
    }
}

/* The comment line before a CREATE TABLE says how the table is vouched for. */
static void
read_table(struct house *h, int room, const char *file, const char *all, const char *at)
{
    struct tab *t = &h->tabs[h->n_tabs++];
    const char *note = at;
    int         line = line_of(all, at);

    t->room = room;
    if (sscanf(at, "CREATE TABLE %63[a-z0-9_]", t->name) != 1)
        die(file, line, "a table needs a lower-case name");
    read_columns(file, line, t, strchr(at, '(') + 1);
    if (note > all)
        note--;
    while (note > all && note[-1] != '\n')
        note--;
    if (strncmp(note, "-- journaled (", 14) == 0) {
        t->kind = 'j';
        read_key(file, line, t, note + 14);
    } else if (strncmp(note, "-- derived", 10) == 0) {
        t->kind = 'd';
    } else if (sscanf(note, "-- excluded: %199[^\n]", t->reason) == 1) {
        t->kind = 'x';
    } else {
        die(file, line, "%s: say before it: -- journaled (key), -- derived or -- excluded: why",
            t->name);
    }
}

void
read_schema(struct house *h, int room, const char *path)
{
    char *all = read_file(path), *at;

    if (all == NULL)
        return;
    for (at = strstr(all, "-- migration: "); at != NULL;) {
        char                  *next = strstr(at + 1, "-- migration: "), *error = NULL;
        char                  *end = next ? next : all + strlen(all);
        struct migration_text *m = &h->migrations[h->n_migrations++];

        m->room = room;
        m->version = atoi(at + 14);
        m->sqlite = dialect(at, end, false);
        m->pg = dialect(at, end, true);
        for (char *t = strstr(at, "CREATE TABLE "); t && t < end;
             t = strstr(t + 1, "CREATE TABLE "))
            read_table(h, room, path, all, t);
        if (sqlite3_exec(h->db, m->sqlite, NULL, NULL, &error) != SQLITE_OK)
            die(path, line_of(all, at), "migration %d: %s", m->version, error);
        at = next;
    }
}

static char *
column_list(const struct tab *t, const char *prefix)
{
    char *out = strdup("");

    for (int i = 0; i < t->n_cols; i++)
        out = text("%s%s%s%s", out, i ? ", " : "", prefix, t->cols[i].name);
    return out;
}

/* What `verify` reads of a journaled table: one row by key, a page by key. */
void
add_table_statements(struct house *h, int table)
{
    struct tab *t = &h->tabs[table];
    char       *where = strdup(""), *order = strdup(""), *binds = strdup(""), *body[3];
    static const char *const suffix[3] = { "row", "page", "count" };

    for (int i = 0; i < t->n_key; i++) {
        const char *k = t->cols[t->key[i]].name;

        where = text("%s%s%s = :%s", where, i ? " AND " : "", k, k);
        order = text("%s%s%s", order, i ? ", " : "", k);
        binds = text("%s%s:%s", binds, i ? ", " : "", k);
    }
    body[0] = text("SELECT %s FROM %s WHERE %s", column_list(t, ""), t->name, where);
    body[1] = text("SELECT %s FROM %s WHERE (%s) > (%s) ORDER BY %s LIMIT :limit",
                   column_list(t, ""), t->name, order, binds, order);
    body[2] = text("SELECT COUNT(*) AS n FROM %s", t->name);
    for (int i = 0; i < 3; i++) {
        struct st *s = &h->sts[h->n_sts++];

        snprintf(s->name, sizeof s->name, "%.50s__%s", t->name, suffix[i]);
        s->room = t->room;
        s->file = "schema.sql";
        s->line = 1;
        s->expect = -1;
        s->internal = true;
        s->shape = SHAPE_MANY;
        s->table = -1;
        s->body[0] = s->body[1] = body[i];
        if (i == 2) {
            snprintf(s->hint[0].name, sizeof s->hint[0].name, "n");
            s->hint[0].type = T_COUNT;
            s->n_hint = 1;
        }
    }
}
