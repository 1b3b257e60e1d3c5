/* portal/record.c -- the page of one record: its fields, its versions, itself on a day.  Floor 9.
 *
 * Personal fields are "•••" until they are asked for; then the query discloses (seen.h). */
#include "portal/inside.h"
#include "registry/seen.h"

static const struct field record_fields[] = {
    FIELD(TEXT, struct record_asked, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(TEXT, struct record_asked, key, .required = true, .max = 1000,
          .help = "The record's key"),
    FIELD(DAY, struct record_asked, on, .help = "As it stood at the end of that day"),
    FIELD(BOOL, struct record_asked, unmask,
          .help = "Personal fields too; the reading is recorded"),
};

/* A reference leads to its record. */
static void
put_reference(struct view *v, const struct registry_field *f, const struct cell *c,
              struct json *o)
{
    if (f->ref.n > 0 && !c->null && registry_by_key(v, f->ref) != NULL)
        json_put_text(v->arena, o, "href",
                      portal_record_href(v, f->ref, portal_referred(v, c->s)));
}

static void
put_values(struct record_seen *s, struct json *out)
{
    struct view *v = s->v;
    struct json *list = json_put_array(v->arena, out, "values");

    for (int i = 0; i < s->r->n_fields; i++) {
        const struct registry_field *f = &s->r->field[i];
        const struct cell           *c = &s->row[f->column];
        bool                         shown = sight_shows(s->sight, f);
        struct json                 *o;

        if (!shown && s->sight < SIGHT_OFFICIAL)
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "name", f->name);
        json_put_text(v->arena, o, "label", registry_field_title(v->lang, f));
        if (!c->null)
            json_put_text(v->arena, o, "words", shown ? portal_value(v, f, c) : S("•••"));
        if (!c->null && !shown)
            json_put_bool(v->arena, out, "masked", true);
        if (shown)
            put_reference(v, f, c, o);
    }
}

static void
put_side(struct record_seen *s, const struct registry_field *f, const struct cell *c,
         const char *name, struct json *o)
{
    if (!c->null)
        json_put_text(s->v->arena, o, name,
                      sight_shows(s->sight, f) ? portal_value(s->v, f, c) : S("•••"));
}

static bool
differs(const struct registry_field *f, const struct cell *a, const struct cell *b)
{
    if (a->null || b->null)
        return a->null != b->null;
    if (f->type == REGISTRY_REAL)
        return cell_as_real(a) < cell_as_real(b) || cell_as_real(a) > cell_as_real(b);
    return a->i != b->i || !str_eq(a->s, b->s);
}

/* What a version changed in the one before. */
static void
put_changes(struct record_seen *s, const struct cell *was, const struct cell *is,
            struct json *list)
{
    for (int i = 0; i < s->r->n_fields; i++) {
        const struct registry_field *f = &s->r->field[i];
        struct json                 *o;

        if (!differs(f, &was[f->column], &is[f->column]))
            continue;
        o = json_add(list, json_object(s->v->arena));
        json_put_text(s->v->arena, o, "label", registry_field_title(s->v->lang, f));
        put_side(s, f, &was[f->column], "was", o);
        put_side(s, f, &is[f->column], "is", o);
    }
}

static void
put_versions(struct record_seen *s, struct json *out)
{
    static const char *const kinds[] = { "", MSG("put on record"), MSG("changed"),
                                         MSG("corrected"), MSG("ended") };
    struct view *v = s->v;
    struct json *list = json_put_array(v->arena, out, "versions");

    for (int i = s->n_versions - 1; s->sight >= SIGHT_OFFICIAL && i >= 0; i--) {
        const struct record_version *one = &s->version[i];
        struct json                 *o = json_add(list, json_object(v->arena)), *changes;

        json_put_text(v->arena, o, "entry", str_int(v->arena, one->act));
        json_put_text(v->arena, o, "kind_words", words(v->lang, kinds[one->row[ROW_KIND].i]));
        json_put_text(v->arena, o, "at_words",
                      one->at != TIME_NONE ? when_moment(v->arena, v->lang, one->at)
                                           : words(v->lang, MSG("erased")));
        changes = json_put_array(v->arena, o, "changes");
        if (i > 0 && one->row[ROW_KIND].i != KIND_ENDED)
            put_changes(s, s->version[i - 1].row, one->row, changes);
    }
}

static void
put_map(struct record_seen *s, struct json *out)
{
    const struct registry_field *f = s->r->geometry_field >= 0
                                         ? &s->r->field[s->r->geometry_field] : NULL;
    struct portal_map           *map;

    if (f == NULL || s->row[f->column].null || !sight_shows(s->sight, f))
        return;
    map = portal_map_new(s->v);
    if (portal_map_add(map, s->row[f->column].s, record_title(s->v, s->r, s->row), S("#")))
        portal_map_put(map, pack_words(s->v->lang, s->r->title), out);
}

/* What is not offered is no refusal. */
static enum err
put_right(struct record_seen *s, const char *right, const char *name, struct json *out)
{
    enum err err = ERR_FORBIDDEN;

    if (actor_may(s->v->who, str_of(right)))
        err = record_require(s->v, s->r, str_of(right), s->row[ROW_UNIT].i);
    s->v->why = NULL;
    if (err == ERR_OK)
        json_put_bool(s->v->arena, out, name, true);
    return err == ERR_FORBIDDEN ? ERR_OK : err;
}

static enum err
put_rights(struct record_seen *s, const struct record_asked *in, struct json *out)
{
    if (in->on != DAY_NONE)
        return ERR_OK;
    TRY(put_right(s, "registry.write", "may_write", out));
    if (in->unmask || !json_bool(out, "masked"))
        return ERR_OK;
    return put_right(s, "registry.unmask", "may_unmask", out);
}

static enum err
run_record(struct view *v, const void *input, struct json *out)
{
    const struct record_asked *in = input;
    struct record_asked        asked = *in;
    struct record_seen         s;

    asked.versions = true;
    TRY(record_see(v, &asked, &s));
    TRY(portal_put_head(&s.who, "records", out));
    json_put_text(v->arena, out, "registry_title", pack_words(v->lang, s.r->title));
    json_put_text(v->arena, out, "record", record_key_text(v->arena, s.r, s.row));
    json_put_text(v->arena, out, "record_title", record_title(v, s.r, s.row));
    json_put_text(v->arena, out, "since", str_int(v->arena, s.row[ROW_SINCE].i));
    json_put_text(v->arena, out, "entry", str_int(v->arena, s.act));
    if (in->on != DAY_NONE) {
        json_put_text(v->arena, out, "on", day_people(v->arena, in->on));
        json_put_text(v->arena, out, "on_words", when_day(v->arena, v->lang, in->on));
    }
    if (in->unmask)
        json_put_bool(v->arena, out, "unmasked", true);
    put_values(&s, out);
    put_versions(&s, out);
    put_map(&s, out);
    return put_rights(&s, in, out);
}

const struct query data_record = {
    .name = "data.record", .right = "anyone",
    .help = "One record as people read it, with what changed from version to version.",
    .fields = record_fields, .n_fields = 4, .in_size = sizeof(struct record_asked),
    .run = run_record, .heavy = true,
};
