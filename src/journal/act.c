/* journal/act.c -- what views and acts can do (act.h).  Floor 2. */
#include "journal/act.h"

#include "journal/journal_sql.h"
#include "journal/ledger.h"

#define IDS_PER_ACT 4096

bool
actor_may(const struct actor *who, Str right)
{
    if (str_eq(right, S("anyone")) || who->system)
        return true;
    if (str_eq(right, S("signed-in")))
        return who->account != 0;
    for (int i = 0; i < who->n_rights; i++)
        if (str_eq(who->rights[i], right))
            return true;
    return false;
}

Id
actor_works_as(const struct actor *who)
{
    return who->stands_for != 0 ? who->stands_for : who->account;
}

struct view *
act_view(struct act *a)
{
    return &a->view;
}

struct arena *
view_arena(const struct view *v)
{
    return v->arena;
}

struct arena *
act_arena(const struct act *a)
{
    return a->view.arena;
}

int64_t
act_number(const struct act *a)
{
    return a->number;
}

Time
act_now(const struct act *a)
{
    return a->view.now;
}

const struct actor *
act_who(const struct act *a)
{
    return a->view.who;
}

Id
act_new_id(struct act *a)
{
    if (a->n_ids >= IDS_PER_ACT)
        BUG("an act of more than %d new things", IDS_PER_ACT);
    return a->number * IDS_PER_ACT + a->n_ids++;
}

void
act_subject(struct act *a, Str subject)
{
    a->subject = str_copy(a->view.arena, subject);
}

void
act_outcome(struct act *a, const char *word)
{
    a->outcome = word;
}

enum err
view_refuse(struct view *v, enum err err, const char *message)
{
    v->why = message;
    return err;
}

enum err
view_run(struct view *v, const struct stmt *stmt, const struct cell *in, struct rows *out)
{
    if (stmt->writes)
        BUG("%s writes, in a view", stmt->name);
    return db_run(v->db, stmt, in, v->arena, out);
}

enum err
act_run(struct act *a, const struct stmt *stmt, const struct cell *in, struct rows *out)
{
    if (stmt->writes)
        a->task.wrote = true;
    return db_run(a->view.db, stmt, in, a->view.arena, out);
}

enum err
act_define(struct act *a, const char *const sql[STORE_KINDS])
{
    a->task.wrote = true;
    return db_define(a->view.db, sql);
}

void
act_row(struct act *a, const struct table *table, const struct cell *row)
{
    Hash       digest = row_digest(table, row);
    struct buf key = BUF_MAX(4096);

    row_key(&key, table, row);
    buf_add(&a->rows, a->n_rows++ ? S(",[") : S("["));
    json_write_text(&a->rows, str_of(table->name));
    buf_byte(&a->rows, ',');
    json_write_text(&a->rows, buf_str(&key));
    buf_byte(&a->rows, ',');
    json_write_text(&a->rows, hex_text(a->view.arena, hash_bytes(&digest)));
    buf_byte(&a->rows, ']');
    buf_free(&key);
}

enum err
act_announce(struct act *a, const struct change *change)
{
    for (listener_fn *const *l = a->ledger->listeners; l != NULL && *l != NULL; l++)
        TRY((*l)(a, change));
    return ERR_OK;
}

struct disclosure {
    struct disclosure *next;
    Id                 person;
    Str                subject, fields, purpose;
};

static void
add_disclosure(struct view *v, Id person, Str subject, Str fields, Str purpose)
{
    struct disclosure *d = arena_make(v->arena, struct disclosure);

    *d = (struct disclosure){ .next = v->disclosures, .person = person,
                              .subject = str_copy(v->arena, subject),
                              .fields = str_copy(v->arena, fields),
                              .purpose = str_copy(v->arena, purpose) };
    v->disclosures = d;
    v->n_disclosures++;
}

void
view_disclose(struct view *v, Id person, Str subject, Str fields, Str purpose)
{
    if (person != 0 && person != v->who->person)
        add_disclosure(v, person, subject, fields, purpose);
}

void
view_disclose_list(struct view *v, Str subject, Str fields, Str purpose)
{
    add_disclosure(v, 0, subject, fields, purpose);
}

/* What anybody signed in may do, one does for oneself, whatever the position in use. */
bool
act_is_in_stead(const struct act *a)
{
    const char *right = a->command->right;

    return a->view.who->stands_for != 0 && (right == NULL || strcmp(right, "signed-in") != 0);
}

enum err
stead_write(struct act *a)
{
    const struct actor *who = a->view.who;

    return act_is_in_stead(a) ? stead_add(a, who->delegation, who->stands_for) : ERR_OK;
}

/* Which system, and under which agreement: its owner finds it, and so does whose data it was. */
enum err
system_act_write(struct act *a)
{
    Id client = a->view.who->client;

    return client != 0 ? system_act_add(a, client, a->view.agreement) : ERR_OK;
}

enum err
disclosures_write(struct act *a)
{
    int64_t n = 0;

    for (const struct disclosure *d = a->view.disclosures; d != NULL; d = d->next) {
        struct disclosure_add_in in = {
            .n = ++n, .person = d->person, .reader = a->view.who->account,
            .unit = a->view.who->unit, .subject = d->subject, .fields = d->fields,
            .purpose = d->purpose, .at = a->view.now,
        };

        TRY(disclosure_add(a, &in));
    }
    return ERR_OK;
}
