/* Embedded files: the right form, the right patience, and every name a page uses. */
#include "web/asset.h"

#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#include "web/http_secure.h"
#include "check.h"

static const struct asset two[] = {
    { { "a.css", 5 }, { "text/css; charset=utf-8", 23 }, { "/assets/a.css?v=11", 18 }, { "11", 2 },
      { "plain", 5 }, { "gz", 2 }, { "b", 1 } },
    { { "b.html", 6 }, { "text/html; charset=utf-8", 24 }, { "/assets/b.html?v=22", 19 },
      { "22", 2 }, { "page", 4 }, { NULL, 0 }, { NULL, 0 } },
};

static struct answer
answer_to(const struct assets *assets, const char *target, const char *headers)
{
    struct request      q = { 0 };
    struct http_refusal why = { 0 };
    struct answer       a;
    Str head = str_format(test_arena(), "GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, headers);

    check_ok(http_head_parse(test_arena(), head, &q, &why));
    asset_answer(assets, &q, test_arena(), &a);
    return a;
}

static Str
header_of(const struct answer *a, Str name)
{
    for (size_t i = 0; i < a->header_count; i++)
        if (str_eq(a->headers[i].name, name))
            return a->headers[i].value;
    return STR_NONE;
}

void
test_web_asset__the_smallest_form_a_client_takes(void)
{
    static const struct {
        const char *target, *headers, *body, *etag, *coding;
        int         status;
    } row[] = {
        { "/assets/a.css", "", "plain", "\"11\"", "", 200 },
        { "/assets/a.css", "Accept-Encoding: gzip\r\n", "gz", "\"11-gz\"", "gzip", 200 },
        { "/assets/a.css", "Accept-Encoding: gzip, br\r\n", "b", "\"11-br\"", "br", 200 },
        { "/assets/b.html", "Accept-Encoding: gzip, br\r\n", "page", "\"22\"", "", 200 },
        { "/assets/a.css", "If-None-Match: \"11\"\r\n", "", "\"11\"", "", 304 },
        { "/assets/a.css", "If-None-Match: \"11-br\"\r\n", "plain", "\"11\"", "", 200 },
        { "/assets/c", "", "", "", "", 404 },
        { "/assets/", "", "", "", "", 404 },
        { "/other/a.css", "", "", "", "", 404 },
    };
    struct assets assets = { two, 2, STR_NONE };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct answer a = answer_to(&assets, row[i].target, row[i].headers);

        check_int(a.status, row[i].status);
        check_str(a.body, str_of(row[i].body));
        check_str(header_of(&a, S("ETag")), str_of(row[i].etag));
        check_str(header_of(&a, S("Content-Encoding")), str_of(row[i].coding));
    }
}

void
test_web_asset__only_the_right_version_is_kept_for_ever(void)
{
    struct assets assets = { two, 2, STR_NONE };
    struct answer right = answer_to(&assets, "/assets/a.css?v=11", "");
    struct answer old = answer_to(&assets, "/assets/a.css?v=10", "");

    check_str(header_of(&right, S("Cache-Control")), S("public, max-age=31536000, immutable"));
    check_str(header_of(&old, S("Cache-Control")), S("no-cache"));
    check_str(header_of(&old, S("X-Content-Type-Options")), S("nosniff"));
    check_str(asset_url(&assets, S("a.css")), S("/assets/a.css?v=11"));
    check_str(asset_url(&assets, S("none")), S("#"));
}

void
test_web_asset__a_whole_page_is_saved_rather_than_run(void)
{
    struct assets assets = { two, 2, STR_NONE };
    struct answer a = answer_to(&assets, "/assets/b.html", "");

    check_str(header_of(&a, S("Content-Disposition")), S("attachment"));
    check(str_has(header_of(&a, S("Content-Security-Policy")), S("sandbox")), "and sandboxed");
}

void
test_web_asset__with_dev_they_come_from_disk(void)
{
    struct assets assets = { two, 2, str_of(test_folder()) };
    FILE         *f = fopen(str_format(test_arena(), "%s/new.js", test_folder()).p, "w");
    struct answer a;
    char          text[8] = "";

    check(f != NULL && fputs("let x", f) >= 0 && fclose(f) == 0, "written");
    a = answer_to(&assets, "/assets/new.js", "");
    check_int(a.status, 200);
    check_str(a.type, S("text/javascript; charset=utf-8"));
    check_int((int64_t)a.file_length, 5);
    check(read(a.file, text, 7) == 5, "readable");
    check_str(str_of(text), S("let x"));
    close(a.file);
    check_int(answer_to(&assets, "/assets/a.css", "").status, 404);
    check_int(answer_to(&assets, "/assets/.hidden", "").status, 404);
    check_int(answer_to(&assets, "/assets/x/new.js", "").status, 404);
}

/* Every {{asset "name"}} of one view is embedded. */
static int
check_view(const struct assets *assets, Str path)
{
    char        text[65536];
    FILE       *f = fopen(path.p, "r");
    size_t      n = f ? fread(text, 1, sizeof text, f) : 0;
    Str         rest = { text, n }, name;
    int         seen = 0;

    if (f != NULL)
        fclose(f);
    check(n > 0 && n < sizeof text, path.p);
    for (;;) {
        ptrdiff_t at = str_find(rest, S("{{asset \""));

        if (at < 0)
            return seen;
        rest = str_sub(rest, (size_t)at + 9, rest.n);
        str_cut(rest, '"', &name, &rest);
        check(asset_find(assets, name) != NULL, str_c(test_arena(), name));
        seen++;
    }
}

static int
check_views(const struct assets *assets, const char *folder)
{
    DIR *d = opendir(folder);
    int  seen = 0;

    if (d == NULL)
        return 0;
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        if (str_ends(str_of(e->d_name), S(".html")))
            seen += check_view(assets, str_format(test_arena(), "%s/%s", folder, e->d_name));
    closedir(d);
    return seen;
}

void
test_web_asset__every_asset_a_page_names_is_embedded(void)
{
    struct assets assets = { asset_table, asset_table_count, STR_NONE };
    int           seen = check_views(&assets, "views") + check_views(&assets, "views/partials");

    check(seen > 10, "the views were read");
    for (size_t i = 0; i < assets.count; i++)
        check(asset_find(&assets, assets.at[i].name) == &assets.at[i], "in order");
}

void
test_web_asset__pages_carry_what_keeps_them_safe(void)
{
    struct header own = { S("X-Own"), S("1") };
    struct answer a = { .headers = &own, .header_count = 1 };
    Str           policy;

    answer_secure(test_arena(), &a, SECURE_PAGE);
    policy = header_of(&a, S("Content-Security-Policy"));
    check(!str_has(policy, S("unsafe")), "nothing inline");
    check(str_has(policy, S("frame-ancestors 'none'")), "nobody frames us");
    check_str(header_of(&a, S("X-Content-Type-Options")), S("nosniff"));
    check_str(header_of(&a, S("Cross-Origin-Opener-Policy")), S("same-origin"));
    check_str(header_of(&a, S("X-Own")), S("1"));
}
