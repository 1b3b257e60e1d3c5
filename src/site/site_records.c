/* site/site_records.c -- figures, journal, integrity, units, calendars, packs:
 * the pages that prove.  Floor 12. */
#include "journal/public.h"
#include "site/visit.h"

#define CHECKED_MAX ((size_t)3 << 20) /* receipts are of 2 kB, results of 60 */

static void
csv_ready(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_bytes(v, S("text/csv; charset=utf-8"), json_text(v->call.out, "name"),
                    json_text(v->call.out, "csv"));
}

static void
figure_then(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, 200, "figure", v->call.out);
}

/* "/so-lieu/KEY" and "/so-lieu/KEY.csv". */
static void
get_figure(struct visit *v)
{
    Str key = visit_param(v, S("key"));

    if (str_ends(key, S(".csv"))) {
        v->var[0] = str_sub(key, 0, key.n - 4);
        visit_call(v, "measure.csv", visit_input(v, "figure=key period=ky"), STR_NONE, csv_ready);
    } else {
        visit_call(v, "measure.figure", visit_input(v, "figure=key period=ky"), STR_NONE,
                   figure_then);
    }
}

/* "/so-lieu/KEY/bang.csv" */
static void
get_table_csv(struct visit *v)
{
    visit_call(v, "measure.table_csv", visit_input(v, "figure=key period=ky by=theo at=o"),
               STR_NONE, csv_ready);
}

/* "/thong-ke.csv": the same question, answered as a file. */
static void
get_report_csv(struct visit *v)
{
    visit_call(v, "measure.report_csv", visit_input(v, "unit=don-vi by=theo period=ky"), STR_NONE,
               csv_ready);
}

/* "/thong-ke.pdf", "/thong-ke.xlsx" */
static void
get_report_file(struct visit *v)
{
    struct json *input = visit_input(v, "unit=don-vi by=theo period=ky");

    json_put_text(v->arena, input, "format",
                  str_ends(v->request->path, S(".pdf")) ? S("pdf") : S("xlsx"));
    visit_call(v, "measure.report_file", input, STR_NONE, visit_file_ready);
}

/* The same question, answered as ".csv", ".pdf" or ".xlsx". */
static void
answer_file(struct visit *v, const char *query, const char *take)
{
    struct json *input = visit_input(v, take);
    Str          path = v->request->path;
    bool         csv = str_ends(path, S(".csv"));

    json_put_text(v->arena, input, "format",
                  csv ? S("csv") : str_ends(path, S(".pdf")) ? S("pdf") : S("xlsx"));
    visit_call(v, query, input, STR_NONE, csv ? csv_ready : visit_file_ready);
}

static void
get_monthly_file(struct visit *v)
{
    answer_file(v, "measure.monthly_file", "unit=don-vi period=ky");
}

static void
get_online_file(struct visit *v)
{
    answer_file(v, "measure.online_file", "unit=don-vi by=theo period=ky");
}

static void
check_then(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_render(v, 200, "verify", v->call.out);
}

static void
check_text(struct visit *v)
{
    visit_call(v, "journal.check", visit_input(v, "receipt code=ma"), STR_NONE, check_then);
}

/* A file may be a receipt, which is text, or a result, which is a PDF. */
static void
check_bytes(struct visit *v, Str bytes)
{
    struct json *input = json_object(v->arena);

    if (str_starts(bytes, S("%PDF-"))) {
        json_put_text(v->arena, input, "pdf_base64", base64_text(v->arena, bytes));
        visit_call(v, "dossier.result_check", input, STR_NONE, check_then);
    } else {
        json_put_text(v->arena, input, "receipt", bytes);
        visit_call(v, "journal.check", input, STR_NONE, check_then);
    }
}

static void
check_file(struct visit *v, enum err err, Str bytes)
{
    if (err != ERR_OK)
        visit_fail(v, err, err_message(err));
    else
        check_bytes(v, bytes);
}

static void
post_check(struct visit *v)
{
    if (!visit_is_ours(v))
        return;
    if (visit_has_file(v, S("file")))
        visit_read_file(v, S("file"), CHECKED_MAX, check_file);
    else
        check_text(v);
}

/* -- the checker that works without the site ------------------------------------------- */

/* An attribute of the asset's <html>, empty as it comes. */
static Str
fill(struct visit *v, Str html, const char *attribute, Str value)
{
    Str       empty = str_format(v->arena, "%s=\"\"", attribute);
    ptrdiff_t at = str_find(html, empty);
    size_t    end = (size_t)at + empty.n - 1;

    if (at < 0)
        BUG("the checker has no %s", attribute);
    for (size_t i = 0; i < value.n; i++)
        if (strchr("<>&\"'", value.p[i]) != NULL)
            return html; /* no key of ours: the reader brings one */
    return str_format(v->arena, "%.*s%.*s%.*s", (int)end, html.p, STR_ARG(value),
                      STR_ARG(str_sub(html, end, html.n)));
}

static void
get_checker(struct visit *v)
{
    const struct asset *a = asset_find(&v->site->assets, S("verify-offline.html"));
    struct view         view = visit_view(v);
    Str                 keys = S(""), html;
    enum err            err = db_begin(view.db);

    if (err == ERR_OK)
        err = public_keys(&view, &keys);
    db_end(view.db);
    if (err != ERR_OK || a == NULL) {
        visit_fail(v, err == ERR_OK ? ERR_NOT_FOUND : err, err_message(err));
        return;
    }
    html = fill(v, a->body, "data-key", keys);
    if (v->site->options.simulated)
        html = fill(v, html, "data-simulated", S("yes"));
    visit_alone(v, S("kiem-tra-bien-nhan.html"), html);
}

static void
receipt_text_then(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_fail_call(v);
    else
        visit_bytes(v, S("text/plain; charset=utf-8"), json_text(v->call.out, "name"),
                    json_text(v->call.out, "text"));
}

static void
get_receipt_text(struct visit *v)
{
    visit_call(v, "journal.receipt", visit_input(v, "entry"), STR_NONE, receipt_text_then);
}

const struct route routes_records[] = {
    { HTTP_GET, "/thong-ke", ROUTE_PAGE, .view = "report", .call = "measure.report",
      .take = "unit=don-vi by=theo period=ky" },
    { HTTP_GET, "/thong-ke.csv", ROUTE_OWN, .handle = get_report_csv },
    { HTTP_GET, "/thong-ke.pdf", ROUTE_OWN, .handle = get_report_file },
    { HTTP_GET, "/thong-ke.xlsx", ROUTE_OWN, .handle = get_report_file },
    { HTTP_GET, "/thong-ke/thang", ROUTE_PAGE, .view = "monthly", .call = "measure.monthly",
      .take = "unit=don-vi period=ky" },
    { HTTP_GET, "/thong-ke/thang.csv", ROUTE_OWN, .handle = get_monthly_file },
    { HTTP_GET, "/thong-ke/thang.pdf", ROUTE_OWN, .handle = get_monthly_file },
    { HTTP_GET, "/thong-ke/thang.xlsx", ROUTE_OWN, .handle = get_monthly_file },
    { HTTP_GET, "/thong-ke/truc-tuyen", ROUTE_PAGE, .view = "online", .call = "measure.online",
      .take = "unit=don-vi by=theo period=ky" },
    { HTTP_GET, "/thong-ke/truc-tuyen.csv", ROUTE_OWN, .handle = get_online_file },
    { HTTP_GET, "/thong-ke/truc-tuyen.pdf", ROUTE_OWN, .handle = get_online_file },
    { HTTP_GET, "/thong-ke/truc-tuyen.xlsx", ROUTE_OWN, .handle = get_online_file },
    { HTTP_GET, "/thong-ke/tre-han", ROUTE_PAGE, .view = "late", .call = "measure.late",
      .take = "unit=don-vi period=ky role=cho before=moc after=sau" },
    { HTTP_GET, "/thong-ke/can-bo", ROUTE_PAGE, .view = "officers", .call = "measure.officers",
      .take = "unit=don-vi period=ky" },
    { HTTP_GET, "/so-lieu", ROUTE_PAGE, .view = "figures", .call = "measure.list" },
    { HTTP_GET, "/so-lieu/{key}", ROUTE_OWN, .view = "figure", .handle = get_figure },
    { HTTP_GET, "/so-lieu/{key}/bang", ROUTE_PAGE, .view = "figure_table", .call = "measure.table",
      .take = "figure=key period=ky by=theo at=o" },
    { HTTP_GET, "/so-lieu/{key}/bang.csv", ROUTE_OWN, .handle = get_table_csv },
    { HTTP_GET, "/kiem-tra", ROUTE_OWN, .view = "verify", .handle = check_text },
    { HTTP_POST, "/kiem-tra", ROUTE_OWN, .handle = post_check, .multipart = true },
    { HTTP_GET, "/kiem-tra/ngoai-tuyen.html", ROUTE_OWN, .handle = get_checker },
    { HTTP_GET, "/nhat-ky", ROUTE_PAGE, .view = "journal", .call = "journal.entries",
      .take = "q before=sau" },
    { HTTP_GET, "/nhat-ky/{entry}", ROUTE_PAGE, .view = "entry", .call = "journal.entry",
      .take = "entry" },
    { HTTP_GET, "/nhat-ky/{entry}/bien-nhan.txt", ROUTE_OWN, .handle = get_receipt_text },
    { HTTP_GET, "/toan-ven", ROUTE_PAGE, .view = "integrity", .call = "journal.integrity" },
    { HTTP_POST, "/toan-ven", ROUTE_ACT, .call = "journal.verify", .take = "scope sample seed",
      .go = "/toan-ven" },
    { HTTP_GET, "/don-vi", ROUTE_PAGE, .view = "units", .call = "org.units",
      .take = "q day=ngay under=duoi after=sau" },
    { HTTP_GET, "/don-vi/{code}", ROUTE_PAGE, .view = "unit", .call = "org.unit", .take = "code" },
    { HTTP_GET, "/lich", ROUTE_PAGE, .view = "calendar", .call = "org.calendar",
      .take = "year=nam" },
    { HTTP_GET, "/goi", ROUTE_PAGE, .view = "packs", .call = "pack.list" },
    { HTTP_GET, "/goi/{name}", ROUTE_PAGE, .view = "pack", .call = "pack.one", .take = "name" },
    { .path = NULL },
};
