/* test/unit/pages.c -- see test/pages.h. */
#include "pages.h"

#include <stdio.h>

#include "check.h"
#include "web/views.h"

/* What the layout shows, taken from a sample: a model of the page alone would
 * miss it. */
static void
add_layout(struct json *model)
{
    static const char *const members[] = { "lang",  "other_lang", "other_lang_url", "province",
                                           "now",   "now_words",  "csrf",           "nav",
                                           "simulated", "idempotency_key" };
    struct json *sample = NULL;
    char        *bytes = arena_alloc(test_arena(), 1 << 16);
    FILE        *f = fopen("test/views/samples/units.json", "rb");
    size_t       n = f != NULL ? fread(bytes, 1, 1 << 16, f) : 0;

    if (f != NULL)
        fclose(f);
    check_ok(json_parse(test_arena(), (Str){ bytes, n }, &sample, NULL));
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const struct json *v = json_get(sample, members[i]);

        if (v != NULL)
            json_put(model, str_of(members[i]), json_copy(test_arena(), v));
    }
}

void
check_page_model(const char *view, const struct json *model)
{
    struct json           *page = json_copy(test_arena(), model);
    const struct template *t = template_find(views, str_of(view));
    Str                    why = S("no such view");

    add_layout(page);
    check(t != NULL && template_conforms(t, page, test_arena(), &why),
          str_format(test_arena(), "%s: %.*s", view, STR_ARG(why)).p);
}
