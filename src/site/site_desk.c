/* site/site_desk.c -- the officer's side: work list, search, a dossier, its actions.
 * Floor 12. */
#include "dossier/dossier.h"
#include "dossier/pages.h"
#include "site/visit.h"

/* The same address for both: the applicant's page, or the officer's. */
static void
dossier_read_then(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, 200, "dossier", v->call.out);
}

static void
dossier_track_then(struct visit *v)
{
    if (v->call.err == ERR_OK)
        visit_render(v, 200, "track", v->call.out);
    else if (v->who.account == 0 && !v->wants_json)
        visit_see(v, visit_address(v, "/tra-cuu?ma={code}"));
    else
        visit_fail_call(v);
}

static void
get_dossier(struct visit *v)
{
    if (actor_may(&v->who, S("dossier.read")))
        visit_call(v, "dossier.read", visit_input(v, "code"), STR_NONE, dossier_read_then);
    else
        visit_call(v, "dossier.track", visit_input(v, "code"), STR_NONE, dossier_track_then);
}

/* What was transferred is no longer read here. */
static void
post_action(struct visit *v)
{
    if (str_eq(visit_param(v, S("action")), S("chuyen")))
        v->own_go = S("/viec");
    visit_form_of(v, flow_command_at(v->arena, visit_param(v, S("action"))));
}

/* "/so-theo-doi.pdf", "/so-theo-doi.xlsx" */
static void
get_register_file(struct visit *v)
{
    struct json *input = visit_input(v, "unit=don-vi from=tu to=den");

    json_put_text(v->arena, input, "format",
                  str_ends(v->request->path, S(".pdf")) ? S("pdf") : S("xlsx"));
    visit_call(v, "dossier.register_file", input, STR_NONE, visit_file_ready);
}

/* A label's picture holds the code; a paper's the address of its tracking, which ends in it. */
static Str
scanned(Str typed)
{
    ptrdiff_t at = str_find(typed, S("/tra-cuu?ma="));

    return at < 0 ? typed : str_sub(typed, (size_t)at + 12, typed.n);
}

/* Who has the whole code, typed or scanned, wants the dossier and no list of one. */
static void
found(struct visit *v)
{
    const struct json *row = v->call.err == ERR_OK ? json_get(v->call.out, "rows")->first : NULL;
    Str typed = page_typed_code(v->arena, scanned(visit_param(v, S("q"))));

    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (row != NULL && row->next == NULL && !v->wants_json &&
             str_eq(json_text(row, "code"), typed))
        visit_see(v, str_format(v->arena, "/ho-so/%.*s", STR_ARG(typed)));
    else
        visit_render(v, 200, "search", v->call.out);
}

static void
get_search(struct visit *v)
{
    struct json *input = visit_input(v, "filter=loc unit=don-vi before=sau");
    Str          q = visit_param(v, S("q"));

    if (q.p != NULL)
        json_put_text(v->arena, input, "q", scanned(q));
    visit_call(v, "dossier.search", input, STR_NONE, found);
}

static void
get_label(struct visit *v)
{
    struct json *input = json_object(v->arena);

    json_add(json_put_array(v->arena, input, "codes"),
             json_new_text(v->arena, visit_param(v, S("code"))));
    visit_call(v, "dossier.labels", input, STR_NONE, visit_file_ready);
}

static const struct form action_form = { .view = "action", .query = "dossier.action",
                                         .query_take = "code action", .fields = "fields" };

static const struct form view_form = { .view = "worklist", .query = "dossier.worklist",
                                       .query_take = "filter q", .fields = "save_fields" };

static const struct form opinion_form = { .view = "opinion", .query = "opinion.read",
                                          .query_take = "code opinion", .fields = "fields" };

static const struct form decide_form = { .view = "complaint", .query = "complaint.read",
                                         .query_take = "code complaint", .fields = "fields" };

const struct route routes_desk[] = {
    { HTTP_GET, "/viec", ROUTE_PAGE, .view = "worklist", .call = "dossier.worklist",
      .take = "filter=loc q after_urgency=moc after=sau" },
    { HTTP_POST, "/viec/xem", ROUTE_FORM, .call = "worklist.save", .take = "name filter q",
      .go = "/viec?loc={filter}&q={q}", .form = &view_form },
    { HTTP_POST, "/viec/xem/bo", ROUTE_ACT, .call = "worklist.drop", .take = "name",
      .go = "/viec" },
    { HTTP_GET, "/tim", ROUTE_OWN, .view = "search", .handle = get_search },
    { HTTP_GET, "/so-theo-doi", ROUTE_PAGE, .view = "register", .call = "dossier.register",
      .take = "unit=don-vi from=tu to=den after_received=moc after=sau" },
    { HTTP_GET, "/so-theo-doi.pdf", ROUTE_OWN, .handle = get_register_file },
    { HTTP_GET, "/so-theo-doi.xlsx", ROUTE_OWN, .handle = get_register_file },
    { HTTP_GET, "/ho-so/{code}", ROUTE_OWN, .view = "dossier", .handle = get_dossier },
    { HTTP_GET, "/ho-so/{code}/nhan.pdf", ROUTE_OWN, .handle = get_label },
    { HTTP_GET, "/ho-so/{code}/lam/{action}", ROUTE_PAGE, .view = "action",
      .call = "dossier.action", .take = "code action" },
    { HTTP_POST, "/ho-so/{code}/lam/{action}", ROUTE_OWN, .handle = post_action,
      .go = "/ho-so/{code}", .multipart = true, .form = &action_form },
    { HTTP_POST, "/ho-so/{code}/ghi-chu", ROUTE_ACT, .call = "dossier.note", .take = "code note",
      .go = "/ho-so/{code}" },
    { HTTP_GET, "/y-kien/{code}/{opinion}", ROUTE_PAGE, .view = "opinion",
      .call = "opinion.read", .take = "code opinion" },
    { HTTP_POST, "/y-kien/{code}/{opinion}", ROUTE_FORM, .call = "opinion.answer",
      .take = "code opinion text", .go = "/viec?loc=asked", .form = &opinion_form },
    { HTTP_POST, "/ho-so/{code}/y-kien/{opinion}/rut", ROUTE_ACT, .call = "opinion.withdraw",
      .take = "code opinion", .go = "/ho-so/{code}" },
    { HTTP_GET, "/phan-anh/{code}/{complaint}", ROUTE_PAGE, .view = "complaint",
      .call = "complaint.read", .take = "code complaint" },
    { HTTP_POST, "/phan-anh/{code}/{complaint}", ROUTE_FORM, .call = "complaint.decide",
      .take = "code complaint how text", .go = "/viec?loc=complaints", .form = &decide_form },
    { HTTP_GET, "/hom-nay", ROUTE_PAGE, .view = "today", .call = "office.today", .take = "unit" },
    { HTTP_GET, "/hom-nay/{unit}", ROUTE_PAGE, .view = "today", .call = "office.today",
      .take = "unit after_urgency=moc after=sau" },
    { .path = NULL },
};
