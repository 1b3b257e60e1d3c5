/* A ticket is known again for its purpose, until its moment, unaltered. */
#include "ident/ticket.h"

#include "check.h"
#include "journal/act.h"

static const struct world here = { .secret = { "0123456789abcdef0123456789abcdef", 32 } };
static const struct world elsewhere = { .secret = { "fedcba9876543210fedcba9876543210", 32 } };

void
test_ident_ticket__is_known_for_its_purpose_and_time(void)
{
    struct arena *arena = test_arena();
    Time          now = 1000 * TIME_SECOND;
    Str           ticket = ticket_make(arena, &here, "form", S("một hai"), now + TIME_MINUTE);
    Str           text = S("untouched");

    check_err(ticket_read(arena, &elsewhere, "form", ticket, now, &text), ERR_FORBIDDEN);
    check_err(ticket_read(arena, &here, "upload", ticket, now, &text), ERR_FORBIDDEN);
    check_err(ticket_read(arena, &here, "form", ticket, now + TIME_MINUTE, &text), ERR_NOT_FOUND);
    check_str(text, S("untouched"));
    check_ok(ticket_read(arena, &here, "form", ticket, now + 59 * TIME_SECOND, &text));
    check_str(text, S("một hai"));
    check_int(ticket_expiry(ticket), now + TIME_MINUTE);
}

void
test_ident_ticket__any_altered_byte_is_refused(void)
{
    struct arena *arena = test_arena();
    Str           ticket = ticket_make(arena, &here, "form", S("17"), TIME_HOUR), text;
    int           accepted = 0;

    for (size_t i = 0; i < ticket.n; i++) {
        char *other = str_c(arena, ticket);

        other[i] = other[i] == 'A' ? 'B' : 'A';
        accepted += ticket_read(arena, &here, "form", str_of(other), 0, &text) == ERR_OK;
        accepted += ticket_read(arena, &here, "form", str_sub(ticket, 0, i), 0, &text) == ERR_OK;
    }
    check_int(accepted, 0);
}

/* Text whose seal would be that of another text, were they joined carelessly. */
void
test_ident_ticket__parts_do_not_run_together(void)
{
    struct arena *arena = test_arena();
    static const struct {
        const char *purpose;
        Str         text;
    } pair[][2] = {
        { { "a", { "b\n60\nc", 6 } }, { "a\n60\nb", { "c", 1 } } },
        { { "a", { "b", 1 } }, { "a", { "b\0c", 3 } } },
        { { "ab", { "c", 1 } }, { "a", { "bc", 2 } } },
    };

    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        Str one = ticket_make(arena, &here, pair[i][0].purpose, pair[i][0].text, TIME_MINUTE);
        Str two = ticket_make(arena, &here, pair[i][1].purpose, pair[i][1].text, TIME_MINUTE);

        check(!str_eq(str_sub(one, one.n - 43, 43), str_sub(two, two.n - 43, 43)), "one seal");
    }
}
