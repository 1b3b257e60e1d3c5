/* tools/sqlgen/statement.c -- statements: read, prepared, judged.
 *
 *   -- name: dossier_by_code one          (one | many | nothing: do | journal TABLE)
 *   -- expect: 1                          rows a write must touch
 *   -- types: after:id total:count?       where no column tells
 *   -- sqlite: / -- postgresql:           two bodies under one name
 *   SELECT …;
 */
#include "sqlgen.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void
read_hints(struct st *s, const char *list)
{
    char *copy = strdup(list), *save;

    copy[strcspn(copy, "\n")] = '\0';
    for (char *w = strtok_r(copy, " ", &save); w; w = strtok_r(NULL, " ", &save)) {
        struct col *c = &s->hint[s->n_hint++];
        char        type[32];
        int         which;

        if (sscanf(w, "%63[a-z0-9_]:%31[a-z]", c->name, type) != 2)
            die(s->file, s->line, "%s: a type hint is name:type", s->name);
        which = type_by_word(type, strlen(type));
        if (which < 0)
            die(s->file, s->line, "%s: unknown type %s", s->name, type);
        c->type = (enum type)which;
        c->null = w[strlen(w) - 1] == '?';
    }
}

static char *
whole_row(const struct house *h, int table, const char *verb)
{
    const struct tab *t = &h->tabs[table];
    char             *names = strdup(""), *values = strdup("");

    for (int i = 0; i < t->n_cols; i++) {
        names = text("%s%s%s", names, i ? ", " : "", t->cols[i].name);
        values = text("%s%s:%s", values, i ? ", " : "", t->cols[i].name);
    }
    return text("%s INTO %s (%s) VALUES (%s)", verb, t->name, names, values);
}

static char *
upsert(const struct house *h, struct st *s, int table)
{
    const struct tab *t = &h->tabs[table];
    char             *set = strdup("");

    for (int i = 1; i < t->n_cols; i++)
        set = text("%s%s%s = excluded.%s", set, i > 1 ? ", " : "", t->cols[i].name,
                   t->cols[i].name);
    s->expect = 1;
    return text("%s ON CONFLICT (%s) DO UPDATE SET %s", whole_row(h, table, "INSERT"),
                t->cols[0].name, set);
}

/* "-- name: X SHAPE [TABLE]" */
static void
read_head(struct house *h, struct st *s, const char *head)
{
    char shape[32] = "", table[64] = "";

    if (sscanf(head, "-- name: %63[a-z0-9_] %31[a-z] %63[a-z0-9_]", s->name, shape, table) < 1)
        die(s->file, s->line, "-- name: needs a name");
    s->expect = -1;
    s->table = -1;
    if (strcmp(shape, "one") == 0)
        s->shape = SHAPE_ONE;
    else if (strcmp(shape, "many") == 0)
        s->shape = SHAPE_MANY;
    else if (shape[0] == '\0')
        s->shape = SHAPE_DO;
    else {
        int t = tab_by_name(h, table);

        if (t < 0)
            die(s->file, s->line, "%s: no table %s", s->name, table);
        if (strcmp(shape, "journal") == 0) {
            if (h->tabs[t].kind != 'j')
                die(s->file, s->line, "%s: %s is not journaled", s->name, table);
            s->shape = SHAPE_JOURNAL;
            s->table = t;
            s->expect = 1;
            s->body[0] = s->body[1] = whole_row(h, t, "INSERT");
        } else if (strcmp(shape, "insert") == 0) {
            s->expect = 1;
            s->body[0] = s->body[1] = whole_row(h, t, "INSERT");
        } else if (strcmp(shape, "upsert") == 0) {
            s->body[0] = s->body[1] = upsert(h, s, t);
        } else {
            die(s->file, s->line, "%s: unknown shape %s", s->name, shape);
        }
    }
}

static char *
joined(char *body, const char *line, size_t n)
{
    return text("%s%s%.*s", body ? body : "", body ? "\n" : "", (int)n, line);
}

static void
read_line(struct st *s, const char *line, size_t n, int *which)
{
    if (strncmp(line, "-- expect: ", 11) == 0)
        s->expect = atoi(line + 11);
    else if (strncmp(line, "-- types: ", 10) == 0)
        read_hints(s, line + 10);
    else if (strncmp(line, "-- sqlite:", 10) == 0)
        *which = 1;
    else if (strncmp(line, "-- postgresql:", 14) == 0)
        *which = 2;
    else if (strncmp(line, "--", 2) == 0)
        snprintf(s->doc + strlen(s->doc), sizeof s->doc - strlen(s->doc), "%s%.*s",
                 s->doc[0] ? "\n * " : "", (int)(n > 3 ? n - 3 : 0), line + 3);
    else if (n > 0) {
        if (*which != 2)
            s->body[0] = joined(s->body[0], line, n);
        if (*which != 1)
            s->body[1] = joined(s->body[1], line, n);
    }
}

static void
trim(char *body)
{
    size_t n = body ? strlen(body) : 0;

    while (n > 0 && (isspace((unsigned char)body[n - 1]) || body[n - 1] == ';'))
        body[--n] = '\0';
}

void
read_statements(struct house *h, int room, const char *path)
{
    char      *all = read_file(path);
    struct st *s = NULL;
    int        line = 0, which = 0;

    for (char *at = all; *at != '\0';) {
        size_t n = strcspn(at, "\n");

        line++;
        if (strncmp(at, "-- name: ", 9) == 0) {
            if (h->n_sts == MAX_STMTS)
                die(path, line, "too many statements");
            s = &h->sts[h->n_sts++];
            s->file = path;
            s->line = line;
            s->room = room;
            which = 0;
            read_head(h, s, at);
        } else if (s != NULL) {
            read_line(s, at, n, &which);
        }
        at += n + (at[n] == '\n');
    }
}

/* -- preparing ------------------------------------------------------------- */

struct touched {
    struct house *h;
    struct st    *s;
    int           tables[MAX_TOUCHED], n;
    bool          like;
};

static int
note_table(struct touched *t, const char *name)
{
    int tab = tab_by_name(t->h, name);

    for (int i = 0; tab >= 0 && i < t->n; i++)
        if (t->tables[i] == tab)
            return tab;
    if (tab >= 0 && t->n < MAX_TOUCHED)
        t->tables[t->n++] = tab;
    return tab;
}

static int
authorize(void *context, int code, const char *a, const char *b, const char *c, const char *d)
{
    struct touched *t = context;
    int             tab;

    (void)c, (void)d;
    if (code == SQLITE_FUNCTION && b != NULL && strcmp(b, "like") == 0)
        t->like = true;
    if (code != SQLITE_READ && code != SQLITE_INSERT && code != SQLITE_UPDATE &&
        code != SQLITE_DELETE)
        return SQLITE_OK;
    tab = note_table(t, a);
    if (tab < 0)
        return SQLITE_OK;
    if (code == SQLITE_READ) {
        if (t->h->floor[t->h->tabs[tab].room] > t->h->floor[t->s->room])
            die(t->s->file, t->s->line, "%s reads %s of the room %s above", t->s->name, a,
                t->h->room[t->h->tabs[tab].room]);
        return SQLITE_OK;
    }
    if (t->h->tabs[tab].room != t->s->room)
        die(t->s->file, t->s->line, "%s writes %s, a table of the room %s", t->s->name, a,
            t->h->room[t->h->tabs[tab].room]);
    if (t->h->tabs[tab].kind == 'j' && t->s->shape != SHAPE_JOURNAL &&
        strstr(t->s->name, "_erase") == NULL)
        die(t->s->file, t->s->line, "%s: %s is journaled: only `journal %s` may write it",
            t->s->name, a, a);
    return SQLITE_OK;
}

static const struct col *
find_col(const struct touched *t, const char *name)
{
    for (int i = 0; i < t->s->n_hint; i++)
        if (strcmp(t->s->hint[i].name, name) == 0)
            return &t->s->hint[i];
    for (int i = 0; i < t->n; i++) {
        const struct tab *tab = &t->h->tabs[t->tables[i]];

        for (int k = 0; k < tab->n_cols; k++)
            if (strcmp(tab->cols[k].name, name) == 0)
                return &tab->cols[k];
    }
    return NULL;
}

static void
type_params(const struct touched *t, sqlite3_stmt *p)
{
    struct st *s = t->s;

    s->n_in = sqlite3_bind_parameter_count(p);
    for (int i = 0; i < s->n_in; i++) {
        const char       *name = sqlite3_bind_parameter_name(p, i + 1);
        const struct col *c;

        if (name == NULL || name[0] != ':')
            die(s->file, s->line, "%s: parameters are :named", s->name);
        c = find_col(t, name + 1);
        if (c != NULL)
            s->in[i] = *c;
        else if (strcmp(name, ":limit") == 0)
            s->in[i].type = T_COUNT;
        else
            die(s->file, s->line, "%s: nothing tells the type of %s (add -- types:)", s->name,
                name);
        snprintf(s->in[i].name, sizeof s->in[i].name, "%s", name + 1);
    }
}

static void
type_columns(const struct touched *t, sqlite3_stmt *p)
{
    struct st *s = t->s;

    s->n_out = sqlite3_column_count(p);
    for (int i = 0; i < s->n_out; i++) {
        const char       *name = sqlite3_column_name(p, i);
        const char       *origin = sqlite3_column_origin_name(p, i);
        const char       *table = sqlite3_column_table_name(p, i);
        const struct col *c = NULL;

        for (int k = 0; k < s->n_hint && c == NULL; k++)
            if (strcmp(s->hint[k].name, name) == 0)
                c = &s->hint[k];
        if (c == NULL && origin != NULL && table != NULL && tab_by_name(t->h, table) >= 0) {
            const struct tab *tab = &t->h->tabs[tab_by_name(t->h, table)];

            for (int k = 0; k < tab->n_cols; k++)
                if (strcmp(tab->cols[k].name, origin) == 0)
                    c = &tab->cols[k];
        }
        if (c == NULL)
            c = find_col(t, name);
        if (c == NULL)
            die(s->file, s->line, "%s: nothing tells the type of %s (add -- types:)", s->name,
                name);
        s->out[i] = *c;
        snprintf(s->out[i].name, sizeof s->out[i].name, "%s", name);
    }
}

static bool
has_word(const char *body, const char *word)
{
    for (const char *at = body; (at = strcasestr(at, word)) != NULL; at++)
        if ((at == body || !isalnum((unsigned char)at[-1])) &&
            !isalnum((unsigned char)at[strlen(word)]))
            return true;
    return false;
}

/* ":name" becomes "$n::type". */
static char *
numbered(const struct st *s, const char *body)
{
    char *out = strdup("");

    while (*body != '\0') {
        const char *colon = strchr(body, ':');
        size_t      n = 0;
        int         at = -1;

        if (colon == NULL)
            return text("%s%s", out, body);
        if (colon[1] == ':' || !isalpha((unsigned char)colon[1])) {
            size_t skip = colon[1] == ':' ? 2 : 1;

            out = text("%s%.*s", out, (int)(colon - body + (long)skip), body);
            body = colon + skip;
            continue;
        }
        while (isalnum((unsigned char)colon[1 + n]) || colon[1 + n] == '_')
            n++;
        for (int i = 0; i < s->n_in; i++)
            if (strlen(s->in[i].name) == n && strncmp(s->in[i].name, colon + 1, n) == 0)
                at = i;
        if (at < 0)
            die(s->file, s->line, "%s: :%.*s is only in the PostgreSQL body", s->name, (int)n,
                colon + 1);
        out = text("%s%.*s$%d::%s", out, (int)(colon - body), body, at + 1,
                   strcmp(type_of[s->in[at].type].sqlite, "INTEGER") == 0 ? "bigint"
                   : s->in[at].type == T_BYTES                            ? "bytea"
                                                                          : "text");
        body = colon + 1 + n;
    }
    return out;
}

void
prepare_statement(struct house *h, struct st *s)
{
    struct touched t = { .h = h, .s = s };
    sqlite3_stmt  *p = NULL;

    trim(s->body[0]);
    trim(s->body[1]);
    if (s->body[0] == NULL || s->body[1] == NULL)
        die(s->file, s->line, "%s has no body", s->name);
    sqlite3_set_authorizer(h->db, authorize, &t);
    if (sqlite3_prepare_v2(h->db, s->body[0], -1, &p, NULL) != SQLITE_OK)
        die(s->file, s->line, "%s: %s", s->name, sqlite3_errmsg(h->db));
    sqlite3_set_authorizer(h->db, NULL, NULL);
    s->writes = !sqlite3_stmt_readonly(p);
    if (t.like || has_word(s->body[0], "LIKE"))
        die(s->file, s->line, "%s: LIKE scans, and folds differently on each store", s->name);
    if (s->shape == SHAPE_MANY && !s->writes && !s->internal && !has_word(s->body[0], "LIMIT"))
        die(s->file, s->line, "%s: a list needs a LIMIT", s->name);
    type_params(&t, p);
    type_columns(&t, p);
    if (s->shape == SHAPE_DO && s->n_out > 0)
        die(s->file, s->line, "%s gives columns: say one or many", s->name);
    if ((s->shape == SHAPE_ONE || s->shape == SHAPE_MANY) && s->n_out == 0)
        die(s->file, s->line, "%s gives no columns", s->name);
    s->pg = numbered(s, s->body[1]);
    sqlite3_finalize(p);
}
