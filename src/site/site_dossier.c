/* site/site_dossier.c -- the person's side: filing, receipt, tracking.
 * Floor 12.
 *
 * Filing is one address: every page posts everything answered so far, files
 * included as tickets, and gets the next page; only `submit` changes anything. */
#include <unistd.h>

#include "base/log.h"
#include "base/scan.h"
#include "dossier/dossier.h"
#include "dossier/upload.h"
#include "ident/ident.h"
#include "site/visit.h"
#include "store/files.h"
#include "store/work.h"
#include "web/clamd.h"
#include "web/http_upload.h"

/* What was posted of a form: answers by name, the files held. */
struct filing {
    struct json  *answers, *files, *faults;
    struct json  *intake; /* whose dossier it is, when a desk files it */
    Str           go;
    struct visit *visit;
    struct work   work;
    visit_fn     *then;
};

/* -- files that came with the form --------------------------------------------------------- */

static Str
first_bytes(struct arena *arena, Str folder, const Hash *hash)
{
    int     fd;
    int64_t size;
    char   *p = arena_alloc_raw(arena, 16);
    ssize_t n;

    if (files_open(folder, hash, &fd, &size) != ERR_OK)
        return S("");
    n = read(fd, p, 16);
    close(fd);
    return (Str){ p, n > 0 ? (size_t)n : 0 };
}

static void
add_fault(struct visit *v, struct filing *f, Str field, const struct fault *fault)
{
    struct json *o = json_add(f->faults, json_object(v->arena));

    json_put_text(v->arena, o, "field", field);
    json_put_text(v->arena, o, "text",
                  words_fill(v->arena, v->lang, fault->message, fault->value[0], fault->value[1]));
}

/* Asked before it is kept.  What no scanner answered for is not taken. */
static bool
is_clean(struct visit *v, struct filing *f, const struct upload *u)
{
    Str          where = v->site->options.world->scanner, found;
    struct fault fault = { .message = MSG("could not be checked for viruses just now and was not "
                                          "kept; send it again in a few minutes") };

    if (where.n == 0)
        return true;
    if (clamd_scan(v->arena, where, str_c(v->arena, u->path), &found) == ERR_OK) {
        if (found.n == 0)
            return true;
        log_event(LOG_WARN, "scanner.found", "%.*s", STR_ARG(found));
        fault.message = MSG("carries a virus ({1}) and was not kept; send the paper from another "
                            "device, or take a photo of it");
        fault.value[0] = found;
    }
    add_fault(v, f, u->field, &fault);
    return false;
}

/* One upload named "file-COMPONENT": kept by content, answered with a ticket. */
static enum err
take_upload(struct visit *v, struct filing *f, struct upload *u)
{
    Str                component = str_sub(u->field, 5, u->field.n);
    Str                folder = v->site->options.world->folder;
    struct upload_file file = { .component = component, .name = u->filename,
                                .size = (int64_t)u->size, .hash = u->hash };
    struct faults      faults = { .arena = v->arena };
    struct view        view = visit_view(v);
    struct json       *o;

    if (u->size == 0 && u->filename.n == 0)
        return ERR_OK; /* an empty file input */
    if (!is_clean(v, f, u))
        return ERR_OK;
    upload_take(u);
    TRY(files_keep(folder, str_c(v->arena, u->path), &u->hash));
    if (!upload_judge(&faults, u->field, first_bytes(v->arena, folder, &u->hash), file.size, NULL,
                      &file.type)) {
        add_fault(v, f, u->field, faults.first);
        return ERR_OK;
    }
    o = json_add(f->files, json_object(v->arena));
    json_put_text(v->arena, o, "component", component);
    json_put_text(v->arena, o, "ticket", upload_ticket(&view, &file));
    return ERR_OK;
}

/* -- what was posted ----------------------------------------------------------------------- */

/* "x-day", "x-month", "x-year" become "x" as d/m/y, to be judged as one date. */
static bool
take_date_part(struct visit *v, struct filing *f, const struct pair *p)
{
    Str name, day, month, year, value;

    if (!str_ends(p->name, S("-day")))
        return str_ends(p->name, S("-month")) || str_ends(p->name, S("-year"));
    name = str_sub(p->name, 0, p->name.n - 4);
    day = str_trim(p->value);
    month = str_trim(visit_param(v, str_format(v->arena, "%.*s-month", STR_ARG(name))));
    year = str_trim(visit_param(v, str_format(v->arena, "%.*s-year", STR_ARG(name))));
    if (day.n + month.n + year.n > 0 && json_get_str(f->answers, name) == NULL) {
        value = str_format(v->arena, "%.*s/%.*s/%.*s", STR_ARG(day), STR_ARG(month), STR_ARG(year));
        json_put(f->answers, name, json_new_text(v->arena, value));
    }
    return true;
}

static void
take_held(struct visit *v, struct filing *f, const struct pair *p)
{
    struct json *o = json_add(f->files, json_object(v->arena));

    json_put_text(v->arena, o, "component", str_sub(p->name, 5, p->name.n));
    json_put_text(v->arena, o, "ticket", p->value);
}

static enum err
read_filing(struct visit *v, struct filing *f)
{
    f->answers = json_object(v->arena);
    f->intake = json_object(v->arena);
    f->files = json_array(v->arena);
    f->faults = json_array(v->arena);
    f->go = visit_param(v, S("go"));
    for (size_t i = 0; i < v->request->form.count; i++) {
        const struct pair *p = &v->request->form.at[i];

        if (str_starts(p->name, S("file:")))
            take_held(v, f, p);
        else if (str_starts(p->name, S(INTAKE)) && json_get_str(f->intake, p->name) == NULL)
            json_put(f->intake, p->name, json_new_text(v->arena, p->value));
        else if (!form_name_is_own(p->name) && !take_date_part(v, f, p) && p->value.n > 0 &&
                 json_get_str(f->answers, p->name) == NULL)
            json_put(f->answers, p->name, json_new_text(v->arena, p->value));
    }
    for (struct upload *u = v->request->uploads; u != NULL; u = u->next)
        if (str_starts(u->field, S("file-")))
            TRY(take_upload(v, f, u));
    return ERR_OK;
}

static void
filing_read(struct filing *f)
{
    struct visit *v = f->visit;
    enum err      err = read_filing(v, f);

    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else
        f->then(v);
}

static void
filing_work(struct work *work, struct db *reader)
{
    (void)reader;
    filing_read((struct filing *)((char *)work - offsetof(struct filing, work)));
}

/* Reads what was posted into v->own, then goes on with `then`.  With files on a worker,
 * because a file gets its name only when its folder is with the disk; the loop's
 * connection stays behind. */
static void
with_filing(struct visit *v, visit_fn *then)
{
    struct filing *f = arena_make(v->arena, struct filing);
    enum err       err;

    f->visit = v;
    f->then = then;
    v->own = f;
    if (v->request->uploads == NULL) {
        filing_read(f);
        return;
    }
    f->work.run = filing_work;
    v->reader = NULL;
    err = door_work(v->site->options.door, &f->work);
    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
}

/* -- filing -------------------------------------------------------------------------------- */

static void
page_made(struct visit *v)
{
    struct json *model = v->call.out;
    const char  *view = "form";

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    if (str_eq(json_text(model, "view"), S("check")))
        view = "check";
    v->step = true;
    model->first = model->first->next; /* "view" is for us, and stands first */
    model->count--;
    visit_render(v, 200, view, model);
}

static void
next_page(struct visit *v, const struct filing *f)
{
    struct json *input = visit_input(v, "procedure=key unit go drop");
    Str          page = visit_param(v, S("page"));

    if (str_eq(page, S("check"))) /* it follows every page, however many there are */
        json_put_int(v->arena, input, "page", FORM_CHECK);
    else if (page.n > 0)
        json_put_text(v->arena, input, "page", page);
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
    struct json *input = visit_input(v, "procedure=key unit");

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
        with_filing(v, form_read);
}

static void
get_form(struct visit *v)
{
    struct json *input = visit_input(v, "procedure=key unit");

    visit_call(v, "dossier.form", input, STR_NONE, page_made);
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
        with_filing(v, uploads_kept);
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

static void
supplement_read(struct visit *v)
{
    struct filing *f = v->own;
    struct json   *input = visit_input(v, "code secret note");

    json_put(input, S("files"), f->files);
    visit_call(v, "dossier.supply", input, visit_key(v, "dossier.supply"), person_acted);
}

static void
post_supply(struct visit *v)
{
    if (visit_is_ours(v))
        with_filing(v, supplement_read);
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
    { HTTP_GET, "/ho-so", ROUTE_PAGE, .view = "mine", .call = "dossier.mine",
      .take = "before=sau" },
    { HTTP_GET, "/ho-so/{code}/bien-nhan", ROUTE_PAGE, .view = "receipt", .call = "dossier.receipt",
      .take = "code" },
    { HTTP_POST, "/ho-so/{code}/bo-sung", ROUTE_OWN, .handle = post_supply, .multipart = true },
    { HTTP_POST, "/ho-so/{code}/rut", ROUTE_OWN, .handle = post_withdraw },
    { HTTP_POST, "/ho-so/{code}/danh-gia", ROUTE_OWN, .handle = post_rating,
      .form = &rating_form },
    { HTTP_GET, "/ho-so/{code}/giay/{which}", ROUTE_OWN, .handle = get_paper },
    { HTTP_GET, "/ho-so/{code}/tep/{file}", ROUTE_OWN, .handle = get_file },
    { .path = NULL },
};
