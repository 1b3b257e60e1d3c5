/* journal/erase.c -- taking out what could tell who did what: the salts and
 * payloads of entries, and the rows they list.  Floor 2.
 *
 *   erased: the leaf, the commitment, the tree          stay
 *           salt, payload, stored answer, listed rows   go
 *
 * Without the salt nobody can guess the payload from its commitment.  The act
 * that erases names each entry it emptied, with the reason, so what is gone is
 * itself on record.  Current tables are derived from rows: those that must
 * forget too are emptied by the room that keeps them, which hands in its
 * statements under the names …_erase. */
#include "journal/pages.h"
#include "journal/verify_inside.h"

#define TARGETS_MAX 200

struct erase_in {
    const struct json *entries;
    Str                reason;
};
static const struct field erase_fields[] = {
    FIELD(JSON, struct erase_in, entries, .required = true,
          .help = "Numbers of the entries, a list"),
    FIELD(TEXT, struct erase_in, reason, .required = true, .max = 300,
          .help = "The request or decision it follows from"),
};

/* The statement TABLE_erase takes the act's number and deletes its rows. */
static const struct stmt *
erasing(const struct verify_options *o, Str table)
{
    for (int i = 0; i < o->n_rooms; i++)
        for (int k = 0; k < o->rooms[i]->n_stmts; k++) {
            Str name = str_of(o->rooms[i]->stmts[k]->name);

            if (str_ends(name, S("_erase")) && o->rooms[i]->stmts[k]->n_in == 1 &&
                str_eq(str_sub(name, 0, name.n - 6), table))
                return o->rooms[i]->stmts[k];
        }
    return NULL;
}

/* Each table once: its statement deletes all rows of the act. */
static bool
seen_before(const struct json *rows, const struct json *row)
{
    for (const struct json *r = rows->first; r != row; r = r->next)
        if (str_eq(r->first->text, row->first->text))
            return true;
    return false;
}

static enum err
erase_rows(struct act *a, const struct verify_options *o, int64_t target, Str payload)
{
    struct json       *parsed;
    const struct json *rows;

    if (json_parse(act_arena(a), payload, &parsed, NULL) != ERR_OK)
        return ERR_STORE;
    rows = json_get(parsed, "rows");
    json_each(row, rows) {
        const struct stmt *stmt = erasing(o, row->first->text);
        struct cell        act = cell_int(target);
        struct rows        none;

        if (stmt == NULL)
            return view_refuse(act_view(a), ERR_UNKNOWN,
                               MSG("One of the entries covers rows that may not be erased."));
        if (!seen_before(rows, row))
            TRY(act_run(a, stmt, &act, &none));
    }
    return ERR_OK;
}

static enum err
erase_one(struct act *a, const struct verify_options *o, int64_t n, int64_t target, Str reason)
{
    struct entry_get_row e;
    enum err             err = entry_get(act_view(a), target, &e);

    if (err == ERR_NOT_FOUND)
        return view_refuse(act_view(a), err, MSG("The journal has no entry of this number."));
    TRY(err);
    if (e.payload.p == NULL)
        return view_refuse(act_view(a), ERR_CONFLICT, MSG("This entry was erased before."));
    TRY(erase_rows(a, o, target, e.payload));
    TRY(entry_erase(a, act_number(a), target));
    return erasure_add(a, n, target, reason);
}

static enum err
erase_apply(struct act *a, const void *plan, struct json *out)
{
    const struct erase_in *in = plan;
    struct verify_options  o;
    int64_t                n = 0;

    if (in->entries->kind != JSON_ARRAY || in->entries->count == 0 ||
        in->entries->count > TARGETS_MAX) {
        fault_add(act_view(a)->faults, S("entries"), MSG("is a list of entry numbers"), STR_NONE,
                  STR_NONE);
        return ERR_INVALID;
    }
    if (!page_verify_options(act_view(a), &o))
        return view_refuse(act_view(a), ERR_UNKNOWN, MSG("Nothing can be erased from here."));
    json_each(e, in->entries) {
        if (e->kind != JSON_INT)
            return view_refuse(act_view(a), ERR_INVALID, MSG("is a list of entry numbers"));
        TRY(erase_one(a, &o, ++n, e->number, in->reason));
    }
    act_subject(a, S("erasure"));
    json_put_int(act_arena(a), out, "erased", n);
    return ERR_OK;
}

const struct command journal_erase = {
    .name = "journal.erase", .right = "journal.erase",
    .help = "Takes out the content of entries and the rows they list; fingerprints stay.",
    .fields = erase_fields, .n_fields = 2, .in_size = sizeof(struct erase_in),
    .apply = erase_apply,
};
