/* site/site_access.c -- the review of access, as a form of many rows; the log searched.
 * Floor 12. */
#include "base/scan.h"
#include "site/visit.h"

static Str
row_param(struct visit *v, char kind, Str position)
{
    return visit_param(v, str_format(v->arena, "%c-%.*s", kind, STR_ARG(position)));
}

/* One item for each row on which something was chosen or written. */
static struct json *
posted_items(struct visit *v)
{
    struct json *items = json_array(v->arena);

    for (size_t i = 0; i < v->request->form.count; i++) {
        Str          name = v->request->form.at[i].name, position = str_sub(name, 2, name.n);
        Str          decision = row_param(v, 'd', position), reason = row_param(v, 'r', position);
        int64_t      id, seen;
        struct json *o;

        if (!str_starts(name, S("s-")) || (decision.n == 0 && reason.n == 0) ||
            scan_int(position, 1, INT64_MAX, &id) != ERR_OK ||
            scan_int(v->request->form.at[i].value, 1, INT64_MAX, &seen) != ERR_OK)
            continue;
        o = json_add(items, json_object(v->arena));
        json_put_int(v->arena, o, "position", id);
        json_put_int(v->arena, o, "seen", seen);
        json_put_text(v->arena, o, "decision", decision);
        json_put_text(v->arena, o, "reason", reason);
    }
    return items;
}

struct refused {
    enum err     err;
    const char  *why;
    struct json *faults;
};

static Str
fault_of(const struct refused *r, Str field)
{
    json_each(fault, r->faults)
        if (str_eq(json_text(fault, "field"), field))
            return json_text(fault, "text");
    return STR_NONE;
}

/* What was chosen on this row, and what is wrong with it. */
static void
keep_row(struct visit *v, const struct refused *r, struct json *row, struct json *items)
{
    Str id = str_int(v->arena, json_int(row, "position", 0));
    Str decision = row_param(v, 'd', id), reason = row_param(v, 'r', id);
    Str field = str_format(v->arena, "p-%.*s", STR_ARG(id)), text = fault_of(r, field);

    if (str_eq(decision, S("keep")) || str_eq(decision, S("end")))
        json_put_bool(v->arena, row, str_eq(decision, S("keep")) ? "keep" : "end", true);
    if (reason.n > 0)
        json_put_text(v->arena, row, "reason", reason);
    if (text.n == 0)
        return;
    json_put_text(v->arena, row, "error", text);
    row = json_add(items, json_object(v->arena));
    json_put_text(v->arena, row, "href", str_format(v->arena, "#%.*s", STR_ARG(field)));
    json_put_text(v->arena, row, "text", text);
}

static void
drawn_again(struct visit *v)
{
    const struct refused *r = v->own;
    struct json          *o, *items, *rows;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    o = json_put_object(v->arena, v->call.out, "faults");
    items = json_put_array(v->arena, o, "items");
    rows = (struct json *)(uintptr_t)json_get(v->call.out, "rows");
    for (struct json *row = rows->first; row != NULL; row = row->next)
        keep_row(v, r, row, items);
    json_put_text(v->arena, o, "title",
                  fault_of(r, S("items")).n > 0 ? fault_of(r, S("items"))
                  : items->count == 0
                      ? words(v->lang, r->why)
                      : words_count(v->arena, v->lang, "There is {1} place to correct",
                                    MSG("There are {1} places to correct"),
                                    (int64_t)items->count));
    visit_render(v, err_http(r->err), "access_unit", v->call.out);
}

static void
reviewed(struct visit *v)
{
    struct refused *r;

    if (!v->wants_json && (v->call.err == ERR_INVALID || v->call.err == ERR_CONFLICT)) {
        r = arena_make(v->arena, struct refused);
        *r = (struct refused){ v->call.err, v->call.why, visit_fault_list(v) };
        v->own = r;
        visit_call(v, "access.unit", visit_input(v, "unit after=sau"), STR_NONE, drawn_again);
    } else if (v->call.err != ERR_OK) {
        visit_fail_call(v);
    } else if (v->wants_json) {
        visit_json(v, 200, v->call.out);
    } else {
        visit_notice(v, "xong");
        visit_see(v, visit_address(v, "/ra-soat-quyen/{unit}"));
    }
}

static void
post_review(struct visit *v)
{
    struct json *input = visit_input(v, "unit");

    if (!visit_is_ours(v))
        return;
    json_put(input, S("items"), posted_items(v));
    visit_call(v, "access.review", input, visit_key(v, "access.review"), reviewed);
}

/* -- the log ------------------------------------------------------------------------- */

#define LOG_TAKE                                                                              \
    "account=tai-khoan act=viec about=ve unit=don-vi outcome=ket-qua read_of=doc-cua from=tu " \
    "until=den before=sau"

static void
log_drawn(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, json_get(v->call.out, "faults") != NULL ? 422 : 200, "log", v->call.out);
}

static void
get_log(struct visit *v)
{
    visit_call(v, "log.search", visit_input(v, LOG_TAKE), STR_NONE, log_drawn);
}

static void
log_written(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_bytes(v, S("text/csv; charset=utf-8"), json_text(v->call.out, "name"),
                    json_text(v->call.out, "csv"));
}

static void
get_log_csv(struct visit *v)
{
    visit_call(v, "log.file", visit_input(v, LOG_TAKE), STR_NONE, log_written);
}

const struct route routes_access[] = {
    { HTTP_GET, "/nhat-ky/tim", ROUTE_OWN, .view = "log", .handle = get_log },
    { HTTP_GET, "/nhat-ky/tim.csv", ROUTE_OWN, .handle = get_log_csv },
    { HTTP_GET, "/ra-soat-quyen", ROUTE_PAGE, .view = "access", .call = "access.units",
      .take = "after=sau" },
    { HTTP_GET, "/ra-soat-quyen/{unit}", ROUTE_PAGE, .view = "access_unit", .call = "access.unit",
      .take = "unit after=sau" },
    { HTTP_POST, "/ra-soat-quyen/{unit}", ROUTE_OWN, .handle = post_review },
    { .path = NULL },
};
