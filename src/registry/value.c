/* registry/value.c -- records as JSON, as rows and as words.  Floor 6. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/words.h"
#include "pack/schema.h"
#include "registry/geo.h"
#include "registry/place.h"
#include "registry/record.h"

#define GEOMETRY_MAX ((size_t)1 << 20)

/* -- in ------------------------------------------------------------------------------------ */

static bool
unit_exists(void *context, Str code)
{
    struct view *v = context;
    struct unit  unit;

    return unit_by_code_ever(v, code, time_day(v->now), &unit) == ERR_OK;
}

/* The record that a reference points to must be in force. */
static enum err
check_reference(struct view *v, const struct registry_field *f, const struct json *value)
{
    const struct registry *to = registry_by_key(v, f->ref);
    struct cell           *row;
    int64_t                open;
    enum err               err;

    if (value == NULL || value->kind != JSON_TEXT)
        return ERR_OK;
    if (to == NULL || to->n_key != 1) {
        fault_add(v->faults, f->name, MSG("points to a registry that is not there"), f->ref,
                  STR_NONE);
        return ERR_OK;
    }
    TRY(registry_open_load(v, to, &open));
    err = record_by_key(v, to, value->text, open, &row);
    if (err == ERR_NOT_FOUND) {
        fault_add(v->faults, f->name, MSG("{1} is not on record in {2}"), value->text,
                  pack_words(v->lang, to->title));
        return ERR_OK;
    }
    return err;
}

/* A geometry that a form sends as its text; what is no JSON stays a text, to be found wrong. */
static struct json *
shaped(struct view *v, const struct registry *r, const struct json *given)
{
    const struct registry_field *f = r->geometry_field >= 0 ? &r->field[r->geometry_field] : NULL;
    struct json                 *out = json_object(v->arena), *geometry;

    json_each(member, given)
        if (f != NULL && str_eq(member->key, f->name) && member->kind == JSON_TEXT &&
            json_parse(v->arena, str_copy(v->arena, member->text), &geometry, NULL) == ERR_OK)
            json_put(out, member->key, geometry);
        else
            json_put(out, member->key, json_copy(v->arena, member));
    return out;
}

enum err
record_check(struct view *v, const struct registry *r, const struct json *given,
             const struct json **out)
{
    enum err err = record_check_apart(v, r, given, out);

    if (err != ERR_OK && err != ERR_INVALID)
        return err;
    for (int i = 0; i < r->n_fields; i++)
        if (registry_by_key(v, r->field[i].ref) == r)
            TRY(check_reference(v, &r->field[i], json_get_str(*out, r->field[i].name)));
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

enum err
record_check_apart(struct view *v, const struct registry *r, const struct json *given,
                   const struct json **out)
{
    struct schema_options o = { .arena = v->arena, .simulated = v->simulated,
                                .unit_exists = unit_exists, .context = v,
                                .personal_number = personal_number_is_valid,
                                .filed = time_day(v->now), .today = time_day(v->now) };

    *out = schema_coerce(&o, r->check, shaped(v, r, given));
    schema_check_compiled(&o, r->compiled, *out, v->faults, S(""));
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];
        const struct json           *value = json_get_str(*out, f->name);

        if (f->type == REGISTRY_GEOMETRY && value != NULL)
            geometry_check(v->arena, value, v->faults, f->name);
        if (f->ref.n > 0 && registry_by_key(v, f->ref) != r)
            TRY(check_reference(v, f, value));
        if (f->is_key && value != NULL && value->kind == JSON_TEXT && value->text.n == 0)
            fault_add(v->faults, f->name, MSG("is missing"), STR_NONE, STR_NONE);
        if (value != NULL && value->kind == JSON_TEXT && str_eq(value->text, RECORD_HIDDEN))
            fault_add(v->faults, f->name, MSG("stands for a value that is hidden: give the value "
                                              "itself"), STR_NONE, STR_NONE);
    }
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static struct cell
cell_of(struct view *v, const struct registry_field *f, const struct json *j)
{
    Day        day = DAY_NONE;
    struct buf b = BUF_MAX(GEOMETRY_MAX);
    Str        text;

    switch (f->type) {
    case REGISTRY_INT:  return cell_int(j->number);
    case REGISTRY_BOOL: return cell_int(j->flag);
    case REGISTRY_REAL:
        return cell_real(j->kind == JSON_INT ? (double)j->number : strtod(str_c(v->arena, j->text),
                                                                         NULL));
    case REGISTRY_DAY:
        return day_parse(j->text, &day) == ERR_OK ? cell_day(day) : (struct cell){ .null = true };
    case REGISTRY_GEOMETRY:
        json_write_canonical(&b, v->arena, j);
        text = str_copy(v->arena, buf_str(&b));
        buf_free(&b);
        return cell_text(text);
    default:
        return cell_text(j->text);
    }
}

int64_t
record_place(const struct registry *r, const struct cell *row)
{
    const struct cell *geometry = &row[r->field[r->geometry_field].column];
    struct box         box;

    return !geometry->null && place_box(geometry->s, &box) ? place_number(&box) : PLACE_NONE;
}

enum err
record_cells(struct view *v, const struct registry *r, const struct json *value, struct cell *row)
{
    struct unit unit;

    row[ROW_UNIT] = cell_int(0);
    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];
        const struct json           *j = json_get_str(value, f->name);

        row[f->column] = j != NULL && j->kind != JSON_NULL ? cell_of(v, f, j)
                                                           : (struct cell){ .null = true };
    }
    if (r->place_column >= 0)
        row[r->place_column] = cell_int(record_place(r, row));
    if (r->unit_field >= 0 && !row[r->field[r->unit_field].column].null) {
        TRY(unit_by_code_ever(v, row[r->field[r->unit_field].column].s, time_day(v->now), &unit));
        row[ROW_UNIT] = cell_int(unit.id);
    }
    return ERR_OK;
}

/* -- out ----------------------------------------------------------------------------------- */

static Str
real_text(struct arena *arena, double v)
{
    for (int digits = 15; digits <= 17; digits++) {
        Str s = str_format(arena, "%.*g", digits, v);

        if (strtod(str_c(arena, s), NULL) == v)
            return s;
    }
    return S("0");
}

static struct json *
real_json(struct arena *arena, double v)
{
    struct json *j;

    if (v == floor(v) && fabs(v) < 9e15)
        return json_new_int(arena, (int64_t)v);
    j = json_new_text(arena, real_text(arena, v));
    j->kind = JSON_DECIMAL;
    return j;
}

struct json *
record_value(struct arena *arena, const struct registry_field *f, const struct cell *c)
{
    struct json *geometry;

    if (c->null)
        return json_new_null(arena);
    switch (f->type) {
    case REGISTRY_INT:  return json_new_int(arena, c->i);
    case REGISTRY_BOOL: return json_new_bool(arena, c->i != 0);
    case REGISTRY_REAL: return real_json(arena, cell_as_real(c));
    case REGISTRY_DAY:  return json_new_text(arena, day_text(arena, (Day)c->i));
    case REGISTRY_GEOMETRY:
        return json_parse(arena, c->s, &geometry, NULL) == ERR_OK ? geometry
                                                                 : json_new_null(arena);
    default: return json_new_text(arena, c->s);
    }
}

struct json *
record_json(struct arena *arena, const struct registry *r, const struct cell *row, enum sight sight)
{
    struct json *out = json_object(arena);

    for (int i = 0; i < r->n_fields; i++) {
        const struct registry_field *f = &r->field[i];

        if (row[f->column].null || f->read == READ_NEVER)
            continue;
        if (sight_shows(sight, f))
            json_put(out, f->name, record_value(arena, f, &row[f->column]));
        else if (sight >= SIGHT_OFFICIAL)
            json_put(out, f->name, json_new_text(arena, RECORD_HIDDEN));
    }
    return out;
}

Str
record_text(struct view *v, const struct registry_field *f, const struct cell *c)
{
    bool english = v->lang == LANG_EN;
    Str  said;

    if (c->null)
        return S("");
    switch (f->type) {
    case REGISTRY_INT:
        return str_eq(f->format, S("plain")) ? str_int(v->arena, c->i)
                                             : number_text(v->arena, c->i, english);
    case REGISTRY_REAL:
        said = real_text(v->arena, cell_as_real(c));
        if (!english)
            for (char *p = (char *)(uintptr_t)said.p; p < said.p + said.n; p++)
                *p = *p == '.' ? ',' : *p;
        return said;
    case REGISTRY_BOOL: return words(v->lang, c->i ? MSG("Yes") : MSG("No"));
    case REGISTRY_DAY:  return day_people(v->arena, (Day)c->i);
    case REGISTRY_GEOMETRY: return geometry_words(v, c->s);
    default:
        said = pack_words(v->lang, json_get_str(f->words, c->s));
        return said.n > 0 ? said : c->s;
    }
}

Str
record_title(struct view *v, const struct registry *r, const struct cell *row)
{
    int i = r->title_field;

    if (i >= 0 && r->field[i].read == READ_PUBLIC && !row[r->field[i].column].null)
        return row[r->field[i].column].s;
    return record_key_text(v->arena, r, row);
}

/* -- keys ------------------------------------------------------------------------------------ */

static void
put_part(struct arena *arena, struct buf *b, const struct registry_field *f, const struct cell *c)
{
    struct json *j = record_value(arena, f, c);
    Str          s = j->kind == JSON_TEXT || j->kind == JSON_DECIMAL ? j->text
                                                                     : json_string(arena, j);

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '/' || s.p[i] == '%')
            buf_format(b, "%%%02X", (unsigned)s.p[i]);
        else
            buf_byte(b, s.p[i]);
}

Str
record_key_text(struct arena *arena, const struct registry *r, const struct cell *row)
{
    struct buf b = BUF_MAX(8192);
    Str        s;

    for (int i = 0; i < r->n_key; i++) {
        const struct registry_field *f = &r->field[r->key_field[i]];

        if (i > 0)
            buf_byte(&b, '/');
        put_part(arena, &b, f, &row[f->column]);
    }
    s = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return s;
}

static Str
unescaped(struct arena *arena, Str s)
{
    struct buf b = BUF_MAX(8192);
    Str        out;

    for (size_t i = 0; i < s.n; i++)
        if (str_starts(str_sub(s, i, 3), S("%2F"))) {
            buf_byte(&b, '/');
            i += 2;
        } else if (str_starts(str_sub(s, i, 3), S("%25"))) {
            buf_byte(&b, '%');
            i += 2;
        } else {
            buf_byte(&b, s.p[i]);
        }
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

static bool
read_part(struct arena *arena, const struct registry_field *f, Str part, struct cell *out)
{
    char *end, *text = str_c(arena, part);
    Day   day;

    switch (f->type) {
    case REGISTRY_INT:
        *out = cell_int(strtoll(text, &end, 10));
        return part.n > 0 && *end == '\0';
    case REGISTRY_REAL:
        *out = cell_real(strtod(text, &end));
        return part.n > 0 && *end == '\0';
    case REGISTRY_BOOL:
        *out = cell_int(str_eq(part, S("true")));
        return str_eq(part, S("true")) || str_eq(part, S("false"));
    case REGISTRY_DAY:
        if (day_parse(part, &day) != ERR_OK)
            return false;
        *out = cell_day(day);
        return true;
    default:
        *out = cell_text(part);
        return part.n > 0;
    }
}

bool
record_key_cells(struct arena *arena, const struct registry *r, Str key, struct cell *out)
{
    for (int i = 0; i < r->n_key; i++) {
        Str part = key, rest = S("");

        if (str_cut(key, '/', &part, &rest) != (i < r->n_key - 1))
            return false;
        if (!read_part(arena, &r->field[r->key_field[i]], unescaped(arena, part), &out[i]))
            return false;
        key = rest;
    }
    return true;
}

bool
record_same_values(const struct registry *r, const struct cell *a, const struct cell *b)
{
    if (a[ROW_UNIT].i != b[ROW_UNIT].i)
        return false;
    for (int c = ROW_FIELDS; c < r->n_columns - 1; c++) {
        bool text = r->sql->whole.columns[c].type == CELL_TEXT;

        if (a[c].null != b[c].null ||
            (!a[c].null && (text ? !str_eq(a[c].s, b[c].s) : a[c].i != b[c].i)))
            return false;
    }
    return true;
}
