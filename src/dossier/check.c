/* dossier/check.c -- see check.h.  Floor 7. */
#include "dossier/check.h"

#include "dossier/dossier_sql.h"
#include "dossier/record.h"
#include "dossier/result.h"
#include "dossier/record.h"
#include "store/files.h"

#define PAGE 100

static bool
same_cell(const struct column *c, const struct cell *a, const struct cell *b)
{
    if (a->null || b->null)
        return a->null == b->null;
    return c->type == CELL_INT ? a->i == b->i : str_eq(a->s, b->s);
}

static void
differs(struct view *v, struct verify_report *r, int64_t dossier, const char *words,
        const char *column)
{
    verify_found(r, FINDING_DERIVED, S("dossier_now"),
                 str_int(v->arena, dossier), 0, words, str_of(column),
                 STR_NONE);
}

/* The columns of a version, then those that place it in the lists. */
static enum err
check_now(struct view *v, struct verify_report *r, const struct cell *now)
{
    const struct stmt *full = &stmt_dossier_version_full;
    struct cell        key[2] = { now[0], now[1] };
    struct rows        version, later;
    struct dossier     d;

    TRY(db_run(v->db, full, key, v->arena, &version));
    key[1].i++;
    TRY(db_run(v->db, full, key, v->arena, &later));
    if (version.n == 0 || later.n != 0) {
        differs(v, r, now[0].i, MSG("The current row is not of the newest version."), "");
        return ERR_OK;
    }
    for (int i = 0; i < full->n_out; i++)
        if (!same_cell(&full->out[i], &now[i], &version.cell[i])) {
            differs(v, r, now[0].i, MSG("Column {1} differs from the newest version."),
                    full->out[i].name);
            return ERR_OK;
        }
    TRY(dossier_find(v, now[8].s, &d)); /* the ninth column is the code */
    if (now[full->n_out].i != (int64_t)dossier_waits(&d))
        differs(v, r, now[0].i,
                MSG("Column {1} differs from what follows from the newest version."), "waits");
    else if (now[full->n_out + 1].i != dossier_urgency(&d))
        differs(v, r, now[0].i,
                MSG("Column {1} differs from what follows from the newest version."), "urgency");
    return ERR_OK;
}

static enum err
each_dossier(struct view *given, struct verify_report *r,
             enum err (*check)(struct view *, struct verify_report *, const struct cell *))
{
    struct view v = *given;
    struct rows rows;
    int64_t     after = 0;
    enum err    err;

    v.arena = arena_new();
    do {
        struct cell in[2] = { cell_int(after), cell_int(PAGE) };

        err = db_run(v.db, &stmt_dossier_now_page, in, v.arena, &rows);
        for (int i = 0; err == ERR_OK && i < rows.n; i++) {
            const struct cell *row = rows.cell + (ptrdiff_t)i * stmt_dossier_now_page.n_out;

            after = row[0].i;
            err = check(&v, r, row);
        }
        arena_reset(v.arena);
    } while (err == ERR_OK && rows.n == PAGE);
    arena_free(v.arena);
    return err;
}

static enum err
run_now(struct view *v, struct verify_report *r)
{
    struct dossier_count_all_row all;

    TRY(each_dossier(v, r, check_now));
    TRY(dossier_count_all(v, &all));
    if (all.have != all.first)
        verify_found(r, FINDING_DERIVED, S("dossier_now"), S("*"), 0,
                     MSG("There are {1} current rows for {2} dossiers."),
                     str_int(v->arena, all.have),
                     str_int(v->arena, all.first));
    return ERR_OK;
}

const struct derived_check dossier_now_check = { .name = "dossier_now", .run = run_now };

/* A page that ends within a dossier goes on with the next one: of so many wrong ones, enough
 * is said. */
static enum err
run_sides(struct view *v, struct verify_report *r)
{
    struct dossier_side_count_row  all;
    struct dossier_side_wrong_row *row;
    Id                             after = 0;
    int                            n = PAGE;

    while (n == PAGE) {
        TRY(dossier_side_wrong(v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            after = row[i].dossier;
            verify_found(r, FINDING_DERIVED, S("dossier_side_now"),
                         str_format(v->arena, "%lld/%lld", (long long)row[i].dossier,
                                    (long long)row[i].account),
                         0, MSG("The current row is not of the newest version."), STR_NONE,
                         STR_NONE);
        }
    }
    TRY(dossier_side_count(v, &all));
    if (all.have != all.first)
        verify_found(r, FINDING_DERIVED, S("dossier_side_now"), S("*"), 0,
                     MSG("There are {1} current rows where {2} are due."),
                     str_int(v->arena, all.have), str_int(v->arena, all.first));
    return ERR_OK;
}

const struct derived_check dossier_sides_check = { .name = "dossier_side_now", .run = run_sides };

static enum err
run_opinions(struct view *v, struct verify_report *r)
{
    struct opinion_open_count_row  all;
    struct opinion_open_wrong_row *row;
    Id                             after = 0;
    int                            n = PAGE;

    while (n == PAGE) {
        TRY(opinion_open_wrong(v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            after = row[i].n;
            verify_found(r, FINDING_DERIVED, S("opinion_open"),
                         str_format(v->arena, "%lld/%lld", (long long)row[i].dossier,
                                    (long long)row[i].n),
                         0, MSG("The current row is not of the newest version."), STR_NONE,
                         STR_NONE);
        }
    }
    TRY(opinion_open_count(v, &all));
    if (all.have != all.first)
        verify_found(r, FINDING_DERIVED, S("opinion_open"), S("*"), 0,
                     MSG("There are {1} current rows where {2} are due."),
                     str_int(v->arena, all.have), str_int(v->arena, all.first));
    return ERR_OK;
}

const struct derived_check dossier_opinions_check = { .name = "opinion_open",
                                                      .run = run_opinions };

static enum err
run_complaints(struct view *v, struct verify_report *r)
{
    struct complaint_open_count_row  all;
    struct complaint_open_wrong_row *row;
    Id                               after = 0;
    int                              n = PAGE;

    while (n == PAGE) {
        TRY(complaint_open_wrong(v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            after = row[i].dossier;
            verify_found(r, FINDING_DERIVED, S("complaint_open"),
                         str_format(v->arena, "%lld/%lld", (long long)row[i].dossier,
                                    (long long)row[i].n),
                         0, MSG("The current row is not of the newest version."), STR_NONE,
                         STR_NONE);
        }
    }
    TRY(complaint_open_count(v, &all));
    if (all.have != all.first)
        verify_found(r, FINDING_DERIVED, S("complaint_open"), S("*"), 0,
                     MSG("There are {1} current rows where {2} are due."),
                     str_int(v->arena, all.have), str_int(v->arena, all.first));
    return ERR_OK;
}

const struct derived_check dossier_complaints_check = { .name = "complaint_open",
                                                        .run = run_complaints };

static enum err
run_appointments(struct view *v, struct verify_report *r)
{
    struct appointment_count_row  all;
    struct appointment_wrong_row *row;
    Id                            after = 0;
    int                           n = PAGE;

    while (n == PAGE) {
        TRY(appointment_wrong(v, after, PAGE, &row, &n));
        for (int i = 0; i < n; i++) {
            after = row[i].appointment;
            verify_found(r, FINDING_DERIVED, S("appointment_now"), str_int(v->arena, after), 0,
                         MSG("The current row is not of the newest version."), STR_NONE, STR_NONE);
        }
    }
    TRY(appointment_count(v, &all));
    if (all.have != all.first)
        verify_found(r, FINDING_DERIVED, S("appointment_now"), S("*"), 0,
                     MSG("There are {1} current rows where {2} are due."),
                     str_int(v->arena, all.have), str_int(v->arena, all.first));
    return ERR_OK;
}

const struct derived_check appointment_now_check = { .name = "appointment_now",
                                                     .run = run_appointments };

/* -- files ------------------------------------------------------------------------- */

static enum err
check_file(struct view *v, struct verify_report *r, Str bytes)
{
    Hash     hash;
    bool     same = false;
    enum err err;
    Str      name = hex_text(v->arena, bytes);

    if (bytes.n != HASH_SIZE)
        return ERR_OK;
    memcpy(hash.b, bytes.p, HASH_SIZE);
    err = files_check(v->world->folder, &hash, &same);
    if (err == ERR_NOT_FOUND)
        verify_found(r, FINDING_MISSING, S("files"), name, 0,
                     MSG("A file that a dossier names is gone."), STR_NONE, STR_NONE);
    else if (err == ERR_OK && !same)
        verify_found(r, FINDING_ALTERED, S("files"), name, 0,
                     MSG("The file's content is not the one it is named by."), STR_NONE, STR_NONE);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static Str
code_of(const struct cell *now)
{
    for (int i = 0; i < stmt_dossier_version_full.n_out; i++)
        if (strcmp(stmt_dossier_version_full.out[i].name, "code") == 0)
            return now[i].s;
    BUG("dossier_version_full has no code");
}

/* A simulation draws a result at its first reading: until then there is no file,
 * and its hash is of the facts it will be drawn from. */
static bool
is_not_yet_drawn(struct view *v, const struct cell *now)
{
    struct dossier d;

    return v->simulated && dossier_find(v, code_of(now), &d) == ERR_OK &&
           result_is_promised(v, &d);
}

static enum err
check_files(struct view *v, struct verify_report *r, const struct cell *now)
{
    struct dossier_files_row *file;
    int                       n;
    int64_t                   after = -1;
    Str                       result = now[stmt_dossier_version_full.n_out - 1].s;

    if (result.n > 0 && !is_not_yet_drawn(v, now))
        TRY(check_file(v, r, result));
    do {
        TRY(dossier_files(v, now[0].i, after, PAGE, &file, &n));
        for (int i = 0; i < n; i++) {
            after = file[i].n;
            TRY(check_file(v, r, file[i].hash));
        }
    } while (n == PAGE);
    return ERR_OK;
}

static enum err
run_files(struct view *v, struct verify_report *r)
{
    return v->world == NULL || v->world->folder.n == 0 ? ERR_OK : each_dossier(v, r, check_files);
}

const struct derived_check dossier_files_check = { .name = "files", .run = run_files };
