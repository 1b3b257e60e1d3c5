/* journal/restored.c -- one log ends, another begins.  Floor 2.
 *
 *   …/1   ── copy ──┐  (goes on elsewhere, or is lost)
 *                   └── …/2: "log …/1 ends at SIZE ROOT", then what follows
 *
 * A copy may be older than the last head that its log published.  Signing on
 * under the old name would contradict that head; so a restored store begins a
 * log of its own, with a key of its own, and its first entry says exactly where
 * it left the old one.  Whoever holds a newer head of the old log can then show
 * what was lost, and nobody can deny it. */
#include "journal/journal.h"
#include "journal/pages.h"

enum err
journal_root_at(struct view *v, int64_t size, Hash *out)
{
    struct tile_reader tiles = ledger_tiles(v);

    if (size == 0) {
        *out = hash_of(S("")); /* RFC 6962: of the empty tree */
        return ERR_OK;
    }
    return tree_root_at(v->arena, &tiles, size, out);
}

enum err
journal_head(struct view *v, struct journal_head *out)
{
    struct log_last_row        *log;
    struct entry_last_row      *last;
    struct checkpoint_last_row *head;
    int                         n, n_last, n_heads;
    struct journal_head         h;

    TRY(log_last(v, 1, &log, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    TRY(entry_last(v, 1, &last, &n_last));
    TRY(checkpoint_last(v, log[0].number, 1, &head, &n_heads));
    h = (struct journal_head){ .log = log[0].number, .first_act = log[0].first_act,
                               .origin = log[0].origin, .vkey = log[0].vkey,
                               .note = n_heads > 0 ? head[0].note : S("") };
    if (n_last > 0 && last[0].act >= h.first_act)
        h.size = last[0].act - h.first_act + 1;
    TRY(journal_root_at(v, h.size, &h.root));
    *out = h;
    return ERR_OK;
}

enum err
journal_begin_log(struct db *db, Str origin, Str vkey)
{
    struct arena          *arena = arena_new();
    struct act             own = { .view = { .arena = arena, .db = db } };
    struct log_last_row   *log;
    struct entry_last_row *last;
    int                    n = 0, n_last;
    enum err               err = log_last(&own.view, 1, &log, &n);

    if (err == ERR_OK && n == 0)
        err = ERR_NOT_FOUND;
    if (err == ERR_OK)
        err = entry_last(&own.view, 1, &last, &n_last);
    if (err == ERR_OK)
        err = log_add(&own, log[0].number + 1, origin,
                      n_last > 0 ? last[0].act + 1 : log[0].first_act, vkey);
    arena_free(arena);
    return err;
}

/* -- its first entry ------------------------------------------------------------------ */

struct restored_in {
    Str     origin, root, restored, known;
    int64_t size;
};
static const struct field restored_fields[] = {
    FIELD(TEXT, struct restored_in, origin, .required = true, .max = 255, .help = "Of the old log"),
    FIELD(INT, struct restored_in, size, .min = 0, .max = INT64_MAX,
          .help = "Entries of the old log in the copy"),
    FIELD(TEXT, struct restored_in, root, .required = true, .max = 64,
          .help = "Root of their tree, in base64"),
    FIELD(TEXT, struct restored_in, restored, .max = 4000,
          .help = "The newest signed head in the copy"),
    FIELD(TEXT, struct restored_in, known, .max = 4000,
          .help = "The last signed head that is known, from wherever"),
};

/* The subject is part of the payload, and so of the leaf. */
static enum err
restored_apply(struct act *a, const void *plan, struct json *out)
{
    const struct restored_in *in = plan;
    struct log_last_row      *log;
    int                       n;

    (void)out;
    if (!act_who(a)->system)
        return ERR_FORBIDDEN;
    TRY(log_last(act_view(a), 1, &log, &n));
    if (n == 0 || log[0].number == 1 || log[0].first_act != act_number(a))
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("Only the first entry of a restored log says so."));
    act_subject(a, str_format(act_arena(a),
                              "log %.*s ends at %lld %.*s\nrestored:\n%.*s\nknown:\n%.*s",
                              STR_ARG(in->origin), (long long)in->size, STR_ARG(in->root),
                              STR_ARG(in->restored), STR_ARG(in->known)));
    return ERR_OK;
}

const struct command journal_restored = {
    .name = "journal.restored", .right = "journal.restore",
    .help = "Begins a new log after a restore: names the old one and its heads.",
    .fields = restored_fields, .n_fields = 5, .in_size = sizeof(struct restored_in),
    .apply = restored_apply,
};
