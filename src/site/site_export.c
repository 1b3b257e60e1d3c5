/* site/site_export.c -- the journal as one CSV, however long.  Floor 12.
 *
 * Each piece is one page of journal.export, asked for when the client has taken the one
 * before, read on a worker and gone with its snapshot.  The first page says up to which
 * entry; a page that cannot be read cuts the connection, so that a file which came to
 * its end is whole. */
#include "base/csv.h"
#include "base/scan.h"
#include "site/visit.h"

#define PIECE_SIZE ((size_t)4 << 20)

enum { COLUMNS = 8 };

struct export {
    int64_t after, upto; /* upto 0: the journal's end, found by the first page */
    bool    begun;
};

static void
ask_page(struct visit *v, visit_fn *then)
{
    struct export *e = v->own;
    struct json   *in = json_object(v->arena);

    json_put_int(v->arena, in, "after", e->after);
    if (e->upto > 0)
        json_put_int(v->arena, in, "upto", e->upto);
    visit_call(v, "journal.export", in, STR_NONE, then);
}

static void
put_head(struct visit *v, struct buf *out)
{
    Str head[COLUMNS] = { words(v->lang, MSG("Entry")),       words(v->lang, MSG("Occurred at")),
                          words(v->lang, MSG("Recorded at")), words(v->lang, MSG("Command")),
                          words(v->lang, MSG("Account")),     words(v->lang, MSG("Unit")),
                          words(v->lang, MSG("Concerning")),  words(v->lang, MSG("Fingerprint")) };

    buf_add(out, CSV_BOM);
    if (v->site->options.simulated)
        buf_add(out, S("SỐ LIỆU MÔ PHỎNG\r\n"));
    csv_row(out, head, COLUMNS);
}

/* A number, or nothing where there is none. */
static Str
number(struct visit *v, const struct json *row, const char *key)
{
    if (json_get(row, key) == NULL)
        return STR_NONE;
    return str_int(v->arena, json_int(row, key, 0));
}

static void
put_row(struct visit *v, const struct json *row, struct buf *out)
{
    bool erased = json_bool(row, "erased");
    Str  cell[COLUMNS] = { number(v, row, "entry"),
                           json_text(row, "occurred"),
                           json_text(row, "recorded"),
                           erased ? words(v->lang, MSG("erased")) : json_text(row, "command"),
                           number(v, row, "account"),
                           number(v, row, "unit"),
                           json_text(row, "subject"),
                           json_text(row, "leaf") };

    csv_row(out, cell, COLUMNS);
}

/* The page that was read, and on behind it. */
static void
give_page(struct visit *v)
{
    struct export     *e = v->own;
    const struct json *page = v->call.out;
    struct buf         b = BUF_MAX(PIECE_SIZE);
    enum piece         which;
    Str                text;

    if (!e->begun)
        put_head(v, &b);
    json_each(row, json_get(page, "rows"))
        put_row(v, row, &b);
    e->begun = true;
    e->after = json_int(page, "next", e->after);
    text = str_copy(v->arena, buf_str(&b));
    which = b.over ? PIECE_BROKEN : json_get(page, "next") != NULL ? PIECE_MORE : PIECE_LAST;
    buf_free(&b);
    visit_piece(v, text, which);
}

static void
page_read(struct visit *v)
{
    if (v->call.err != ERR_OK)
        visit_piece(v, STR_NONE, PIECE_BROKEN);
    else
        give_page(v);
}

static void
next_page(struct visit *v)
{
    struct export *e = v->own;

    if (e->begun)
        ask_page(v, page_read);
    else
        give_page(v);
}

/* The first page is read before anything is said: a refusal is an answer like others. */
static void
first_read(struct visit *v)
{
    struct export *e = v->own;

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    e->upto = json_int(v->call.out, "upto", 0);
    visit_stream(v, S("text/csv; charset=utf-8"), S("nhat-ky.csv"), next_page);
}

/* An entry's number, if the address names one. */
static bool
read_number(const struct visit *v, Str name, int64_t *out)
{
    Str text = pairs_get(&v->request->query, name);

    return text.n == 0 || scan_int(text, 1, INT64_MAX, out) == ERR_OK;
}

static void
get_journal(struct visit *v)
{
    struct export *e = arena_make(v->arena, struct export);
    int64_t        from = 1;

    v->own = e;
    if (!read_number(v, S("tu"), &from) || !read_number(v, S("den"), &e->upto)) {
        visit_fail(v, ERR_INVALID,
                   MSG("Give the first and the last entry, “tu” and “den”, by their numbers."));
        return;
    }
    e->after = from - 1;
    ask_page(v, first_read);
}

const struct route routes_export[] = {
    { HTTP_GET, "/nhat-ky.csv", ROUTE_OWN, .handle = get_journal },
    { .path = NULL },
};
