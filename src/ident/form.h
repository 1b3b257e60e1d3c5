/* ident/form.h -- the fields of a form, as views/partials/field.html draws them.  Private to
 * the room.  Floor 5.
 *
 * Each is added to a list of fields and answered, so that what it has beside can be put on it. */
#ifndef IDENT_FORM_H
#define IDENT_FORM_H

#include "journal/act.h"

struct json *form_field(struct view *, struct json *list, const char *name, const char *label);
struct json *form_text(struct view *, struct json *list, const char *name, const char *label,
                       const char *width);
void         form_optional(struct view *, struct json *field);
void         form_hint(struct view *, struct json *field, const char *text);
/* The options of a new select, and one more of them. */
struct json *form_select(struct view *, struct json *list, const char *name, const char *label);
struct json *form_option(struct view *, struct json *options, Str value, Str label);
/* The units within the actor's reach, by name. */
enum err     form_units(struct view *, struct json *options) MUST_USE;
/* A day that may be left empty. */
void         form_day(struct view *, struct json *list, const char *name, const char *label);

#endif
