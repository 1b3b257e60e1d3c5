/* journal/pages.c -- the journal as people leaf through it: entries, one entry
 * with its proof, the receipt as a file.  Floor 2.
 *
 * Anyone sees that something was recorded and when; what, and by whom, only
 * those with the right journal.inspect. */
#include "journal/pages.h"

#include "base/text.h"

#define PAGE     20
#define ROWS_MAX 200

/* -- where an act stands --------------------------------------------------------- */

static enum err
cover(struct view *v, struct place *p)
{
    struct checkpoint_covering_row *head;
    int                             n;

    TRY(checkpoint_covering(v, p->log.number, p->index + 1, 1, &head, &n));
    p->is_signed = n > 0;
    if (n > 0) {
        p->note = head[0].note;
        p->size = head[0].size;
    }
    return anchor_covering(v, p->log.number, p->index + 1, 1, &p->anchor, &p->n_anchors);
}

enum err
place_of(struct view *v, int64_t act, struct place *out)
{
    struct log_all_row *log;
    int                 n, at;

    TRY(log_all(v, 1000, &log, &n));
    for (at = n - 1; at > 0 && log[at].first_act > act; at--)
        continue;
    if (at < 0 || log[at].first_act > act)
        return ERR_NOT_FOUND;
    *out = (struct place){ .log = log[at], .index = act - log[at].first_act };
    out->tiles = (struct log_tiles){ .view = v, .log = log[at].number,
                                     .first_act = log[at].first_act };
    return cover(v, out);
}

Str
page_entry_bytes(struct view *v, const struct entry_get_row *e)
{
    Hash commitment = { { 0 } };

    if (e->commitment.n == HASH_SIZE)
        memcpy(commitment.b, e->commitment.p, HASH_SIZE);
    return entry_bytes(v->arena, e->act, e->occurred, e->recorded, &commitment);
}

Str
page_leaf(struct view *v, Str bytes)
{
    Hash leaf = tree_leaf(bytes);

    return hex_text(v->arena, hash_bytes(&leaf));
}

enum err
page_proof(struct view *v, const struct place *p, Str bytes, Str *out)
{
    struct log_tiles   t = p->tiles;
    struct tile_reader tiles = log_tile_reader(&t);
    struct tree_path   path;

    TRY(tree_prove_entry(v->arena, &tiles, p->index, p->size, &path));
    *out = proof_text(v->arena, bytes, p->index, &path, p->note);
    return ERR_OK;
}

void
page_anchor(struct view *v, const struct place *p, struct json *out)
{
    bool yes = p->n_anchors > 0;

    json_put_text(v->arena, out, "anchor_state", yes ? S("yes") : S("no"));
    json_put_text(v->arena, out, "anchor_words",
                  yes ? words_fill(v->arena, v->lang, MSG("Confirmed independently: {1}, {2}"),
                                   day_people(v->arena, time_day(p->anchor[0].stamped)),
                                   p->anchor[0].authority)
                      : words(v->lang, MSG("Not yet confirmed independently")));
}

Str
page_who(struct view *v, const struct json *payload)
{
    int64_t account = json_int(payload, "actor", 0), unit = json_int(payload, "unit", 0);
    int64_t absent = json_int(payload, "stands_for", 0), client = json_int(payload, "client", 0);
    Str     who = str_int(v->arena, account);

    if (client != 0)
        return words_fill(v->arena, v->lang, MSG("System {1}"), str_int(v->arena, client),
                          STR_NONE);
    if (account == 0)
        return words(v->lang, MSG("The program, or someone not signed in"));
    if (absent != 0)
        who = words_fill(v->arena, v->lang, MSG("{1} in place of account {2}"), who,
                         str_int(v->arena, absent));
    if (unit == 0)
        return words_fill(v->arena, v->lang, MSG("Account {1}"), who, STR_NONE);
    return words_fill(v->arena, v->lang, MSG("Account {1}, unit {2}"), who,
                      str_int(v->arena, unit));
}

bool
page_verify_options(struct view *v, struct verify_options *out)
{
    const struct checker_options *o;

    if (v->world == NULL || v->world->checker == NULL)
        return false;
    o = checker_options(v->world->checker);
    *out = (struct verify_options){ .rooms = o->store.rooms, .n_rooms = o->store.n_rooms,
                                    .vkey = o->vkey };
    return true;
}

/* "Thứ Hai, 01/07/2024, 10:42:08": receipts are told apart by seconds. */
static Str
moment_words(struct view *v, Time t)
{
    Str iso = time_text(v->arena, t); /* 2024-07-01T10:42:08+07:00 */

    return str_format(v->arena, "%.*s:%.*s", STR_ARG(when_moment(v->arena, v->lang, t)), 2,
                      iso.p + 17);
}

/* -- the list ------------------------------------------------------------------------ */

struct entries_in {
    int64_t q, before;
};
static const struct field entries_fields[] = {
    FIELD(INT, struct entries_in, q, .min = 1, .max = INT64_MAX, .help = "Go to this entry"),
    FIELD(INT, struct entries_in, before, .min = 1, .max = INT64_MAX, .help = "Page on from here"),
};

static void
put_anchor_row(struct view *v, const struct anchor_last_row *a, struct json *list)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "day_words", day_people(v->arena, time_day(a->stamped)));
    json_put_text(v->arena, o, "who", a->authority);
    json_put_text(v->arena, o, "covers_words",
                  words_fill(v->arena, v->lang, MSG("up to {1} entries"),
                             number_text(v->arena, a->size, v->lang == LANG_EN), STR_NONE));
    json_put_text(v->arena, o, "state", S("yes"));
    json_put_text(v->arena, o, "state_words",
                  words(v->lang, MSG("compared with the signed head when it was kept")));
}

enum err
page_anchors(struct view *v, int64_t log, int64_t head, int64_t limit, struct json *out)
{
    struct anchor_last_row *anchor;
    struct json            *list = json_put_array(v->arena, out, "anchors");
    int                     n;

    TRY(anchor_last(v, log, limit, &anchor, &n));
    if (n == 0)
        json_put_bool(v->arena, out, "anchors_none", true);
    for (int i = 0; i < n; i++)
        put_anchor_row(v, &anchor[i], list);
    if (n > 0 && head > anchor[0].size)
        json_put_text(v->arena, out, "unanchored_words",
                      words_count(v->arena, v->lang,
                                  "{1} entry came after it and is not confirmed.",
                                  MSG("{1} entries came after it and are not confirmed."),
                                  head - anchor[0].size));
    return ERR_OK;
}

/* Of a log after a restore: which one came before, and where it ends here
 * (restored.c wrote it into the first entry). */
static enum err
put_before(struct view *v, const struct log_last_row *log, struct json *out)
{
    struct entry_get_row e;
    struct json         *payload;
    Str                  line, rest, origin, size;
    enum err             err = entry_get(v, log->first_act, &e);

    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    TRY(err);
    if (e.payload.p == NULL || json_parse(v->arena, e.payload, &payload, NULL) != ERR_OK)
        return ERR_OK;
    line = json_text(payload, "subject");
    (void)str_cut(line, '\n', &line, &rest);
    if (!str_starts(line, S("log ")) || !str_cut(str_sub(line, 4, line.n), ' ', &origin, &rest) ||
        !str_starts(rest, S("ends at ")))
        return ERR_OK;
    (void)str_cut(str_sub(rest, 8, rest.n), ' ', &size, &rest);
    json_put_text(v->arena, out, "before_words",
                  words_fill(v->arena, v->lang,
                             MSG("This journal was begun after a restore. The one before it, {1}, "
                                 "ends at {2} entries here; its receipts stay valid."),
                             origin, size));
    return ERR_OK;
}

static enum err
put_head(struct view *v, const struct log_last_row *log, struct json *out)
{
    struct checkpoint_last_row *head;
    struct note                 note;
    struct checkpoint           c = { .root = hash_of(S("")) };
    int                         n;

    TRY(checkpoint_last(v, log->number, 1, &head, &n));
    if (n > 0 && (note_parse(v->arena, head[0].note, &note) != ERR_OK ||
                  checkpoint_parse(note.text, &c) != ERR_OK))
        return ERR_STORE;
    json_put_text(v->arena, out, "origin", log->origin);
    json_put_int(v->arena, out, "head_size", c.size);
    json_put_text(v->arena, out, "head_root", hex_text(v->arena, hash_bytes(&c.root)));
    if (n > 0)
        json_put_text(v->arena, out, "signed_words", moment_words(v, head[0].signed_at));
    json_put_text(v->arena, out, "checkpoint_url", S("/log/checkpoint"));
    json_put_text(v->arena, out, "key_words", log->vkey);
    if (log->number > 1)
        TRY(put_before(v, log, out));
    return page_anchors(v, log->number, c.size, 10, out);
}

static void
put_row(struct view *v, const struct entry_get_row *e, struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena)), *payload;
    Str          leaf = page_leaf(v, page_entry_bytes(v, e)), subject;

    json_put_text(v->arena, o, "index", str_int(v->arena, e->act));
    json_put_time(v->arena, o, "at", e->recorded);
    json_put_text(v->arena, o, "at_words",
                  str_format(v->arena, "%.*s:%.2s", STR_ARG(time_people(v->arena, e->recorded)),
                             time_text(v->arena, e->recorded).p + 17));
    json_put_text(v->arena, o, "leaf", str_format(v->arena, "%.16s…", leaf.p));
    if (!actor_may(v->who, INSPECT))
        return;
    if (e->payload.p == NULL || json_parse(v->arena, e->payload, &payload, NULL) != ERR_OK) {
        json_put_text(v->arena, o, "what", words(v->lang, MSG("erased")));
        return;
    }
    subject = json_text(payload, "subject");
    json_put_text(v->arena, o, "what",
                  subject.n == 0 ? json_text(payload, "command")
                                 : str_format(v->arena, "%.*s · %.*s",
                                              STR_ARG(json_text(payload, "command")),
                                              STR_ARG(subject)));
    json_put_text(v->arena, o, "who", page_who(v, payload));
}

static enum err
put_rows(struct view *v, int64_t before, struct json *out)
{
    struct json             *rows = json_put_array(v->arena, out, "rows");
    struct entry_before_row *row;
    int                      n;

    TRY(entry_before(v, before, PAGE + 1, &row, &n));
    for (int i = 0; i < n && i < PAGE; i++) {
        struct entry_get_row e;

        TRY(entry_get(v, row[i].act, &e));
        put_row(v, &e, rows);
    }
    if (before != INT64_MAX)
        json_put_text(v->arena, out, "newer_url",
                      str_format(v->arena, "/nhat-ky?sau=%lld", (long long)(before + PAGE)));
    if (n > PAGE)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/nhat-ky?sau=%lld", (long long)row[PAGE - 1].act));
    return ERR_OK;
}

static enum err
entries_run(struct view *v, const void *input, struct json *out)
{
    const struct entries_in *in = input;
    struct log_last_row     *log;
    struct entry_last_row   *last;
    int                      n, n_last;
    int64_t                  before = in->before > 0 ? in->before : INT64_MAX;

    TRY(log_last(v, 1, &log, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(put_head(v, &log[0], out));
    if (in->q > 0) {
        before = in->q < INT64_MAX ? in->q + 1 : INT64_MAX;
        json_put_text(v->arena, out, "q", str_int(v->arena, in->q));
    }
    TRY(entry_last(v, 1, &last, &n_last));
    if (n_last == 0 || before > last[0].act)
        before = INT64_MAX;
    if (actor_may(v->who, INSPECT))
        json_put_text(v->arena, out, "csv_url", S("/nhat-ky.csv"));
    return put_rows(v, before, out);
}

const struct query journal_entries = {
    .name = "journal.entries", .right = "anyone",
    .help = "The journal: its signed head, and its entries, newest first.",
    .fields = entries_fields, .n_fields = 2, .in_size = sizeof(struct entries_in),
    .run = entries_run,
};

/* -- one entry -------------------------------------------------------------------------- */

struct entry_in {
    int64_t entry;
};
static const struct field entry_fields[] = {
    FIELD(INT, struct entry_in, entry, .required = true, .min = 1, .max = INT64_MAX,
          .help = "Number of the entry"),
};

static bool
is_named(const struct verify_report *r, Str table, Str key)
{
    for (const struct finding *f = r->first; f != NULL; f = f->next)
        if (str_eq(f->table, S("entry")) || (str_eq(f->table, table) && str_eq(f->key, key)))
            return true;
    return false;
}

static void
put_covered(struct view *v, const struct json *row, const struct verify_report *r,
            struct json *rows)
{
    struct json *o = json_add(rows, json_object(v->arena));
    Str          table = row->first->text, key = row->first->next->text, version = S("–");
    bool         bad = is_named(r, table, key);

    /* Versions are the last part of the keys of what changes. */
    if (str_has(key, S("/")))
        for (size_t i = key.n; i-- > 0;)
            if (key.p[i] == '/') {
                version = str_sub(key, i + 1, key.n);
                break;
            }
    json_put_text(v->arena, o, "table", table);
    json_put_text(v->arena, o, "key", key);
    json_put_text(v->arena, o, "version", version);
    json_put_text(v->arena, o, "digest",
                  str_format(v->arena, "%.16s…", str_c(v->arena, row->last->text)));
    json_put_text(v->arena, o, "state", bad ? S("bad") : S("good"));
    json_put_text(v->arena, o, "state_words",
                  words(v->lang, bad ? MSG("does not agree") : MSG("agrees")));
}

static enum err
put_inside(struct view *v, const struct entry_get_row *e, struct json *out)
{
    struct verify_options o;
    struct verify_report  r = { .arena = v->arena };
    struct json          *payload, *rows;
    size_t                n = 0;

    if (e->payload.p == NULL || json_parse(v->arena, e->payload, &payload, NULL) != ERR_OK)
        return ERR_OK;
    json_put_text(v->arena, out, "what", json_text(payload, "command"));
    json_put_text(v->arena, out, "who", page_who(v, payload));
    if (json_text(payload, "subject").n > 0)
        json_put_text(v->arena, out, "why", json_text(payload, "subject"));
    if (!page_verify_options(v, &o))
        return ERR_OK;
    TRY(verify_entry(v, &o, e->act, &r));
    rows = json_put_array(v->arena, json_put_object(v->arena, out, "covers"), "rows");
    json_each(row, json_get(payload, "rows"))
        if (row->kind == JSON_ARRAY && row->count == 3 && n++ < ROWS_MAX)
            put_covered(v, row, &r, rows);
    return ERR_OK;
}

static enum err
put_proof(struct view *v, const struct place *p, Str bytes, struct json *out)
{
    Str text;

    if (!p->is_signed) {
        json_put_text(v->arena, out, "proof_text",
                      words(v->lang, MSG("Not signed yet; within a second.")));
        return ERR_OK;
    }
    TRY(page_proof(v, p, bytes, &text));
    json_put_text(v->arena, out, "proof_text", text);
    return ERR_OK;
}

static enum err
put_neighbours(struct view *v, int64_t act, struct json *out)
{
    struct entry_last_row *last;
    int                    n;

    TRY(entry_last(v, 1, &last, &n));
    if (n > 0 && act < last[0].act)
        json_put_text(v->arena, out, "newer_url",
                      str_format(v->arena, "/nhat-ky/%lld", (long long)act + 1));
    if (act > 1)
        json_put_text(v->arena, out, "older_url",
                      str_format(v->arena, "/nhat-ky/%lld", (long long)act - 1));
    return ERR_OK;
}

static enum err
entry_run(struct view *v, const void *input, struct json *out)
{
    const struct entry_in *in = input;
    struct entry_get_row   e;
    struct place           p;
    Str                    bytes;
    enum err               err = entry_get(v, in->entry, &e);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("The journal has no entry of this number."));
    TRY(err);
    TRY(place_of(v, e.act, &p));
    bytes = page_entry_bytes(v, &e);
    json_put_text(v->arena, out, "index", str_int(v->arena, e.act));
    json_put_time(v->arena, out, "at", e.recorded);
    json_put_text(v->arena, out, "at_words", moment_words(v, e.recorded));
    json_put_text(v->arena, out, "leaf", page_leaf(v, bytes));
    json_put_text(v->arena, out, "entry_text", bytes);
    TRY(put_proof(v, &p, bytes, out));
    json_put_text(v->arena, out, "proof_url",
                  str_format(v->arena, "/nhat-ky/%lld/bien-nhan.txt", (long long)e.act));
    page_anchor(v, &p, out);
    if (e.erased_by != 0)
        json_put_text(v->arena, out, "erased_words",
                      words_fill(v->arena, v->lang,
                                 MSG("The content of this entry was erased by entry {1}; its "
                                     "fingerprint stays."),
                                 str_int(v->arena, e.erased_by), STR_NONE));
    if (actor_may(v->who, INSPECT))
        TRY(put_inside(v, &e, out));
    return put_neighbours(v, e.act, out);
}

const struct query journal_entry = {
    .name = "journal.entry", .right = "anyone", .help = "One entry of the journal with its proof.",
    .fields = entry_fields, .n_fields = 1, .in_size = sizeof(struct entry_in), .run = entry_run,
};

/* -- the receipt as a file ----------------------------------------------------------------- */

static enum err
receipt_run(struct view *v, const void *input, struct json *out)
{
    const struct entry_in *in = input;
    struct entry_get_row   e;
    struct place           p;
    Str                    text;
    enum err               err = entry_get(v, in->entry, &e);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("The journal has no entry of this number."));
    TRY(err);
    TRY(place_of(v, e.act, &p));
    if (!p.is_signed)
        return view_refuse(v, ERR_BUSY,
                           MSG("This entry is not signed yet; that takes a second. Try again."));
    TRY(page_proof(v, &p, page_entry_bytes(v, &e), &text));
    json_put_text(v->arena, out, "name",
                  str_format(v->arena, "bien-nhan-%lld.txt", (long long)e.act));
    json_put_text(v->arena, out, "text", text);
    return ERR_OK;
}

const struct query journal_receipt = {
    .name = "journal.receipt", .right = "anyone",
    .help = "The proof that an entry is in the journal, as a file (C2SP tlog-proof).",
    .fields = entry_fields, .n_fields = 1, .in_size = sizeof(struct entry_in), .run = receipt_run,
};
