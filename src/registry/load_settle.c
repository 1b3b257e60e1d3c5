/* registry/load_settle.c -- the last steps of a load: what it brought is hashed; what it ended
 * gets the act that ended it; or all of it is taken back.  Floor 6.
 *
 * A load's digest is a chain: zeros first, then the hash of what stood before and of the row
 * digests (journal/entry.h) of the next DIGEST_ROWS rows, in the order of _id.  So it goes on
 * where it was stopped, and anybody can compute it from the table alone. */
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal/entry.h"
#include "registry/load_inside.h"
#include "registry/registry_sql.h"
#include "registry/word.h"

#define PAGE    1024
#define STRETCH 16 /* hashes of DIGEST_ROWS rows a step */

/* -- the digest ---------------------------------------------------------------------------- */

static void
chain(struct load_digest *d)
{
    d->chain = hash_of2(hash_bytes(&d->chain), buf_str(&d->pending));
    buf_clear(&d->pending);
}

void
load_digest_row(struct load_digest *d, const struct registry *r, const struct cell *row)
{
    Hash h = row_digest(&r->sql->journaled, row);

    if (d->pending.max == 0)
        d->pending = BUF_MAX((size_t)DIGEST_ROWS * HASH_SIZE);
    buf_add(&d->pending, hash_bytes(&h));
    d->rows++;
    if (d->rows % DIGEST_ROWS == 0)
        chain(d);
}

Hash
load_digest_end(struct load_digest *d)
{
    if (d->pending.n > 0)
        chain(d);
    buf_free(&d->pending);
    return d->chain;
}

/* -- walking what loads brought -------------------------------------------------------- */

struct walk {
    const struct registry *r;
    int64_t                load;
    int64_t                after; /* _id of the row given last */
    int64_t                at[2]; /* _id and _since of the row looked at last */
    struct arena          *arena; /* of a page */
    struct rows            rows;
    int                    next;
    bool                   last; /* page */
};

static void
walk_begin(struct walk *w, const struct registry *r, int64_t load, int64_t after)
{
    *w = (struct walk){ .r = r, .load = load, .after = after, .at = { after, INT64_MAX },
                        .arena = arena_new() };
}

static enum err
walk_page(struct walk *w, struct view *v)
{
    struct cell in[3] = { cell_int(w->at[0]), cell_int(w->at[1]), cell_int(PAGE) };
    struct view own = *v;

    arena_reset(w->arena);
    own.arena = w->arena;
    TRY(view_run(&own, &w->r->sql->bulk, in, &w->rows));
    w->next = 0;
    w->last = w->rows.n < PAGE;
    return ERR_OK;
}

/* The next row that the load brought; *out NULL behind the last. */
static enum err
walk_next(struct walk *w, struct view *v, const struct cell **out)
{
    for (;;) {
        const struct cell *row;

        *out = NULL;
        if (w->next == w->rows.n) {
            if (w->last)
                return ERR_OK;
            TRY(walk_page(w, v));
            continue;
        }
        row = w->rows.cell + (ptrdiff_t)w->next++ * (w->r->n_columns - 1);
        w->at[0] = row[ROW_ID].i;
        w->at[1] = row[ROW_SINCE].i;
        if (row[ROW_SINCE].i != -w->load)
            continue;
        w->after = row[ROW_ID].i;
        *out = row;
        return ERR_OK;
    }
}

enum err
load_step_digest(struct loader *l, struct view *v, struct load_step *s)
{
    struct load_digest d = { .chain = s->state.chain };
    struct walk        w;
    const struct cell *row = NULL;
    enum err           err = ERR_OK;

    walk_begin(&w, l->r, l->load, s->state.after);
    while (err == ERR_OK && d.rows < (int64_t)STRETCH * DIGEST_ROWS) {
        err = walk_next(&w, v, &row);
        if (err != ERR_OK || row == NULL)
            break;
        load_digest_row(&d, l->r, row);
    }
    s->state.after = w.after;
    s->state.digested += d.rows;
    s->state.chain = load_digest_end(&d);
    s->state.progress = (double)s->state.digested /
                        (double)(s->state.created + s->state.changed + 1);
    if (row == NULL)
        s->phase = LOAD_READY;
    arena_free(w.arena);
    return err;
}

/* -- after it was published ------------------------------------------------------------ */

void
load_leave(struct loader *l)
{
    struct arena  *arena = arena_new();
    DIR           *dir = opendir(str_c(arena, l->folder));
    struct dirent *e;

    for (e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir))
        if (e->d_name[0] != '.' && (l->state.refused == 0 || strcmp(e->d_name, "rejects") != 0))
            unlinkat(dirfd(dir), e->d_name, 0);
    if (dir != NULL) {
        utimensat(dirfd(dir), "rejects", NULL, 0);
        closedir(dir);
    }
    if (l->state.refused == 0)
        rmdir(str_c(arena, l->folder));
    arena_free(arena);
}

static void
forget_file(struct loader *l, Str folder)
{
    struct arena *arena = arena_new();

    load_leave(l);
    unlink(str_c(arena, str_format(arena, "%.*s/%.*s", STR_ARG(load_inbox(arena, folder)),
                                   STR_ARG(hex_text(arena, hash_bytes(&l->state.file))))));
    arena_free(arena);
}

static struct load_write *
write_room(struct view *v, struct load_step *s, int n)
{
    s->write = arena_array(v->arena, struct load_write, n + 1);
    return s->write;
}

static void
add_write(struct view *v, struct load_step *s, enum load_write_kind kind, int64_t a, int64_t b,
          int64_t c)
{
    struct cell *in = arena_array(v->arena, struct cell, 3);

    in[0] = cell_int(a);
    in[1] = cell_int(b);
    in[2] = cell_int(c);
    s->write[s->n_writes++] = (struct load_write){ kind, in };
}

/* Versions that it ended say by which act, so that they leave the indexes of what is in force. */
enum err
load_step_tidy(struct loader *l, struct view *v, struct load_step *s)
{
    struct cell in[3] = { cell_int(-l->load), cell_int(s->state.after), cell_int(l->pace) };
    struct rows rows = { .n = 0 };

    if (s->state.changed > 0)
        TRY(view_run(v, &l->r->sql->ended, in, &rows));
    write_room(v, s, rows.n);
    for (int i = 0; i < rows.n; i++)
        add_write(v, s, WRITE_REOPEN, s->state.act, rows.cell[i].i, -l->load);
    if (rows.n > 0) {
        s->state.after = rows.cell[rows.n - 1].i;
        return ERR_OK;
    }
    s->phase = LOAD_DONE;
    s->state.runs = 0;
    forget_file(l, v->world->folder);
    return ERR_OK;
}

/* -- or all of it is taken back -------------------------------------------------------- */

/* Words that the record has by this version alone. */
static enum err
gone(struct view *v, const struct registry *r, const struct cell *row, struct record_words *out)
{
    if (word_level_top(r) < 0)
        return ERR_OK;
    if (row[ROW_KIND].i == KIND_CHANGED)
        return record_words_only(v, r, row, out);
    record_words_add(out, r, row);
    return ERR_OK;
}

enum err
load_step_cancel(struct loader *l, struct view *v, struct load_step *s)
{
    struct record_words words = { .arena = v->arena };
    struct walk         w;
    const struct cell  *row = NULL;
    enum err            err = ERR_OK;

    walk_begin(&w, l->r, l->load, s->state.after);
    write_room(v, s, 2 * l->pace);
    for (int i = 0; i < l->pace && err == ERR_OK; i++) {
        err = walk_next(&w, v, &row);
        if (err != ERR_OK || row == NULL)
            break;
        add_write(v, s, WRITE_DROP, row[ROW_ID].i, -l->load, 0);
        if (row[ROW_KIND].i == KIND_CHANGED)
            add_write(v, s, WRITE_REOPEN, 0, row[ROW_ID].i, -l->load);
        err = gone(v, l->r, row, &words);
    }
    s->state.after = w.after;
    arena_free(w.arena);
    TRY(err);
    record_words_sort(&words);
    s->gone.part = record_words_json(&words, &s->gone.n);
    if (row == NULL) {
        s->phase = s->state.why != NULL ? LOAD_FAILED : LOAD_CANCELLED;
        s->closes = true;
        s->state.runs = 0;
        forget_file(l, v->world->folder);
    }
    return ERR_OK;
}
