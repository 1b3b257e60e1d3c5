/* Every view against the models in test/views/samples: each is what its view
 * declares, each is drawn in both languages, and no view is without one.  The
 * file VIEW.json or VIEW.variant.json belongs to views/VIEW.html. */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/words.h"
#include "check.h"
#include "web/template.h"
#include "web/views.h"

#define SAMPLES  "test/views/samples/"
#define FILE_MAX (256 * 1024)
#define PAGE_MAX (1024 * 1024)

static struct json *
sample_read(const char *name)
{
    char        *at = arena_alloc(test_arena(), FILE_MAX);
    Str          path = str_format(test_arena(), "%s%s", SAMPLES, name);
    int          fd = open(str_c(test_arena(), path), O_RDONLY | O_CLOEXEC);
    ssize_t      n = fd < 0 ? -1 : read(fd, at, FILE_MAX);
    struct json *model = NULL;

    check(n > 0 && n < FILE_MAX, name);
    check_ok(json_parse(test_arena(), (Str){ at, n < 0 ? 0 : (size_t)n }, &model, NULL));
    (void)close(fd);
    return model;
}

static const struct template *
view_of(Str file)
{
    ptrdiff_t dot = str_find(file, S("."));

    return template_find(views, str_sub(file, 0, dot < 0 ? file.n : (size_t)dot));
}

/* What holds of any page made from a sample; all samples are simulated. */
static void
page_check(Str page, enum lang lang, const char *name)
{
    Str band = words(lang, "SIMULATED DATA");

    check(str_find(page, S("<!doctype html>")) == 0, name);
    check(str_ends(str_trim(page), S("</html>")), name);
    check(str_find(page, S("{{")) < 0, name);
    check(str_find(page, band) >= 0, name);
    check(str_find(page, S("style=\"")) < 0 && str_find(page, S("javascript:")) < 0, name);
}

static void
sample_check(const char *name)
{
    struct json           *model = sample_read(name);
    const struct template *view = view_of(str_of(name));
    Str                    why = STR_NONE;

    check(view != NULL, name);
    if (view == NULL || model == NULL)
        return;
    check(template_conforms(view, model, test_arena(), &why), str_c(test_arena(), why));
    for (enum lang lang = LANG_VI; lang <= LANG_EN; lang++) {
        struct buf    page = BUF_MAX(PAGE_MAX);
        struct render r = { .out = &page, .lang = lang };

        view->run(&r, model);
        check(!page.over, name);
        page_check(buf_str(&page), lang, name);
        buf_free(&page);
    }
}

void test_web_samples__each_conforms_and_is_drawn(void);
void
test_web_samples__each_conforms_and_is_drawn(void)
{
    DIR *folder = opendir(SAMPLES);
    int  seen = 0;

    check(folder != NULL, SAMPLES);
    for (struct dirent *e; folder != NULL && (e = readdir(folder)) != NULL;)
        if (str_ends(str_of(e->d_name), S(".json"))) {
            sample_check(e->d_name);
            seen++;
        }
    check(seen > 0, "no sample at all");
    if (folder != NULL)
        closedir(folder);
}

void test_web_samples__no_view_without_one(void);
void
test_web_samples__no_view_without_one(void)
{
    for (const struct template *view = views; view->name.p != NULL; view++) {
        Str path = str_format(test_arena(), "%s%.*s.json", SAMPLES, STR_ARG(view->name));
        Str also = str_format(test_arena(), "%s%.*s.404.json", SAMPLES, STR_ARG(view->name));

        check(access(str_c(test_arena(), path), R_OK) == 0 ||
                  access(str_c(test_arena(), also), R_OK) == 0,
              str_c(test_arena(), view->name));
    }
}
