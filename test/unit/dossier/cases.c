/* What holds only for some answers, or one way of filing: conditions, terms, fees. */
#include "dossier/cases.h"

#include "dossier/dossier.h"
#include "dossier/record.h"
#include "org/unit.h"
#include "packs.h"
#include "stores.h"

static struct json *
parsed(const char *text)
{
    struct json *out = NULL;

    check_ok(json_parse(test_arena(), str_of(text), &out, NULL));
    return out;
}

void
test_dossier_cases__a_condition_asks_for_all_its_answers(void)
{
    static const struct {
        const char *when, *answers;
        bool        holds;
    } cases[] = {
        { "{}", "{}", true },
        { "{\"a\":\"x\"}", "{\"a\":\"x\"}", true },
        { "{\"a\":\"x\"}", "{\"a\":\"y\"}", false },
        { "{\"a\":\"x\"}", "{}", false },
        { "{\"a\":\"x\"}", "{\"a\":1}", false },
        { "{\"a\":[\"x\",\"y\"]}", "{\"a\":\"y\"}", true },
        { "{\"a\":[\"x\",\"y\"]}", "{\"a\":\"z\"}", false },
        { "{\"a\":[]}", "{\"a\":\"z\"}", false },
        { "{\"a\":\"x\",\"b\":\"y\"}", "{\"a\":\"x\",\"b\":\"y\"}", true },
        { "{\"a\":\"x\",\"b\":\"y\"}", "{\"a\":\"x\"}", false },
        { "{\"a\":\"x\"}", "{\"a\":[\"w\",\"x\"]}", true },
        { "{\"a\":\"x\"}", "{\"a\":[\"w\"]}", false },
        { "{\"a\":\"x\"}", "{\"a\":[]}", false },
        { "{\"a\":[\"x\",\"y\"]}", "{\"a\":[\"w\",\"y\"]}", true },
        { "{\"a\":\"x\"}", "{\"a\":[[\"x\"]]}", false },
        { "{\"a\":{\"min\":1,\"max\":3}}", "{\"a\":1}", true },
        { "{\"a\":{\"min\":1,\"max\":3}}", "{\"a\":3}", true },
        { "{\"a\":{\"min\":1,\"max\":3}}", "{\"a\":4}", false },
        { "{\"a\":{\"min\":1}}", "{\"a\":0}", false },
        { "{\"a\":{\"max\":3}}", "{\"a\":-9}", true },
        { "{\"a\":{\"min\":1}}", "{\"a\":\"2\"}", false },
        { "{\"a\":{\"min\":1}}", "{}", false },
        { "{\"a\":{\"district_type\":[\"x\"]}}", "{\"a\":\"10507\"}", false },
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check(when_holds(NULL, parsed(cases[i].when), parsed(cases[i].answers)) == cases[i].holds,
              cases[i].when);
    check(when_holds(NULL, NULL, NULL), "nothing is asked for");
}

/* The packs' own: by the answer, by the channel, and otherwise the rule beside. */
void
test_dossier_cases__terms_and_fees_follow_the_answers(void)
{
    static const struct pack_section *const *const lists[] = { org_sections, dossier_sections,
                                                               NULL };
    static const struct {
        const char *procedure, *answers;
        int64_t     channel;
        enum term_unit unit;
        int         days;
        Money       fee;
    } cases[] = {
        { "household-business-change", "{\"change\":[\"lines\"]}", CHANNEL_ONLINE, TERM_WORKING_DAYS, 3, -1 },
        { "household-business-change", "{\"change\":[\"name\",\"move\"]}", CHANNEL_ONLINE, TERM_WORKING_DAYS, 5, -1 },
        { "driving-licence-exchange", "{}", CHANNEL_ONLINE, TERM_WORKING_DAYS, 5, 115000 },
        { "driving-licence-exchange", "{}", CHANNEL_DESK, TERM_WORKING_DAYS, 5, 135000 },
        { "driving-licence-exchange", "{}", CHANNEL_POST, TERM_WORKING_DAYS, 5, 135000 },
        { "criminal-record-certificate", "{\"lived_elsewhere\":\"here\"}", CHANNEL_DESK, TERM_WORKING_DAYS, 10, 200000 },
        { "criminal-record-certificate", "{\"lived_elsewhere\":\"abroad\"}", CHANNEL_DESK, TERM_WORKING_DAYS, 15, 200000 },
        { "criminal-record-certificate", "{\"lived_elsewhere\":\"provinces\"}", CHANNEL_DESK, TERM_WORKING_DAYS, 15, 200000 },
        { "marital-status-certificate", "{\"earlier_proof\":\"ask\"}", CHANNEL_ONLINE, TERM_DAYS, 23, -1 },
        { "marital-status-certificate", "{\"earlier_proof\":\"none\"}", CHANNEL_ONLINE, TERM_WORKING_DAYS, 3, -1 },
    };
    struct view v = { .arena = test_arena(), .packs = test_packs(lists) };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct procedure *p = NULL, *as;

        check_ok(procedure_version(&v, str_of(cases[i].procedure), 1, &p));
        as = procedure_as(&v, p, parsed(cases[i].answers), cases[i].channel);
        check(as->term_in == cases[i].unit, cases[i].procedure);
        check_int(as->term, cases[i].days);
        check_int(as->fee, cases[i].fee);
    }
}
