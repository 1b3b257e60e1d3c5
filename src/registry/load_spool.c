/* registry/load_spool.c -- rows of a load between reading and merging: sorted runs in files,
 * and their merging.  Floor 6.
 *
 * Invariant: memory has a bound, whatever the file holds: one run being filled, or a window of
 * each run being merged.  A run's rows stand in the order of their keys' bytes, and of their
 * lines among equal keys, so that equal keys of all runs come out next to each other. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "registry/load_inside.h"
#include "store/files.h"

#define RUN_BYTES  ((size_t)32 << 20) /* a run is full from here on */
#define RUN_ROOM   ((size_t)48 << 20) /* one row is never larger than the difference */
#define RUN_ROWS   (1 << 19)
#define WINDOW     ((size_t)64 << 10) /* of a run that is merged, at least */

/* -- a row as bytes -------------------------------------------------------------------- *
 * size, length of the key, line, unit, the key, the fields' cells: NULL or not, and a number
 * or a text with its length before it. */
struct head {
    uint32_t size, key;
    int64_t  line, unit;
};

static size_t
put(char *to, size_t at, const void *bytes, size_t n)
{
    memcpy(to + at, bytes, n);
    return at + n;
}

/* So that the bytes' order is the number's. */
static size_t
put_ordered(char *to, size_t at, int64_t v)
{
    uint64_t u = (uint64_t)v ^ ((uint64_t)1 << 63);

    for (int i = 0; i < 8; i++)
        to[at + (size_t)i] = (char)(u >> (56 - 8 * i));
    return at + 8;
}

static bool
is_text(const struct registry *r, int column)
{
    return r->sql->whole.columns[column].type == CELL_TEXT;
}

static size_t
put_key(const struct registry *r, const struct cell *row, char *to, size_t at)
{
    for (int i = 0; i < r->n_key; i++) {
        int c = r->field[r->key_field[i]].column;

        if (!is_text(r, c)) {
            at = put_ordered(to, at, row[c].i);
            continue;
        }
        at = put(to, at, row[c].s.p, row[c].s.n);
        to[at++] = '\0';
    }
    return at;
}

static size_t
room_for(const struct registry *r, const struct cell *row)
{
    size_t n = sizeof(struct head);

    for (int c = ROW_FIELDS; c < r->n_columns - 1; c++) /* key fields count twice */
        n += 2 * (row[c].s.n + 16);
    return n;
}

static size_t
put_row(const struct registry *r, const struct cell *row, int64_t line, char *to)
{
    struct head h = { .line = line, .unit = row[ROW_UNIT].i };
    size_t      at = put_key(r, row, to, sizeof h);

    h.key = (uint32_t)(at - sizeof h);
    for (int c = ROW_FIELDS; c < r->n_columns - 1; c++) {
        uint32_t n = (uint32_t)row[c].s.n;

        to[at++] = row[c].null ? 0 : 1;
        if (row[c].null)
            continue;
        if (!is_text(r, c)) {
            at = put(to, at, &row[c].i, sizeof row[c].i);
            continue;
        }
        at = put(to, at, &n, sizeof n);
        at = put(to, at, row[c].s.p, n);
    }
    h.size = (uint32_t)at;
    memcpy(to, &h, sizeof h);
    return at;
}

static void
take_row(const struct registry *r, const char *from, struct spool_row *out)
{
    struct head h;
    size_t      at;

    memcpy(&h, from, sizeof h);
    out->key = (Str){ from + sizeof h, h.key };
    out->line = h.line;
    out->cell[ROW_UNIT] = cell_int(h.unit);
    at = sizeof h + h.key;
    for (int c = ROW_FIELDS; c < r->n_columns - 1; c++) {
        struct cell cell = { .null = from[at++] == 0 };
        uint32_t    n = 0;

        if (!cell.null && is_text(r, c)) {
            memcpy(&n, from + at, sizeof n);
            cell.s = (Str){ from + at + sizeof n, n };
            at += sizeof n + n;
        } else if (!cell.null) {
            memcpy(&cell.i, from + at, sizeof cell.i);
            at += sizeof cell.i;
        }
        out->cell[c] = cell;
    }
}

/* -- a run being filled ---------------------------------------------------------------- */

struct ref {
    uint64_t begin; /* of its key, for a quick look */
    char    *row;
};

struct filling {
    const struct registry *r;
    size_t                 used;
    int                    n;
    struct ref             ref[RUN_ROWS];
    char                   bytes[RUN_ROOM];
};

struct filling *
run_new(const struct registry *r)
{
    struct filling *s = mem_alloc(sizeof *s); /* its pages come as they are used */

    s->r = r;
    return s;
}

void
run_free(struct filling *s)
{
    mem_free(s);
}

static Str
key_of(const char *row)
{
    struct head h;

    memcpy(&h, row, sizeof h);
    return (Str){ row + sizeof h, h.key };
}

static int64_t
line_of(const char *row)
{
    struct head h;

    memcpy(&h, row, sizeof h);
    return h.line;
}

static uint64_t
key_begin(Str key)
{
    uint64_t v = 0;

    for (size_t i = 0; i < 8; i++)
        v = v << 8 | (i < key.n ? (unsigned char)key.p[i] : 0);
    return v;
}

void
run_add(struct filling *s, const struct cell *row, int64_t line)
{
    char *to = s->bytes + s->used;

    if (run_is_full(s) || room_for(s->r, row) > RUN_ROOM - s->used)
        BUG("a row of %zu bytes for a run", room_for(s->r, row));
    s->used += (put_row(s->r, row, line, to) + 7) & ~(size_t)7;
    s->ref[s->n++] = (struct ref){ key_begin(key_of(to)), to };
}

bool
run_is_full(const struct filling *s)
{
    return s->used >= RUN_BYTES || s->n == RUN_ROWS;
}

int64_t
run_rows(const struct filling *s)
{
    return s->n;
}

static int
by_key_and_line(const char *a, const char *b)
{
    int     way = str_cmp(key_of(a), key_of(b));
    int64_t x = line_of(a), y = line_of(b);

    return way != 0 ? way : (x > y) - (x < y);
}

static int
compare_refs(const void *a, const void *b)
{
    const struct ref *x = a, *y = b;

    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return by_key_and_line(x->row, y->row);
}

static Str
run_path(struct arena *arena, Str folder, int nth)
{
    return str_format(arena, "%.*s/run-%d", STR_ARG(folder), nth);
}

/* In order, through a buffer of its own. */
static enum err
write_rows(const struct filling *s, int fd)
{
    struct buf b = BUF_MAX(RUN_ROOM);
    enum err   err = ERR_OK;

    for (int i = 0; i < s->n && err == ERR_OK; i++) {
        struct head h;

        memcpy(&h, s->ref[i].row, sizeof h);
        buf_bytes(&b, s->ref[i].row, h.size);
        if (b.n >= (size_t)1 << 20) {
            err = files_put(fd, buf_str(&b));
            buf_clear(&b);
        }
    }
    if (err == ERR_OK)
        err = files_put(fd, buf_str(&b));
    buf_free(&b);
    return err;
}

enum err
run_write(struct filling *s, Str folder, int nth)
{
    struct arena *arena = arena_new();
    int  fd = open(str_c(arena, run_path(arena, folder, nth)),
                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    enum err err = fd >= 0 ? ERR_OK : errno == ENOSPC ? ERR_FULL : ERR_STORE;

    arena_free(arena);
    if (err != ERR_OK)
        return err;
    qsort(s->ref, (size_t)s->n, sizeof s->ref[0], compare_refs);
    err = write_rows(s, fd);
    if (err == ERR_OK && fdatasync(fd) != 0)
        err = ERR_STORE;
    close(fd);
    s->n = 0;
    s->used = 0;
    return err;
}

/* -- runs being merged ----------------------------------------------------------------- */

struct merged {
    int     fd;
    int64_t at;   /* of the row in hand, in the file */
    size_t  from, have, room; /* in the window */
    char   *window;
    bool    over;
};

struct merger {
    const struct registry *r;
    int                    n, n_heap;
    struct merged            *run;
    int                   *heap; /* the run with the least row first */
    bool                   begun; /* the row of heap[0] was given */
    struct cell           *cell;
};

static const char *
row_in_hand(const struct merged *r)
{
    return r->window + r->from;
}

/* A window holds at least `need` bytes from the row in hand on, if the file has them. */
static enum err
fill(struct merged *r, size_t need)
{
    if (r->have - r->from >= need)
        return ERR_OK;
    memmove(r->window, r->window + r->from, r->have - r->from);
    r->have -= r->from;
    r->from = 0;
    if (need > r->room) {
        r->room = need;
        r->window = mem_resize(r->window, r->room);
    }
    while (r->have < need) {
        ssize_t n = pread(r->fd, r->window + r->have, r->room - r->have,
                          (off_t)(r->at + (int64_t)r->have));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return ERR_STORE;
        if (n == 0)
            return ERR_NOT_FOUND;
        r->have += (size_t)n;
    }
    return ERR_OK;
}

/* The row at r->at comes in hand. */
static enum err
load_row(struct merged *r)
{
    struct head h;
    enum err    err = fill(r, sizeof h);

    if (err == ERR_NOT_FOUND && r->have == r->from) {
        r->over = true;
        return ERR_OK;
    }
    TRY(err);
    memcpy(&h, row_in_hand(r), sizeof h);
    return h.size < sizeof h ? ERR_STORE : fill(r, h.size);
}

static enum err
step_run(struct merged *r)
{
    struct head h;

    memcpy(&h, row_in_hand(r), sizeof h);
    r->at += h.size;
    r->from += h.size;
    return load_row(r);
}

static bool
before(const struct merger *m, int a, int b)
{
    return by_key_and_line(row_in_hand(&m->run[a]), row_in_hand(&m->run[b])) < 0;
}

static void
sink(struct merger *m, int at)
{
    for (;;) {
        int least = at, left = 2 * at + 1;

        for (int k = left; k <= left + 1 && k < m->n_heap; k++)
            if (before(m, m->heap[k], m->heap[least]))
                least = k;
        if (least == at)
            return;
        int swap = m->heap[at];
        m->heap[at] = m->heap[least];
        m->heap[least] = swap;
        at = least;
    }
}

static enum err
open_runs(struct merger *m, Str folder, const int64_t *offset)
{
    struct arena *arena = arena_new();
    enum err      err = ERR_OK;

    for (int i = 0; i < m->n; i++)
        m->run[i].fd = -1;
    for (int i = 0; i < m->n && err == ERR_OK; i++) {
        struct merged *r = &m->run[i];

        *r = (struct merged){ .at = offset[i], .room = WINDOW, .window = mem_alloc(WINDOW) };
        r->fd = open(str_c(arena, run_path(arena, folder, i)), O_RDONLY | O_CLOEXEC);
        err = r->fd < 0 ? ERR_NOT_FOUND : load_row(r);
        if (err == ERR_OK && !r->over)
            m->heap[m->n_heap++] = i;
    }
    arena_free(arena);
    return err;
}

enum err
merger_open(const struct registry *r, Str folder, int n, const int64_t *offset,
            struct merger **out)
{
    struct merger *m = mem_alloc(sizeof *m);
    enum err       err;

    m->r = r;
    m->n = n;
    m->run = mem_alloc(sizeof(struct merged) * (size_t)(n + 1));
    m->heap = mem_alloc(sizeof(int) * (size_t)(n + 1));
    m->cell = mem_alloc(sizeof(struct cell) * (size_t)r->n_columns);
    err = open_runs(m, folder, offset);
    for (int i = m->n_heap / 2 - 1; err == ERR_OK && i >= 0; i--)
        sink(m, i);
    if (err != ERR_OK) {
        merger_free(m);
        return err;
    }
    *out = m;
    return ERR_OK;
}

void
merger_free(struct merger *m)
{
    if (m == NULL)
        return;
    for (int i = 0; i < m->n; i++) {
        if (m->run[i].fd >= 0)
            close(m->run[i].fd);
        mem_free(m->run[i].window);
    }
    mem_free(m->run);
    mem_free(m->heap);
    mem_free(m->cell);
    mem_free(m);
}

/* The run whose row was given goes on. */
static enum err
go_on(struct merger *m)
{
    TRY(step_run(&m->run[m->heap[0]]));
    if (m->run[m->heap[0]].over)
        m->heap[0] = m->heap[--m->n_heap];
    sink(m, 0);
    return ERR_OK;
}

enum err
merger_next(struct merger *m, struct spool_row *out)
{
    if (m->begun)
        TRY(go_on(m));
    m->begun = m->n_heap > 0;
    if (!m->begun)
        return ERR_NOT_FOUND;
    out->cell = m->cell;
    take_row(m->r, row_in_hand(&m->run[m->heap[0]]), out);
    return ERR_OK;
}

/* Behind the row given last. */
void
merger_places(const struct merger *m, int64_t *offset)
{
    struct head h;

    for (int i = 0; i < m->n; i++)
        offset[i] = m->run[i].at;
    if (!m->begun)
        return;
    memcpy(&h, row_in_hand(&m->run[m->heap[0]]), sizeof h);
    offset[m->heap[0]] += h.size;
}
