/* site/site_dossier.c -- the person's side: filing, receipt, tracking.
 * Floor 12.
 *
 * Filing is one address: every page posts everything answered so far, files
 * included as tickets, and gets the next page; only `submit` changes anything. */
#include "base/scan.h"
#include "site/filing.h"
#include "store/files.h"

/* -- filing -------------------------------------------------------------------------------- */

static void
page_made(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (v->own != NULL)
        filing_keep(v, v->call.out);
    else
        filing_draw(v, v->call.out);
}

static void
next_page(struct visit *v, const struct filing *f)
{
    struct json *input = filing_input(v, "procedure=key unit go drop like=theo seen=draft "
                                         "version=ban");

    json_put(input, S("answers"), f->answers);
    json_put(input, S("files"), f->files);
    json_put(input, S("faults"), f->faults);
    json_put(input, S("intake"), f->intake);
    visit_call(v, "dossier.form", input, STR_NONE, page_made);
}

static void
receipt_ready(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, 201, "receipt", v->call.out);
}

/* The secret is shown here and nowhere else. */
static void
show_receipt(struct visit *v)
{
    struct json *input = json_object(v->arena);

    json_put_text(v->arena, input, "code", json_text(v->call.out, "code"));
    json_put_text(v->arena, input, "secret", json_text(v->call.out, "secret"));
    visit_call(v, "dossier.receipt", input, STR_NONE, receipt_ready);
}

static void
filed(struct visit *v)
{
    struct filing *f = v->own;

    if (v->call.err == ERR_INVALID) { /* back to the check, everything kept, faults named */
        f->faults = visit_fault_list(v);
        f->go = S("check");
        next_page(v, f);
        return;
    }
    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (v->wants_json) {
        visit_json(v, 201, v->call.out);
        return;
    }
    show_receipt(v);
}

static void
submit(struct visit *v, struct filing *f)
{
    struct json *input = visit_input(v, "procedure=key unit version=ban");

    /* The command has the desk's answers under their own names. */
    json_each(a, f->intake)
        json_put(input, str_sub(a->key, sizeof INTAKE - 1, a->key.n),
                 json_new_text(v->arena, a->text));
    json_put(input, S("form"), f->answers);
    json_put(input, S("files"), f->files);
    visit_call(v, "dossier.submit", input, visit_key(v, "dossier.submit"), filed);
}

static void
form_read(struct visit *v)
{
    struct filing *f = v->own;

    if (str_eq(f->go, S("submit")) && f->faults->count == 0)
        submit(v, f);
    else
        next_page(v, f);
}

static void
post_form(struct visit *v)
{
    if (visit_is_ours(v))
        filing_take(v, form_read);
}

static void
get_form(struct visit *v)
{
    visit_call(v, "dossier.form", visit_input(v, "procedure=key unit like=theo"), STR_NONE,
               page_made);
}

static void
uploads_kept(struct visit *v)
{
    struct filing *f = v->own;
    struct json   *o = json_object(v->arena);

    json_put(o, S("files"), f->files);
    json_put(o, S("faults"), f->faults);
    visit_json(v, f->faults->count > 0 ? 422 : 201, o);
}

/* For programs: files first, each answered with the ticket that a command names. */
static void
post_upload(struct visit *v)
{
    v->wants_json = true;
    if (visit_is_ours(v))
        filing_take(v, uploads_kept);
}

/* -- following ----------------------------------------------------------------------------- */

static void
ask_track(struct visit *v)
{
    struct json *model = json_object(v->arena);
    Str          code = visit_param(v, S("ma"));

    if (code.n > 0)
        json_put_text(v->arena, model, "code", code);
    visit_render(v, 200, "track_ask", model);
}

static void
tracked(struct visit *v)
{
    struct json *model;

    if (v->call.err == ERR_OK) {
        visit_render(v, 200, "track", v->call.out);
        return;
    }
    if ((v->call.err != ERR_NOT_FOUND && v->call.err != ERR_INVALID) || v->wants_json) {
        visit_fail_call(v);
        return;
    }
    model = json_object(v->arena);
    json_put_text(v->arena, model, "code", visit_param(v, S("code")));
    if (v->call.err == ERR_INVALID)
        visit_put_faults(v, model);
    else
        json_put_text(v->arena, model, "secret_error", words(v->lang, v->call.why));
    visit_render(v, 422, "track_ask", model);
}

static void
post_track(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "dossier.track", visit_input(v, "code secret"), STR_NONE, tracked);
}

/* After supplying or withdrawing: with a secret the page itself, else a 303. */
static void
person_acted(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else if (v->wants_json)
        visit_json(v, 200, v->call.out);
    else if (visit_param(v, S("secret")).n > 0)
        visit_call(v, "dossier.track", visit_input(v, "code secret"), STR_NONE, tracked);
    else
        visit_see(v, visit_address(v, "/ho-so/{code}"));
}

static const struct form supply_form = { .view = "track", .query = "dossier.track",
                                         .query_take = "code secret",
                                         .fields = "supplement.fields" };

/* With the files that were right, and without one that was taken out. */
static void
supply_again(struct visit *v, const struct filing *f)
{
    struct json *input = visit_input(v, "code secret");

    json_put(input, S("files"), json_copy(v->arena, f->files));
    visit_form_again_with(v, input);
}

static void
supplied(struct visit *v)
{
    if (!v->wants_json && v->call.err == ERR_INVALID)
        supply_again(v, v->own);
    else
        person_acted(v);
}

/* No file is left out unsaid: one that could not be taken, and nothing is sent. */
static void
refuse_files(struct visit *v, const struct filing *f)
{
    json_each(x, f->faults)
        fault_add(&v->call.faults, json_text(x, "field"), str_c(v->arena, json_text(x, "text")),
                  STR_NONE, STR_NONE);
    v->call.err = ERR_INVALID;
    v->call.why = err_message(ERR_INVALID);
    supplied(v);
}

static void
supplement_read(struct visit *v)
{
    struct filing *f = v->own;
    struct json   *input = visit_input(v, "code secret note");

    if (f->faults->count > 0) {
        refuse_files(v, f);
        return;
    }
    if (visit_param(v, S("drop")).n > 0) {
        supply_again(v, f);
        return;
    }
    json_put(input, S("files"), json_copy(v->arena, f->files));
    visit_call(v, "dossier.supply", input, visit_key(v, "dossier.supply"), supplied);
}

static void
post_supply(struct visit *v)
{
    if (visit_is_ours(v))
        filing_take(v, supplement_read);
}

static void
post_withdraw(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "dossier.withdraw", visit_input(v, "code secret note=reason"),
                   visit_key(v, "dossier.withdraw"), person_acted);
}

static const struct form rating_form = { .view = "track", .query = "dossier.track",
                                         .query_take = "code secret", .fields = "rate_fields" };

static void
rated(struct visit *v)
{
    if (!v->wants_json && (v->call.err == ERR_INVALID || v->call.err == ERR_CONFLICT))
        visit_form_again(v);
    else
        person_acted(v);
}

static void
post_rating(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "dossier.rate", visit_input(v, "code secret score text"),
                   visit_key(v, "dossier.rate"), rated);
}

static const struct form complaint_form = {
    .view = "track", .query = "dossier.track",
    .query_take = "code secret complaining kind words=complaint", .fields = "complain_fields"
};

static void
complained(struct visit *v)
{
    bool again = v->call.err == ERR_INVALID || v->call.err == ERR_CONFLICT ||
                 v->call.err == ERR_TOO_MANY;

    if (!v->wants_json && again) {
        visit_wait(v);
        visit_form_again(v);
    } else {
        person_acted(v);
    }
}

static void
post_complaint(struct visit *v)
{
    if (visit_is_ours(v))
        visit_call(v, "complaint.file",
                   visit_input(v, "code secret kind complaint contact as_report"),
                   visit_key(v, "complaint.file"), complained);
}

/* -- papers and files ---------------------------------------------------------------------- */

static void
paper_ready(struct visit *v)
{
    Str pdf;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (base64_parse(v->arena, json_text(v->call.out, "pdf_base64"), &pdf) != ERR_OK)
        visit_fail(v, ERR_INTERNAL, err_message(ERR_INTERNAL));
    else
        visit_bytes(v, S("application/pdf"), json_text(v->call.out, "name"), pdf);
}

static void
get_paper(struct visit *v)
{
    visit_call(v, "dossier.paper", visit_input(v, "code which ticket=ve"), STR_NONE, paper_ready);
}

static void
file_found(struct visit *v)
{
    Hash          hash;
    struct answer a = { .status = 200 };
    int64_t       size;
    Str           type;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (scan_hex(json_text(v->call.out, "hash"), hash.b, HASH_SIZE) != ERR_OK ||
        files_open(v->site->options.world->folder, &hash, &a.file, &size) != ERR_OK) {
        visit_fail(v, ERR_STORE, err_message(ERR_STORE));
        return;
    }
    type = json_text(v->call.out, "type");
    a.type = str_eq(type, S("pdf"))   ? S("application/pdf")
             : str_eq(type, S("png")) ? S("image/png")
                                      : S("image/jpeg");
    a.file_length = (uint64_t)size;
    visit_header(v, S("X-Content-Type-Options"), S("nosniff"));
    visit_header(v, S("Cache-Control"), S("private, no-store"));
    a.headers = v->headers;
    a.header_count = v->n_headers;
    exchange_answer(v->x, &a);
}

static void
get_file(struct visit *v)
{
    visit_call(v, "dossier.file", visit_input(v, "code file"), STR_NONE, file_found);
}

const struct route routes_dossier[] = {
    { HTTP_GET, "/thu-tuc/{key}/nop", ROUTE_OWN, .view = "form", .handle = get_form },
    { HTTP_POST, "/thu-tuc/{key}/nop", ROUTE_OWN, .handle = post_form, .multipart = true },
    { HTTP_POST, "/api/upload", ROUTE_OWN, .handle = post_upload, .multipart = true },
    { HTTP_GET, "/tra-cuu", ROUTE_OWN, .view = "track_ask", .handle = ask_track },
    { HTTP_POST, "/tra-cuu", ROUTE_OWN, .handle = post_track },
    { HTTP_GET, "/hop-thu", ROUTE_PAGE, .view = "inbox", .call = "notice.mine",
      .take = "before=sau" },
    { HTTP_POST, "/hop-thu", ROUTE_ACT, .call = "notice.seen", .take = "upto", .go = "/hop-thu" },
    { HTTP_GET, "/ho-so", ROUTE_PAGE, .view = "mine", .call = "dossier.mine",
      .take = "before=sau" },
    { HTTP_GET, "/ho-so/{code}/bien-nhan", ROUTE_PAGE, .view = "receipt", .call = "dossier.receipt",
      .take = "code" },
    { HTTP_POST, "/ho-so/{code}/bo-sung", ROUTE_OWN, .handle = post_supply, .multipart = true,
      .form = &supply_form },
    { HTTP_POST, "/ho-so/{code}/rut", ROUTE_OWN, .handle = post_withdraw },
    { HTTP_POST, "/ho-so/{code}/danh-gia", ROUTE_OWN, .handle = post_rating,
      .form = &rating_form },
    { HTTP_POST, "/ho-so/{code}/phan-anh", ROUTE_OWN, .handle = post_complaint,
      .form = &complaint_form },
    { HTTP_GET, "/ho-so/{code}/giay/{which}", ROUTE_OWN, .handle = get_paper },
    { HTTP_GET, "/ho-so/{code}/tep/{file}", ROUTE_OWN, .handle = get_file },
    { .path = NULL },
};
