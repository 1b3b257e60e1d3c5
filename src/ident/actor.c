/* ident/actor.c -- who asks: from a cookie or a token to an actor with the
 * rights of one position.  Floor 5.
 *
 * Everything is looked up at each request, so what is locked, ended or moved
 * is so at once.  A session's cookie is a ticket (ticket.h) around a random
 * secret; the ticket carries the idle limit, so that showing signs of life
 * writes nothing: the site sends a younger one now and then.
 *
 * A session lives by the wall clock, like codes and locks: it guards a real
 * device.  By the clock of a simulated province, which stands still while no
 * server runs and is set at will, a restart would lengthen every session and
 * `--clock` would end them all, or bring ended ones back.  A token's last day
 * is a date that people are told, so it goes by the province's calendar. */
#include "ident/session.h"
#include "base/hash.h"
#include "base/words.h"
#include "ident/delegation.h"
#include "ident/ticket.h"

Str
session_cookie(struct view *v, Str secret)
{
    return ticket_make(v->arena, v->world, "session", secret, v->wall + SESSION_IDLE);
}

Str
ident_session_renew(struct view *v, Str cookie)
{
    Str secret;

    if (ticket_read(v->arena, v->world, "session", cookie, v->wall, &secret) != ERR_OK ||
        ticket_expiry(cookie) > v->wall + SESSION_IDLE - SESSION_RENEW)
        return STR_NONE;
    return session_cookie(v, secret);
}

/* -- rights ------------------------------------------------------------------------ */

static enum err
unit_title(struct view *v, Id desk, Id *out_unit, Str *out_title)
{
    Day         today = time_day(v->now);
    struct unit unit;

    TRY(desk_unit_on(v, desk, today, out_unit));
    TRY(unit_by_id(v, *out_unit, today, &unit));
    *out_title = unit.title;
    return ERR_OK;
}

static Str
role_name(struct view *v, Str key)
{
    const struct role *role = roles_find(roles_of(v), key);

    return role != NULL ? pack_words(v->lang, role->name) : key;
}

enum err
position_title(struct view *v, Id desk, Str role, Id *out_unit, Str *out)
{
    Str title;

    TRY(unit_title(v, desk, out_unit, &title));
    *out = str_format(v->arena, "%.*s, %.*s", STR_ARG(role_name(v, role)), STR_ARG(title));
    return ERR_OK;
}

static enum err
take_position(struct view *v, const struct positions_on_row *held, struct actor *out)
{
    const struct role *role = roles_find(roles_of(v), held->role);

    TRY(position_title(v, held->desk, held->role, &out->unit, &out->position));
    if (role != NULL) {
        out->n_rights = role->n_rights;
        out->rights = role->rights;
    }
    return ERR_OK;
}

/* What a session chose and is no position of one's own: another's, lent.  Over, the session
 * acts as itself again, and says so until it chooses anew. */
static enum err
stand_in(struct view *v, Id delegation, struct actor *out)
{
    struct delegation_get_row d;
    struct position_get_row   p;
    struct account_get_row    absent;
    enum delegation_state     state;
    enum err                  err = delegation_get(v, delegation, &d);

    if (err != ERR_OK || d.delegate != out->account)
        return err == ERR_NOT_FOUND ? ERR_OK : err; /* a position that ended */
    TRY(account_get(v, d.absent, &absent));
    TRY(delegation_state(v, &d, &state));
    out->absent = absent.name;
    out->stood_down = state != DELEGATION_HOLDS;
    if (out->stood_down)
        return ERR_OK;
    TRY(position_get(v, d.position, &p));
    out->n_rights = 0;
    TRY(take_position(v, &(struct positions_on_row){ .desk = p.desk, .role = p.role }, out));
    out->position = words_fill(v->arena, v->lang, MSG("in place of {1}: {2}"), absent.name,
                               out->position);
    out->stands_for = d.absent;
    out->delegation = delegation;
    out->no_signing = !d.may_sign;
    return ERR_OK;
}

enum err
account_administers(struct view *v, Id account, bool *out)
{
    struct positions_on_row *held;
    int                      n;

    *out = false;
    TRY(positions_on(v, account, time_day(v->now), POSITIONS_MAX, &held, &n));
    for (int i = 0; i < n; i++) {
        const struct role *role = roles_find(roles_of(v), held[i].role);

        for (int k = 0; role != NULL && k < role->n_rights; k++)
            *out |= str_eq(role->rights[k], S("admin.accounts"));
    }
    return ERR_OK;
}

enum err
actor_of_account(struct view *v, Id account, Id session, Id position, struct actor *out)
{
    struct account_get_row   row;
    struct positions_on_row *held;
    enum err                 err = account_get(v, account, &row);
    struct actor             who;
    bool                     own = position == 0;
    int                      n, at = 0;

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_SIGN_IN : err;
    if (!str_eq(row.state, STATE_OPEN))
        return ERR_SIGN_IN;
    who = (struct actor){ .account = account, .person = row.person, .session = session,
                          .name = row.name };
    TRY(positions_on(v, account, time_day(v->now), POSITIONS_MAX, &held, &n));
    for (int i = 0; i < n; i++)
        if (held[i].position == position) {
            at = i;
            own = true;
        }
    if (n > 0)
        TRY(take_position(v, &held[at], &who));
    if (!own && session != 0)
        TRY(stand_in(v, position, &who));
    *out = who;
    return ERR_OK;
}

/* -- from what a request brings ------------------------------------------------------ */

static enum err
or_sign_in(enum err err)
{
    return err == ERR_NOT_FOUND || err == ERR_FORBIDDEN ? ERR_SIGN_IN : err;
}

enum err
ident_actor_of_session(struct view *v, Str cookie, struct actor *out)
{
    struct session_with_hash_row row;
    Str                          secret;
    Hash                         hash;

    TRY(or_sign_in(ticket_read(v->arena, v->world, "session", cookie, v->wall, &secret)));
    hash = hash_of(secret);
    TRY(or_sign_in(session_with_hash(v, hash_bytes(&hash), &row)));
    if (row.expires <= v->wall)
        return ERR_SIGN_IN;
    TRY(actor_of_account(v, row.account, row.session, row.position, out));
    TRY(credential_is_old(v, row.account, row.made, &out->must_change));
    out->must_change |= row.fresh;
    if (out->must_change)
        out->n_rights = 0; /* whatever way is asked */
    return ERR_OK;
}

enum err
ident_actor_of_token(struct view *v, Str token, struct actor *out)
{
    struct token_with_hash_row row;
    Hash                       hash = hash_of(token);

    TRY(or_sign_in(token_with_hash(v, hash_bytes(&hash), &row)));
    if (row.ended != TIME_NONE || row.expires <= v->now)
        return ERR_SIGN_IN;
    return actor_of_account(v, row.account, 0, row.position, out);
}

enum err
ident_actor_of_login(struct view *v, Str login, struct actor *out)
{
    struct account_with_login_row row;

    TRY(or_sign_in(account_with_login(v, login_of(v->arena, login), &row)));
    return actor_of_account(v, row.account, 0, 0, out);
}

/* -- positions in words, for pages ------------------------------------------------------- */

static enum err
put_position(struct view *v, const struct positions_all_row *p, struct json *list)
{
    struct json *item = json_add(list, json_object(v->arena));
    Id           unit = 0;
    Str          title = STR_NONE;
    enum err     err = unit_title(v, p->desk, &unit, &title);

    if (err != ERR_OK && err != ERR_NOT_FOUND)
        return err;
    json_put_int(v->arena, item, "id", p->position);
    json_put_text(v->arena, item, "role", p->role);
    json_put_text(v->arena, item, "name", role_name(v, p->role));
    json_put_int(v->arena, item, "unit", unit);
    json_put_text(v->arena, item, "unit_name", title);
    json_put_day(v->arena, item, "from", p->from_day);
    json_put_text(v->arena, item, "from_words", day_people(v->arena, p->from_day));
    if (p->to_day != DAY_NONE) {
        json_put_day(v->arena, item, "to", p->to_day);
        json_put_text(v->arena, item, "to_words", day_people(v->arena, p->to_day));
    }
    return ERR_OK;
}

enum err
positions_put(struct view *v, Id account, bool all, struct json *to)
{
    struct positions_all_row *held;
    Day                       today = time_day(v->now);
    int                       n;

    TRY(positions_all(v, account, 100, &held, &n));
    for (int i = 0; i < n; i++) {
        bool today_s = held[i].from_day <= today &&
                       (held[i].to_day == DAY_NONE || held[i].to_day > today);

        if (all || today_s)
            TRY(put_position(v, &held[i], to));
    }
    return ERR_OK;
}

enum err
positions_words(struct view *v, Id account, Str *out)
{
    struct positions_on_row *held;
    struct buf               b = BUF_MAX(4000);
    int                      n;
    enum err                 err = positions_on(v, account, time_day(v->now), POSITIONS_MAX,
                                                &held, &n);

    for (int i = 0; err == ERR_OK && i < n; i++) {
        struct actor who = { .account = account };

        err = take_position(v, &held[i], &who);
        if (i > 0)
            buf_add(&b, S("; "));
        buf_add(&b, who.position);
    }
    *out = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return err;
}
