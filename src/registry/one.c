/* registry/one.c -- one record: as it stands, as it stood on a day, its
 * versions; personal fields when they are asked for.  Floor 6.
 *
 * Invariant: a personal field leaves this file only after view_disclose named
 * the person, or the record where no person is on file. */
#include <stdlib.h>

#include "journal/journal_sql.h"
#include "registry/record.h"
#include "registry/registry_sql.h"

#define VERSIONS_MAX 200

struct one_in {
    Str  registry, key;
    Day  on;
    bool unmask, versions;
};
static const struct field one_fields[] = {
    FIELD(TEXT, struct one_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct one_in, key, .required = true, .max = 1000, .help = "The record's key"),
    FIELD(DAY, struct one_in, on, .help = "As it stood at the end of that day"),
    FIELD(BOOL, struct one_in, unmask, .help = "Personal fields too; the reading is recorded"),
    FIELD(BOOL, struct one_in, versions, .help = "All versions, oldest first"),
};

struct looking {
    struct view           *v;
    const struct registry *r;
    struct onlooker        who;
    enum sight             sight;
};

/* The act that a version counts from: its own, or the one that published its load.  0: it is
 * not in force for anybody. */
static enum err
begins(struct looking *l, int64_t since, int64_t *out)
{
    struct registry_published_one_row row;
    enum err                          err;

    *out = since;
    if (since > 0)
        return ERR_OK;
    err = registry_published_one(l->v, l->r->key, -since, &row);
    *out = err == ERR_OK ? row.act : 0;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
put_version(struct looking *l, const struct cell *row, int64_t act, struct json *to)
{
    struct entry_get_row entry;
    enum err             err = entry_get(l->v, act, &entry);
    static const char *const kinds[] = { "", "created", "changed", "corrected", "ended" };

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_int(l->v->arena, to, "act", act);
    json_put_text(l->v->arena, to, "kind", str_of(kinds[row[ROW_KIND].i]));
    if (err == ERR_OK)
        json_put_time(l->v->arena, to, "at", entry.occurred);
    if (row[ROW_KIND].i != KIND_ENDED)
        json_put(to, S("values"), record_json(l->v->arena, l->r, row, l->sight));
    return ERR_OK;
}

static enum err
read_versions(struct looking *l, Id id, struct rows *out)
{
    struct cell in[2] = { cell_int(id), cell_int(VERSIONS_MAX) };

    return view_run(l->v, &l->r->sql->versions, in, out);
}

/* A version and the act it counts from. */
struct version {
    struct cell *row;
    int64_t      act;
};

static int
by_act(const void *a, const void *b)
{
    const struct version *x = a, *y = b;

    return (x->act > y->act) - (x->act < y->act);
}

/* Those that are or were in force, oldest first: a load counts from when it was published. */
static enum err
read_begun(struct looking *l, Id id, struct version **out, int *out_n)
{
    struct rows rows;

    TRY(read_versions(l, id, &rows));
    *out = arena_array(l->v->arena, struct version, rows.n + 1);
    *out_n = 0;
    for (int i = 0; i < rows.n; i++) {
        struct version *at = *out + *out_n;

        at->row = rows.cell + (ptrdiff_t)i * l->r->n_columns;
        TRY(begins(l, at->row[ROW_SINCE].i, &at->act));
        *out_n += at->act != 0;
    }
    qsort(*out, (size_t)*out_n, sizeof **out, by_act);
    return ERR_OK;
}

static enum err
put_versions(struct looking *l, Id id, struct json *out)
{
    struct json    *list = json_put_array(l->v->arena, out, "versions");
    struct version *of;
    int             n;

    TRY(read_begun(l, id, &of, &n));
    for (int i = 0; i < n; i++)
        TRY(put_version(l, of[i].row, of[i].act, json_add(list, json_object(l->v->arena))));
    return ERR_OK;
}

/* The last version that began by the end of the day. */
static enum err
as_on(struct looking *l, Id id, Day day, struct cell **out)
{
    struct version *of;
    int             n;

    *out = NULL;
    TRY(read_begun(l, id, &of, &n));
    for (int i = 0; i < n; i++) {
        struct entry_get_row entry;

        TRY(entry_get(l->v, of[i].act, &entry));
        if (time_day(entry.occurred) <= day)
            *out = of[i].row;
    }
    if (*out == NULL || (*out)[ROW_KIND].i == KIND_ENDED)
        return view_refuse(l->v, ERR_NOT_FOUND, MSG("There was no such record on that day."));
    return ERR_OK;
}

static enum err
disclose(struct looking *l, const struct cell *row)
{
    const struct registry *r = l->r;
    struct view           *v = l->v;
    struct person          person;
    Str subject = str_format(v->arena, "registry:%.*s/%.*s", STR_ARG(r->key),
                             STR_ARG(record_key_text(v->arena, r, row)));
    Str purpose = r->grant != NULL ? r->grant->purpose : str_of(MSG("work with a registry"));

    TRY(record_require(v, r, S("registry.unmask"), row[ROW_UNIT].i));
    l->sight = SIGHT_PERSONAL;
    if (r->person_field >= 0 && !row[r->field[r->person_field].column].null &&
        person_by_number(v, row[r->field[r->person_field].column].s, &person) == ERR_OK)
        view_disclose(v, person.id, subject, str_of(MSG("a record of a registry")), purpose);
    else
        view_disclose_list(v, subject, str_of(MSG("a record of a registry")), purpose);
    return ERR_OK;
}

static enum err
run_one(struct view *v, const void *input, struct json *out)
{
    const struct one_in *in = input;
    struct looking       l = { .v = v };
    struct cell         *row;
    int64_t              act;

    TRY(registry_shown(v, in->registry, &l.r));
    TRY(onlooker_begin(v, l.r, &l.who));
    if (l.who.base < SIGHT_PUBLIC && !l.who.may_read)
        return v->who->account == 0 && v->who->client == 0 ? ERR_SIGN_IN : ERR_FORBIDDEN;
    if (record_by_key(v, l.r, in->key, l.who.open, &row) != ERR_OK)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such record."));
    TRY(onlooker_sight(&l.who, row[ROW_UNIT].i, &l.sight));
    if (l.sight < SIGHT_PUBLIC)
        return view_refuse(v, ERR_NOT_FOUND, MSG("There is no such record."));
    TRY(registry_took(v, l.r, 1));
    if (in->unmask)
        TRY(disclose(&l, row));
    if (in->versions && l.sight >= SIGHT_OFFICIAL)
        TRY(put_versions(&l, row[ROW_ID].i, out));
    if (in->on != DAY_NONE)
        TRY(as_on(&l, row[ROW_ID].i, in->on, &row));
    json_put_text(v->arena, out, "registry", l.r->key);
    json_put_text(v->arena, out, "key", record_key_text(v->arena, l.r, row));
    json_put_text(v->arena, out, "title", record_title(v, l.r, row));
    json_put_int(v->arena, out, "since", row[ROW_SINCE].i);
    TRY(begins(&l, row[ROW_SINCE].i, &act));
    json_put_int(v->arena, out, "act", act);
    json_put(out, S("values"), record_json(v->arena, l.r, row, l.sight));
    return ERR_OK;
}

const struct query registry_one = {
    .name = "registry.one", .right = "anyone",
    .help = "One record of a registry.",
    .fields = one_fields, .n_fields = 5, .in_size = sizeof(struct one_in), .run = run_one,
};
