/* portal/quality.c -- how good a registry's data are: complete, valid, fresh, single, by unit.
 * Floor 9.
 *
 * Every number was kept in the acts that changed the records; nothing is counted here. */
#include "portal/inside.h"

#define SMALL     10
#define LOADS_MAX 10

struct quality_in {
    Str registry;
};
static const struct field quality_fields[] = {
    FIELD(TEXT, struct quality_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
};

/* To whom totals alone are open, a part is told where neither it nor the rest is small. */
static bool
may_tell(const struct onlooker *who, int64_t part, int64_t whole)
{
    return onlooker_best(who) >= SIGHT_PUBLIC || part == whole ||
           (part >= SMALL && whole - part >= SMALL);
}

static bool
shows_field(const struct onlooker *who, const struct registry_field *f)
{
    return f->read == READ_PUBLIC ? onlooker_best(who) >= SIGHT_COUNTS
                                  : onlooker_best(who) >= SIGHT_OFFICIAL;
}

static void
put_part(const struct onlooker *who, int64_t part, int64_t whole, bool exact, struct json *o)
{
    struct view *v = who->v;

    if (whole <= 0 || !may_tell(who, part, whole)) {
        json_put_text(v->arena, o, "share_words", S("–"));
        return;
    }
    json_put_text(v->arena, o, "share_words",
                  percent_text(v->arena, part, whole, v->lang == LANG_EN));
    json_put_text(v->arena, o, "length", str_int(v->arena, part * 100 / whole));
    if (exact && onlooker_best(who) >= SIGHT_PUBLIC)
        json_put_text(v->arena, o, "missing_words", portal_number(v, whole - part));
}

static enum err
put_fields(struct onlooker *who, int64_t total, struct json *out)
{
    struct view *v = who->v;
    struct json *list = json_put_array(v->arena, out, "fields");
    struct json *always = json_put_array(v->arena, out, "always");

    for (int i = 0; i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];
        struct json                 *o;
        int64_t                      filled;

        if (!shows_field(who, f))
            continue;
        if (f->required) {
            json_add(always, json_new_text(v->arena, registry_field_title(v->lang, f)));
            continue;
        }
        TRY(registry_filled(v, who->r, f, total, &filled));
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "name", f->name);
        json_put_text(v->arena, o, "title", registry_field_title(v->lang, f));
        put_part(who, filled, total, true, o);
    }
    return ERR_OK;
}

/* How many of a record's fields need not be there. */
static int64_t
optional_fields(const struct registry *r)
{
    int64_t n = 0;

    for (int i = 0; i < r->n_fields; i++)
        n += !r->field[i].required;
    return n;
}

enum err
portal_fill_words(struct onlooker *who, Str *out)
{
    struct view *v = who->v;
    int64_t      total, filled, sum = 0, whole = 0;

    *out = STR_NONE;
    TRY(registry_told_total(who, &total));
    for (int i = 0; total > 0 && i < who->r->n_fields; i++) {
        const struct registry_field *f = &who->r->field[i];

        if (!shows_field(who, f))
            continue;
        TRY(registry_filled(v, who->r, f, total, &filled));
        sum += filled;
        whole += total;
    }
    if (whole > 0 && may_tell(who, sum, whole))
        *out = percent_text(v->arena, sum, whole, v->lang == LANG_EN);
    return ERR_OK;
}

static enum err
put_units(struct onlooker *who, struct json *out)
{
    struct view               *v = who->v;
    struct json               *list = json_put_array(v->arena, out, "units");
    int64_t                    each = optional_fields(who->r), required;
    struct registry_unit_fill *unit;
    int                        n;

    if (onlooker_best(who) < SIGHT_PUBLIC)
        return ERR_OK;
    required = who->r->n_fields - each;
    TRY(registry_fill_by_unit(v, who->r, &unit, &n));
    for (int i = 0; i < n; i++) {
        struct json *o = json_add(list, json_object(v->arena));

        json_put_text(v->arena, o, "name",
                      registry_value_words(v, &who->r->field[who->r->unit_field], unit[i].unit));
        json_put_int(v->arena, o, "records", unit[i].records);
        put_part(who, unit[i].cells + required * unit[i].records,
                 who->r->n_fields * unit[i].records, false, o);
    }
    return ERR_OK;
}

static enum err
put_loads(struct onlooker *who, struct json *out)
{
    struct view            *v = who->v;
    struct json            *list = json_put_array(v->arena, out, "loads");
    struct registry_change *change;
    int                     n;

    if (onlooker_best(who) < SIGHT_PUBLIC)
        return ERR_OK;
    TRY(registry_changes(v, who->r, 100, &change, &n));
    for (int i = 0; i < n && (int)list->count < LOADS_MAX; i++) {
        const struct registry_change *c = &change[i];
        struct json                  *o;

        if (!c->load)
            continue;
        o = json_add(list, json_object(v->arena));
        json_put_text(v->arena, o, "at_words", when_moment(v->arena, v->lang, c->at));
        json_put_text(v->arena, o, "entry", str_int(v->arena, c->act));
        json_put_int(v->arena, o, "created", c->created);
        json_put_int(v->arena, o, "changed", c->changed);
        json_put_int(v->arena, o, "ended", c->ended);
        json_put_int(v->arena, o, "same", c->same);
        json_put_int(v->arena, o, "refused", c->refused);
    }
    return ERR_OK;
}

static Str
key_words(struct view *v, const struct registry *r)
{
    Str all = S("");

    for (int i = 0; i < r->n_key; i++)
        all = str_join(v->arena, all, all.n > 0 ? S(" + ") : S(""),
                       registry_field_title(v->lang, &r->field[r->key_field[i]]));
    return all;
}

static enum err
run_quality(struct view *v, const void *input, struct json *out)
{
    const struct quality_in *in = input;
    const struct registry   *r;
    struct onlooker          who;
    struct portal_fresh      fresh;
    int64_t                  total;
    Str                      fill;

    TRY(registry_named(v, in->registry, &r));
    TRY(onlooker_begin(v, r, &who));
    TRY(portal_put_head(&who, "quality", out));
    TRY(portal_fresh(v, r, &fresh));
    portal_put_fresh(v, &fresh, out);
    json_put_text(v->arena, out, "frequency_words", portal_frequency(v, r->frequency));
    json_put_text(v->arena, out, "key_words", key_words(v, r));
    TRY(portal_fill_words(&who, &fill));
    if (fill.n > 0)
        json_put_text(v->arena, out, "fill_words", fill);
    TRY(registry_told_total(&who, &total));
    TRY(put_fields(&who, total, out));
    TRY(put_units(&who, out));
    return put_loads(&who, out);
}

const struct query data_quality = {
    .name = "data.quality", .right = "anyone",
    .help = "How complete, valid, fresh and single a registry's records are, by field and unit.",
    .fields = quality_fields, .n_fields = 1, .in_size = sizeof(struct quality_in),
    .run = run_quality, .heavy = true,
};
