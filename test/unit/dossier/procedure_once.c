/* What a procedure's file says of registries is held against those that are there when packs are
 * loaded: each word of it in damaged forms, refused with its place. */
#include "dossier/dossier.h"
#include "dossier/procedure.h"
#include "org/unit.h"
#include "packs.h"
#include "registry/registry.h"
#include "stores.h"

static const struct pack_section *const *const lists[] = { org_sections, registry_sections,
                                                           dossier_sections, NULL };

#define FILE_NAME "procedures/thay-doi-dang-ky-ho-kinh-doanh.json"
#define AT "form/properties/tax_code/x-prefill"

struct damage {
    const char *now, *said; /* said: what the fault says; NULL: nothing is wrong */
};

static void
each(const char *was, const struct damage *d, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char *now = str_c(test_arena(), str_of(d[i].now));
        Str   faults;

        for (char *c = now; *c != '\0'; c++)
            *c = *c == '\'' ? '"' : *c;
        faults = test_pack_faults(lists, FILE_NAME, was, now);
        check(d[i].said == NULL ? faults.n == 0 : str_has(faults, str_of(d[i].said)),
              str_format(test_arena(), "%s: %.*s", now, STR_ARG(faults)).p);
    }
}
#define EACH(was, table) each(was, table, sizeof(table) / sizeof(table)[0])

void
test_dossier_procedure_once__prefill_names_a_registry_and_a_field_that_fits(void)
{
    static const struct damage d[] = {
        { "'x-prefill': {'registry': 'enterprise', 'take': 'tax_code'}", NULL },
        { "'x-prefill': {'registry': 'enterprises', 'take': 'tax_code'}",
          AT "/registry: {1} is no registry (enterprises)" },
        { "'x-prefill': {'registry': 'camera', 'take': 'code'}",
          AT "/registry: {1} says of no field whom a record is about (camera)" },
        { "'x-prefill': {'registry': 'enterprise', 'take': 'tax'}",
          AT "/take: {1} is no field of this registry (tax)" },
        { "'x-prefill': {'registry': 'enterprise', 'take': 'capital'}",
          AT "/take: {1} holds another kind of value than this asks for (capital)" },
        { "'x-prefill': {'registry': 'enterprise', 'take': 'registered_on'}", "another kind" },
        { "'x-prefill': {'registry': 'enterprise', 'take': 'phone'}", "another kind" },
        { "'x-prefill': {'registry': 'planting_area', 'take': 'boundary'}",
          AT "/take: {1} is for officials or a shape" },
        { "'x-prefill': {'registry': 'enterprise'}", "nothing that a form can be prefilled with" },
        { "'x-prefill': {'registry': 'enterprise', 'take': 'tax_code', 'by': 'phone'}",
          "nothing that a form can be prefilled with" },
        { "'x-prefill': ['enterprise', 'tax_code']", "nothing that a form can be prefilled with" },
    };

    EACH("\"x-prefill\": \"account.tax_code\"", d);
}

#define RECORD(values) \
    "'document': true, 'record': {'registry': 'enterprise', 'values': {" values "}}, 'src': 'b' }"

void
test_dossier_procedure_once__a_result_becomes_a_record_of_fields_that_are_there(void)
{
    static const struct damage d[] = {
        { RECORD("'tax_code': 'answer/tax_code'"), NULL },
        { RECORD("'tax_code': 'answer/tax_code', 'form': 'limited', 'name': 'dossier/code',"
                 "'registered_on': 'dossier/granted_on',"
                 "'representative_number': 'applicant/personal_number'"), NULL },
        { "'document': true, 'record': {'registry': 'enterprises', 'values': {}}, 'src': 'b' }",
          "result/record/registry: {1} is no registry (enterprises)" },
        { "'document': true, 'record': {'registry': 'enterprise'}, 'src': 'b' }",
          "result/record: needs a registry and values" },
        { "'document': true, 'record': ['enterprise'], 'src': 'b' }",
          "result/record: needs a registry and values" },
        { RECORD("'name': 'answer/business_name'"),
          "result/record/values: {1} names the record and is missing (tax_code)" },
        { RECORD("'tax_code': 'answer/tax_code', 'owner': 'answer/owner_name'"),
          "result/record/values/owner: {1} is no field of this registry (owner)" },
        { RECORD("'tax_code': 'answer/tax'"),
          "result/record/values/tax_code: {1} is nothing of this dossier" },
        { RECORD("'tax_code': 'answer/tax_code', 'registered_on': 'dossier/code'"),
          "values/registered_on: {1} is nothing of this dossier, or another kind" },
        { RECORD("'tax_code': 'answer/tax_code', 'name': 'dossier/secret'"), "nothing of this" },
        { RECORD("'tax_code': 'answer/tax_code', 'name': 'applicant/personal_number'"),
          "nothing of this" },
        { RECORD("'tax_code': 'answer/tax_code', 'capital': 'much'"),
          "result/record/values/capital:" },
        { RECORD("'tax_code': 'answer/tax_code', 'form': 'kingdom'"),
          "result/record/values/form:" },
    };

    EACH("\"document\": true, \"src\": \"b\" }", d);
}
