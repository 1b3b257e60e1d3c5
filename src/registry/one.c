/* registry/one.c -- one record: as it stands, as it stood on a day, its
 * versions; personal fields when they are asked for.  Floor 6.
 *
 * Invariant: a personal field leaves this file only after view_disclose named
 * the person, or the record where no person is on file. */
#include <stdlib.h>

#include "journal/journal_sql.h"
#include "registry/registry_sql.h"
#include "registry/seen.h"

#define VERSIONS_MAX 200

static const struct field one_fields[] = {
    FIELD(TEXT, struct record_asked, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct record_asked, key, .required = true, .max = 1000,
          .help = "The record's key"),
    FIELD(DAY, struct record_asked, on, .help = "As it stood at the end of that day"),
    FIELD(BOOL, struct record_asked, unmask,
          .help = "Personal fields too; the reading is recorded"),
    FIELD(BOOL, struct record_asked, versions, .help = "All versions, oldest first"),
};

const char *
record_kind_name(const struct cell *row)
{
    static const char *const kinds[] = { "", "created", "changed", "corrected", "ended" };

    return kinds[row[ROW_KIND].i];
}

/* The act that a version counts from: its own, or the one that published its load.  0: it is
 * not in force for anybody. */
static enum err
begins(struct record_seen *s, int64_t since, int64_t *out)
{
    struct registry_published_one_row row;
    enum err                          err;

    *out = since;
    if (since > 0)
        return ERR_OK;
    err = registry_published_one(s->v, s->r->key, -since, &row);
    *out = err == ERR_OK ? row.act : 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static int
by_act(const void *a, const void *b)
{
    const struct record_version *x = a, *y = b;

    return (x->act > y->act) - (x->act < y->act);
}

/* Those that are or were in force, oldest first: a load counts from when it was published. */
static enum err
read_versions(struct record_seen *s)
{
    struct cell in[2] = { s->now[ROW_ID], cell_int(VERSIONS_MAX) };
    struct rows rows;

    TRY(view_run(s->v, &s->r->sql->versions, in, &rows));
    s->version = arena_array(s->v->arena, struct record_version, rows.n + 1);
    for (int i = 0; i < rows.n; i++) {
        struct record_version v = { .row = rows.cell + (ptrdiff_t)i * s->r->n_columns,
                                    .at = TIME_NONE };
        struct entry_get_row  entry;
        enum err              err;

        TRY(begins(s, v.row[ROW_SINCE].i, &v.act));
        if (v.act == 0)
            continue;
        err = entry_get(s->v, v.act, &entry);
        if (err != ERR_OK && err != ERR_NOT_FOUND)
            return err;
        if (err == ERR_OK)
            v.at = entry.occurred;
        s->version[s->n_versions++] = v;
    }
    qsort(s->version, (size_t)s->n_versions, sizeof *s->version, by_act);
    return ERR_OK;
}

/* The last version that began by the end of the day. */
static enum err
as_on(struct record_seen *s, Day day)
{
    s->row = NULL;
    for (int i = 0; i < s->n_versions; i++)
        if (s->version[i].at != TIME_NONE && time_day(s->version[i].at) <= day)
            s->row = s->version[i].row;
    if (s->row == NULL || s->row[ROW_KIND].i == KIND_ENDED)
        return view_refuse(s->v, ERR_NOT_FOUND, MSG("There was no such record on that day."));
    return ERR_OK;
}

static enum err
disclose(struct record_seen *s)
{
    const struct registry *r = s->r;
    struct view           *v = s->v;
    struct person          person;
    Str subject = str_format(v->arena, "registry:%.*s/%.*s", STR_ARG(r->key),
                             STR_ARG(record_key_text(v->arena, r, s->now)));
    Str purpose = r->grant != NULL ? r->grant->purpose : str_of(MSG("work with a registry"));

    TRY(record_require(v, r, S("registry.unmask"), s->now[ROW_UNIT].i));
    s->sight = SIGHT_PERSONAL;
    if (r->person_field >= 0 && !s->now[r->field[r->person_field].column].null &&
        person_by_number(v, s->now[r->field[r->person_field].column].s, &person) == ERR_OK)
        view_disclose(v, person.id, subject, str_of(MSG("a record of a registry")), purpose);
    else
        view_disclose_list(v, subject, str_of(MSG("a record of a registry")), purpose);
    return ERR_OK;
}

enum err
record_see(struct view *v, const struct record_asked *asked, struct record_seen *s)
{
    struct cell *row;

    *s = (struct record_seen){ .v = v };
    TRY(registry_shown(v, asked->registry, &s->r));
    TRY(onlooker_begin(v, s->r, &s->who));
    if (s->who.base < SIGHT_PUBLIC && !s->who.may_read)
        return v->who->account == 0 && v->who->client == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    if (record_by_key(v, s->r, asked->key, s->who.open, &row) != ERR_OK)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such record."));
    s->now = s->row = row;
    TRY(onlooker_sight(&s->who, row[ROW_UNIT].i, &s->sight));
    if (s->sight < SIGHT_PUBLIC)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such record."));
    TRY(registry_took(v, s->r, 1));
    if (asked->unmask)
        TRY(disclose(s));
    if (asked->on != DAY_NONE || (asked->versions && s->sight >= SIGHT_OFFICIAL))
        TRY(read_versions(s));
    if (asked->on != DAY_NONE)
        TRY(as_on(s, asked->on));
    return begins(s, s->row[ROW_SINCE].i, &s->act);
}

static void
put_versions(const struct record_seen *s, struct json *out)
{
    struct json *list = json_put_array(s->v->arena, out, "versions");

    for (int i = 0; i < s->n_versions; i++) {
        const struct record_version *v = &s->version[i];
        struct json                 *o = json_add(list, json_object(s->v->arena));

        json_put_int(s->v->arena, o, "act", v->act);
        json_put_text(s->v->arena, o, "kind", str_of(record_kind_name(v->row)));
        if (v->at != TIME_NONE)
            json_put_time(s->v->arena, o, "at", v->at);
        if (v->row[ROW_KIND].i != KIND_ENDED)
            json_put(o, S("values"), record_json(s->v->arena, s->r, v->row, s->sight));
    }
}

static enum err
run_one(struct view *v, const void *input, struct json *out)
{
    const struct record_asked *in = input;
    struct record_seen         s;

    TRY(record_see(v, in, &s));
    if (in->versions && s.sight >= SIGHT_OFFICIAL)
        put_versions(&s, out);
    json_put_text(v->arena, out, "registry", s.r->key);
    json_put_text(v->arena, out, "key", record_key_text(v->arena, s.r, s.row));
    json_put_text(v->arena, out, "title", record_title(v, s.r, s.row));
    json_put_int(v->arena, out, "since", s.row[ROW_SINCE].i);
    json_put_int(v->arena, out, "act", s.act);
    json_put(out, S("values"), record_json(v->arena, s.r, s.row, s.sight));
    return ERR_OK;
}

const struct query registry_one = {
    .name = "registry.one", .right = "anyone",
    .help = "One record of a registry.",
    .fields = one_fields, .n_fields = 5, .in_size = sizeof(struct record_asked), .run = run_one,
};
