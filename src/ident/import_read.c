/* ident/import_read.c -- see import.h.  Floor 5. */
#include "base/csv.h"
#include "base/text.h"
#include "base/words.h"
#include "ident/import.h"

#define HEADS_MAX 5

/* A column goes by any of these heads, marks and case aside. */
static const struct {
    const char *field, *title, *note, *heads[HEADS_MAX];
    bool        required;
    int64_t     max;
} columns[IMPORT_COLUMNS] = {
    [IMPORT_ACCOUNT] = { "account", MSG("Account"),
                         MSG("Small letters, digits, . _ -; for example le.van-an"),
                         { "account", "user name", "tên tài khoản", "tên đăng nhập" }, true, 40 },
    [IMPORT_NAME] = { "name", MSG("Full name"), MSG("as on the decision of appointment"),
                      { "name", "full name", "họ và tên", "họ tên" }, true, 100 },
    [IMPORT_UNIT] = { "unit", MSG("Unit"), MSG("the unit's code, or its full Vietnamese name"),
                      { "unit", "unit code", "đơn vị", "mã đơn vị" }, true, 200 },
    [IMPORT_ROLE] = { "role", MSG("Position"), MSG("one of the roles named below"),
                      { "role", "position", "vị trí", "vai trò", "chức vụ" }, true, 100 },
    [IMPORT_EMAIL] = { "email", MSG("E-mail"), MSG("may be empty"),
                       { "email", "e-mail", "thư điện tử" }, false, 254 },
    [IMPORT_PHONE] = { "phone", MSG("Telephone"), MSG("may be empty"),
                       { "phone", "telephone", "điện thoại", "số điện thoại" }, false, 20 },
    [IMPORT_NUMBER] = { "personal_number", MSG("Personal number"),
                        MSG("twelve digits; may be empty. Format the column as text, or the "
                            "spreadsheet drops the zero it begins with"),
                        { "personal number", "số định danh", "số định danh cá nhân", "cccd",
                          "số căn cước" }, false, 12 },
    [IMPORT_BORN] = { "born", MSG("Day of birth"), MSG("day/month/year; may be empty"),
                      { "born", "date of birth", "day of birth", "ngày sinh" }, false, 10 },
    [IMPORT_FROM] = { "from", MSG("From day"), MSG("day/month/year; empty: today"),
                      { "from", "from day", "từ ngày" }, false, 10 },
    [IMPORT_UNTIL] = { "until", MSG("To day"),
                       MSG("day/month/year, the last day of the position; empty: no end"),
                       { "to", "until", "to day", "đến ngày" }, false, 10 },
};

const char *
import_field(enum import_column c)
{
    return columns[c].field;
}

Str
import_title(enum lang lang, enum import_column c)
{
    return words(lang, columns[c].title);
}

Str
import_note(enum lang lang, enum import_column c)
{
    return words(lang, columns[c].note);
}

bool
import_required(enum import_column c)
{
    return columns[c].required;
}

struct importing {
    struct view *view;
    struct unit *unit; /* all of today's */
    Str         *unit_key;
    int          n_units;
    int          at[IMPORT_COLUMNS]; /* which cell of a line; -1: none */
    int          n_heads;
};

static void
wrong(struct importing *m, int line, const char *field, const char *message, Str one, Str two)
{
    fault_add(m->view->faults, str_format(m->view->arena, "%d/%s", line, field), message, one,
              two);
}

/* Words alone, so that "Họ và tên *" and "HO VA TEN" are one. */
static Str
key_of(struct arena *arena, Str s)
{
    Str        word[12];
    int        n = text_words(arena, s, word, 12);
    struct buf b = BUF_MAX(400);
    Str        key;

    for (int i = 0; i < n; i++) {
        buf_add(&b, i > 0 ? S(" ") : S(""));
        buf_add(&b, word[i]);
    }
    key = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return key;
}

/* -- the heads ----------------------------------------------------------------------- */

static int
column_named(struct arena *arena, Str key)
{
    for (int c = 0; c < IMPORT_COLUMNS; c++) {
        for (int i = 0; i < HEADS_MAX && columns[c].heads[i] != NULL; i++)
            if (str_eq(key, key_of(arena, str_of(columns[c].heads[i]))))
                return c;
        for (int lang = 0; lang < LANGS; lang++)
            if (str_eq(key, key_of(arena, import_title((enum lang)lang, (enum import_column)c))))
                return c;
    }
    return -1;
}

static void
read_head(struct importing *m, const struct csv_line *line, int i)
{
    int c = column_named(m->view->arena, key_of(m->view->arena, line->cell[i]));

    if (c < 0 && line->cell[i].n > 0)
        wrong(m, line->number, "", MSG("the column “{1}” is not known here"), line->cell[i],
              STR_NONE);
    if (c < 0)
        return;
    if (m->at[c] >= 0)
        wrong(m, line->number, columns[c].field, MSG("the table has this column twice"), STR_NONE,
              STR_NONE);
    m->at[c] = i;
}

static void
read_heads(struct importing *m, const struct csv_line *line)
{
    for (int c = 0; c < IMPORT_COLUMNS; c++)
        m->at[c] = -1;
    m->n_heads = line->n;
    for (int i = 0; i < line->n; i++)
        read_head(m, line, i);
    for (int c = 0; c < IMPORT_COLUMNS; c++)
        if (m->at[c] < 0 && columns[c].required)
            wrong(m, line->number, columns[c].field, MSG("the table lacks this column"), STR_NONE,
                  STR_NONE);
}

/* -- one officer ----------------------------------------------------------------------- */

static void
read_cells(struct importing *m, const struct csv_line *line, struct import_officer *o)
{
    o->line = line->number;
    for (int c = 0; c < IMPORT_COLUMNS; c++) {
        Str *cell = &o->cell[c];

        *cell = m->at[c] >= 0 && m->at[c] < line->n ? line->cell[m->at[c]] : S("");
        if (columns[c].required && cell->n == 0)
            wrong(m, o->line, columns[c].field, MSG("is missing"), STR_NONE, STR_NONE);
        if ((int64_t)text_count(*cell) > columns[c].max)
            wrong(m, o->line, columns[c].field,
                  MSG("is too long: at most {1} characters, now {2}"),
                  str_int(m->view->arena, columns[c].max),
                  str_int(m->view->arena, (int64_t)text_count(*cell)));
    }
    for (int i = m->n_heads; i < line->n; i++)
        if (line->cell[i].n > 0)
            wrong(m, o->line, "", MSG("“{1}” stands under no heading"), line->cell[i], STR_NONE);
}

static Day
read_day(struct importing *m, const struct import_officer *o, enum import_column c)
{
    Day day = DAY_NONE;

    if (o->cell[c].n > 0 && day_parse_people(o->cell[c], &day) != ERR_OK)
        wrong(m, o->line, columns[c].field,
              MSG("{1} is not in the calendar; write day/month/year, for example 28/02/2024"),
              o->cell[c], STR_NONE);
    return day;
}

static const struct role *
find_role(struct importing *m, Str written)
{
    const struct roles *roles = roles_of(m->view);
    struct arena       *arena = m->view->arena;
    Str                 key = key_of(arena, written);

    for (int i = 0; i < roles->n_roles; i++) {
        const struct role *r = &roles->role[i];

        if (r->n_rights > 0 &&
            (str_eq(written, r->key) || str_eq(key, key_of(arena, json_text(r->name, "vi"))) ||
             str_eq(key, key_of(arena, json_text(r->name, "en")))))
            return r;
    }
    return NULL;
}

/* By its code, else by its full name if only one has it. */
static const struct unit *
find_unit(struct importing *m, const struct import_officer *o)
{
    Str                written = o->cell[IMPORT_UNIT], key = key_of(m->view->arena, written);
    const struct unit *found = NULL;
    int                n = 0;

    for (int i = 0; i < m->n_units; i++) {
        if (str_eq(m->unit[i].code, written))
            return &m->unit[i];
        if (str_eq(m->unit_key[i], key) && n++ == 0)
            found = &m->unit[i];
    }
    if (n == 1)
        return found;
    if (written.n > 0)
        wrong(m, o->line, "unit",
              n > 1 ? MSG("several units are called {1}; write the code of the one meant")
                    : MSG("there is no unit {1} today"),
              written, STR_NONE);
    return NULL;
}

static enum err
place(struct importing *m, struct import_officer *o)
{
    struct view             *v = m->view;
    struct position_get_row *p = &o->position;
    const struct unit       *unit = find_unit(m, o);
    bool                     reaches = true;
    enum err                 err;

    if (unit == NULL)
        return ERR_OK;
    o->unit_title = unit->title;
    TRY(ident_reaches(v, unit->id, &reaches));
    if (!reaches)
        wrong(m, o->line, "unit", MSG("lies outside your position"), STR_NONE, STR_NONE);
    err = desk_of_unit(v, unit->id, p->from_day, &p->desk);
    if (err == ERR_NOT_FOUND)
        wrong(m, o->line, "unit", MSG("there is no unit {1} on that day"), o->cell[IMPORT_UNIT],
              STR_NONE);
    else
        TRY(err);
    return desk_of_unit(v, unit->id, time_day(v->now), &o->account.desk);
}

static void
read_position(struct importing *m, struct view *own, struct import_officer *o)
{
    Day                from = read_day(m, o, IMPORT_FROM), until = read_day(m, o, IMPORT_UNTIL);
    const struct role *role = find_role(m, o->cell[IMPORT_ROLE]);

    from = from != DAY_NONE ? from : time_day(own->now);
    o->position = (struct position_get_row){
        .version = 1, .role = role != NULL ? role->key : o->cell[IMPORT_ROLE], .from_day = from,
        .to_day = until != DAY_NONE ? until + 1 : DAY_NONE,
    };
    if (role != NULL)
        o->role_name = pack_words(own->lang, role->name);
    if (o->cell[IMPORT_ROLE].n > 0)
        position_check(own, o->position.role, from, o->position.to_day);
}

/* The same checks as an account created alone. */
static enum err
judge(struct importing *m, struct import_officer *o)
{
    struct view   own = *m->view;
    struct faults faults = { .arena = own.arena };
    Str           name = o->cell[IMPORT_NAME];

    own.faults = &faults;
    o->account = (struct account_get_row){
        .login = login_of(own.arena, o->cell[IMPORT_ACCOUNT]), .name = name, .state = STATE_OPEN,
        .name_key = text_name_key(own.arena, name), .officer = true };
    o->person = (struct person){ .name = name, .personal_number = o->cell[IMPORT_NUMBER],
                                 .phone = o->cell[IMPORT_PHONE], .email = o->cell[IMPORT_EMAIL],
                                 .born = read_day(m, o, IMPORT_BORN) };
    contact_check(&own, o->person.phone, o->person.email);
    if (o->account.login.n > 0 && o->account.login.n < 3)
        fault_add(&faults, S("account"), MSG("is too short: at least {1} characters"), S("3"),
                  STR_NONE);
    else if (o->account.login.n > 0)
        TRY(login_check(&own, o->account.login));
    TRY(person_check_number(&own, S("personal_number"), o->person.personal_number, name));
    read_position(m, &own, o);
    for (const struct fault *f = faults.first; f != NULL; f = f->next)
        wrong(m, o->line, str_c(own.arena, f->field), f->message, f->value[0], f->value[1]);
    return place(m, o);
}

/* -- the whole ----------------------------------------------------------------------- */

/* Two lines may not make one account, nor one person twice. */
static void
check_pairs(struct importing *m, const struct import *all)
{
    for (int i = 1; i < all->n; i++) {
        const struct import_officer *o = &all->officer[i];
        bool                         login = false, number = false;

        for (int k = 0; k < i; k++) {
            const struct import_officer *p = &all->officer[k];
            Str                          line = str_int(m->view->arena, p->line);

            if (!login && o->account.login.n > 0 && str_eq(o->account.login, p->account.login)) {
                wrong(m, o->line, "account", MSG("stands in line {1} already"), line, STR_NONE);
                login = true;
            }
            if (!number && o->cell[IMPORT_NUMBER].n > 0 &&
                str_eq(o->cell[IMPORT_NUMBER], p->cell[IMPORT_NUMBER])) {
                wrong(m, o->line, "personal_number", MSG("stands in line {1} already"), line,
                      STR_NONE);
                number = true;
            }
        }
    }
}

/* A table has the names as decisions write them, in Vietnamese. */
static enum err
load_units(struct importing *m)
{
    struct view v = *m->view;

    v.lang = LANG_VI;
    TRY(unit_all(&v, time_day(v.now), &m->unit, &m->n_units));
    m->unit_key = arena_array(m->view->arena, Str, m->n_units + 1);
    for (int i = 0; i < m->n_units; i++)
        m->unit_key[i] = key_of(m->view->arena, m->unit[i].title);
    return ERR_OK;
}

static bool
read_table(struct importing *m, Str text, struct csv_table *out)
{
    const char *why = csv_refusal(text);
    int         line = 0;
    enum err    err = ERR_OK;

    if (why == NULL)
        err = csv_read(m->view->arena, text, IMPORT_OFFICERS + 1, out, &line, &why);
    if (err == ERR_TOO_LARGE)
        why = MSG("The table has more than 200 officers. Send it in parts.");
    else if (err == ERR_OK && why == NULL && out->n < 2)
        why = MSG("The table needs a line of headings and at least one officer.");
    if (why != NULL)
        wrong(m, line, "", why, STR_NONE, STR_NONE);
    return why == NULL;
}

enum err
import_read(struct view *v, Str text, struct import *out)
{
    struct importing m = { .view = v };
    struct csv_table table = { .n = 0 };

    *out = (struct import){ .n = 0 };
    if (!read_table(&m, text, &table))
        return ERR_OK;
    read_heads(&m, &table.line[0]);
    if (faults_any(v->faults))
        return ERR_OK;
    TRY(load_units(&m));
    out->officer = arena_array(v->arena, struct import_officer, table.n);
    for (int i = 1; i < table.n; i++) {
        struct import_officer *o = &out->officer[out->n++];

        read_cells(&m, &table.line[i], o);
        TRY(judge(&m, o));
    }
    check_pairs(&m, out);
    return ERR_OK;
}
