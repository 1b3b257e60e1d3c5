/* registry/load_map.c -- columns of a file as fields of a registry, and their cells as the
 * values that a record has.  Floor 6.
 *
 * What cannot be turned into a field's type stays as it was written, so that checking the
 * record says what is wrong with what people see in their file. */
#include "base/scan.h"
#include "base/text.h"
#include "pack/pack.h"
#include "registry/load_inside.h"
#include "registry/registry_sql.h"

#define HEADINGS_MAX READ_COLUMNS_MAX

/* -- which column is which field ------------------------------------------------------- */

/* "Diện tích (m²)" and "dien_tich m²" alike: folded, letters and digits alone. */
static Str
plain_heading(struct arena *arena, Str heading)
{
    Str    folded = text_fold(arena, heading);
    char  *p = arena_alloc_raw(arena, folded.n + 1);
    size_t n = 0;

    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];

        if (c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
            p[n++] = folded.p[i];
    }
    return (Str){ p, n };
}

/* "Xã" is meant by "Xã, phường, thị trấn" too. */
static bool
means(struct arena *arena, Str heading, Str said)
{
    Str plain = plain_heading(arena, heading), first, rest;

    str_cut(said, ',', &first, &rest);
    return plain.n > 0 && (str_eq(plain, plain_heading(arena, said)) ||
                           str_eq(plain, plain_heading(arena, first)));
}

/* "Kinh độ", "Longitude", "lon": half of a point. */
static Str
half_meant(struct arena *arena, const struct registry *r, Str heading)
{
    static const char *const halves[][2] = { { "kinhdo", "x" },    { "longitude", "x" },
                                             { "lon", "x" },       { "lng", "x" },
                                             { "vido", "y" },      { "latitude", "y" },
                                             { "lat", "y" } };
    Str                      plain = plain_heading(arena, heading);

    for (size_t i = 0; r->geometry_field >= 0 && i < sizeof halves / sizeof halves[0]; i++)
        if (str_eq(plain, str_of(halves[i][0])))
            return str_join(arena, r->field[r->geometry_field].name, S(":"),
                            str_of(halves[i][1]));
    return S("");
}

static Str
field_meant(struct arena *arena, const struct registry *r, Str heading)
{
    if (registry_field(r, heading) != NULL)
        return heading;
    for (int i = 0; i < r->n_fields; i++)
        if (means(arena, heading, json_text(r->field[i].title, "vi")) ||
            means(arena, heading, json_text(r->field[i].title, "en")) ||
            means(arena, heading, r->field[i].name))
            return r->field[i].name;
    return half_meant(arena, r, heading);
}

bool
load_target(const struct registry *r, Str said, struct load_column *out)
{
    Str name = said, part = S("");

    str_cut(said, ':', &name, &part);
    *out = (struct load_column){ .field = registry_field(r, name),
                                 .part = part.n == 1 ? part.p[0] : '\0' };
    if (part.n > 0 && (out->field == NULL || out->field->type != REGISTRY_GEOMETRY ||
                       (out->part != 'x' && out->part != 'y')))
        out->field = NULL;
    return out->field != NULL;
}

static bool
is_taken(const struct json *mapping, Str field)
{
    json_each(m, mapping)
        if (str_eq(m->text, field))
            return true;
    return false;
}

/* Of a GeoJSON file the shapes stand beside the properties, in a column that is called so
 * (read_geojson.c): they are the registry's, whatever its field is called. */
static Str
suggested(struct arena *arena, const struct registry *r, const struct read_info *info, Str heading)
{
    if (info->format == READ_GEOJSON && r->geometry_field >= 0 && str_eq(heading, S("geometry")))
        return r->field[r->geometry_field].name;
    return heading.p[0] == '_' ? S("") : field_meant(arena, r, heading);
}

/* Then no property is, nor half of it, whatever it is called. */
static bool
is_no_shape(const struct registry *r, const struct read_info *info, Str heading, Str field)
{
    struct load_column of;

    return info->format == READ_GEOJSON && r->geometry_field >= 0 &&
           !str_eq(heading, S("geometry")) && load_target(r, field, &of) &&
           of.field == &r->field[r->geometry_field];
}

enum err
load_suggest(struct view *v, const struct registry *r, const struct read_info *info,
             const struct json **out)
{
    struct registry_heading_all_row *known;
    struct json                     *mapping = json_object(v->arena);
    int                              n;

    TRY(registry_heading_all(v, r->key, HEADINGS_MAX, &known, &n));
    for (int i = 0; i < info->n_columns; i++) {
        Str heading = info->column[i], field = STR_NONE;

        if (heading.n == 0 || json_get_str(mapping, heading) != NULL)
            continue;
        for (int k = 0; k < n && field.p == NULL; k++) {
            struct load_column of;

            if (str_eq(known[k].heading, heading) &&
                (known[k].field.n == 0 || load_target(r, known[k].field, &of)))
                field = known[k].field;
        }
        if (field.p == NULL)
            field = suggested(v->arena, r, info, heading);
        if (field.n > 0 && (is_taken(mapping, field) || is_no_shape(r, info, heading, field)))
            field = S("");
        json_put(mapping, heading, json_new_text(v->arena, field));
    }
    *out = mapping;
    return ERR_OK;
}

struct load_column *
load_columns(struct arena *arena, const struct registry *r, const struct read_info *info,
             const struct json *mapping)
{
    struct load_column *of = arena_array(arena, struct load_column, info->n_columns + 1);

    for (int i = 0; i < info->n_columns; i++) {
        const struct json *field = json_get_str(mapping, info->column[i]);
        bool               again = false;

        for (int k = 0; k < i; k++)
            again |= str_eq(info->column[k], info->column[i]);
        if (field != NULL && !again && info->column[i].n > 0)
            load_target(r, field->text, &of[i]);
    }
    return of;
}

static bool
has_column(const struct read_info *info, Str heading)
{
    for (int i = 0; i < info->n_columns; i++)
        if (str_eq(info->column[i], heading))
            return true;
    return false;
}

static void
check_one(struct view *v, const struct registry *r, const struct json *mapping,
          const struct json *m)
{
    Str                at = str_join(v->arena, S("mapping/"), m->key, S(""));
    struct load_column of;

    if (m->kind != JSON_TEXT || (m->text.n > 0 && !load_target(r, m->text, &of))) {
        fault_add(v->faults, at, MSG("names no field of this registry"), STR_NONE, STR_NONE);
        return;
    }
    json_each(other, mapping)
    {
        if (other == m)
            return;
        if (m->text.n > 0 && str_eq(other->text, m->text))
            fault_add(v->faults, at, MSG("{1} has another column already"), m->text, STR_NONE);
    }
}

/* Longitude and latitude, each in a column of its own. */
static bool
has_halves(struct arena *arena, const struct json *mapping, Str name)
{
    return is_taken(mapping, str_join(arena, name, S(":x"), S(""))) &&
           is_taken(mapping, str_join(arena, name, S(":y"), S("")));
}

void
load_check_mapping(struct view *v, const struct registry *r, const struct read_info *info,
                   const struct json *mapping)
{
    json_each(m, mapping)
    {
        if (!has_column(info, m->key))
            fault_add(v->faults, str_join(v->arena, S("mapping/"), m->key, S("")),
                      MSG("is no column of this file"), STR_NONE, STR_NONE);
        check_one(v, r, mapping, m);
    }
    for (int i = 0; i < r->n_fields; i++)
        if (r->field[i].required && !is_taken(mapping, r->field[i].name) &&
            !has_halves(v->arena, mapping, r->field[i].name))
            fault_add(v->faults, S("mapping"),
                      MSG("no column is for {1}, which every record needs"),
                      registry_field_title(v->lang, &r->field[i]), STR_NONE);
}

/* -- what a cell says ------------------------------------------------------------------ */

/* "1.234.567,5" with a comma for decimals, "1,234,567.5" with a point: as JSON has it. */
static bool
plain_number(struct arena *arena, Str s, char decimal, Str *out)
{
    char  *p = arena_alloc_raw(arena, s.n + 2);
    size_t n = 0, since = 0;
    bool   grouped = false, fraction = false;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (c >= '0' && c <= '9') {
            p[n++] = c;
            since++;
        } else if (c == '-' && i == 0) {
            p[n++] = c;
        } else if (c == decimal && !fraction && since > 0 && (!grouped || since == 3)) {
            p[n++] = '.';
            fraction = true;
            since = 0;
        } else if ((c == ' ' || c == (decimal == ',' ? '.' : ',')) && !fraction && since > 0 &&
                   since <= 3 && (!grouped || since == 3)) {
            grouped = true;
            since = 0;
        } else {
            return false;
        }
    }
    *out = (Str){ p, n };
    return since > 0 && (!grouped || fraction || since == 3);
}

static struct json *
number_of(struct arena *arena, const struct read_info *info, const struct read_cell *c)
{
    struct json *j;
    Str          plain = c->text;

    if (c->kind != READ_NUMBER && !plain_number(arena, c->text, info->decimal, &plain))
        return NULL;
    if (json_parse(arena, plain, &j, NULL) != ERR_OK ||
        (j->kind != JSON_INT && j->kind != JSON_DECIMAL))
        return NULL;
    return j;
}

static struct json *
truth_of(struct arena *arena, const struct read_cell *c)
{
    static const char *const yes[] = { "true", "co", "x", "yes", "1", "dung" };
    static const char *const no[] = { "false", "khong", "no", "0", "sai" };
    Str                      said = text_fold(arena, c->text);

    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (str_eq(said, str_of(yes[i])))
            return json_new_bool(arena, true);
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++)
        if (str_eq(said, str_of(no[i])))
            return json_new_bool(arena, false);
    return NULL;
}

static struct json *
day_of_cell(struct arena *arena, const struct read_info *info, const struct read_cell *c)
{
    Str day = c->text;

    if (c->kind == READ_MOMENT)
        day = str_sub(c->text, 0, 10);
    else if (c->kind == READ_NUMBER && info->format == READ_XLSX)
        day = read_serial_day(arena, c->text, false);
    return day.n > 0 ? json_new_text(arena, day) : NULL;
}

/* A value of an enum, or the words for one. */
static Str
value_meant(struct arena *arena, const struct registry_field *f, Str said)
{
    Str plain;

    if (f->words == NULL || json_get_str(f->words, said) != NULL)
        return said;
    plain = text_fold(arena, said);
    json_each(w, f->words)
        if (str_eq(text_fold(arena, json_text(w, "vi")), plain) ||
            str_eq(text_fold(arena, json_text(w, "en")), plain))
            return w->key;
    return said;
}

static struct json *
geometry_of(struct arena *arena, const struct read_cell *c)
{
    struct json *j;

    if (c->text.n == 0 || c->text.p[0] != '{' || json_parse(arena, c->text, &j, NULL) != ERR_OK)
        return NULL;
    return j;
}

static struct json *
value_of(struct arena *arena, const struct read_info *info, const struct registry_field *f,
         const struct read_cell *c)
{
    struct json *j = NULL;

    switch (f->type) {
    case REGISTRY_INT:
    case REGISTRY_REAL:     j = number_of(arena, info, c); break;
    case REGISTRY_BOOL:     j = truth_of(arena, c); break;
    case REGISTRY_DAY:      j = day_of_cell(arena, info, c); break;
    case REGISTRY_GEOMETRY: j = geometry_of(arena, c); break;
    default:                return json_new_text(arena, value_meant(arena, f, c->text));
    }
    return j != NULL ? j : json_new_text(arena, c->text);
}

/* "106.40" is the same place as "106.4". */
static struct json *
without_zeros(struct json *j)
{
    while (j->kind == JSON_DECIMAL && str_has(j->text, S(".")) && str_ends(j->text, S("0")) &&
           !str_ends(j->text, S(".0")))
        j->text.n--;
    return j;
}

/* Two numbers as a point; what is no number stays a text, for the check to speak of. */
static struct json *
point_of(struct arena *arena, struct json *const half[2])
{
    struct json *point = json_object(arena), *at;

    for (int i = 0; i < 2; i++)
        if (half[i] == NULL || half[i]->kind == JSON_TEXT)
            return json_new_text(arena, half[i] != NULL ? half[i]->text : S("?"));
    json_put_text(arena, point, "type", S("Point"));
    at = json_put_array(arena, point, "coordinates");
    json_add(at, without_zeros(half[0]));
    json_add(at, without_zeros(half[1]));
    return point;
}

const struct json *
load_record(struct arena *arena, const struct read_info *info, const struct load_column *columns,
            const struct read_row *row)
{
    struct json                 *record = json_object(arena), *half[2] = { NULL, NULL };
    const struct registry_field *point = NULL;

    for (int i = 0; i < info->n_columns; i++) {
        const struct read_cell *c = &row->cell[i];
        struct json            *number;

        if (columns[i].field == NULL || c->kind == READ_MISSING || c->text.n == 0)
            continue;
        if (columns[i].part == '\0') {
            json_put(record, columns[i].field->name, value_of(arena, info, columns[i].field, c));
            continue;
        }
        point = columns[i].field;
        number = number_of(arena, info, c);
        half[columns[i].part == 'y'] = number != NULL ? number : json_new_text(arena, c->text);
    }
    if (point != NULL)
        json_put(record, point->name, point_of(arena, half));
    return record;
}
