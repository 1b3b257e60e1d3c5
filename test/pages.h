/* test/pages.h -- queries answer what the views show. */
#ifndef TEST_PAGES_H
#define TEST_PAGES_H

#include "base/json.h"

/* Is this answer what the view of that name declares, the layout's own part
 * taken from a sample? */
void check_page_model(const char *view, const struct json *model);

#endif
