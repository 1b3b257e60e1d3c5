/* What the table of routes promises to the rooms below, which cannot see it. */
#include "check.h"
#include "ident/inner.h"
#include "site/visit.h"

/* "/tai-khoan/moi" is the form of a new account, so no account may be called so. */
void
test_site_route__no_account_is_hidden_by_a_page(void)
{
    const Str           accounts = str_of("/tai-khoan/");
    const struct route *r;
    int                 words = 0, named = 0;

    for (int i = 0; (r = site_route(i)) != NULL; i++) {
        Str path = str_of(r->path), last = str_sub(path, accounts.n, path.n);

        if (!str_starts(path, accounts) || str_has(last, S("/")))
            continue;
        if (str_starts(last, S("{"))) {
            named++;
            continue;
        }
        words++;
        check(login_is_reserved(last), r->path);
    }
    check(words > 0 && named > 0, "the addresses of accounts are where they were");
}
