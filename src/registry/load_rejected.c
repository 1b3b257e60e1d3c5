/* registry/load_rejected.c -- who may have the refused rows of a load, for how long, and what of
 * them is hidden.  Floor 6.
 *
 * They hold what never became a record, in the words of the file: so a column is hidden that is
 * for a field which the reader may not see, and in a registry with personal fields also a column
 * that is for none, since nobody knows what is in it.  Whoever may see personal fields is recorded
 * as their reader: once for the file, and by name for those whose number is in it, where they are
 * few. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "registry/load_inside.h"
#include "registry/registry_sql.h"

#define PERSONS_MAX 200 /* rows whose persons are looked up */

/* -- what is hidden ---------------------------------------------------------------------- */

struct onlook {
    bool official, personal; /* which fields the reader may see */
    bool has_personal;       /* the registry */
};

static bool
may(struct view *v, const struct registry *r, Str right)
{
    const char *why = v->why;
    bool        yes = record_require(v, r, right, 0) == ERR_OK;

    v->why = why;
    return yes;
}

static struct onlook
onlook_of(struct view *v, const struct registry *r)
{
    struct onlook o = { .official = may(v, r, S("registry.read")),
                        .personal = may(v, r, S("registry.unmask")) };

    for (int i = 0; i < r->n_fields; i++)
        o.has_personal |= r->field[i].read == READ_PERSONAL;
    return o;
}

/* NULL: of a column that is for no field. */
static bool
is_personal(const struct onlook *o, const struct registry_field *f)
{
    return f != NULL ? f->read == READ_PERSONAL : o->has_personal;
}

static bool
is_hidden(const struct onlook *o, const struct registry_field *f)
{
    return is_personal(o, f) ? !o->personal
                             : f != NULL && f->read != READ_PUBLIC && !o->official;
}

/* -- for how long ------------------------------------------------------------------------ */

/* When they are taken away; TIME_NONE: they are not there. */
static Time
kept_until(const struct view *v, const struct registry *r, int64_t load)
{
    Str         folder = load_folder(v->arena, v->world->folder, r->key, load);
    struct stat st;

    if (stat(str_c(v->arena, str_join(v->arena, folder, S("/rejects"), S(""))), &st) != 0)
        return TIME_NONE;
    return (Time)st.st_mtime * TIME_SECOND + LOAD_REJECTED_KEPT;
}

static bool
are_told(enum load_phase phase, const struct load_state *st)
{
    return st->refused > 0 && (phase == LOAD_CHECKED || phase >= LOAD_DIGESTING);
}

static bool
are_there(const struct view *v, enum load_phase phase, Time until)
{
    return until != TIME_NONE && (!load_phase_is_over(phase) || until > v->wall);
}

void
load_put_rejected(struct view *v, const struct registry *r, int64_t load, enum load_phase phase,
                  const struct load_state *st, struct json *out)
{
    struct onlook o = onlook_of(v, r);
    Time          until;

    if (!are_told(phase, st))
        return;
    until = kept_until(v, r, load);
    if (!are_there(v, phase, until)) {
        json_put_bool(v->arena, out, "rejected_gone", true);
        return;
    }
    json_put_bool(v->arena, out, "rejected", true);
    if (load_phase_is_over(phase))
        json_put_text(v->arena, out, "rejected_until", day_people(v->arena, time_day(until)));
    if (o.has_personal)
        json_put_bool(v->arena, out, o.personal ? "rejected_recorded" : "rejected_hidden", true);
}

/* Of a load that is over nothing but these files is left. */
static void
sweep_load(int loads, const char *name, Time before)
{
    static const char *const files[] = { "rejects", "rejected.csv" };
    int                      fd = openat(loads, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct stat              st;

    if (fd < 0)
        return;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        if (faccessat(fd, "file", F_OK, 0) != 0 && fstatat(fd, files[i], &st, 0) == 0 &&
            (Time)st.st_mtime * TIME_SECOND < before &&
            unlinkat(fd, files[i], 0) == 0)
            unlinkat(loads, name, AT_REMOVEDIR);
    close(fd);
}

void
load_sweep_rejected(Str folder, Time before)
{
    struct arena  *arena = arena_new();
    DIR           *dir = opendir(str_c(arena, str_join(arena, folder, S("/loads"), S(""))));
    struct dirent *e;

    for (e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir))
        if (e->d_name[0] != '.' && strcmp(e->d_name, "in") != 0)
            sweep_load(dirfd(dir), e->d_name, before);
    if (dir != NULL)
        closedir(dir);
    arena_free(arena);
}

/* -- read ---------------------------------------------------------------------------------- */

struct rejected_in {
    Str     registry;
    int64_t load;
};
static const struct field rejected_fields[] = {
    FIELD(TEXT, struct rejected_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(INT, struct rejected_in, load, .required = true, .max = INT64_MAX,
          .help = "The load's number"),
};

struct handing {
    struct view           *v;
    const struct registry *r;
    int64_t                load;
    struct load_state      state;
    struct onlook          o;
    struct read_info       info; /* the columns, as the first line has them */
    struct load_column    *columns;
    struct rejects_lines   lines; /* behind the first */
};

static void
close_lines(void *lines)
{
    rejects_lines_close(lines);
}

static enum err
open_lines(struct handing *h)
{
    struct view *v = h->v;
    Str          folder = load_folder(v->arena, v->world->folder, h->r->key, h->load), line;
    struct json *names;
    Str         *name;

    if (!rejects_lines_open(&h->lines, folder, h->state.rejects))
        return ERR_NOT_FOUND;
    arena_defer(v->arena, close_lines, &h->lines);
    TRY(rejects_lines_next(&h->lines, &line));
    TRY(json_parse(v->arena, str_copy(v->arena, line), &names, NULL));
    h->info.column = name = arena_array(v->arena, Str, (int)names->count + 1);
    json_each(j, names)
        name[h->info.n_columns++] = j->text;
    h->columns = load_columns(v->arena, h->r, &h->info, h->state.mapping);
    return ERR_OK;
}

static enum err
find_rejected(struct handing *h, const struct rejected_in *in)
{
    struct view                 *v = h->v;
    struct registry_load_get_row row;
    enum load_phase              phase;
    enum err                     err;

    TRY(registry_named(v, in->registry, &h->r));
    TRY(record_require(v, h->r, S("registry.load"), 0));
    h->load = in->load;
    err = registry_load_get(v, h->r->key, in->load, &row);
    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("There is no such load."));
    TRY(err);
    TRY(load_state_read(v->arena, row.state, &h->state));
    phase = load_phase_named(row.phase);
    if (!are_told(phase, &h->state))
        return view_refuse(v, ERR_NOT_FOUND, MSG("Nothing of this load was refused so far."));
    if (!are_there(v, phase, kept_until(v, h->r, in->load)))
        return view_refuse(v, ERR_NOT_FOUND, MSG("The refused rows of this load were taken away: "
                                                 "they are kept for 30 days after its end."));
    return open_lines(h);
}

/* Where a person's number stands in a row that is told; -1: nowhere. */
static int
person_column(const struct handing *h)
{
    for (int i = 0; i < h->info.n_columns; i++)
        if (h->columns[i].field != NULL && h->columns[i].field->person)
            return i;
    return -1;
}

static enum err
disclose_person(struct handing *h, Str line, int column, Str subject, Str purpose)
{
    struct json  *row;
    struct person person;
    int           at = -2;
    enum err      err;

    TRY(json_parse(h->v->arena, line, &row, NULL));
    json_each(cell, row)
    {
        if (at++ != column || cell->kind != JSON_TEXT)
            continue;
        err = person_by_number(h->v, str_trim(cell->text), &person);
        if (err == ERR_OK)
            view_disclose(h->v, person.id, subject,
                          str_of(MSG("rows of a file that were refused")), purpose);
        else if (err != ERR_NOT_FOUND)
            return err;
    }
    return ERR_OK;
}

static enum err
disclose(struct handing *h)
{
    struct view *v = h->v;
    Str          purpose = str_of(MSG("work with a registry")), line;
    Str subject = str_format(v->arena, "registry:%.*s/load:%lld", STR_ARG(h->r->key),
                             (long long)h->load);
    int      column = person_column(h);
    enum err err = ERR_OK;

    view_disclose_list(v, subject, str_of(MSG("rows of a file that were refused")), purpose);
    if (column < 0 || h->state.refused > PERSONS_MAX)
        return ERR_OK;
    while (err == ERR_OK) {
        err = rejects_lines_next(&h->lines, &line);
        if (err == ERR_OK)
            err = disclose_person(h, str_copy(v->arena, line), column, subject, purpose);
    }
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static void
put_columns(struct handing *h, struct json *out)
{
    struct arena *arena = h->v->arena;
    struct json  *list = json_put_array(arena, out, "columns");

    for (int i = 0; i < h->info.n_columns; i++) {
        struct json *o = json_add(list, json_object(arena));

        json_put_text(arena, o, "name", h->info.column[i]);
        json_put_bool(arena, o, "hidden", is_hidden(&h->o, h->columns[i].field));
    }
    list = json_put_array(arena, out, "fields");
    for (int i = 0; i < h->r->n_fields; i++) {
        const struct registry_field *f = &h->r->field[i];
        struct json                 *o = json_add(list, json_object(arena));

        json_put_text(arena, o, "name", f->name);
        json_put_text(arena, o, "title", registry_field_title(h->v->lang, f));
        json_put_bool(arena, o, "hidden", is_hidden(&h->o, f));
    }
}

static enum err
run_rejected(struct view *v, const void *input, struct json *out)
{
    struct handing *h = arena_make(v->arena, struct handing);
    bool            personal = false;

    h->v = v;
    TRY(find_rejected(h, input));
    h->o = onlook_of(v, h->r);
    for (int i = 0; i < h->info.n_columns; i++)
        personal |= is_personal(&h->o, h->columns[i].field);
    json_put_text(v->arena, out, "registry", h->r->key);
    json_put_int(v->arena, out, "load", h->load);
    json_put_int(v->arena, out, "bytes", h->state.rejects);
    put_columns(h, out);
    return personal && h->o.personal ? disclose(h) : ERR_OK;
}

const struct query registry_load_rejected = {
    .name = "registry.load_rejected", .right = "registry.load",
    .help = "What may be seen of the refused rows of a load; a reading that shows personal data "
            "is recorded.",
    .fields = rejected_fields, .n_fields = 2, .in_size = sizeof(struct rejected_in),
    .run = run_rejected, .heavy = true,
};
