/* journal/table.c -- what the room offers.  Floor 2. */
#include "journal/journal.h"

#include "journal/pages.h"

static const struct command *const commands[] = {
    &journal_verify, &journal_erase, &journal_anchor, &journal_restored, NULL,
};
static const struct query *const queries[] = {
    &journal_entries, &journal_entry,     &journal_receipt, &journal_export,
    &journal_check,   &journal_integrity, NULL,
};
const struct door_table journal_table = { .commands = commands, .queries = queries };
