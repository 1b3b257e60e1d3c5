/* Forms: faults a person can act on, formats, what a schema may hold, and texts
 * of HTML forms as types. */
#include "pack/schema.h"

#include "check.h"
#include "pack/pack.h"

static struct json *
parse(const char *text)
{
    struct json *json = NULL;

    if (json_parse(test_arena(), str_of(text), &json, NULL) != ERR_OK)
        BUG("the test's own JSON: %s", text);
    return json;
}

/* "field: message (one, two)" of each fault, joined by "; ". */
static const char *
told(const struct faults *faults)
{
    struct buf  b = BUF_MAX(1 << 16);
    const char *result;

    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        buf_format(&b, "%s%.*s: %s", b.n > 0 ? "; " : "", STR_ARG(f->field), f->message);
        if (f->value[0].n > 0)
            buf_format(&b, " (%.*s", STR_ARG(f->value[0]));
        if (f->value[1].n > 0)
            buf_format(&b, ", %.*s", STR_ARG(f->value[1]));
        buf_add(&b, f->value[0].n > 0 ? S(")") : S(""));
    }
    result = str_c(test_arena(), buf_str(&b));
    buf_free(&b);
    return result;
}

static bool
unit_exists(void *context, Str code)
{
    (void)context;
    return str_eq(code, S("10507"));
}

static const char *
check_value(const char *schema, const char *value, bool simulated)
{
    struct faults         faults = { .arena = test_arena() };
    struct schema_options o = { .arena = test_arena(), .simulated = simulated,
                                .unit_exists = unit_exists };

    schema_check(&o, parse(schema), parse(value), &faults, S("form"));
    return told(&faults);
}

#define FORM                                                                                     \
    "{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"name\",\"born\"],"       \
    "\"properties\":{\"name\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":5},"             \
    "\"born\":{\"type\":\"string\",\"format\":\"date\"},\"sex\":{\"enum\":[\"f\",\"m\"]},"         \
    "\"n\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":10,\"multipleOf\":5},"                 \
    "\"list\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/s\"},\"minItems\":1,"             \
    "\"maxItems\":2,\"uniqueItems\":true},\"father\":{\"type\":\"string\"},"                      \
    "\"serial\":{\"pattern\":\"^[0-9]+$\"}},\"$defs\":{\"s\":{\"type\":\"string\"}},"               \
    "\"if\":{\"properties\":{\"sex\":{\"const\":\"f\"}},\"required\":[\"sex\"]},"                  \
    "\"then\":{\"required\":[\"father\"]}}"

static const struct {
    const char *value, *faults;
} value_row[] = {
    { "{\"name\":\"Lan\",\"born\":\"2024-02-29\"}", "" },
    { "{\"name\":\"L\",\"born\":\"2024-02-30\",\"x\":1}",
      "form/name: needs at least {1} characters; has {2} (2, 1); "
      "form/born: {1} is not in the calendar; write day/month/year, for example 28/02/2024 "
      "(2024-02-30); form/x: is not known here" },
    { "{\"name\":\"Nguyễn\"}",
      "form/born: is missing; form/name: may have at most {1} characters; has {2} (5, 6)" },
    { "{\"name\":3,\"born\":null,\"sex\":\"x\"}",
      "form/name: must be a text; form/born: must be a text; "
      "form/sex: choose one of the answers offered" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"sex\":\"f\"}", "form/father: is missing" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"sex\":\"m\"}", "" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"n\":-5}", "form/n: must be at least {1} (0)" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"n\":12}",
      "form/n: must be at most {1} (10); form/n: must be a multiple of {1} (5)" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"n\":1.5}", "form/n: must be a whole number" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"n\":5.0}", "" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"list\":[]}",
      "form/list: needs at least {1}; has {2} (1, 0)" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"list\":[\"a\",\"a\",3]}",
      "form/list: may have at most {1}; has {2} (2, 3); form/list: {1} is there twice (a); "
      "form/list/2: must be a text" },
    { "{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"serial\":\"12a\"}",
      "form/serial: {1} is not written as it must be (12a)" },
    { "[]", "form: must be a JSON object" },
};

void
test_pack_schema__all_faults_with_their_fields(void)
{
    for (size_t i = 0; i < sizeof value_row / sizeof value_row[0]; i++)
        check_str(str_of(check_value(FORM, value_row[i].value, true)),
                  str_of(value_row[i].faults));
}

/* -- formats ------------------------------------------------------------------------- */

static const struct {
    const char *format, *text, *real, *simulated; /* "" good, else part of what is said */
} format_row[] = {
    { "date", "2024-02-29", "", "" },
    { "date", "2023-02-29", "calendar", "calendar" },
    { "date", "29/02/2024", "calendar", "calendar" },
    { "email", "a.b+c@haiduong.gov.vn", "", "@example.invalid" },
    { "email", "lan@example.invalid", "nobody", "" },
    { "email", "lan@a.invalid", "nobody", "@example.invalid" },
    { "email", "lan", "not an e-mail", "not an e-mail" },
    { "email", "a@b", "not an e-mail", "not an e-mail" },
    { "email", "a@b..vn", "not an e-mail", "not an e-mail" },
    { "email", "a@-b.vn", "not an e-mail", "not an e-mail" },
    { "email", ".a@b.vn", "not an e-mail", "not an e-mail" },
    { "email", "a@b@c.vn", "not an e-mail", "not an e-mail" },
    { "email", "a b@c.vn", "not an e-mail", "not an e-mail" },
    { "phone", "0912345678", "", "" },
    { "phone", "02203838383", "", "" },
    { "phone", "+84912345678", "", "" },
    { "phone", "091234567", "has {1} (9", "has {1} (9" },
    { "phone", "0112345678", "has {1} (10", "has {1} (10" },
    { "phone", "0912 345 678", "has {1} (10", "has {1} (10" },
    { "phone", "", "has {1} (0", "has {1} (0" },
    { "personal-number", "030187004321", "", "begins with 000" },
    { "personal-number", "000187004321", "nobody", "" },
    { "personal-number", "03018700432", "exactly 12 digits; has {1} (11",
      "exactly 12 digits; has {1} (11" },
    { "personal-number", "03018700432a", "exactly 12 digits", "exactly 12 digits" },
    { "tax-code", "0100233488", "", "begins with 000" },
    { "tax-code", "0314409058", "", "begins with 000" },
    { "tax-code", "0100112437", "", "begins with 000" },
    { "tax-code", "0312687878", "", "begins with 000" },
    { "tax-code", "0312687879", "last digit", "last digit" },
    { "tax-code", "0100233488-001", "", "begins with 000" },
    { "tax-code", "0100233488-000", "needs 10 digits", "needs 10 digits" },
    { "tax-code", "01002334880", "needs 10 digits", "needs 10 digits" },
    { "tax-code", "0000000017", "nobody", "" },
    { "tax-code", "030187004321", "", "begins with 000" },
    { "unit", "10507", "", "" },
    { "unit", "99999", "not the code of a unit", "not the code of a unit" },
    { "uri", "https://haiduong.gov.vn/a?b=%20#c", "", "" },
    { "uri", "haiduong.gov.vn", "must be an address", "must be an address" },
    { "uri", "https://a b", "must be an address", "must be an address" },
    { "uri", "https://a/%2", "must be an address", "must be an address" },
    { "uri", "1a:b", "must be an address", "must be an address" },
    { "year", "2024", "", "" },
    { "year", "0000", "not a year", "not a year" },
    { "year", "24", "not a year", "not a year" },
    { "year", "2024a", "not a year", "not a year" },
    { "month", "2024-07", "", "" },
    { "month", "2024-13", "not a month", "not a month" },
    { "month", "2024-00", "not a month", "not a month" },
    { "month", "07/2024", "not a month", "not a month" },
    { "date-time", "2024-07-01T07:30:00+07:00", "", "" },
    { "date-time", "2024-07-01T07:30:00.123456Z", "", "" },
    { "date-time", "2024-07-01T07:30:00", "not a moment", "not a moment" },
    { "date-time", "2024-07-01T07:30+07:00", "not a moment", "not a moment" },
    { "date-time", "2024-07-01 07:30:00+07:00", "not a moment", "not a moment" },
    { "date-time", "2024-02-30T07:30:00Z", "not a moment", "not a moment" },
    { "date-time", "2024-07-01T24:00:00Z", "not a moment", "not a moment" },
    { "date-time", "2024-07-01T07:30:60Z", "not a moment", "not a moment" },
    { "date-time", "2024-07-01T07:30:00+0700", "not a moment", "not a moment" },
    { "invoice-symbol", "1C26MAA", "", "" },
    { "invoice-symbol", "2K26T1Z", "", "" },
    { "invoice-symbol", "1B26MAA", "form and symbol", "form and symbol" },
    { "invoice-symbol", "1C26MA", "form and symbol", "form and symbol" },
    { "invoice-symbol", "1C26MAAA", "form and symbol", "form and symbol" },
    { "invoice-symbol", "1c26maa", "form and symbol", "form and symbol" },
    { "invoice-symbol", "C26MAA", "form and symbol", "form and symbol" },
    { "invoice-number", "1", "", "" },
    { "invoice-number", "00000123", "", "" },
    { "invoice-number", "123456789", "1 to 8 digits; has {1} (9", "1 to 8 digits; has {1} (9" },
    { "invoice-number", "", "1 to 8 digits; has {1} (0", "1 to 8 digits; has {1} (0" },
    { "invoice-number", "12a", "1 to 8 digits; has {1} (2", "1 to 8 digits; has {1} (2" },
    { "invoice", "0100233488.1C26MAA.123", "", "begins with 000" },
    { "invoice", "0000000017.1C26MAA.123", "nobody", "" },
    { "invoice", "0000000018.1C26MAA.123", "last digit", "last digit" },
    { "invoice", "0100233488-001.1C26MAA.123", "", "begins with 000" },
    { "invoice", "0100233488.1C26MAA", "not an invoice", "not an invoice" },
    { "invoice", "0100233488-1C26MAA-123", "not an invoice", "not an invoice" },
    { "invoice", "0100233488.1X26MAA.123", "form and symbol", "begins with 000" },
    { "invoice", "0100233488.1C26MAA.", "1 to 8 digits", "begins with 000" },
    { "authority-code", "M1-26-ABCDE-00000000001", "", "" },
    { "authority-code", "0123456789ABCDEF0123456789ABCDEF01", "", "" },
    { "authority-code", "M1-26-ABCDE-0000000001", "has {1} (22", "has {1} (22" },
    { "authority-code", "N1-26-ABCDE-00000000001", "has {1} (23", "has {1} (23" },
    { "authority-code", "0123456789ABCDEF0123456789ABCDEF0", "has {1} (33", "has {1} (33" },
    { "authority-code", "0123456789ABCDEF0123456789ABCDEF012", "has {1} (35", "has {1} (35" },
    { "planting-area", "VN-TGOR-0095", "", "" },
    { "planting-area", "VN-TGOR-95", "", "" },
    { "planting-area", "TGOR-0095", "not a planting-area", "not a planting-area" },
    { "planting-area", "VN-tgor-0095", "not a planting-area", "not a planting-area" },
    { "planting-area", "VN-TGOR-9", "not a planting-area", "not a planting-area" },
    { "planting-area", "VN-TGOR-0095 ", "not a planting-area", "not a planting-area" },
    { "planting-area", "VN-T-0095", "not a planting-area", "not a planting-area" },
    { "packing-house", "VN-TGPH-0095", "", "" },
    { "packing-house", "VN-TGOR-0095", "not a packing-house", "not a packing-house" },
    { "packing-house", "PH-0095", "not a packing-house", "not a packing-house" },
    { "agency", "H27.01.02", "", "" },
    { "agency", "H27", "", "" },
    { "agency", "000.00.53.H48", "", "" },
    { "agency", "000.00.53.48", "identifier of an agency", "identifier of an agency" },
    { "agency", "H27.1.02", "identifier of an agency", "identifier of an agency" },
    { "agency", "H27.01.02.03.04", "identifier of an agency", "identifier of an agency" },
    { "agency", "h27.01", "identifier of an agency", "identifier of an agency" },
    { "administrative-unit", "30", "", "" },
    { "administrative-unit", "288", "", "" },
    { "administrative-unit", "10507", "", "" },
    { "administrative-unit", "1050", "has {1} (4", "has {1} (4" },
    { "administrative-unit", "3a", "has {1} (1", "has {1} (1" },
};

static void
check_format(const char *format, const char *text, bool simulated, const char *expected)
{
    Str         schema = str_format(test_arena(), "{\"format\":\"%s\"}", format);
    Str         value = str_format(test_arena(), "\"%s\"", text);
    const char *got = check_value(schema.p, value.p, simulated);
    bool        good = expected[0] == '\0' ? got[0] == '\0'
                                           : str_has(str_of(got), str_of(expected));

    check(good, str_format(test_arena(), "%s %s: \"%s\"", format, text, got).p);
}

void
test_pack_schema__formats_of_real_and_simulated_provinces(void)
{
    for (size_t i = 0; i < sizeof format_row / sizeof format_row[0]; i++) {
        check_format(format_row[i].format, format_row[i].text, false, format_row[i].real);
        check_format(format_row[i].format, format_row[i].text, true, format_row[i].simulated);
    }
}

/* -- dates bound by the day of filing ------------------------------------------------------ */

static const char *
check_bound(const char *bound, Day filed, Day today, const char *value)
{
    struct faults         faults = { .arena = test_arena() };
    struct schema_options o = { .arena = test_arena(), .filed = filed, .today = today };
    Str schema = str_format(test_arena(), "{\"format\":\"date\",\"%s\":\"today\"}", bound);

    schema_check(&o, parse(schema.p), parse(str_format(test_arena(), "\"%s\"", value).p), &faults,
                 S("form/d"));
    return told(&faults);
}

static const struct {
    const char *bound, *filed, *value, *faults;
} bound_row[] = {
    { "x-not-after", "2024-07-01", "2024-07-01", "" },
    { "x-not-after", "2024-07-01", "1900-01-01", "" },
    { "x-not-after", "2024-07-01", "2024-07-02",
      "form/d: may not be after today, {1} (01/07/2024)" },
    { "x-not-after", "2024-02-28", "2024-02-29",
      "form/d: may not be after today, {1} (28/02/2024)" },
    { "x-not-after", "2024-02-29", "2024-02-29", "" },
    { "x-not-after", "2024-02-29", "2024-03-01",
      "form/d: may not be after today, {1} (29/02/2024)" },
    { "x-not-after", "2024-12-31", "2025-01-01",
      "form/d: may not be after today, {1} (31/12/2024)" },
    { "x-not-after", "2023-02-28", "2023-02-29", /* no such day: said once, as that */
      "form/d: {1} is not in the calendar; write day/month/year, for example 28/02/2024 "
      "(2023-02-29)" },
    { "x-not-before", "2024-07-01", "2024-07-01", "" },
    { "x-not-before", "2024-07-01", "9999-12-31", "" },
    { "x-not-before", "2024-07-01", "2024-06-30",
      "form/d: may not be before today, {1} (01/07/2024)" },
    { "x-not-before", "2024-03-01", "2024-02-29",
      "form/d: may not be before today, {1} (01/03/2024)" },
};

void
test_pack_schema__a_date_is_bound_by_the_day_of_filing(void)
{
    for (size_t i = 0; i < sizeof bound_row / sizeof bound_row[0]; i++) {
        Day filed = DAY_NONE;

        check_ok(day_parse(str_of(bound_row[i].filed), &filed));
        check_str(str_of(check_bound(bound_row[i].bound, filed, filed, bound_row[i].value)),
                  str_of(bound_row[i].faults));
    }
    /* A supplement comes on a later day and is held to the first. */
    check_str(str_of(check_bound("x-not-after", day_of(2024, 7, 1), day_of(2024, 7, 9),
                                 "2024-07-02")),
              S("form/d: may not be after the day of filing, {1} (01/07/2024)"));
    check_str(str_of(check_bound("x-not-before", day_of(2024, 7, 1), day_of(2024, 7, 9),
                                 "2024-07-02")), S(""));
    check_str(str_of(check_bound("x-not-before", day_of(2024, 7, 1), day_of(2024, 7, 9),
                                 "2024-06-30")),
              S("form/d: may not be before the day of filing, {1} (01/07/2024)"));
    /* Nobody files: an example in a schema, say. */
    check_str(str_of(check_bound("x-not-after", 0, 0, "9999-12-31")), S(""));
}

/* -- schemas themselves ---------------------------------------------------------------- */

static const struct {
    const char *schema, *faults;
} schema_row[] = {
    { FORM, "" },
    { "true", "" },
    { "{\"patternProperties\":{}}",
      "patternProperties: {1} is a keyword that forms do not know (patternProperties)" },
    { "{\"properties\":{\"a\":{\"oneOf\":[]}}}",
      "properties/a/oneOf: {1} is a keyword that forms do not know (oneOf)" },
    { "{\"x-secret\":1}", "x-secret: {1} is a keyword that forms do not know (x-secret)" },
    { "{\"type\":\"text\"}", "type: must be string, integer, number, boolean, array, object or "
                             "null, or a list of these" },
    { "{\"format\":\"ipv4\"}",
      "format: {1} is no format that is known: {2} (ipv4, administrative-unit, agency, "
      "authority-code, date, date-time, email, invoice, invoice-number, invoice-symbol, month, "
      "packing-house, personal-number, phone, planting-area, tax-code, unit, uri, year)" },
    { "{\"pattern\":\"(?=a)\"}", "pattern: Look-around and named groups are not known in patterns." },
    { "{\"minLength\":3,\"maxLength\":2}", "maxLength: is below {1} (minLength)" },
    { "{\"minimum\":0.2,\"maximum\":0.1}", "maximum: is below {1} (minimum)" },
    { "{\"multipleOf\":0}", "multipleOf: must be a number above 0" },
    { "{\"minItems\":-1}", "minItems: must be a whole number from 0" },
    { "{\"enum\":[1,1.0]}", "enum: {1} is there twice (1)" },
    { "{\"enum\":[]}", "enum: must be a list of choices" },
    { "{\"$ref\":\"#/$defs/a\"}",
      "$ref: {1} points to no schema of this form; write #/$defs/NAME (#/$defs/a)" },
    { "{\"$ref\":\"https://example.com/a\"}",
      "$ref: {1} points to no schema of this form; write #/$defs/NAME (https://example.com/a)" },
    { "{\"$ref\":\"#\"}", "$ref: refers to itself without end" },
    { "{\"$defs\":{\"a\":{\"if\":{\"$ref\":\"#/$defs/b\"}},\"b\":{\"$ref\":\"#/$defs/a\"}}}",
      "$defs/a/if/$ref: refers to itself without end; $defs/b/$ref: refers to itself without end" },
    { "{\"properties\":{\"a\":{\"$ref\":\"#\"}}}", "" },
    { "{\"additionalProperties\":false,\"properties\":{},\"required\":[\"a\"]}",
      "required: {1} is asked for and not among the properties (a)" },
    { "{\"type\":\"integer\",\"default\":\"a\"}",
      "default: {1} does not fit its own schema (a)" },
    { "{\"format\":\"personal-number\",\"examples\":[\"030187004321\"]}",
      "examples: {1} does not fit its own schema (030187004321)" },
    { "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/d\",\"default\":\"x\"}},"
      "\"$defs\":{\"d\":{\"maxLength\":1}}}", "" },
    { "{\"properties\":{\"a\":true,\"b\":true},\"x-pages\":[{\"title\":\"t\",\"fields\":[\"a\","
      "\"c\"]}]}",
      "x-pages/0: {1} is not among the properties (c); x-pages: {1} must be on exactly one page "
      "(b)" },
    { "{\"enum\":[\"a\",\"b\"],\"x-labels\":{\"a\":\"A\"}}",
      "x-labels/b: needs words in Vietnamese (vi) and English (en)" },
    { "{\"x-prefill\":\"account.password\"}",
      "x-prefill: {1} is nothing that a form can be prefilled with (account.password)" },
    { "{\"format\":\"date\",\"x-not-after\":\"today\",\"x-not-before\":\"today\"}", "" },
    { "{\"format\":\"date\",\"x-not-after\":\"2024-07-01\"}",
      "x-not-after: must be today: the day of filing is the one bound that is known" },
    { "{\"format\":\"date\",\"x-not-before\":0}",
      "x-not-before: must be today: the day of filing is the one bound that is known" },
    { "{\"type\":\"string\",\"x-not-after\":\"today\"}",
      "x-not-after: binds a date: format must be date" },
    { "{\"title\":{\"vi\":\"a\"}}", "title: must be a text, or words in Vietnamese (vi) and "
                                    "English (en)" },
    { "{\"items\":3}", "items: must be a JSON object" },
};

void
test_pack_schema__what_a_schema_may_hold(void)
{
    for (size_t i = 0; i < sizeof schema_row / sizeof schema_row[0]; i++) {
        struct faults faults = { .arena = test_arena() };

        schema_check_schema(parse(schema_row[i].schema), &faults);
        check_str(str_of(told(&faults)), str_of(schema_row[i].faults));
    }
}

/* -- of records ----------------------------------------------------------------------- */

static const struct {
    const char *schema, *faults;
} record_row[] = {
    { "{\"$id\":\"https://haiduong.gov.vn/a\",\"$comment\":\"c\",\"readOnly\":true,"
      "\"oneOf\":[{\"type\":\"null\"}],\"not\":false,\"propertyNames\":{\"maxLength\":3}}", "" },
    { "{\"x-key\":true}", "" },
    { "{\"x-other\":1}", "x-other: {1} is a keyword that is not checked here (x-other)" },
    { "{\"x-pages\":[]}", "x-pages: {1} is a keyword that is not checked here (x-pages)" },
    { "{\"unevaluatedItems\":false}",
      "unevaluatedItems: {1} is a keyword that is not checked here (unevaluatedItems)" },
    { "{\"properties\":{\"a\":{\"$dynamicRef\":\"#a\"}}}",
      "properties/a/$dynamicRef: {1} is a keyword that is not checked here ($dynamicRef)" },
    { "{\"items\":{\"$id\":\"https://haiduong.gov.vn/a\"}}",
      "items/$id: {1} may stand at the top of a schema only ($id)" },
    { "{\"$id\":\"a\"}", "$id: must be an address such as https://haiduong.gov.vn" },
    { "{\"allOf\":[]}", "allOf: must be a list of schemas" },
    { "{\"anyOf\":[true,3]}", "anyOf/1: must be a JSON object" },
    { "{\"patternProperties\":{\"(?=a)\":{\"type\":\"x\"}}}",
      "patternProperties/(?=a)/type: must be string, integer, number, boolean, array, object or "
      "null, or a list of these; patternProperties/(?=a): Look-around and named groups are not "
      "known in patterns." },
    { "{\"dependentRequired\":{\"a\":[\"b\",\"b\"],\"c\":[1]}}",
      "dependentRequired: {1} is there twice (b); dependentRequired/c: must be a list of names" },
    { "{\"minItems\":1.0,\"maxContains\":-1}", "maxContains: must be a whole number from 0" },
    { "{\"minProperties\":2,\"maxProperties\":1}", "maxProperties: is below {1} (minProperties)" },
    { "{\"allOf\":[{\"$ref\":\"#\"}]}", "allOf/0/$ref: refers to itself without end" },
    { "{\"not\":{\"$ref\":\"#\"}}", "not/$ref: refers to itself without end" },
    { "{\"dependentSchemas\":{\"a\":{\"$ref\":\"#\"}}}",
      "dependentSchemas/a/$ref: refers to itself without end" },
    { "{\"prefixItems\":[{\"$ref\":\"#\"}]}", "" },
    { "{\"items\":{\"$ref\":\"#/allOf/1\"},\"allOf\":[true,{\"$ref\":\"#/prefixItems/0\"}],"
      "\"prefixItems\":[true]}", "" },
    { "{\"$ref\":\"#/allOf/2\",\"allOf\":[true]}",
      "$ref: {1} points to no schema of this form; write #/$defs/NAME (#/allOf/2)" },
};

void
test_pack_schema__what_a_schema_of_records_may_hold(void)
{
    static const char *const own[] = { "x-key", NULL };

    for (size_t i = 0; i < sizeof record_row / sizeof record_row[0]; i++) {
        struct faults faults = { .arena = test_arena() };

        schema_check_record_schema(parse(record_row[i].schema), own, &faults);
        check_str(str_of(told(&faults)), str_of(record_row[i].faults));
    }
}

static const struct {
    const char *schema, *value, *faults;
} told_row[] = {
    { "{\"exclusiveMinimum\":0,\"exclusiveMaximum\":0.5}", "0", "form: must be more than {1} (0)" },
    { "{\"exclusiveMinimum\":0,\"exclusiveMaximum\":0.5}", "0.50",
      "form: must be less than {1} (0.5)" },
    { "{\"minimum\":9007199254740993}", "9007199254740992",
      "form: must be at least {1} (9007199254740993)" },
    { "{\"multipleOf\":0.01}", "19.99", "" },
    { "{\"not\":{\"type\":\"null\"}}", "null", "form: is of a kind that may not stand here" },
    { "{\"anyOf\":[{\"type\":\"null\"},{\"minimum\":3}]}", "1",
      "form: is none of the kinds that may stand here" },
    { "{\"anyOf\":[{\"minimum\":3}]}", "1", "form: must be at least {1} (3)" },
    { "{\"oneOf\":[true,true]}", "1", "form: is of several kinds of which it may be one" },
    { "{\"allOf\":[{\"minimum\":3},{\"multipleOf\":2}]}", "1",
      "form: must be at least {1} (3); form: must be a multiple of {1} (2)" },
    { "{\"dependentRequired\":{\"a\":[\"b\"]}}", "{\"a\":1}",
      "form/b: is missing: {1} is not given without it (a)" },
    { "{\"dependentSchemas\":{\"a\":{\"required\":[\"c\"]}}}", "{\"a\":1}",
      "form/c: is missing" },
    { "{\"propertyNames\":{\"pattern\":\"^[a-z]+$\"}}", "{\"A\":1}",
      "form/A: is no name that may stand here" },
    { "{\"patternProperties\":{\"^n\":{\"type\":\"integer\"}},\"additionalProperties\":false}",
      "{\"n1\":\"a\",\"m\":1}", "form/n1: must be a whole number; form/m: is not known here" },
    { "{\"minProperties\":1}", "{}", "form: needs at least {1}; has {2} (1, 0)" },
    { "{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"integer\"}}", "[1,\"a\"]",
      "form/0: must be a text; form/1: must be a whole number" },
    { "{\"contains\":{\"type\":\"integer\"},\"minContains\":2,\"maxContains\":3}", "[1,\"a\"]",
      "form: needs at least {1} of those asked for; has {2} (2, 1)" },
    { "{\"contains\":{\"type\":\"integer\"},\"minContains\":0,\"maxContains\":1}", "[1,2]",
      "form: may have at most {1} of those asked for; has {2} (1, 2)" },
    { "{\"uniqueItems\":true}", "[{\"a\":1,\"b\":2},3,{\"b\":2.0,\"a\":1}]",
      "form: {1} is there twice ({\"a\":1,\"b\":2})" },
    { "{\"enum\":[1.0,\"a\"]}", "1", "" },
    { "{\"properties\":{\"child\":{\"$ref\":\"#\"}},\"additionalProperties\":false}",
      "{\"child\":{\"child\":{\"x\":1}}}", "form/child/child/x: is not known here" },
};

void
test_pack_schema__faults_of_records(void)
{
    for (size_t i = 0; i < sizeof told_row / sizeof told_row[0]; i++)
        check_str(str_of(check_value(told_row[i].schema, told_row[i].value, false)),
                  str_of(told_row[i].faults));
}

/* What holds under a schema read once asks for no memory: a load checks millions. */
void
test_pack_schema__what_holds_costs_no_memory(void)
{
    struct arena         *arena = arena_new();
    struct schema_options o = { .arena = arena };
    struct faults         faults = { .arena = arena };
    const struct schema  *s = schema_compile(test_arena(), parse(FORM));
    const struct json    *value = parse("{\"name\":\"Lan\",\"born\":\"2024-01-01\",\"n\":5,"
                                        "\"serial\":\"12\",\"sex\":\"m\"}");

    check(schema_check_compiled(&o, s, value, &faults, S("")), "it holds");
    check(schema_holds(&o, s, value), "it holds");
    check_int((int64_t)arena_used(arena), 0);
    arena_free(arena);
}

/* A long list without doubles is checked in time that grows as it does. */
void
test_pack_schema__a_long_list_is_unique(void)
{
    struct buf b = BUF_MAX(1 << 20);

    buf_add(&b, S("["));
    for (int i = 0; i < 20000; i++)
        buf_format(&b, "%d,", i);
    buf_add(&b, S("\"end\"]"));
    check_str(str_of(check_value("{\"uniqueItems\":true}", str_c(test_arena(), buf_str(&b)), true)),
              S(""));
    buf_free(&b);
}

/* A schema that would double the work at every step is given up, soon. */
void
test_pack_schema__too_much_work_is_given_up(void)
{
    struct buf b = BUF_MAX(1 << 16);

    buf_add(&b, S("{\"$ref\":\"#/$defs/a0\",\"$defs\":{"));
    for (int i = 0; i < 40; i++)
        buf_format(&b, "\"a%d\":{\"if\":{\"$ref\":\"#/$defs/a%d\"},\"then\":{\"$ref\":\"#/$defs/a%d\"}},",
                   i, i + 1, i + 1);
    buf_add(&b, S("\"a40\":true}}"));
    check_str(str_of(check_value(str_c(test_arena(), buf_str(&b)), "1", true)),
              S("form: cannot be checked: too much is asked at once"));
    check_str(str_of(check_value("{\"$ref\":\"#\"}", "1", true)),
              S("form: cannot be checked: too much is asked at once"));
    buf_free(&b);
}

/* A schema that is large for its text is not taken, and costs little. */
void
test_pack_schema__a_schema_of_too_many_patterns_is_refused(void)
{
    struct buf    b = BUF_MAX(1 << 20);
    struct faults faults = { .arena = test_arena() };

    buf_add(&b, S("{\"allOf\":["));
    for (int i = 0; i < 5000; i++)
        buf_format(&b, "{\"pattern\":\"%da{1000}\"},", i);
    buf_add(&b, S("true]}"));
    schema_check_record_schema(parse(str_c(test_arena(), buf_str(&b))), NULL, &faults);
    check_str(str_of(told(&faults)), S(": cannot be checked: too much is asked at once"));
    check(arena_used(test_arena()) < (size_t)500 << 20, "memory is bounded");
    buf_free(&b);
}

void
test_pack_schema__the_forms_of_our_packs_are_accepted(void)
{
    int        n, forms = 0;
    const Str *names = pack_embedded_names(&n);

    for (int i = 0; i < n; i++) {
        struct pack        p;
        struct pack_fault *faults;
        int                n_faults;

        check_ok(pack_read_embedded(test_arena(), names[i], &p, &faults, &n_faults));
        for (int k = 0; k < p.n_files; k++) {
            const struct json *form = json_get(p.files[k].json, "form");
            struct faults      found = { .arena = test_arena() };

            if (form == NULL)
                continue;
            forms++;
            schema_check_schema(form, &found);
            check_str(str_of(told(&found)), S(""));
        }
    }
    check(forms >= 3, "three procedures");
}

/* -- forms as texts ------------------------------------------------------------------------ */

#define TYPES                                                                                    \
    "{\"properties\":{\"n\":{\"type\":\"integer\"},\"d\":{\"type\":\"number\"},"                   \
    "\"b\":{\"type\":\"boolean\"},\"day\":{\"type\":\"string\",\"format\":\"date\"},"              \
    "\"p\":{\"format\":\"phone\"},\"id\":{\"format\":\"personal-number\"},"                        \
    "\"t\":{\"format\":\"tax-code\"},\"s\":{\"type\":\"string\"},"                                 \
    "\"l\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/i\"}},"                               \
    "\"m\":{\"format\":\"month\"},\"at\":{\"format\":\"date-time\"},"                                 \
    "\"pair\":{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"string\"}],"                  \
    "\"items\":{\"type\":\"integer\"}},"                                                        \
    "\"o\":{\"properties\":{\"n\":{\"type\":\"integer\"}}}},"                                      \
    "\"then\":{\"properties\":{\"more\":{\"type\":\"integer\"}}},"                                 \
    "\"allOf\":[{\"properties\":{\"also\":{\"type\":\"integer\"}}}],"                             \
    "\"$defs\":{\"i\":{\"type\":\"integer\"}}}"

static const struct {
    const char *value, *typed;
} coerce_row[] = {
    { "{\"n\":\" 12 \"}", "{\"n\":12}" },
    { "{\"n\":\"1.250.000\"}", "{\"n\":1250000}" },
    { "{\"n\":\"-1 250\"}", "{\"n\":-1250}" },
    { "{\"n\":\"1.25\"}", "{\"n\":\"1.25\"}" },
    { "{\"n\":\".125\"}", "{\"n\":\".125\"}" },
    { "{\"n\":\"12a\"}", "{\"n\":\"12a\"}" },
    { "{\"n\":\"\"}", "{}" },
    { "{\"n\":\"  \"}", "{}" },
    { "{\"n\":7}", "{\"n\":7}" },
    { "{\"d\":\"12,5\"}", "{\"d\":12.5}" },
    { "{\"d\":\"1.250,75\"}", "{\"d\":1250.75}" },
    { "{\"d\":\"3\"}", "{\"d\":3}" },
    { "{\"d\":\"1,2,3\"}", "{\"d\":\"1,2,3\"}" },
    { "{\"n\":null,\"b\":false}", "{\"b\":false}" },
    { "{\"b\":\"on\"}", "{\"b\":true}" },
    { "{\"b\":\"No\"}", "{\"b\":false}" },
    { "{\"b\":\"maybe\"}", "{\"b\":\"maybe\"}" },
    { "{\"day\":\"28/02/2024\"}", "{\"day\":\"2024-02-28\"}" },
    { "{\"day\":\"2024-02-28\"}", "{\"day\":\"2024-02-28\"}" },
    { "{\"day\":\"31/02/2024\"}", "{\"day\":\"31/02/2024\"}" },
    { "{\"p\":\"+84 912.345.678\"}", "{\"p\":\"0912345678\"}" },
    { "{\"id\":\"030 187 004 321\"}", "{\"id\":\"030187004321\"}" },
    { "{\"t\":\"0100233488 - 001\"}", "{\"t\":\"0100233488-001\"}" },
    { "{\"s\":\"  Nguyễn Lan \\n\"}", "{\"s\":\"Nguyễn Lan\"}" },
    { "{\"l\":\"3\"}", "{\"l\":[3]}" },
    { "{\"l\":[\"3\",\"\",\"4\"]}", "{\"l\":[3,4]}" },
    { "{\"o\":{\"n\":\"5\"}}", "{\"o\":{\"n\":5}}" },
    { "{\"more\":\"5\",\"else\":\" x \"}", "{\"more\":5,\"else\":\"x\"}" },
    { "\"\"", "null" },
    { "{\"m\":\"07/2024\"}", "{\"m\":\"2024-07\"}" },
    { "{\"m\":\"7/2024\"}", "{\"m\":\"2024-07\"}" },
    { "{\"m\":\"13/2024\"}", "{\"m\":\"13/2024\"}" },
    { "{\"at\":\"2024-07-01T07:30\"}", "{\"at\":\"2024-07-01T07:30:00+07:00\"}" },
    { "{\"at\":\"01/07/2024 07:30\"}", "{\"at\":\"2024-07-01T07:30:00+07:00\"}" },
    { "{\"at\":\"2024-07-01T00:30:00Z\"}", "{\"at\":\"2024-07-01T00:30:00Z\"}" },
    { "{\"at\":\"01/07/2024 24:00\"}", "{\"at\":\"01/07/2024 24:00\"}" },
    { "{\"pair\":[\"1\",\"2\",\"3\"]}", "{\"pair\":[1,\"2\",3]}" },
    { "{\"also\":\"5\"}", "{\"also\":5}" },
};

void
test_pack_schema__texts_of_html_forms_become_types(void)
{
    struct schema_options o = { .arena = test_arena() };

    for (size_t i = 0; i < sizeof coerce_row / sizeof coerce_row[0]; i++)
        check_str(json_string(test_arena(),
                              schema_coerce(&o, parse(TYPES), parse(coerce_row[i].value))),
                  str_of(coerce_row[i].typed));
}
