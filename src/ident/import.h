/* ident/import.h -- a table of officers, read and judged.  Private to the room.  Floor 5.
 *
 *   text ─ lines, cells ─ columns by their heads ─ each officer ─ what two of them share
 *
 * Every fault stands at a line and a column; with a single one nothing is created. */
#ifndef IDENT_IMPORT_H
#define IDENT_IMPORT_H

#include "ident/inner.h"

#define IMPORT_OFFICERS 200    /* at once: one act, which others wait for */
#define IMPORT_SIZE     100000 /* characters */

enum import_column {
    IMPORT_ACCOUNT, IMPORT_NAME, IMPORT_UNIT, IMPORT_ROLE, IMPORT_EMAIL, IMPORT_PHONE,
    IMPORT_NUMBER, IMPORT_BORN, IMPORT_FROM, IMPORT_UNTIL, IMPORT_COLUMNS
};

struct import_officer {
    int                     line;
    Str                     cell[IMPORT_COLUMNS]; /* as written */
    Str                     unit_title, role_name;
    struct account_get_row  account;
    struct person           person;
    struct position_get_row position;
    struct credential_plan  credential;
};

struct import {
    int                    n;
    struct import_officer *officer;
};

/* Faults go to the view's, each with the field "LINE/COLUMN" (COLUMN as import_field names it;
 * line 0: the whole file). */
enum err import_read(struct view *, Str text, struct import *out) MUST_USE;

const char *import_field(enum import_column); /* "account" */
/* What the column is called at the head of a table, in the reader's language. */
Str         import_title(enum lang, enum import_column);
Str         import_note(enum lang, enum import_column); /* what it holds, for the page */
bool        import_required(enum import_column);

#endif
