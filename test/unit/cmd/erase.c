/* A dossier taken out: nothing of it is left in any table, on SQLite nowhere in
 * the file; its entries keep their place in the log, and whoever asks is told
 * that they were erased, and by which act.
 *
 * Mutation that fails it: SQLite without secure_delete. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/simulate.h"
#include "dossier/dossier_sql.h"
#include "dossier/record.h"
#include "journal/journal_sql.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"
#include "province.h"
#include "store/copy.h"
#include "store/files.h"

#define ACTS_MAX 100
#define SAID     "Mẫu: quầy số 2 đòi thêm giấy" /* of its handling */

struct chosen {
    struct dossier          closed, open;
    struct dossier_acts_row *act;
    int                     n_acts;
    int64_t                 complaint;
    Str                     answers, salt;
};

/* A dossier that ended and one that did not. */
static void
choose(const struct dir *d, struct chosen *c)
{
    struct view                  v = province_view(d);
    struct dossier_now_page_row *row;
    struct dossier_answers_row  *answers;
    struct entry_get_row         e;
    int                          n;

    *c = (struct chosen){ .n_acts = 0 };
    check_ok(dossier_now_page(&v, 0, 100, &row, &n));
    for (int i = 0; i < n; i++) {
        struct dossier one;

        check_ok(dossier_find(&v, row[i].code, &one));
        if (dossier_is_open(&one))
            c->open = one;
        else
            c->closed = one;
    }
    check(c->closed.dossier != 0 && c->open.dossier != 0, "one closed, one open");
    check_ok(dossier_acts(&v, c->closed.dossier, 0, ACTS_MAX, &c->act, &c->n_acts));
    check(c->n_acts > 2, "a story of several acts");
    check_ok(dossier_answers(&v, c->closed.dossier, 1, &answers, &n));
    c->answers = str_sub(answers[0].answers, 0, 200);
    check_ok(entry_get(&v, c->act[0].act, &e));
    c->salt = e.salt;
    province_view_end(&v);
}

/* -- what is left ------------------------------------------------------------------------ */

struct seeking {
    Str     needle;
    int64_t found;
};

static enum err
seek(void *context, const struct table *t, int nth, int64_t rows, Str part)
{
    struct seeking *s = context;

    (void)t, (void)nth, (void)rows;
    s->found += str_has(part, s->needle);
    return ERR_OK;
}

static int64_t
tables_with(const struct dir *d, Str needle)
{
    struct seeking s = { .needle = needle };
    struct view    v = province_view(d);

    check_ok(copy_out(v.db, NULL, seek, &s));
    province_view_end(&v);
    return s.found;
}

static bool
file_has(Str path, Str needle)
{
    Str bytes;

    return cli_read(test_arena(), path, 64 << 20, &bytes) && str_has(bytes, needle);
}

/* The store's own files, after a checkpoint. */
static bool
bytes_left(const struct dir *d, Str needle)
{
    struct store_options o;
    struct db           *db = NULL;
    char                 why[256] = "";
    bool                 found;

    dir_store(d, &o);
    if (o.kind == STORE_PG)
        return false;
    check(db_open(&o, DB_WRITER, &db, why) == ERR_OK, why);
    check_ok(db_checkpoint(db));
    found = file_has(str_of(o.where), needle) ||
            file_has(str_format(test_arena(), "%s-wal", o.where), needle);
    db_close(db);
    return found;
}

static void
nothing_is_left(const struct dir *d, const struct chosen *c)
{
    Str code = c->closed.code;

    check_int(tables_with(d, code), 0);
    check_int(tables_with(d, c->answers), 0);
    check_int(tables_with(d, S(SAID)), 0);
    check_int(tables_with(d, hex_text(test_arena(), c->salt)), 0);
    check(!bytes_left(d, code), "the code is not in the file");
    check(!bytes_left(d, c->answers), "nor are the answers");
    check(!bytes_left(d, S(SAID)), "nor what was said of its handling");
    check(!bytes_left(d, c->salt), "nor the salt");
}

/* -- what the person said of its handling ------------------------------------------------------ */

static void
complained(struct house *h, struct chosen *c)
{
    static const struct actor nobody;
    struct view               v = province_house_view(h);
    struct json              *in = json_object(test_arena());
    struct call               call = { .arena = test_arena(), .who = &nobody, .lang = LANG_EN,
                                       .name = S("complaint.file"), .input = in,
                                       .occurred = TIME_NONE };

    json_put_text(test_arena(), in, "code", c->closed.code);
    json_put_text(test_arena(), in, "secret", dossier_secret(&v, c->closed.code));
    json_put_text(test_arena(), in, "kind", S("paper"));
    json_put_text(test_arena(), in, "complaint", S(SAID));
    db_close(v.db);
    door_call_wait(h->door, &call);
    check_ok(call.err);
    c->complaint = json_int(call.out, "complaint", 0);
    c->n_acts++;
}

static void
answered(struct house *h, struct chosen *c)
{
    struct json *in = json_object(test_arena());
    struct call  call;

    json_put_text(test_arena(), in, "code", c->closed.code);
    json_put_int(test_arena(), in, "complaint", c->complaint);
    json_put_text(test_arena(), in, "how", S("answer"));
    json_put_text(test_arena(), in, "text", S(SAID));
    check_ok(house_call(h, test_arena(), S("complaint.decide"), in, &call));
    c->n_acts++;
}

/* -- erasing --------------------------------------------------------------------------------- */

static enum err
erase(struct house *h, const struct actor *who, Str code, struct call *out)
{
    struct json *in = json_object(test_arena());

    json_put_text(test_arena(), in, "code", code);
    json_put_text(test_arena(), in, "reason", S("decision 7"));
    *out = (struct call){ .arena = test_arena(), .who = who, .lang = LANG_EN,
                          .name = S("dossier.erase"), .input = in, .occurred = TIME_NONE };
    door_call_wait(h->door, out);
    return out->err;
}

static void
only_who_may(struct house *h, struct chosen *c)
{
    static const struct actor nobody;
    static const Str          reads = { "dossier.read", 12 }, erases = { "journal.erase", 13 };
    const struct actor        officer = { .account = 9, .n_rights = 1, .rights = &reads };
    const struct actor        archivist = { .account = 9, .n_rights = 1, .rights = &erases };
    struct call               call;

    check_err(erase(h, &nobody, c->closed.code, &call), ERR_SIGN_IN);
    check_err(erase(h, &officer, c->closed.code, &call), ERR_FORBIDDEN);
    check_err(erase(h, &archivist, c->open.code, &call), ERR_CONFLICT);
    check_err(erase(h, &archivist, S("H23.1.1-240101-9999"), &call), ERR_NOT_FOUND);
    complained(h, c);
    check_err(erase(h, &archivist, c->closed.code, &call), ERR_CONFLICT); /* not answered yet */
    answered(h, c);
    check_ok(erase(h, &archivist, c->closed.code, &call));
    check_int(json_int(call.out, "erased", 0), c->n_acts);
    check_err(erase(h, &archivist, c->closed.code, &call), ERR_NOT_FOUND);
}

static void
said_erased(struct house *h, const struct chosen *c, Str receipt)
{
    struct json *in = json_object(test_arena());
    struct call  call;
    Str          text;
    bool         told = false;

    check(cli_read(test_arena(), receipt, 1 << 20, &text), "the receipt");
    json_put_text(test_arena(), in, "receipt", text);
    check_ok(house_call(h, test_arena(), S("journal.check"), in, &call));
    check_str(json_text(json_get(call.out, "verdict"), "state"), S("good"));
    json_each(line, json_get(json_get(call.out, "verdict"), "lines"))
        told = told || str_has(json_text(line, "words"), S("erased by entry"));
    check(told, "the page says that it was erased");
    in = json_object(test_arena());
    json_put_int(test_arena(), in, "entry", c->act[0].act);
    check_ok(house_call(h, test_arena(), S("journal.entry"), in, &call));
    check(json_text(call.out, "erased_words").n > 0, "the entry's page too");
}

static void
one_by_one_is_refused(struct house *h, const struct chosen *c)
{
    struct json *in = NULL;
    struct call  call;
    Str          text = str_format(test_arena(), "{\"entries\":[%lld],\"reason\":\"x\"}",
                                   (long long)c->act[0].act);

    check_ok(json_parse(test_arena(), text, &in, NULL));
    check_err(house_call(h, test_arena(), S("journal.erase"), in, &call), ERR_UNKNOWN);
}

/* Counters are what a recount of the dossiers that are there gives. */
static void
count_one(void *context, const struct dossier *d, const char *element, Day day)
{
    (void)d, (void)day;
    *(int64_t *)context += strcmp(element, "filed") == 0;
}

static int64_t
filed_by_recount(struct house *h)
{
    struct view                  v = province_house_view(h);
    struct dossier_now_page_row *row;
    int                          n;
    int64_t                      filed = 0;

    check_ok(dossier_now_page(&v, 0, 1000, &row, &n));
    for (int i = 0; i < n; i++) {
        struct dossier d;

        check_ok(dossier_find(&v, row[i].code, &d));
        check_ok(measure_elements(&v, &d, count_one, &filed));
    }
    db_close(v.db);
    return filed;
}

static int64_t
counted(struct house *h, const char *element)
{
    struct view              v = province_house_view(h);
    struct counter_page_row *row;
    int                      n;
    int64_t                  filed = 0;

    check_ok(counter_page(&v, str_of(element), S("m"), 0, S(""), S(""), 10000, &row, &n));
    for (int i = 0; i < n; i++)
        if (str_eq(row[i].element, str_of(element)) && str_eq(row[i].grain, S("m")) && row[i].unit == 0)
            filed += row[i].n;
    db_close(v.db);
    return filed;
}

static void
erased(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19740, .dossiers = 40, .seed = 11 };
    struct dir              d;
    struct house            h;
    struct chosen           c;
    Str                     receipt;
    char                    why[256] = "";

    province_simulated(&d, o, r);
    choose(&d, &c);
    check(tables_with(&d, c.closed.code) > 0, "it is there");
    check(o->kind == STORE_PG || bytes_left(&d, c.answers), "in the file too");
    receipt = province_receipt(&d, c.act[0].act);
    check_int(province_verify(&d, S("")), EXIT_DONE);

    check(house_open_in_order(&h, &d, why) == ERR_OK, why);
    one_by_one_is_refused(&h, &c);
    only_who_may(&h, &c);
    said_erased(&h, &c, receipt);
    check_int(counted(&h, "filed"), filed_by_recount(&h));
    check_int(counted(&h, "complaint"), 0);
    check_int(counted(&h, "complaint_in_time"), 0);
    house_close(&h);
    nothing_is_left(&d, &c);
    check_int(province_verify(&d, S("")), EXIT_DONE);
    check_int(province_verify(&d, receipt), EXIT_DONE);
}

void
test_cmd_erase__nothing_is_left_and_it_is_said(void)
{
    on_each_store(erased);
}
