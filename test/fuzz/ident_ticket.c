/* A ticket from outside.  What is accepted must be exactly what was made: the
 * bytes are read as they are, and once more as the text of a true ticket whose
 * last byte is then changed. */
#include <stdio.h>

#include "ident/ticket.h"
#include "journal/act.h"

int fuzz_ident_ticket(const unsigned char *p, size_t n);

static void
read_any(struct arena *arena, const struct world *world, Str ticket)
{
    Str text;

    if (ticket_read(arena, world, "fuzz", ticket, 0, &text) != ERR_OK)
        return;
    if (!str_eq(ticket, ticket_make(arena, world, "fuzz", text, ticket_expiry(ticket))))
        BUG("not what was made: %.*s", STR_ARG(ticket));
}

int
fuzz_ident_ticket(const unsigned char *p, size_t n)
{
    struct arena *arena = arena_new();
    struct world  world = { .secret = S("0123456789abcdef0123456789abcdef") };
    Str           bytes = { (const char *)p, n }, text, ticket;
    char         *changed;

    read_any(arena, &world, bytes);
    if (n > 0 && n <= TICKET_TEXT_MAX) {
        ticket = ticket_make(arena, &world, "fuzz", bytes, 60 * TIME_SECOND);
        if (ticket_read(arena, &world, "fuzz", ticket, 0, &text) != ERR_OK ||
            !str_eq(text, bytes))
            BUG("a true ticket is refused");
        changed = str_c(arena, ticket);
        changed[p[0] % ticket.n] ^= 1;
        if (ticket_read(arena, &world, "fuzz", str_of(changed), 0, &text) == ERR_OK)
            BUG("an altered ticket is accepted");
    }
    arena_free(arena);
    return 0;
}
