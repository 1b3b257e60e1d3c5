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
/* Models of partials/field.html. */
struct json *page_file_field(struct view *, const struct component *, const struct json *held);
struct json *page_note_field(struct view *, const char *name, Str label, bool optional);
struct json *page_schema_field(struct view *, const struct procedure *, Str key,
                               const struct json *answers, const struct faults *);
/* fee.qr{size, path, label} for what is due. */
enum err page_fee_qr(struct view *, const struct dossier *, struct json *out) MUST_USE;
struct json *page_qr(struct view *, Str text, Str label); /* NULL when too long */
/* papers[]: the letters this dossier has by now; secret carried in the address
 * of a POST form only, so links are for those signed in. */
struct json *page_papers(const struct saying *, Str secret, struct json *out);
void page_result(const struct saying *, Str secret, struct json *out);
/* groups[heading, rows[label, value]] of the answers, in `out`; more may be added. */
struct json *page_answers(struct view *, const struct procedure *, const struct json *answers,
                  bool with_pages, struct json *out);
Str  page_value(struct view *, const struct json *schema, const struct json *value);

#endif
