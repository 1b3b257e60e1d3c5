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

void
test_dossier_procedure__a_fee_is_a_table_that_cannot_overflow(void)
{
    static const struct damage d[] = {
        { "\"beyond\": { \"from\": 3, \"dong\": 1000 }, ", "", NULL },
        { "\"table\": [", "\"cases\": [", "fee/cases: is called table" },
        { "\"table\": [", "\"table\": [], \"tables\": [", "fee/table: is a list of rows" },
        { "\"dong\": 2000", "\"dong\": 2000.5", "fee/table/0: sums are whole" },
        { "\"dong\": 2000", "\"dong\": -2000", "fee/table/0: sums are whole" },
        { "\"dong\": 2000", "\"dong\": 10000000001", "fee/table/0: sums are whole" },
        { "\"at_most\": 200000", "\"at_most\": \"200000\"", "fee/table/0: sums are whole" },
        { "\"dong\": 2000, \"per\"", "\"dong\": 9000000000, \"per\"", "could come to more" },
        { "\"from\": 3", "\"from\": 1", "beyond needs per" },
        { "\"per\": \"pages\", ", "", "beyond needs per" },
        { "\"per\": \"pages\"", "\"per\": \"page\"", "per and times name questions" },
        { "\"per\": \"pages\"", "\"per\": \"paper_kind\"", "per and times name questions" },
        { "\"times\": \"copies\"", "\"time\": \"copies\"", "nothing that a row of fees has (time)" },
        { "\"times\": \"copies\", \"src\": \"d\"", "\"times\": \"copies\"", "needs a source" },
        { "\"times\": \"copies\", \"src\": \"d\" }",
          "\"times\": \"copies\", \"src\": \"d\" }, { \"dong\": 1, \"src\": \"d\" }",
          "fee/table/1: stands after a row that always holds" },
    };
    static const struct damage place[] = {
        { "\"min\": 1, \"max\": 3", "\"min\": 4, \"max\": 3", "min and max are whole numbers" },
        { "\"min\": 1, \"max\": 3", "\"min\": \"1\"", "min and max are whole numbers" },
        { "\"min\": 1, \"max\": 3", "\"least\": 1", "asks of {1} for min, max or both" },
        { "\"rooms\": { \"min\": 1", "\"trader_kind\": { \"min\": 1", "min and max are whole" },
        { "{ \"district_type\": [\"Thành phố\", \"Thị xã\"] }", "{ \"district_type\": [] }",
          "district_type is a list of texts" },
        { "{ \"district_type\": [\"Thành phố\", \"Thị xã\"] }", "{ \"district_type\": \"Huyện\" }",
          "district_type is a list of texts" },
        { "\"venue_unit\": { \"district_type\"", "\"venue_name\": { \"district_type\"",
          "and asks of a unit" },
    };

    REFUSED("chung-thuc-ban-sao", d);
    REFUSED("giay-phep-karaoke", place);
}

void
test_dossier_procedure__a_step_may_stand_with_another_unit(void)
{
    static const struct damage d[] = {
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"level\": \"province\" }", NULL },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"unit\": \"labour-social\" }", NULL },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"unit\": \"288\" }", NULL },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"unit\": \"labour\" }",
          "/at/unit: {1} is no unit of these days" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"unit\": \"finance-2025\" }", NULL },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"answer\": \"residence_unit\" }", NULL },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"level\": \"commune\" }",
          "is none above the one it is filed at" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"level\": \"ward\" }",
          "is none above the one it is filed at" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"answer\": \"died_on\" }",
          "is no question about a unit; it names one whose format is unit (died_on)" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"answer\": \"nobody\" }",
          "is no question about a unit; it names one whose format is unit (nobody)" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": \"district\"", "at is one of" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": {}", "at is one of" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"desk\": \"x\" }", "at is one of" },
        { "\"at\": { \"level\": \"district\" }", "\"at\": { \"level\": \"district\", \"unit\": \"x\" }",
          "at is one of" },
        { "\"receive\": { ", "\"receive\": { \"at\": { \"level\": \"district\" }, ",
          "the first step stands where the dossier is filed" },
        { "\"filed_at\": \"commune\"", "\"filed_at\": \"village\"", "filed_at: is commune" },
        { "\"filed_at\": \"commune\", ", "", "is none above the one it is filed at" },
    };

    REFUSED("ho-tro-mai-tang", d);
}
