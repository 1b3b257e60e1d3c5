/* measure/indicator.c -- indicators out of packs, periods, and what an element
 * counted.  Floor 8. */
#include "base/scan.h"
#include "base/words.h"
#include "dossier/procedure.h"
#include "measure/inside.h"
#include "measure/measure_sql.h"

static const char *const elements[] = {
    "filed", "received", "received_offering_online", "received_online", "received_online_full",
    "received_online_self",
    "finished", "finished_in_time", "finished_late", "finished_electronic", "finished_online",
    "finished_online_electronic", "services_online", "services_online_used",
    "services_online_by_unit", "services_online_used_by_unit",
};

static bool
is_element(Str name)
{
    for (size_t i = 0; i < sizeof elements / sizeof elements[0]; i++)
        if (str_eq(name, str_of(elements[i])))
            return true;
    return false;
}

static void
read_part(struct pack_build *b, const struct pack_file *f, const struct json *v, Str pointer,
          struct part *out)
{
    out->element = json_text(v, "element");
    out->words = json_get(v, "words");
    if (!is_element(out->element))
        pack_fault(b, f, pointer, "{1} is not an element that this program counts", out->element,
                   STR_NONE);
}

static void
read_indicator(struct pack_build *b, const struct pack_file *f, struct indicator *out)
{
    const struct json *readings = json_get(f->json, "readings");

    out->key = json_text(f->json, "indicator");
    out->version = json_int(f->json, "version", 0);
    out->file = f->json;
    out->name = json_get(f->json, "name");
    out->why = json_get(f->json, "why");
    out->ours = json_text(f->json, "ours");
    if (day_parse(json_text(f->json, "from"), &out->from) != ERR_OK)
        pack_fault(b, f, S("from"), "{1} is not a day such as 2024-07-01",
                   json_text(f->json, "from"), STR_NONE);
    json_each(r, readings)
    {
        struct reading *to;

        if (out->n_readings == 4 || r->key.n != 1)
            continue;
        to = &out->readings[out->n_readings++];
        to->letter = r->key.p[0];
        read_part(b, f, json_get(r, "numerator"), S("readings/numerator"), &to->over);
        read_part(b, f, json_get(r, "denominator"), S("readings/denominator"), &to->under);
    }
    if (out->key.n == 0 || out->n_readings == 0)
        pack_fault(b, f, S("readings"), "needs a key and at least one reading", STR_NONE, STR_NONE);
}

static enum err
compile(struct pack_build *b, void **out)
{
    int                     n;
    const struct pack_file *files = pack_files(b, "indicators", &n);
    struct indicator_list  *all = arena_make(pack_arena(b), struct indicator_list);
    struct indicator       *list = arena_array(pack_arena(b), struct indicator, n + 1);

    for (int i = 0; i < n; i++)
        read_indicator(b, &files[i], &list[i]);
    all->n = n;
    all->list = list;
    *out = all;
    return ERR_OK;
}

const struct pack_section section_indicators = { .name = "indicators", .compile = compile,
                                                 .title = MSG("Figures") };

const struct indicator_list *
indicators(const struct view *v)
{
    static const struct indicator_list none;
    const struct indicator_list       *all = pack_data(v, "indicators");

    return all != NULL ? all : &none;
}

/* -- periods ------------------------------------------------------------------------------- */

static void
make_period(struct arena *arena, int year, int first, int months, struct period *out)
{
    out->months = months;
    out->from = str_format(arena, "%04d-%02d", year, first);
    out->to = str_format(arena, "%04d-%02d", year, first + months - 1);
    out->last = day_add_months(day_of(year, first, 1), months) - 1;
    out->key = months == 12  ? str_format(arena, "%04d", year)
               : months == 6 ? str_format(arena, "%04d-h%d", year, first / 6 + 1)
               : months == 3 ? str_format(arena, "%04d-q%d", year, first / 3 + 1)
                             : str_copy(arena, out->from);
}

static enum err
present_period(struct arena *arena, Day today, struct period *out)
{
    struct civil c = day_civil(today - 30);

    make_period(arena, c.year, c.month <= 6 ? 1 : 7, 6, out);
    return ERR_OK;
}

enum err
period_read(struct arena *arena, Str key, Day today, struct period *out)
{
    int64_t year, part;

    if (key.n == 0)
        return present_period(arena, today, out);
    if (key.n != 7 || key.p[4] != '-' || scan_digits(str_sub(key, 0, 4), &year) != ERR_OK ||
        year < 1900 || year > 2200)
        return ERR_INVALID;
    if (key.p[5] == 'h' || key.p[5] == 'q') {
        int months = key.p[5] == 'h' ? 6 : 3;

        TRY(scan_digits(str_sub(key, 6, 1), &part));
        if (part < 1 || part > 12 / months)
            return ERR_INVALID;
        make_period(arena, (int)year, (int)(part - 1) * months + 1, months, out);
        return ERR_OK;
    }
    TRY(scan_digits(str_sub(key, 5, 2), &part));
    if (part < 1 || part > 12)
        return ERR_INVALID;
    make_period(arena, (int)year, (int)part, 1, out);
    return ERR_OK;
}

enum err
period_read_long(struct arena *arena, Str key, Day today, struct period *out)
{
    int64_t year;

    if (key.n != 4)
        return period_read(arena, key, today, out);
    TRY(scan_digits(key, &year));
    if (year < 1900 || year > 2200)
        return ERR_INVALID;
    make_period(arena, (int)year, 1, 12, out);
    return ERR_OK;
}

Str
period_words(struct arena *arena, enum lang lang, const struct period *p)
{
    Str year = str_sub(p->key, 0, 4);
    Str part = p->months == 12 ? S("") : str_sub(p->key, p->months == 1 ? 5 : 6, 2);

    if (p->months == 12)
        return words_fill(arena, lang, "the year {1}", year, STR_NONE);
    if (p->months == 6)
        return words_fill(arena, lang,
                          str_eq(part, S("1")) ? MSG("first half of {1}")
                                               : MSG("second half of {1}"),
                          year, STR_NONE);
    if (p->months == 3)
        return words_fill(arena, lang, "quarter {1} of {2}", part, year);
    return words_fill(arena, lang, "month {1}/{2}", part, year);
}

/* -- values -------------------------------------------------------------------------------- */

bool
service_is_online(struct view *v, Str procedure, Day day)
{
    const struct procedure *p;

    return procedure_in_force(v, procedure, day, &p) == ERR_OK && p->service != SERVICE_NONE;
}

static int64_t
services_offered(struct view *v, Day day, bool by_unit, int64_t units[4])
{
    const struct procedure_list *all = procedures(v);
    int64_t                      n = 0;

    for (int i = 0; i < all->n; i++) {
        const struct procedure *p = all->list[i], *now;

        if (procedure_in_force(v, p->key, day, &now) == ERR_OK && now == p &&
            service_is_online(v, p->key, day))
            n += by_unit ? units[p->level] : 1;
    }
    return n;
}

/* How many units of each level offer: the procedure's level says who. */
static enum err
count_units(struct view *v, Id parent, int64_t units[4])
{
    struct unit *list;
    int          n;

    TRY(unit_children(v, parent, time_day(v->now), &list, &n));
    for (int i = 0; i < n; i++) {
        if (str_eq(list[i].kind, S("district")) || str_eq(list[i].kind, S("commune")))
            units[list[i].level]++;
        if (str_eq(list[i].kind, S("district")))
            TRY(count_units(v, list[i].id, units));
    }
    return ERR_OK;
}

static enum err
services_used(struct view *v, const struct period *p, int64_t *out)
{
    struct counter_procedures_row *row;
    int                            n;

    TRY(counter_procedures(v, S("received_online"), S("m"), p->from, p->to, 0, 10000, &row, &n));
    *out = 0;
    for (int i = 0; i < n; i++)
        *out += row[i].n > 0 && service_is_online(v, row[i].procedure, p->last);
    return ERR_OK;
}

enum err
element_value(struct view *v, Str element, const struct period *p, int64_t *out)
{
    struct counter_sum_row   sum;
    struct counter_cells_row cells;
    struct unit              province;
    int64_t                  units[4] = { 0, 1, 0, 0 };

    if (str_eq(element, S("services_online_used")))
        return services_used(v, p, out);
    if (str_eq(element, S("services_online_used_by_unit"))) {
        TRY(counter_cells(v, S("received_online"), S("m"), p->from, p->to, &cells));
        *out = cells.n;
        return ERR_OK;
    }
    if (str_starts(element, S("services_online"))) {
        bool by_unit = str_eq(element, S("services_online_by_unit"));

        if (by_unit) {
            TRY(unit_province(v, time_day(v->now), &province));
            TRY(count_units(v, province.id, units));
        }
        *out = services_offered(v, p->last, by_unit, units);
        return ERR_OK;
    }
    TRY(counter_sum(v, element, S("m"), p->from, p->to, 0, &sum));
    *out = sum.n;
    return ERR_OK;
}
