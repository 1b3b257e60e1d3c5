/* site/site_data.c -- the open data portal: catalogue, registries, records, their forms, feeds.
 * Floor 12.
 *
 * Fields of a registry may be called anything that a path's variable or a form's own field is
 * called; so what is ours in a form has a hyphen in it, which no field's name has. */
#include "base/scan.h"
#include "site/site_data.h"

static void
page_ready(struct visit *v, const char *view)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, json_get(v->call.out, "faults") != NULL ? 422 : 200, view, v->call.out);
}

/* -- one registry ------------------------------------------------------------------ */

/* Data for programs that read pages; no text within can end the element (json_write_text). */
static void
put_linked(struct visit *v)
{
    Str text = json_text(v->call.out, "linked_data");

    if (text.n > 0)
        json_put_html(v->arena, v->call.out, "linked",
                      (struct safe_html){ str_format(
                          v->arena, "<script type=\"application/ld+json\">%.*s</script>",
                          STR_ARG(text)) });
}

static void
set_ready(struct visit *v)
{
    if (v->call.err == ERR_OK && !v->wants_json)
        put_linked(v);
    page_ready(v, "data_set");
}

/* "/du-lieu/KEY", and its files. */
static void
get_set(struct visit *v)
{
    if (!data_download(v, visit_param(v, S("key"))))
        visit_call(v, "data.set", visit_input(v, "registry=key upto=ban"), STR_NONE, set_ready);
}

static void
feed_ready(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_text(v, 200, S("application/atom+xml; charset=utf-8"), json_text(v->call.out, "xml"));
}

static void
get_feed(struct visit *v)
{
    visit_call(v, "data.feed", visit_input(v, "registry=key"), STR_NONE, feed_ready);
}

/* -- records ----------------------------------------------------------------------- */

struct json *
data_conditions(struct visit *v)
{
    const struct pairs *query = &v->request->query;
    struct json        *where = NULL;

    for (size_t i = 0; i < query->count; i++) {
        Str name = query->at[i].name;

        if (!str_starts(name, S("f.")) || str_trim(query->at[i].value).n == 0)
            continue;
        name = str_sub(name, 2, name.n);
        if (where == NULL)
            where = json_object(v->arena);
        if (json_get_str(where, name) == NULL)
            json_put(where, name, json_new_text(v->arena, query->at[i].value));
    }
    return where;
}

static void
records_ready(struct visit *v)
{
    page_ready(v, "data_records");
}

static void
get_records(struct visit *v)
{
    struct json *input = visit_input(v, "registry=key order=xep after=sau q");
    struct json *where = data_conditions(v);

    if (where != NULL)
        json_put(input, S("where"), where);
    visit_call(v, "data.records", input, STR_NONE, records_ready);
}

static void
record_ready(struct visit *v)
{
    page_ready(v, "data_record");
}

/* Asked for by a form, so that nothing that only follows links is a reader of personal data. */
static void
post_unmask(struct visit *v)
{
    struct json *input = visit_input(v, "registry=key key=record");

    if (!visit_is_ours(v))
        return;
    json_put_bool(v->arena, input, "unmask", true);
    visit_call(v, "data.record", input, STR_NONE, record_ready);
}

/* -- forms ------------------------------------------------------------------------- */

struct writing {
    Str  registry, record;
    bool correct;
};

static struct json *
form_input(struct visit *v, const struct writing *w)
{
    struct json *input = json_object(v->arena);

    json_put_text(v->arena, input, "registry", w->registry);
    if (w->record.n > 0)
        json_put_text(v->arena, input, "key", w->record);
    if (w->correct)
        json_put_bool(v->arena, input, "correct", true);
    return input;
}

static bool
is_ours(Str name)
{
    return str_has(name, S("-")) || str_eq(name, S("csrf")) ||
           str_eq(name, S("idempotency_key")) || str_eq(name, S("giu"));
}

static bool
is_kept(const struct json *keep, Str name)
{
    json_each(one, keep)
        if (str_eq(one->text, name))
            return true;
    return false;
}

/* What was typed; a date from its three parts.  Of a record that there is, what was left empty is
 * taken away (null), or not touched where the form says that it is kept. */
static struct json *
posted_values(struct visit *v, bool there_is, const struct json *keep)
{
    const struct pairs *form = &v->request->form;
    struct json        *values = json_object(v->arena);

    for (size_t i = 0; i < form->count; i++) {
        Str name = form->at[i].name, value = form->at[i].value;

        if (str_ends(name, S("-day"))) {
            name = str_sub(name, 0, name.n - 4);
            value = visit_date(v, name);
        } else if (is_ours(name)) {
            continue;
        }
        if (json_get_str(values, name) != NULL)
            continue;
        if (str_trim(value).n > 0)
            json_put(values, name, json_new_text(v->arena, value));
        else if (there_is && !is_kept(keep, name))
            json_put(values, name, json_new_null(v->arena));
    }
    return values;
}

static void
written(struct visit *v)
{
    const struct writing *w = v->own;
    enum err              err = v->call.err;

    if (err == ERR_OK && v->wants_json) {
        visit_json(v, 200, v->call.out);
    } else if (err == ERR_OK) {
        visit_notice(v, "xong");
        visit_see(v, str_format(v->arena, "/du-lieu/%.*s/ban-ghi/%.*s", STR_ARG(w->registry),
                                STR_ARG(percent_encode(v->arena, json_text(v->call.out, "key"),
                                                       S("/")))));
    } else if (!v->wants_json && (err == ERR_INVALID || err == ERR_CONFLICT)) {
        visit_form_again_with(v, form_input(v, w));
    } else {
        visit_fail_call(v);
    }
}

/* The path's variables are taken out of the way of fields of the same names. */
static void
write_record(struct visit *v, const char *command, bool correct)
{
    struct writing *w = arena_make(v->arena, struct writing);
    struct json    *input;
    struct json    *keep = visit_list(v, S("giu"));
    int64_t         since = 0;
    Str             seen = pairs_get(&v->request->form, S("phien-ban"));

    if (!visit_is_ours(v))
        return;
    *w = (struct writing){ .registry = visit_param(v, S("key")),
                           .record = visit_param(v, S("record")), .correct = correct };
    v->own = w;
    v->n_vars = 0;
    input = json_object(v->arena);
    json_put_text(v->arena, input, "registry", w->registry);
    json_put(input, S("values"), posted_values(v, w->record.p != NULL, keep));
    if (w->record.p != NULL) {
        json_put_text(v->arena, input, "key", w->record);
        json_put_bool(v->arena, input, "partial", true);
    }
    if (seen.n > 0 && scan_int(seen, INT64_MIN, INT64_MAX, &since) == ERR_OK)
        json_put_int(v->arena, input, "since", since);
    visit_call(v, command, input, visit_key(v, command), written);
}

static void
post_new(struct visit *v)
{
    write_record(v, "registry.create", false);
}

static void
post_change(struct visit *v)
{
    write_record(v, "registry.change", false);
}

static void
post_correction(struct visit *v)
{
    write_record(v, "registry.correct", true);
}

static void
form_ready(struct visit *v)
{
    page_ready(v, "data_form");
}

static void
get_correction(struct visit *v)
{
    struct json *input = visit_input(v, "registry=key key=record");

    json_put_bool(v->arena, input, "correct", true);
    visit_call(v, "data.form", input, STR_NONE, form_ready);
}

static void
ended(struct visit *v)
{
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
    } else if (v->wants_json) {
        visit_json(v, 200, v->call.out);
    } else {
        visit_notice(v, "xong");
        visit_see(v, visit_address(v, "/du-lieu/{key}/ban-ghi"));
    }
}

static void
post_end(struct visit *v)
{
    struct json *input = visit_input(v, "registry=key key=record");
    Str          seen = pairs_get(&v->request->form, S("phien-ban"));
    int64_t      since = 0;

    if (!visit_is_ours(v))
        return;
    if (seen.n > 0 && scan_int(seen, INT64_MIN, INT64_MAX, &since) == ERR_OK)
        json_put_int(v->arena, input, "since", since);
    visit_call(v, "registry.end", input, visit_key(v, "registry.end"), ended);
}

static const struct form record_form = { .view = "data_form", .query = "data.form",
                                         .fields = "fields" };

const struct route routes_data[] = {
    { HTTP_GET, "/du-lieu", ROUTE_PAGE, .view = "data", .call = "data.catalogue",
      .take = "q theme=chu-de owner=don-vi open=mo form=dang order=xep" },
    { HTTP_GET, "/du-lieu/atom.xml", ROUTE_OWN, .handle = get_feed },
    { HTTP_GET, "/du-lieu/{key}/atom.xml", ROUTE_OWN, .handle = get_feed },
    { HTTP_GET, "/du-lieu/{key}", ROUTE_OWN, .view = "data_set", .handle = get_set },
    { HTTP_GET, "/du-lieu/{key}/chat-luong", ROUTE_PAGE, .view = "data_quality",
      .call = "data.quality", .take = "registry=key" },
    { HTTP_GET, "/du-lieu/{key}/ban-ghi", ROUTE_OWN, .view = "data_records",
      .handle = get_records },
    { HTTP_GET, "/du-lieu/{key}/ban-ghi/{record*}", ROUTE_PAGE, .view = "data_record",
      .call = "data.record", .take = "registry=key key=record on=ngay" },
    { HTTP_POST, "/du-lieu/{key}/hien/{record*}", ROUTE_OWN, .handle = post_unmask },
    { HTTP_GET, "/du-lieu/{key}/moi", ROUTE_PAGE, .view = "data_form", .call = "data.form",
      .take = "registry=key" },
    { HTTP_POST, "/du-lieu/{key}/moi", ROUTE_OWN, .handle = post_new, .form = &record_form },
    { HTTP_GET, "/du-lieu/{key}/sua/{record*}", ROUTE_PAGE, .view = "data_form",
      .call = "data.form", .take = "registry=key key=record" },
    { HTTP_POST, "/du-lieu/{key}/sua/{record*}", ROUTE_OWN, .handle = post_change,
      .form = &record_form },
    { HTTP_GET, "/du-lieu/{key}/dinh-chinh/{record*}", ROUTE_OWN, .view = "data_form",
      .handle = get_correction },
    { HTTP_POST, "/du-lieu/{key}/dinh-chinh/{record*}", ROUTE_OWN, .handle = post_correction,
      .form = &record_form },
    { HTTP_GET, "/du-lieu/{key}/ket-thuc/{record*}", ROUTE_PAGE, .view = "data_end",
      .call = "data.record", .take = "registry=key key=record" },
    { HTTP_POST, "/du-lieu/{key}/ket-thuc/{record*}", ROUTE_OWN, .handle = post_end },
    { .path = NULL },
};
