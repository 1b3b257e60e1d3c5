/* tools/sqlgen/emit.c -- the header and the source of one room.
 *
 * A statement with more than six parameters takes them as a struct. */
#include "sqlgen.h"

#include <string.h>
#include <sys/stat.h>

#define MANY_PARAMS 6

static void
emit_text(FILE *f, const char *s)
{
    fputc('"', f);
    for (; *s != '\0'; s++) {
        if (*s == '\n')
            fputs("\\n\"\n        \"", f);
        else if (*s == '"' || *s == '\\')
            fprintf(f, "\\%c", *s);
        else
            fputc(*s, f);
    }
    fputc('"', f);
}

static const char *
cell_type(enum type t)
{
    return t == T_DAY ? "CELL_DAY" : t == T_BYTES ? "CELL_BYTES"
           : t == T_TEXT || t == T_JSON           ? "CELL_TEXT"
                                                  : "CELL_INT";
}

static bool
is_act(const struct st *s, int i)
{
    return s->shape == SHAPE_JOURNAL && strcmp(s->in[i].name, "act") == 0;
}

static bool
by_struct(const struct st *s)
{
    return s->n_in - (s->shape == SHAPE_JOURNAL) > MANY_PARAMS;
}

static void
emit_prototype(FILE *f, const struct st *s, const char *before)
{
    fprintf(f, "%s%s(struct %s *%s_", before, s->name, s->writes ? "act" : "view",
            s->writes ? "act" : "view");
    if (by_struct(s))
        fprintf(f, ", const struct %s_in *in_", s->name);
    else
        for (int i = 0; i < s->n_in; i++)
            if (!is_act(s, i))
                fprintf(f, ", %s %s", type_of[s->in[i].type].c, s->in[i].name);
    if (s->shape == SHAPE_ONE)
        fprintf(f, ", struct %s_row *out_", s->name);
    if (s->shape == SHAPE_MANY)
        fprintf(f, ", struct %s_row **out_, int *out_n", s->name);
    fputc(')', f);
}

static void
emit_struct(FILE *f, const char *name, const char *suffix, const struct st *s,
            const struct col *cols, int n, bool skip_act)
{
    fprintf(f, "struct %s_%s {\n", name, suffix);
    for (int i = 0; i < n; i++)
        if (!skip_act || !is_act(s, i))
            fprintf(f, "    %s %s;%s\n", type_of[cols[i].type].c, cols[i].name,
                    cols[i].null ? " /* may be absent */" : "");
    fprintf(f, "};\n");
}

static void
emit_statement_header(FILE *f, const struct st *s)
{
    if (s->internal)
        return;
    fputc('\n', f);
    if (s->doc[0] != '\0')
        fprintf(f, "/* %s */\n", s->doc);
    if (by_struct(s))
        emit_struct(f, s->name, "in", s, s->in, s->n_in, true);
    if (s->n_out > 0)
        emit_struct(f, s->name, "row", s, s->out, s->n_out, false);
    if (s->shape == SHAPE_ONE)
        fprintf(f, "/* ERR_NOT_FOUND when there is no such row. */\n");
    emit_prototype(f, s, "enum err ");
    fprintf(f, " MUST_USE;\n");
    fprintf(f, "extern const struct stmt stmt_%s;\n", s->name);
}

static void
emit_header(const struct house *h, int room, FILE *f)
{
    const char *r = h->room[room];

    fprintf(f, "/* generated from src/%s/%s.sql: the statements of this room. */\n", r, r);
    fprintf(f, "#ifndef GEN_%s_SQL_H\n#define GEN_%s_SQL_H\n\n", r, r);
    fprintf(f, "#include \"store/db.h\"\n\nstruct act;\nstruct view;\n\n");
    fprintf(f, "extern const struct room_sql %s_sql;\n", r);
    for (int i = 0; i < h->n_tabs; i++)
        if (h->tabs[i].room == room)
            fprintf(f, "extern const struct table table_%s;\n", h->tabs[i].name);
    for (int i = 0; i < h->n_sts; i++)
        if (h->sts[i].room == room)
            emit_statement_header(f, &h->sts[i]);
    fprintf(f, "\n#endif\n");
}

static void
emit_columns(FILE *f, const char *name, const char *suffix, const struct col *cols, int n)
{
    if (n == 0)
        return;
    fprintf(f, "static const struct column %s_%s[] = {\n", name, suffix);
    for (int i = 0; i < n; i++)
        fprintf(f, "    { \"%s\", %s, %s },\n", cols[i].name, cell_type(cols[i].type),
                cols[i].null ? "true" : "false");
    fprintf(f, "};\n");
}

static void
emit_stmt(FILE *f, const struct st *s, int index)
{
    emit_columns(f, s->name, "in", s->in, s->n_in);
    emit_columns(f, s->name, "out", s->out, s->n_out);
    fprintf(f, "%sconst struct stmt stmt_%s = {\n    .name = \"%s\",\n    .sql = {\n        ",
            s->internal ? "static " : "", s->name, s->name);
    emit_text(f, s->body[0]);
    fprintf(f, ",\n        ");
    emit_text(f, s->pg);
    fprintf(f, ",\n    },\n    .index = %d, .writes = %s, .expect = %d,\n", index,
            s->writes ? "true" : "false", s->expect);
    fprintf(f, "    .n_in = %d, .n_out = %d, .in = %s%s, .out = %s%s,\n};\n", s->n_in, s->n_out,
            s->n_in ? s->name : "NULL", s->n_in ? "_in" : "", s->n_out ? s->name : "NULL",
            s->n_out ? "_out" : "");
}

static void
emit_cell_in(FILE *f, const struct st *s, int i)
{
    const struct col *c = &s->in[i];
    const char       *from = is_act(s, i) ? "act_number(act_)" : c->name;
    const char       *via = by_struct(s) && !is_act(s, i) ? "in_->" : "";
    const char       *kind = type_of[c->type].cell;

    if (!c->null && (strcmp(kind, "id") == 0 || strcmp(kind, "time") == 0))
        kind = "int";
    if (!c->null && strcmp(kind, "text") == 0)
        kind = "text_set";
    fprintf(f, "    cells_[%d] = cell_%s(%s%s);\n", i, kind, via, from);
}

static void
emit_cell_out(FILE *f, const struct col *c, int i, const char *to)
{
    fprintf(f, "    %s%s = ", to, c->name);
    switch (c->type) {
    case T_BOOL:
        fprintf(f, "c_[%d].i != 0;\n", i);
        break;
    case T_TIME:
        fprintf(f, "c_[%d].null ? TIME_NONE : c_[%d].i;\n", i, i);
        break;
    case T_DAY:
        fprintf(f, "c_[%d].null ? DAY_NONE : (Day)c_[%d].i;\n", i, i);
        break;
    case T_TEXT:
    case T_JSON:
    case T_BYTES:
        fprintf(f, "c_[%d].s;\n", i);
        break;
    default:
        fprintf(f, "c_[%d].i;\n", i);
    }
}

static void
emit_reader(FILE *f, const struct st *s)
{
    fprintf(f, "\nstatic void\n%s_read(const struct cell *c_, struct %s_row *row_)\n{\n", s->name,
            s->name);
    for (int i = 0; i < s->n_out; i++)
        emit_cell_out(f, &s->out[i], i, "row_->");
    fprintf(f, "}\n");
}

static void
emit_wrapper(const struct house *h, FILE *f, const struct st *s)
{
    const char *cells = s->n_in ? "cells_" : "NULL";

    if (s->n_out > 0)
        emit_reader(f, s);
    fputc('\n', f);
    emit_prototype(f, s, "enum err\n");
    fprintf(f, "\n{\n");
    if (s->n_in > 0)
        fprintf(f, "    struct cell cells_[%d];\n", s->n_in);
    fprintf(f, "    struct rows rows_;\n\n");
    for (int i = 0; i < s->n_in; i++)
        emit_cell_in(f, s, i);
    fprintf(f, "    TRY(%s_run(%s_, &stmt_%s, %s, &rows_));\n", s->writes ? "act" : "view",
            s->writes ? "act" : "view", s->name, cells);
    if (s->shape == SHAPE_JOURNAL)
        fprintf(f, "    act_row(act_, &table_%s, cells_);\n", h->tabs[s->table].name);
    if (s->shape == SHAPE_ONE)
        fprintf(f, "    if (rows_.n == 0)\n        return ERR_NOT_FOUND;\n"
                   "    %s_read(rows_.cell, out_);\n", s->name);
    if (s->shape == SHAPE_MANY)
        fprintf(f,
                "    *out_ = arena_array(%s_arena(%s_), struct %s_row, rows_.n + 1);\n"
                "    for (int i_ = 0; i_ < rows_.n; i_++)\n"
                "        %s_read(rows_.cell + i_ * %d, &(*out_)[i_]);\n    *out_n = rows_.n;\n",
                s->writes ? "act" : "view", s->writes ? "act" : "view", s->name, s->name, s->n_out);
    fprintf(f, "    return ERR_OK;\n}\n");
}

static int
act_column(const struct tab *t)
{
    for (int i = 0; i < t->n_cols; i++)
        if (strcmp(t->cols[i].name, "act") == 0)
            return i;
    return -1;
}

static void
emit_table(FILE *f, const struct house *h, const struct tab *t)
{
    static const char *const kind[] = { ['j'] = "TABLE_JOURNALED", ['d'] = "TABLE_DERIVED",
                                        ['x'] = "TABLE_EXCLUDED" };

    emit_columns(f, t->name, "columns", t->cols, t->n_cols);
    if (t->n_key > 0) {
        fprintf(f, "static const int %s_key[] = {", t->name);
        for (int i = 0; i < t->n_key; i++)
            fprintf(f, "%s %d", i ? "," : "", t->key[i]);
        fprintf(f, " };\n");
    }
    fprintf(f, "const struct table table_%s = {\n    .name = \"%s\", .room = \"%s\", .kind = %s,\n",
            t->name, t->name, h->room[t->room], kind[(int)t->kind]);
    fprintf(f, "    .reason = ");
    emit_text(f, t->reason);
    fprintf(f, ",\n    .n_columns = %d, .act_column = %d, .columns = %s_columns,\n", t->n_cols,
            act_column(t), t->name);
    if (t->kind == 'j')
        fprintf(f,
                "    .n_key = %d, .key = %s_key, .by_key = &stmt_%s__row, .page = &stmt_%s__page,\n"
                "    .count = &stmt_%s__count,\n",
                t->n_key, t->name, t->name, t->name, t->name);
    fprintf(f, "};\n");
}

static void
emit_lists(const struct house *h, int room, FILE *f)
{
    const char *r = h->room[room];
    int         n_m = 0, n_t = 0, n_s = 0;

    fprintf(f, "\nstatic const struct migration migrations[] = {\n");
    for (int i = 0; i < h->n_migrations; i++)
        if (h->migrations[i].room == room) {
            n_m++;
            fprintf(f, "    { %d, {\n        ", h->migrations[i].version);
            emit_text(f, h->migrations[i].sqlite);
            fprintf(f, ",\n        ");
            emit_text(f, h->migrations[i].pg);
            fprintf(f, " } },\n");
        }
    fprintf(f, "    { 0 },\n};\nstatic const struct table *const tables[] = {\n");
    for (int i = 0; i < h->n_tabs; i++)
        if (h->tabs[i].room == room)
            fprintf(f, "    &table_%s,\n", h->tabs[i].name), n_t++;
    fprintf(f, "    NULL,\n};\nstatic const struct stmt *const stmts[] = {\n");
    for (int i = 0; i < h->n_sts; i++)
        if (h->sts[i].room == room)
            fprintf(f, "    &stmt_%s,\n", h->sts[i].name), n_s++;
    fprintf(f, "    NULL,\n};\nconst struct room_sql %s_sql = {\n    .room = \"%s\", "
               ".n_migrations = %d, .n_tables = %d, .n_stmts = %d,\n"
               "    .migrations = migrations, .tables = tables, .stmts = stmts,\n};\n",
            r, r, n_m, n_t, n_s);
}

static void
emit_source(const struct house *h, int room, FILE *f)
{
    const char *r = h->room[room];

    fprintf(f, "/* generated from src/%s/%s.sql */\n#include \"%s/%s_sql.h\"\n\n"
               "#include \"journal/act.h\"\n\n", r, r, r, r);
    for (int i = 0; i < h->n_sts; i++)
        if (h->sts[i].room == room)
            emit_stmt(f, &h->sts[i], i);
    for (int i = 0; i < h->n_tabs; i++)
        if (h->tabs[i].room == room)
            emit_table(f, h, &h->tabs[i]);
    for (int i = 0; i < h->n_sts; i++)
        if (h->sts[i].room == room && !h->sts[i].internal)
            emit_wrapper(h, f, &h->sts[i]);
    emit_lists(h, room, f);
}

void
emit_room(const struct house *h, int room, const char *folder)
{
    struct stat st;
    char       *path;
    FILE       *f;

    if (stat(text("src/%s/schema.sql", h->room[room]), &st) != 0)
        return;
    mkdir(text("%s/%s", folder, h->room[room]), 0777);
    path = text("%s/%s/%s_sql.h", folder, h->room[room], h->room[room]);
    f = fopen(path, "w");
    if (f == NULL)
        die(path, 1, "cannot be written");
    emit_header(h, room, f);
    fclose(f);
    path = text("%s/%s/%s_sql.c", folder, h->room[room], h->room[room]);
    f = fopen(path, "w");
    if (f == NULL)
        die(path, 1, "cannot be written");
    emit_source(h, room, f);
    fclose(f);
}

/* The list of all rooms that keep something, for cmd and for tests. */
void
emit_rooms(const struct house *h, const char *folder)
{
    char       *path = text("%s/cmd", folder);
    struct stat st;
    FILE       *f;

    mkdir(path, 0777);
    path = text("%s/cmd/rooms_sql.c", folder);
    f = fopen(path, "w");
    if (f == NULL)
        die(path, 1, "cannot be written");
    fprintf(f, "/* generated: the rooms that keep something in the store. */\n"
               "#include \"cmd/rooms_sql.h\"\n\n");
    for (int i = 0; i < h->n_rooms; i++)
        if (stat(text("src/%s/schema.sql", h->room[i]), &st) == 0)
            fprintf(f, "#include \"%s/%s_sql.h\"\n", h->room[i], h->room[i]);
    fprintf(f, "\nconst struct room_sql *const all_rooms[] = {\n");
    for (int i = 0; i < h->n_rooms; i++)
        if (stat(text("src/%s/schema.sql", h->room[i]), &st) == 0)
            fprintf(f, "    &%s_sql,\n", h->room[i]);
    fprintf(f, "};\nconst int n_all_rooms = (int)(sizeof all_rooms / sizeof all_rooms[0]);\n");
    fclose(f);
}
