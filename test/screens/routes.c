/* test/screens/routes.c -- prints every route of the site, one a line, tabs between:
 * method, path, view (or "-"), call (or "-").  For whoever must visit every page:
 * pictures, and checks of how they can be used. */
#include <stdio.h>

#include "site/visit.h"

int
main(void)
{
    const struct route *r;

    for (int i = 0; (r = site_route(i)) != NULL; i++)
        printf("%s\t%s\t%s\t%s\n", r->method == HTTP_POST ? "POST" : "GET", r->path,
               r->view != NULL ? r->view : "-", r->call != NULL ? r->call : "-");
    return 0;
}
