/* ident/sign_in.c -- signing in, in one step or two.  Floor 5.
 *
 *     session.open ──right──┬── no authenticator ──> session
 *        │                  └── ticket ── session.totp ──right──> session
 *        └──wrong──> counted                  └──wrong──> counted
 *
 * A wrong try is an act of its own, committed, so it cannot be forgotten by a
 * crash; its answer says `refused` and never which part was wrong.  After five
 * of them the login is locked for a minute, and twice as long after each more,
 * up to an hour.  All this goes by the login as typed: an account that does
 * not exist is counted, locked and hashed for just like one that does.
 *
 * Who knows a name could so keep its owner out.  Therefore a device that once
 * signed in is given a ticket, `known`, and its tries are counted apart: the
 * lock that strangers bring about does not hold for it.
 *
 * Codes, locks and sessions go by the wall clock, because telephones and those
 * who guess do; only what people are shown is told by the province's. */
#include "base/hash.h"
#include "base/log.h"
#include "base/scan.h"
#include "base/when.h"
#include "base/words.h"
#include "ident/inner.h"
#include "ident/session.h"
#include "ident/ticket.h"

#define FREE_TRIES     5
#define KNOWN_LIFE     (400 * TIME_DAY) /* of a device's ticket */
#define LOCK_FIRST     TIME_MINUTE
#define LOCK_MOST      TIME_HOUR
#define FORGET_AFTER   TIME_DAY       /* wrong tries */
#define FRESH_LIFE     (7 * TIME_DAY) /* of a password made for another */
#define SESSIONS_MAX   20             /* of one account; the oldest goes */
#define SWEEP          20             /* rows of the past removed by each act */
#define SECRET_SIZE    32

struct sign_in_plan {
    Hash                      key; /* of what was typed */
    struct account_get_row    account; /* account 0: no such */
    struct credential_get_row credential;
    bool                      right, ask_code, idle;
    int64_t                   step; /* of the code that was right; 0: none asked */
    Str                       secret, device, known;
};

Hash
sign_in_key(const struct view *v, Str login)
{
    Hash key = hash_keyed(v->world->secret, S("tinhso wrong tries"));

    return hash_keyed(hash_bytes(&key), login);
}

/* -- known devices ------------------------------------------------------------------- */

static Str
make_known(struct view *v, Str login)
{
    unsigned char raw[12];

    random_bytes(raw, sizeof raw);
    return ticket_make(v->arena, v->world, "known device",
                       str_format(v->arena, "%.*s %.*s", STR_ARG(login),
                                  STR_ARG(base64url_text(v->arena, (Str){ (const char *)raw,
                                                                          sizeof raw }))),
                       v->wall + KNOWN_LIFE);
}

/* Whose tries are counted: the login's, or those of this device with it. */
static void
count_under(struct view *v, Str login, Str known, struct sign_in_plan *plan)
{
    Str text, whose, device;

    plan->key = sign_in_key(v, login);
    plan->known = STR_NONE;
    if (known.n == 0 ||
        ticket_read(v->arena, v->world, "known device", known, v->wall, &text) != ERR_OK ||
        !str_cut(text, ' ', &whose, &device) || !str_eq(whose, login))
        return;
    plan->key = sign_in_key(v, text);
    plan->known = known;
}

/* -- wrong tries --------------------------------------------------------------------- */

static enum err
failures_of(struct view *v, const Hash *key, struct sign_in_failure_get_row *out)
{
    enum err err = sign_in_failure_get(v, hash_bytes(key), out);

    if (err == ERR_NOT_FOUND || (err == ERR_OK && out->last + FORGET_AFTER <= v->wall)) {
        *out = (struct sign_in_failure_get_row){ .failures = 0 };
        return ERR_OK;
    }
    return err;
}

enum err
wrong_tries_locked(struct view *v, const Hash *key)
{
    struct sign_in_failure_get_row f;

    TRY(failures_of(v, key, &f));
    if (f.until <= v->wall)
        return ERR_OK;
    v->wait = f.until - v->wall;
    return view_refuse(v, ERR_TOO_MANY,
                       MSG("Too many wrong tries. Wait up to an hour, or ask your administrator."));
}

static Time
lock_time(int64_t failures)
{
    Time time = LOCK_FIRST;

    if (failures < FREE_TRIES)
        return 0;
    for (int64_t i = FREE_TRIES; i < failures && time < LOCK_MOST; i++)
        time *= 2;
    return time < LOCK_MOST ? time : LOCK_MOST;
}

enum err
wrong_tries_add(struct act *a, const Hash *key, Time *out_locked)
{
    struct view                   *v = act_view(a);
    struct sign_in_failure_get_row f;

    TRY(failures_of(v, key, &f));
    *out_locked = lock_time(f.failures + 1);
    TRY(sign_in_failures_sweep(a, v->wall - FORGET_AFTER, SWEEP));
    return sign_in_failure_set(a, hash_bytes(key), f.failures + 1, v->wall,
                               v->wall + *out_locked);
}

static enum err
count_failure(struct act *a, const struct sign_in_plan *plan, struct json *out)
{
    struct view *v = act_view(a);
    Time         locked;

    act_outcome(a, "refused");
    TRY(wrong_tries_add(a, &plan->key, &locked));
    json_put_text(v->arena, out, "refused",
                  words(v->lang, MSG("The account, the password or the code is not right.")));
    if (locked == 0)
        return ERR_OK;
    json_put_time(v->arena, out, "locked_until", v->now + locked);
    json_put_text(v->arena, out, "locked_words",
                  words_fill(v->arena, v->lang, MSG("No more tries before {1}."),
                             when_moment(v->arena, v->lang, v->now + locked), STR_NONE));
    return ERR_OK;
}

/* -- a session ----------------------------------------------------------------------- */

static enum err
open_session(struct act *a, const struct sign_in_plan *plan, struct json *out)
{
    struct view             *v = act_view(a);
    Id                       account = plan->account.account;
    Hash                     hash = hash_of(plan->secret);
    struct positions_on_row *held;
    struct session_add_in    row;
    int                      n;

    act_outcome(a, "opened");
    TRY(positions_on(v, account, time_day(v->now), POSITIONS_MAX, &held, &n));
    row = (struct session_add_in){
        .session = act_new_id(a), .hash = hash_bytes(&hash), .account = account,
        .position = n > 0 ? held[0].position : 0,
        .device = plan->device.p != NULL ? plan->device : S(""), .opened = v->now,
        .expires = v->wall + SESSION_LIFE,
    };
    TRY(sign_in_failure_forget(a, hash_bytes(&plan->key)));
    TRY(credential_seen(a, plan->step ? plan->step : plan->credential.totp_step, v->now, account,
                        plan->credential.version));
    TRY(sessions_sweep(a, v->wall, SWEEP));
    TRY(sessions_end_oldest(a, account, SESSIONS_MAX - 1));
    TRY(session_add(a, &row));
    json_put_text(v->arena, out, "session", session_cookie(v, plan->secret));
    json_put_time(v->arena, out, "expires", row.expires);
    json_put_text(v->arena, out, "known",
                  plan->known.n > 0 ? plan->known : make_known(v, plan->account.login));
    if (plan->credential.fresh)
        json_put_bool(v->arena, out, "change_password", true);
    return ERR_OK;
}

/* Since `prepare`: locked, closed, another password, the same code used? */
static enum err
still_right(struct view *v, const struct sign_in_plan *plan, bool *out)
{
    struct account_get_row    account;
    struct credential_get_row credential;

    *out = plan->right;
    if (!plan->right)
        return ERR_OK;
    TRY(account_get(v, plan->account.account, &account));
    TRY(credential_get(v, plan->account.account, &credential));
    *out = str_eq(account.state, STATE_OPEN) &&
           credential.version == plan->credential.version &&
           (plan->step == 0 || plan->step > credential.totp_step);
    return ERR_OK;
}

static enum err
apply_sign_in(struct act *a, const void *plan_, struct json *out)
{
    const struct sign_in_plan *plan = plan_;
    struct view               *v = act_view(a);
    bool                       right;

    TRY(wrong_tries_locked(v, &plan->key));
    if (plan->account.account != 0)
        act_subject(a, str_format(v->arena, "account:%.*s", STR_ARG(plan->account.login)));
    if (plan->idle) {
        act_outcome(a, "idle");
        json_put_text(v->arena, out, "refused",
                      words(v->lang, MSG("This account was not used for 45 days and is closed. Ask "
                                         "your administrator for a new password.")));
        return ERR_OK;
    }
    TRY(still_right(v, plan, &right));
    if (!right)
        return count_failure(a, plan, out);
    if (!plan->ask_code)
        return open_session(a, plan, out);
    act_outcome(a, "code");
    json_put_bool(v->arena, out, "needs_totp", true);
    json_put_text(v->arena, out, "ticket",
                  ticket_make(v->arena, v->world, "second step",
                              str_format(v->arena, "%lld %lld", (long long)plan->account.account,
                                         (long long)plan->credential.version),
                              v->wall + CODE_TIME));
    return ERR_OK;
}

static void
make_secret(struct view *v, struct sign_in_plan *plan)
{
    unsigned char raw[SECRET_SIZE];

    random_bytes(raw, sizeof raw);
    plan->secret = base64url_text(v->arena, (Str){ (const char *)raw, sizeof raw });
}

/* -- the first step ------------------------------------------------------------------ */

struct open_in {
    Str account, password, device, known;
};

#define KNOWN_HELP "What an earlier sign-in on this device answered as `known`"

static const struct field open_fields[] = {
    FIELD(TEXT, struct open_in, account, .required = true, .max = 200,
          .help = "Name of the account"),
    FIELD(TEXT, struct open_in, password, .required = true, .max = 1000),
    FIELD(TEXT, struct open_in, device, .max = 200, .help = "What to call this session"),
    FIELD(TEXT, struct open_in, known, .max = 1000, .help = KNOWN_HELP),
};

/* The account and what proves it; both empty when there is no such account. */
static enum err
find(struct view *v, Str login, struct sign_in_plan *plan)
{
    struct account_with_login_row found = { .account = 0 };
    enum err                      err = account_with_login(v, login, &found);

    if (err == ERR_OK)
        err = account_get(v, found.account, &plan->account);
    if (err == ERR_OK)
        err = credential_get(v, found.account, &plan->credential);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

bool
credential_is_idle(const struct credential_get_row *c, bool officer, Time now)
{
    return officer && !c->fresh && c->seen != TIME_NONE && now - c->seen > IDLE_LIFE;
}

/* Everything but the password itself: computed for every try alike. */
static enum err
is_usable(struct view *v, const struct sign_in_plan *plan, bool *out)
{
    const struct credential_get_row *c = &plan->credential;

    *out = false;
    if (c->account == 0 || !str_eq(plan->account.state, STATE_OPEN))
        return ERR_OK;
    TRY(credential_is_intact(v, c, out));
    if (c->fresh && c->made + FRESH_LIFE <= v->wall)
        *out = false;
    if (plan->account.officer && c->totp.n == 0) {
        log_event(LOG_ERROR, "ident.officer_without_totp", "account %lld", (long long)c->account);
        *out = false;
    }
    return ERR_OK;
}

static enum err
prepare_open(struct view *v, const void *in_, void *plan_)
{
    const struct open_in *in = in_;
    struct sign_in_plan  *plan = plan_;
    Str                   login = login_of(v->arena, in->account);
    bool                  usable, right;

    *plan = (struct sign_in_plan){ .device = in->device };
    count_under(v, login, in->known, plan);
    TRY(wrong_tries_locked(v, &plan->key));
    TRY(find(v, login, plan));
    TRY(is_usable(v, plan, &usable));
    right = password_is(plan->credential.password, in->password);
    plan->idle = usable && right &&
                 credential_is_idle(&plan->credential, plan->account.officer, v->now);
    plan->right = usable && right && !plan->idle;
    plan->ask_code = plan->credential.totp.n > 0;
    make_secret(v, plan);
    return ERR_OK;
}

const struct command command_session_open = {
    .name = "session.open", .right = "anyone",
    .help = "Signs in.  Answers `session` and `known`, or `needs_totp` and `ticket`, or `refused`.",
    .fields = open_fields, .n_fields = 4, .in_size = sizeof(struct open_in),
    .plan_size = sizeof(struct sign_in_plan), .prepare = prepare_open, .apply = apply_sign_in,
    .hidden_input = true,
};

/* -- the second step ----------------------------------------------------------------- */

struct totp_in {
    Str ticket, code, device, known;
};

static const struct field totp_fields[] = {
    FIELD(TEXT, struct totp_in, ticket, .required = true, .max = 1000),
    FIELD(TEXT, struct totp_in, code, .required = true, .max = 20, .help = "Six digits"),
    FIELD(TEXT, struct totp_in, device, .max = 200, .help = "What to call this session"),
    FIELD(TEXT, struct totp_in, known, .max = 1000, .help = KNOWN_HELP),
};

/* The account and the version of its credential that the first step proved. */
static enum err
read_ticket(struct view *v, Str ticket, Id *out_account, int64_t *out_version)
{
    Str text, account, version;

    if (ticket_read(v->arena, v->world, "second step", ticket, v->wall, &text) != ERR_OK ||
        !str_cut(text, ' ', &account, &version) ||
        scan_int(account, 1, INT64_MAX, out_account) != ERR_OK ||
        scan_int(version, 1, INT64_MAX, out_version) != ERR_OK)
        return view_refuse(v, ERR_FORBIDDEN, MSG("This sign-in took too long. Start again."));
    return ERR_OK;
}

static enum err
prepare_totp(struct view *v, const void *in_, void *plan_)
{
    const struct totp_in *in = in_;
    struct sign_in_plan  *plan = plan_;
    struct totp_secret    secret;
    Id                    account;
    int64_t               version;
    bool                  usable;

    *plan = (struct sign_in_plan){ .device = in->device };
    TRY(read_ticket(v, in->ticket, &account, &version));
    TRY(account_get(v, account, &plan->account));
    TRY(credential_get(v, account, &plan->credential));
    count_under(v, plan->account.login, in->known, plan);
    TRY(wrong_tries_locked(v, &plan->key));
    TRY(is_usable(v, plan, &usable));
    if (usable && plan->credential.version == version &&
        totp_open(v->world, account, plan->credential.totp, &secret) == ERR_OK) {
        plan->step = totp_match(&secret, in->code, v->wall, plan->credential.totp_step);
        totp_forget(&secret);
    }
    plan->right = plan->step != 0;
    make_secret(v, plan);
    return ERR_OK;
}

const struct command command_session_totp = {
    .name = "session.totp", .right = "anyone",
    .help = "The second step of signing in.  Answers `session` or `refused`.",
    .fields = totp_fields, .n_fields = 4, .in_size = sizeof(struct totp_in),
    .plan_size = sizeof(struct sign_in_plan), .prepare = prepare_totp, .apply = apply_sign_in,
    .hidden_input = true,
};
