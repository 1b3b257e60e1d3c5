/* dossier/register.c -- the register of dossiers (form 07): what a unit received, in the order
 * of reception, with what became of each.
 *
 * Paged by key over one index, so that a page of the tenth year costs what the first does.
 * Like a work list it names people to officers who may read their dossiers; what is inside a
 * dossier is disclosed when it is opened.  Floor 7. */
#include "dossier/desk.h"
#include "dossier/pages.h"
#include "dossier/sheet.h"
#include "ident/ident.h"

#define REGISTER_PAGE 50
#define FILE_PAGE     500 /* rows read at once into a file */

struct register_in {
    Str  unit;
    Day  from, to;
    Time after_received;
    Id   after;
};

static const struct field register_fields[] = {
    FIELD(TEXT, struct register_in, unit, .max = 60, .help = "Code of a unit; empty: one's own"),
    FIELD(DAY, struct register_in, from, .help = "The first day; empty: 29 days before the last"),
    FIELD(DAY, struct register_in, to, .help = "The last day; empty: today"),
    FIELD(TIME, struct register_in, after_received, .help = "Page on from here"),
    FIELD(ID, struct register_in, after, .help = "Page on from here"),
};

static enum err
find_unit(struct view *v, Str code, struct unit *out)
{
    Day today = time_day(v->now);

    if (code.n == 0)
        return unit_by_id(v, v->who->unit, today, out);
    return unit_by_code_ever(v, code, today, out);
}

static enum err
check_days(struct view *v, Day from, Day to)
{
    if (from <= to)
        return ERR_OK;
    fault_add(v->faults, S("from"), MSG("The last day is before the first."), STR_NONE, STR_NONE);
    return ERR_INVALID;
}

/* Before time, on time, late, or how it stands. */
static Str
in_time(const struct saying *s)
{
    const struct dossier *d = s->d;
    enum lang             lang = s->v->lang;

    if (d->status != STATUS_FINISHED && d->status != STATUS_RETURNED)
        return say_status(lang, d->status);
    if (dossier_is_late(d, s->v->now))
        return words(lang, "Late");
    return words(lang, d->due != TIME_NONE && time_day(d->ended) < time_day(d->due)
                           ? MSG("Before time")
                           : MSG("On time"));
}

static Str
outcome(const struct saying *s)
{
    Str text = in_time(s);

    return dossier_is_denied(s->d)
               ? words_fill(s->v->arena, s->v->lang, "{1}; refused in writing", text, STR_NONE)
               : text;
}

static enum err
put_row(struct view *v, const struct dossier *d, struct saying *s, struct json *rows)
{
    struct json *row = json_add(rows, json_object(v->arena));

    TRY(saying_next(v, d, s));
    json_put_text(v->arena, row, "code", d->code);
    json_put_text(v->arena, row, "procedure", say_procedure(s));
    json_put_text(v->arena, row, "person", d->applicant_name);
    json_put_text(v->arena, row, "received_at", say_office(v, &s->received));
    say_moment(v, row, "received", d->received);
    say_moment(v, row, "due", d->due);
    say_moment(v, row, "ended", d->ended);
    say_moment(v, row, "returned", d->returned);
    json_put_text(v->arena, row, "outcome_words", outcome(s));
    if (dossier_is_late(d, v->now))
        json_put_bool(v->arena, row, "late", true);
    return ERR_OK;
}

static void
put_period(struct view *v, const struct unit *unit, Day from, Day to, struct json *out)
{
    json_put_text(v->arena, out, "unit_name", say_office(v, unit));
    json_put_text(v->arena, out, "unit_code", unit->code);
    json_put_text(v->arena, out, "from_words", day_people(v->arena, from));
    json_put_text(v->arena, out, "to_words", day_people(v->arena, to));
}

static Str
file_url(struct view *v, const char *ending, const struct unit *unit, Day from, Day to)
{
    return str_format(v->arena, "/so-theo-doi.%s?don-vi=%.*s&tu=%.*s&den=%.*s", ending,
                      STR_ARG(unit->code), STR_ARG(day_text(v->arena, from)),
                      STR_ARG(day_text(v->arena, to)));
}

static void
put_files(struct view *v, const struct unit *unit, Day from, Day to, struct json *out)
{
    json_put_text(v->arena, out, "pdf_url", file_url(v, "pdf", unit, from, to));
    json_put_text(v->arena, out, "xlsx_url", file_url(v, "xlsx", unit, from, to));
    json_put_int(v->arena, out, "pdf_rows", SHEET_PDF_ROWS);
    json_put_int(v->arena, out, "xlsx_rows", SHEET_XLSX_ROWS);
}

static Str
older_url(struct view *v, const struct unit *unit, Day from, Day to, const struct dossier *last)
{
    return str_format(v->arena, "/so-theo-doi?don-vi=%.*s&tu=%.*s&den=%.*s&moc=%.*s&sau=%lld",
                      STR_ARG(unit->code), STR_ARG(day_text(v->arena, from)),
                      STR_ARG(day_text(v->arena, to)),
                      STR_ARG(time_text_utc(v->arena, last->received)), (long long)last->dossier);
}

/* What is asked for, checked: may the reader, and is the order of the days right. */
struct asked {
    struct unit unit;
    Day         from, to;
};

static enum err
read_asked(struct view *v, const struct register_in *in, struct asked *out)
{
    out->to = in->to != DAY_NONE ? in->to : time_day(v->now);
    out->from = in->from != DAY_NONE ? in->from : out->to - 29;
    TRY(check_days(v, out->from, out->to));
    TRY(find_unit(v, in->unit, &out->unit));
    return ident_require(v, S("dossier.read"), out->unit.id);
}

static enum err
register_run(struct view *v, const void *input, struct json *out)
{
    const struct register_in *in = input;
    struct asked   a;
    struct json   *rows = json_put_array(v->arena, out, "rows");
    struct saying  s = { 0 };
    struct dossier *d;
    Time           begin;
    int            n;

    TRY(read_asked(v, in, &a));
    begin = in->after_received != TIME_NONE ? in->after_received : time_at(a.from, 0) - 1;
    put_period(v, &a.unit, a.from, a.to, out);
    put_files(v, &a.unit, a.from, a.to, out);
    TRY(dossier_received_by(v, a.unit.id, begin, in->after, time_at(a.to + 1, 0),
                            REGISTER_PAGE + 1, &d, &n));
    for (int i = 0; i < n && i < REGISTER_PAGE; i++)
        TRY(put_row(v, &d[i], &s, rows));
    if (n > REGISTER_PAGE)
        json_put_text(v->arena, out, "older_url",
                      older_url(v, &a.unit, a.from, a.to, &d[REGISTER_PAGE - 1]));
    return ERR_OK;
}

const struct query dossier_register_query = {
    .name = "dossier.register", .right = "dossier.read",
    .help = "What a unit received, in its order, and what became of it (form 07).",
    .fields = register_fields, .n_fields = sizeof register_fields / sizeof register_fields[0],
    .in_size = sizeof(struct register_in), .run = register_run,
};

/* -- as a file -------------------------------------------------------------------------------- */

struct register_file_in {
    Str unit, format;
    Day from, to;
};

static const struct field file_fields[] = {
    FIELD(TEXT, struct register_file_in, unit, .max = 60,
          .help = "Code of a unit; empty: one's own"),
    FIELD(DAY, struct register_file_in, from, .help = "The first day"),
    FIELD(DAY, struct register_file_in, to, .help = "The last day"),
    FIELD(TEXT, struct register_file_in, format, .required = true, .max = 4,
          .help = "pdf or xlsx"),
};

/* Rows on their way into a file: a page of them in an arena that goes with it. */
struct copying {
    struct view         v; /* the reader's, with that arena */
    const struct asked *asked;
    struct saying       s;
    struct dossier     *d;
    int                 n, at;
    int64_t             number;
    Time                received;
    Id                  after;
};

static enum err
next_page(struct copying *c)
{
    if (c->n > 0 && c->n < FILE_PAGE)
        return ERR_NOT_FOUND;
    arena_reset(c->v.arena);
    c->s = (struct saying){ .v = NULL };
    c->at = 0;
    TRY(dossier_received_by(&c->v, c->asked->unit.id, c->received, c->after,
                            time_at(c->asked->to + 1, 0), FILE_PAGE, &c->d, &c->n));
    return c->n > 0 ? ERR_OK : ERR_NOT_FOUND;
}

static struct sheet_cell
moment_cell(Time at)
{
    return (struct sheet_cell){ .at = at, .blank = at == TIME_NONE };
}

static enum err
next_row(void *context, struct sheet_cell *cell)
{
    struct copying       *c = context;
    const struct dossier *d;

    if (c->at == c->n)
        TRY(next_page(c));
    d = &c->d[c->at++];
    c->received = d->received;
    c->after = d->dossier;
    TRY(saying_next(&c->v, d, &c->s));
    cell[0].number = ++c->number;
    cell[1].text = d->code;
    cell[2].text = say_procedure(&c->s);
    cell[3].text = d->applicant_name;
    cell[4].text = say_office(&c->v, &c->s.received);
    cell[5] = moment_cell(d->received);
    cell[6] = moment_cell(d->due);
    cell[7] = moment_cell(d->ended);
    cell[8] = moment_cell(d->returned);
    cell[9].text = outcome(&c->s);
    return ERR_OK;
}

static enum err
write_file(struct view *v, const struct asked *a, Str format, struct copying *c, struct json *out)
{
    static const struct {
        const char     *title;
        enum sheet_kind kind;
        double          width;
    } head[] = {
        { MSG("No."), SHEET_NUMBER, 11 },       { MSG("Code"), SHEET_TEXT, 42 },
        { MSG("Procedure"), SHEET_TEXT, 47 },   { MSG("Person"), SHEET_TEXT, 33 },
        { MSG("Received by"), SHEET_TEXT, 31 }, { MSG("Received"), SHEET_MOMENT, 22 },
        { MSG("Due"), SHEET_MOMENT, 22 },       { MSG("Finished"), SHEET_MOMENT, 22 },
        { MSG("Handed over"), SHEET_MOMENT, 22 }, { MSG("Outcome"), SHEET_TEXT, 21 },
    };
    struct sheet_column column[sizeof head / sizeof head[0]];
    struct sheet        sheet = { .title = words(v->lang, MSG("Dossier register")),
                                  .agency = say_office(v, &a->unit), .made = v->now,
                                  .lang = v->lang, .simulated = v->simulated,
                                  .columns = column,
                                  .n_columns = (int)(sizeof head / sizeof head[0]),
                                  .row = next_row, .context = c };

    for (int i = 0; i < sheet.n_columns; i++)
        column[i] = (struct sheet_column){ words(v->lang, head[i].title), head[i].kind,
                                           head[i].width };
    sheet.subtitle = words_fill(v->arena, v->lang, "Received from {1} to {2}",
                                day_people(v->arena, a->from), day_people(v->arena, a->to));
    return sheet_answer(v->arena, &sheet, format,
                        str_format(v->arena, "so-theo-doi-%.*s-%.*s-%.*s", STR_ARG(a->unit.code),
                                   STR_ARG(day_text(v->arena, a->from)),
                                   STR_ARG(day_text(v->arena, a->to))),
                        out);
}

/* Names leave in one piece, so that it is recorded who took which register. */
static enum err
file_run(struct view *v, const void *input, struct json *out)
{
    const struct register_file_in *in = input;
    struct register_in             days = { .unit = in->unit, .from = in->from, .to = in->to };
    struct copying                 c = { .v = *v };
    struct asked                   a;
    enum err                       err;

    TRY(read_asked(v, &days, &a));
    c.asked = &a;
    c.received = time_at(a.from, 0) - 1;
    c.v.arena = arena_new();
    err = write_file(v, &a, in->format, &c, out);
    arena_free(c.v.arena);
    if (err == ERR_TOO_LARGE)
        return view_refuse(v, err, MSG("More dossiers than one file takes: choose fewer days."));
    TRY(err);
    view_disclose_list(v,
                       str_format(v->arena, "register:%.*s:%.*s:%.*s", STR_ARG(a.unit.code),
                                  STR_ARG(day_text(v->arena, a.from)),
                                  STR_ARG(day_text(v->arena, a.to))),
                       str_of(MSG("name")), str_of(MSG("the register as a file")));
    return ERR_OK;
}

const struct query dossier_register_file = {
    .name = "dossier.register_file", .right = "dossier.read",
    .help = "The register as a file, for paper or a spreadsheet.",
    .fields = file_fields, .n_fields = sizeof file_fields / sizeof file_fields[0],
    .in_size = sizeof(struct register_file_in), .run = file_run, .heavy = true,
};
