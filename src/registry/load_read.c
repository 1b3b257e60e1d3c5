/* registry/load_read.c -- the first steps of a load: rows of the file are checked and spooled,
 * or refused with their reasons.  Floor 6. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pack/pack.h"
#include "registry/load_inside.h"

/* The file waits in the inbox until its load begins, and then belongs to the load. */
static enum err
take_file(struct loader *l, Str folder)
{
    char       *own = str_c(l->arena, str_format(l->arena, "%.*s/file", STR_ARG(l->folder)));
    Str         hash = hex_text(l->arena, hash_bytes(&l->state.file));
    const char *from = str_c(l->arena, str_format(l->arena, "%.*s/%.*s",
                                                  STR_ARG(load_inbox(l->arena, folder)),
                                                  STR_ARG(hash)));

    mkdir(str_c(l->arena, l->folder), 0700);
    l->fd = open(own, O_RDONLY | O_CLOEXEC);
    if (l->fd < 0 && link(from, own) == 0)
        l->fd = open(own, O_RDONLY | O_CLOEXEC);
    return l->fd >= 0 ? ERR_OK : ERR_NOT_FOUND;
}

enum err
load_open_file(struct loader *l, Str folder, struct read_fault *why)
{
    struct read_options options;

    if (l->reader != NULL)
        return ERR_OK;
    *why = (struct read_fault){ .message = MSG("The file is gone. Send it again.") };
    TRY(take_file(l, folder));
    options = l->state.options;
    options.sheet = options.sheet.p != NULL ? str_copy(l->arena, options.sheet) : STR_NONE;
    TRY(reader_open(l->arena, l->fd, &options, &l->reader, why));
    l->columns = load_columns(l->arena, l->r, reader_info(l->reader), l->state.mapping);
    return ERR_OK;
}

void
load_fail(struct load_step *s, const char *why, Str value)
{
    s->state.why = why;
    s->state.why_value = value;
    s->phase = s->phase == LOAD_READING || s->phase == LOAD_REHEARSING ? LOAD_FAILED
                                                                       : LOAD_CANCELLING;
    s->state.after = 0;
}

/* -- one row --------------------------------------------------------------------------- */

/* Checks a row and spools it; ERR_INVALID when it is refused, for its own fault or for these. */
static enum err
take_row(struct loader *l, const struct view *v, struct arena *arena, const struct read_row *row,
         struct faults *faults)
{
    struct view        own = *v;
    struct cell       *cells = arena_array(arena, struct cell, l->r->n_columns);
    const struct json *typed;

    own.arena = arena;
    own.faults = faults;
    own.lang = l->state.lang;
    if (row->fault.message != NULL)
        return ERR_INVALID;
    TRY(record_check_apart(&own, l->r,
                           load_record(arena, reader_info(l->reader), l->columns, row), &typed));
    TRY(record_cells(&own, l->r, typed, cells));
    run_add(l->filling, cells, row->line);
    return ERR_OK;
}

/* -- a step: one run ------------------------------------------------------------------- */

/* Until the run is full or the file ends: *out_end ERR_NOT_FOUND, or what ended it. */
static enum err
fill_run(struct loader *l, const struct view *v, struct load_step *s, enum err *out_end)
{
    struct arena *arena = arena_new();
    enum err      err = ERR_OK;

    *out_end = ERR_OK;
    while (err == ERR_OK && !run_is_full(l->filling) && run_rows(l->filling) < l->run) {
        struct faults   faults = { .arena = arena };
        struct read_row row;

        *out_end = reader_next(l->reader, &row);
        if (*out_end != ERR_OK)
            break;
        s->state.rows++;
        err = take_row(l, v, arena, &row, &faults);
        if (err == ERR_INVALID) {
            s->state.refused++;
            rejects_add(l->rejects, &row, reader_info(l->reader)->n_columns, &faults);
            err = ERR_OK;
        }
        arena_reset(arena);
    }
    arena_free(arena);
    return err;
}

static enum err
open_for_reading(struct loader *l, const struct view *v, struct read_fault *why)
{
    if (l->filling != NULL)
        return ERR_OK;
    TRY(load_open_file(l, v->world->folder, why));
    if (l->state.place.row > 0)
        TRY(reader_seek(l->reader, l->state.place));
    TRY(rejects_open(l->folder, reader_info(l->reader), l->state.rejects, &l->rejects));
    l->filling = run_new(l->r);
    return ERR_OK;
}

/* The whole file was read; what comes next begins at the runs' beginnings. */
static void
end_reading(struct loader *l, struct load_step *s)
{
    s->state.rejects_read = s->state.rejects;
    s->state.progress = 0;
    s->phase = s->state.dry ? LOAD_REHEARSING : LOAD_MERGING;
    s->opens = !s->state.dry;
    run_free(l->filling);
    l->filling = NULL;
}

static enum err
keep_run(struct loader *l, struct load_step *s)
{
    if (run_rows(l->filling) > 0) {
        TRY(run_write(l->filling, l->folder, s->state.runs));
        s->state.offset[s->state.runs++] = 0;
    }
    TRY(rejects_sync(l->rejects, &s->state.rejects));
    s->state.place = reader_place(l->reader);
    s->state.progress = reader_progress(l->reader);
    return ERR_OK;
}

enum err
load_step_read(struct loader *l, struct view *v, struct load_step *s)
{
    struct read_fault why = { .message = NULL };
    enum err          err = open_for_reading(l, v, &why), end;

    if (err == ERR_FULL || err == ERR_STORE)
        return err;
    if (err != ERR_OK) {
        load_fail(s, MSG("The file cannot be read: {1}"),
                  read_fault_words(v->arena, l->state.lang, &why));
        return ERR_OK;
    }
    TRY(fill_run(l, v, s, &end));
    if (end == ERR_STORE)
        return end;
    if (end != ERR_OK && end != ERR_NOT_FOUND) {
        load_fail(s, MSG("The file cannot be read: {1}"),
                  read_fault_words(v->arena, l->state.lang, reader_fault(l->reader)));
        return ERR_OK;
    }
    TRY(keep_run(l, s));
    if (end == ERR_NOT_FOUND)
        end_reading(l, s);
    else if (s->state.runs == LOAD_RUNS_MAX)
        load_fail(s, MSG("The file is larger than one load may be: divide it."), STR_NONE);
    return ERR_OK;
}
