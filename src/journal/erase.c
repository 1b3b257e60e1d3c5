/* journal/erase.c -- see erase.h; and the command for entries that no room has
 * a command for.  Floor 2. */
#include "journal/erase.h"

#include "journal/find.h"
#include "journal/pages.h"

#define TARGETS_MAX 200

/* Rows of this room that go with their entry. */
static bool
is_own(Str table)
{
    return str_eq(table, S("disclosure")) || str_eq(table, S("stead")) ||
           str_eq(table, S("system_act"));
}

/* Every row the entry lists must go with it: a row left behind would be one
 * that no entry vouches for. */
static enum err
check_rows(struct erasing *e, const struct json *rows)
{
    json_each(row, rows) {
        if (row->kind != JSON_ARRAY || row->count != 3)
            return ERR_STORE;
        if (is_own(row->first->text))
            continue;
        if (e->takes == NULL || !e->takes(e->context, row->first->text, row->first->next->text))
            return view_refuse(act_view(e->act), ERR_UNKNOWN,
                               MSG("One of the entries covers rows that may not be erased."));
    }
    return ERR_OK;
}

static enum err
check_payload(struct erasing *e, Str payload)
{
    struct json *parsed;

    if (json_parse(act_arena(e->act), payload, &parsed, NULL) != ERR_OK)
        return ERR_STORE;
    /* Where the log before a restore ends is what holders of its receipts rely on. */
    if (str_eq(json_text(parsed, "command"), S("journal.restored")))
        return view_refuse(act_view(e->act), ERR_CONFLICT,
                           MSG("The entry that begins a restored log is never erased."));
    return check_rows(e, json_get(parsed, "rows"));
}

/* What it was found by goes too. */
static enum err
forget_index(struct act *a, Str payload, int64_t target)
{
    struct json *rows = json_array(act_arena(a));

    find_put_rows(act_arena(a), rows, payload, target);
    return find_remove(a, json_string(act_arena(a), rows));
}

enum err
erase_entry(struct erasing *e, int64_t target)
{
    struct view         *v = act_view(e->act);
    struct entry_get_row row;
    enum err             err = entry_get(v, target, &row);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("The journal has no entry of this number."));
    TRY(err);
    if (row.payload.p == NULL)
        return view_refuse(v, ERR_CONFLICT, MSG("This entry was erased before."));
    TRY(check_payload(e, row.payload));
    TRY(disclosure_erase(e->act, target));
    TRY(stead_erase(e->act, target));
    TRY(system_act_erase(e->act, target));
    TRY(forget_index(e->act, row.payload, target));
    TRY(entry_erase(e->act, act_number(e->act), target));
    return erasure_add(e->act, ++e->erased, target, e->reason);
}

/* -- the command ---------------------------------------------------------------------- */

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

static enum err
erase_apply(struct act *a, const void *plan, struct json *out)
{
    const struct erase_in *in = plan;
    struct erasing         e = { .act = a, .reason = in->reason };

    if (in->entries->kind != JSON_ARRAY || in->entries->count == 0 ||
        in->entries->count > TARGETS_MAX) {
        fault_add(act_view(a)->faults, S("entries"), MSG("is a list of entry numbers"), STR_NONE,
                  STR_NONE);
        return ERR_INVALID;
    }
    json_each(target, in->entries) {
        if (target->kind != JSON_INT)
            return view_refuse(act_view(a), ERR_INVALID, MSG("is a list of entry numbers"));
        TRY(erase_entry(&e, target->number));
    }
    act_subject(a, S("erasure"));
    json_put_int(act_arena(a), out, "erased", e.erased);
    return ERR_OK;
}

const struct command journal_erase = {
    .name = "journal.erase", .right = "journal.erase",
    .help = "Takes out the content of entries and the rows they list; fingerprints stay.",
    .fields = erase_fields, .n_fields = 2, .in_size = sizeof(struct erase_in),
    .apply = erase_apply,
};
