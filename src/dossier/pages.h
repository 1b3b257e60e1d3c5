/* dossier/pages.h -- pieces that several of the room's models share.  Private
 * to the room.  Floor 7. */
#ifndef DOSSIER_PAGES_H
#define DOSSIER_PAGES_H

#include "base/text.h"
#include "dossier/say.h"

/* Codes as people type them: blanks dropped, letters made capitals. */
Str page_typed_code(struct arena *, Str);
/* Every word of `q` stands somewhere in `all`, with marks or without. */
bool page_has_words(struct arena *, Str all, Str q);
/* Models of partials/field.html: the first without its control. */
struct json *page_field(struct view *, Str name, Str label, bool optional);
struct json *page_file_field(struct view *, const struct component *, const struct json *held);
/* held[id, name, size_words] of what was given for a component: of [{component, ticket}]. */
struct json *page_held(struct view *, const struct json *files, Str component);
struct json *page_note_field(struct view *, const char *name, Str label, bool optional);
struct json *page_option(struct view *, struct json *options, Str value, Str label);
/* The same for a unit of a list: communes of one name are told apart by their district. */
void page_unit_option(struct view *, struct json *options, const struct unit *all, int n,
                      const struct unit *);
struct json *page_schema_field(struct view *, const struct json *form, Str key,
                               const struct json *answers, const struct faults *);
/* fee.qr{size, path, label} for what is due. */
enum err page_fee_qr(struct view *, const struct dossier *, struct json *out) MUST_USE;
struct json *page_qr(struct view *, Str text, Str label); /* NULL when too long */
/* papers[]: the letters this dossier has by now; secret carried in the address
 * of a POST form only, so links are for those signed in. */
struct json *page_papers(const struct saying *, Str secret, struct json *out);
void page_paper(const struct saying *, Str secret, struct json *papers, const char *which,
                const char *name);
void page_result(const struct saying *, Str secret, struct json *out);
/* rows[label, value] of what is answered of these fields of a form, in their order. */
void page_rows(struct view *, const struct json *form, const struct json *fields,
               const struct json *answers, struct json *group);
/* Adds [heading, rows[label, value]] for each page of the form. */
void page_answers(struct view *, const struct procedure *, const struct json *answers,
                  bool with_pages, struct json *groups);
/* An answer as its field on the form is typed (12,5), so that it is read back the same. */
bool page_typed(struct arena *, const struct json *value, Str *out);
Str  page_value(struct view *, const struct json *schema, const struct json *value);

#endif
