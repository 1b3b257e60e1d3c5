/* What a procedure's file may say, and what is refused when it is loaded: each word of the
 * format in damaged forms. */
#include "dossier/procedure.h"

#include "dossier/dossier.h"
#include "org/unit.h"
#include "packs.h"
#include "stores.h"

static const struct pack_section *const *const lists[] = { org_sections, dossier_sections, NULL };

#define FILE_OF(name) "procedures/" name ".json"

struct damage {
    const char *was, *now, *said; /* said: what the fault says; NULL: nothing is wrong */
};

static void
each_is_refused(const char *file, const struct damage *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        Str faults = test_pack_faults(lists, file, d[i].was, d[i].now);

        check(d[i].said == NULL ? faults.n == 0 : str_has(faults, str_of(d[i].said)),
              str_format(test_arena(), "%s -> %s: %.*s", d[i].was, d[i].now,
                         STR_ARG(faults)).p);
    }
}
#define REFUSED(file, table) each_is_refused(FILE_OF(file), table, sizeof(table) / sizeof(table)[0])

void
test_dossier_procedure__a_list_is_of_choices(void)
{
    static const struct damage d[] = {
        { "\"minItems\": 1", "\"minItems\": 7", NULL },
        { "\"minItems\": 1", "\"minItems\": 8", "change: a list is of choices" },
        { "\"minItems\": 1", "\"maxItems\": 8", "change: a list is of choices" },
        { "\"minItems\": 1", "\"minItems\": 3, \"maxItems\": 2", "is below" },
        { "\"uniqueItems\": true, ", "", "change: a list is of choices" },
        { "\"items\": { \"type\": \"string\", \"enum\"", "\"items\": { \"enum\"",
          "change: a list is of choices" },
        { "\"items\": {", "\"items_\": {", "is a keyword that forms do not know" },
        { "[\"name\", \"address\", \"move\"", "[\"name\", 5, \"move\"", "change: a list is of" },
        { "[\"name\", \"address\", \"move\"", "[\"name\", \"newest\", \"move\"",
          "needs words in Vietnamese" },
        { "\"when\": { \"change\": \"move\" }", "\"when\": { \"change\": \"moved\" }",
          "{1} is no answer of this question (moved)" },
        { "\"contains\": { \"const\": \"owner\" }", "\"contains\": \"owner\"",
          "must be a JSON object" },
    };

    REFUSED("thay-doi-dang-ky-ho-kinh-doanh", d);
}

void
test_dossier_procedure__a_term_has_one_unit(void)
{
    static const struct damage d[] = {
        { "\"days\": 15", "\"days\": 1", NULL },
        { "\"days\": 15", "\"days\": 400", NULL },
        { "\"days\": 15", "\"days\": 401", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"days\": 0", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"days\": -3", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"days\": \"15\"", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"days\": 1.5", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"days\": 15, \"working_days\": 15", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"weeks\": 2", "deadline: needs one of working_days" },
        { "\"days\": 15", "\"days\": 15, \"cases\": [{\"channel\": \"online\", \"days\": 0}]",
          "deadline/cases: needs one of working_days" },
    };

    REFUSED("cong-nhan-ho-ngheo", d);
}

void
test_dossier_procedure__a_refusal_is_a_signed_paper(void)
{
    static const struct damage d[] = {
        { "\"deny\": \"denied\", ", "", NULL },
        { "\"deny\": \"denied\"", "\"deny\": \"done\"", "deny leads to the step denied" },
        { "\"deny\": \"denied\"", "\"deny\": \"refused\"", "deny leads to the step denied" },
        { "\"sign\": \"done\"", "\"sign\": \"denied\"", "deny leads to the step denied" },
        { ",\n    \"denied\": { \"status\": 9 }", "", "is neither a step nor a state (denied)" },
        { ",\n    \"denied\": { \"status\": 9 }", "", "result/refusal: stands beside" },
        { "\"denied\": { \"status\": 9 }", "\"denied\": { \"status\": 8 }", "has status 9" },
        { "\"refusal\": {", "\"refusals\": {", "result/refusal: stands beside" },
        { "\"refusal\": { \"name\": {", "\"refusal\": { \"names\": {", "needs a Vietnamese text" },
        { "\"document\": true, \"src\": \"a\",\n    \"refusal\"",
          "\"document\": false, \"src\": \"a\",\n    \"refusal\"", "steps/denied: is a terminal" },
    };

    REFUSED("cong-nhan-ho-ngheo", d);
}
