/* test/unit/dossier/office.h -- a commune's office at work: who sits there, and dossiers that
 * have been accepted. */
#ifndef TEST_OFFICE_H
#define TEST_OFFICE_H

#include "../ident/rig.h"
#include "dossier/record.h"
#include "dossier/say.h"

/* Of the commune 10507; `elsewhere` examines at the commune 10510. */
struct office {
    struct rig   rig;
    struct actor desk, officer, second, leader, elsewhere;
};

void office_open(struct office *, const struct store_options *);
void office_close(struct office *);
/* Files one, and accepts it; gives its code. */
Str office_file(struct office *, const char *name);
Str office_accept(struct office *, const char *name);
struct dossier office_dossier(struct office *, Str code);
/* Opens its page as somebody; the answer, held against the view. */
const struct json *office_page(struct office *, const struct actor *, Str code);
/* Does the text of the answer hold this? */
bool office_says(const struct json *, const char *words);
/* Nothing derived is wrong. */
void office_check(struct office *);

#endif
