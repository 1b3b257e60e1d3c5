/* test/unit/ident/rig.c -- see rig.h. */
#include "rig.h"

#include <stdarg.h>
#include <stdio.h>

#include "ident/roles.h"
#include "journal/journal.h"
#include "packs.h"

const struct actor rig_program = { .system = true };
const struct actor rig_nobody;

static const struct door_table *const tables[] = { &journal_table, &org_table, &ident_table,
                                                 &rig_extra };
static const struct pack_section *const *const lists[] = { org_sections, ident_sections, NULL };

void
rig_open(struct rig *r, const struct store_options *store)
{
    char why[256] = "";

    *r = (struct rig){ .call = { .arena = NULL } };
    test_clock_set(&r->clock, time_at(day_of(2024, 7, 1), 450));
    r->door = test_door(store, tables, 4, NULL, &r->clock);
    test_world()->tables = tables;
    test_world()->n_tables = 4;
    test_use_packs(test_packs(lists));
    check(door_reader(r->door, &r->db, why) == ERR_OK, why);
    check_ok(rig_call(r, &rig_program, "org.found", "{'province':'30'}"));
}

void
rig_close(struct rig *r)
{
    db_close(r->db);
    door_close(r->door);
}

struct view
rig_view(struct rig *r, const struct actor *who)
{
    static struct faults faults;

    faults = (struct faults){ .arena = test_arena() };
    return (struct view){ .arena = test_arena(), .db = r->db, .who = who, .now = r->clock.now,
                          .wall = clock_now(&r->clock.wall), .simulated = true, .world = test_world(), .faults = &faults,
                          .packs = test_world()->packs };
}

enum err
rig_call(struct rig *r, const struct actor *who, const char *name, const char *json)
{
    char *text = str_c(test_arena(), str_of(json));

    for (char *c = text; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return test_call(r->door, who, name, text, &r->call);
}

enum err
rig_callf(struct rig *r, const struct actor *who, const char *name, const char *format, ...)
{
    char    text[2000];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return rig_call(r, who, name, text);
}

Str
rig_text(const struct rig *r, const char *key)
{
    return json_text(r->call.out, key);
}

/* From base32 in fours back to the bytes. */
Str
rig_code(struct rig *r, Str words)
{
    struct totp_secret secret = { "" };
    char              *code = arena_alloc(test_arena(), 7);
    unsigned           held = 0, bits = 0, n = 0;

    for (size_t i = 0; i < words.n; i++) {
        char c = words.p[i];

        if (c == ' ')
            continue;
        held = held << 5 | (unsigned)(c >= 'A' ? c - 'A' : c - '2' + 26);
        bits += 5;
        if (bits >= 8 && n < sizeof secret.b) {
            bits -= 8;
            secret.b[n++] = (unsigned char)(held >> bits);
        }
    }
    totp_code(&secret, totp_step(clock_now(&r->clock.wall)), code);
    return str_of(code);
}

struct actor
rig_actor(struct rig *r, const char *login)
{
    struct view  v = rig_view(r, &rig_nobody);
    struct actor who = { .account = 0 };

    check_ok(ident_actor_of_login(&v, str_of(login), &who));
    return who;
}

struct actor
rig_officer(struct rig *r, const char *login, const char *role, const char *unit)
{
    check_ok(rig_callf(r, &rig_program, "account.create",
                       "{'account':'%s','name':'Phạm Văn %s','dormant':true,'unit':'%s'}", login,
                       login, unit));
    check_ok(rig_callf(r, &rig_program, "position.give", "{'account':'%s','role':'%s','unit':'%s'}",
                       login, role, unit));
    return rig_actor(r, login);
}

struct actor
rig_session(struct rig *r, const char *login, Str password, Str totp_secret)
{
    struct view  v;
    struct actor who = { .account = 0 };

    check_ok(rig_callf(r, &rig_nobody, "session.open", "{'account':'%s','password':'%.*s'}", login,
                       STR_ARG(password)));
    if (totp_secret.n > 0) {
        Str ticket = rig_text(r, "ticket"), code = rig_code(r, totp_secret);

        check_ok(rig_callf(r, &rig_nobody, "session.totp", "{'ticket':'%.*s','code':'%.*s'}",
                           STR_ARG(ticket), STR_ARG(code)));
    }
    v = rig_view(r, &rig_nobody);
    check_ok(ident_actor_of_session(&v, rig_text(r, "session"), &who));
    return who;
}
