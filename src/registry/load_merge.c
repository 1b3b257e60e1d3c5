/* registry/load_merge.c -- rows of the spool, in the order of their keys, become versions of
 * records that nobody sees yet; or, in a rehearsal, are only counted.  Floor 6. */
#include "base/scan.h"
#include "pack/pack.h"
#include "registry/load_inside.h"
#include "registry/registry_sql.h"
#include "registry/word.h"

#define REHEARSED 20 /* steps' worth of rows of a step that writes nothing */

struct merging {
    struct loader      *l;
    struct view        *v;
    struct load_step   *s;
    Str                 last; /* bytes of the key before; empty: none */
    int                 room, tally_room;
    struct record_words words;
};

/* -- what the step will write ---------------------------------------------------------- */

static void
add_write(struct merging *m, enum load_write_kind kind, struct cell *cell)
{
    if (m->s->n_writes == m->room)
        BUG("more than %d rows in a step", m->room);
    m->s->write[m->s->n_writes++] = (struct load_write){ kind, cell };
}

static uint64_t
hash_text(uint64_t h, Str s)
{
    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return (h ^ 0xff) * 1099511628211u;
}

static void
grow_tallies(struct merging *m)
{
    struct load_tally *old = m->s->tally;
    int                room = m->tally_room;

    m->tally_room = room == 0 ? 1024 : room * 2;
    m->s->tally = arena_array(m->v->arena, struct load_tally, m->tally_room);
    for (int i = 0; i < room; i++) {
        unsigned mask = (unsigned)m->tally_room - 1;
        uint64_t h;

        if (old[i].what.p == NULL)
            continue;
        h = hash_text(hash_text(hash_text(1, old[i].what), old[i].field), old[i].value);
        while (m->s->tally[h & mask].what.p != NULL)
            h++;
        m->s->tally[h & mask] = old[i];
    }
}

/* The step's table of differences, found by hash; load_step.n_tallies is how many are used. */
static void
add_tally(void *context, Str what, Str field, Str value, int64_t n)
{
    struct merging    *m = context;
    struct load_tally *t;
    uint64_t           h = hash_text(hash_text(hash_text(1, what), field), value);

    if (m->s->n_tallies * 2 >= m->tally_room)
        grow_tallies(m);
    for (;; h++) {
        t = &m->s->tally[h & ((unsigned)m->tally_room - 1)];
        if (t->what.p == NULL || (str_eq(t->what, what) && str_eq(t->field, field) &&
                                  str_eq(t->value, value)))
            break;
    }
    if (t->what.p == NULL) {
        *t = (struct load_tally){ what, field, str_copy(m->v->arena, value), 0 };
        m->s->n_tallies++;
    }
    t->n += n;
}

/* Used ones together, for the statements. */
static void
pack_tallies(struct merging *m)
{
    int n = 0;

    for (int i = 0; i < m->tally_room; i++)
        if (m->s->tally[i].what.p != NULL)
            m->s->tally[n++] = m->s->tally[i];
}

/* -- one row --------------------------------------------------------------------------- */

static struct cell *
copy_row(struct merging *m, const struct cell *from)
{
    const struct registry *r = m->l->r;
    struct cell           *row = arena_array(m->v->arena, struct cell, r->n_columns);

    memcpy(row, from, sizeof *row * (size_t)r->n_columns);
    for (int c = ROW_FIELDS; c < r->n_columns - 1; c++)
        if (!row[c].null && row[c].s.n > 0)
            row[c].s = str_copy(m->v->arena, row[c].s);
    return row;
}

/* What is in force under the row's key, the load left aside; NULL: nothing. */
static enum err
find_before(struct merging *m, const struct cell *row, struct cell **out)
{
    const struct registry *r = m->l->r;
    struct cell            in[REGISTRY_KEY_FIELDS + 1];
    struct rows            rows;

    *out = NULL;
    if (!m->l->look)
        return ERR_OK;
    for (int i = 0; i < r->n_key; i++)
        in[i] = row[r->field[r->key_field[i]].column];
    in[r->n_key] = cell_int(-m->l->load);
    TRY(view_run(m->v, &r->sql->by_key, in, &rows));
    if (rows.n > 0)
        *out = rows.cell;
    return ERR_OK;
}

static void
write_version(struct merging *m, struct cell *row, int kind, int64_t id)
{
    row[ROW_ID] = cell_int(id);
    row[ROW_KIND] = cell_int(kind);
    row[ROW_SINCE] = cell_int(-m->l->load);
    row[m->l->r->n_columns - 1] = cell_int(0);
    add_write(m, WRITE_ADD, row);
    record_words_add(&m->words, m->l->r, row);
    tally_each(m->v->arena, m->l->r, row, 1, add_tally, m);
}

static void
end_version(struct merging *m, const struct cell *before)
{
    struct cell *in = arena_array(m->v->arena, struct cell, 3);

    in[0] = cell_int(-m->l->load);
    in[1] = before[ROW_ID];
    in[2] = before[ROW_SINCE];
    add_write(m, WRITE_END, in);
    tally_each(m->v->arena, m->l->r, before, -1, add_tally, m);
}

static enum err
merge_row(struct merging *m, const struct cell *cells, bool writes)
{
    struct load_state *st = &m->s->state;
    struct cell       *before, *row;

    TRY(find_before(m, cells, &before));
    if (before != NULL && record_same_values(m->l->r, before, cells)) {
        st->same++;
        return ERR_OK;
    }
    *(before != NULL ? &st->changed : &st->created) += 1;
    if (!writes)
        return ERR_OK;
    row = copy_row(m, cells);
    if (before != NULL) {
        end_version(m, before);
        write_version(m, row, KIND_CHANGED, before[ROW_ID].i);
    } else {
        write_version(m, row, KIND_CREATED, st->next_id++);
    }
    return ERR_OK;
}

/* -- rows that are refused only here --------------------------------------------------- */

/* Of a point its longitude or its latitude. */
static const struct json *
half_of(const struct json *point, char part)
{
    const struct json *at = json_get(point, "coordinates");

    if (at == NULL || at->first == NULL)
        return NULL;
    return part == 'x' ? at->first : at->first->next;
}

/* The row as its file had it, from what was read of it. */
static void
refuse(struct merging *m, const struct spool_row *row, Str field, const char *message, Str one,
       Str two)
{
    struct loader          *l = m->l;
    const struct read_info *info = reader_info(l->reader);
    struct read_cell       *cell = arena_array(m->v->arena, struct read_cell, info->n_columns + 1);
    struct read_row         given = { .cell = cell, .line = row->line };
    struct faults           faults = { .arena = m->v->arena };

    for (int i = 0; i < info->n_columns; i++) {
        const struct registry_field *f = l->columns[i].field;
        const struct json           *j;

        if (f == NULL || row->cell[f->column].null)
            continue;
        j = record_value(m->v->arena, f, &row->cell[f->column]);
        if (l->columns[i].part != '\0')
            j = half_of(j, l->columns[i].part);
        if (j == NULL)
            continue;
        cell[i] = (struct read_cell){ READ_TEXT, j->kind == JSON_TEXT || j->kind == JSON_DECIMAL
                                                     ? j->text : json_string(m->v->arena, j) };
    }
    fault_add(&faults, field, message, one, two);
    rejects_add(l->rejects, &given, info->n_columns, &faults);
    m->s->state.twice++;
    m->s->state.refused++;
}

/* What a reference of this registry to itself points to: in force, or in the file. */
static enum err
is_there(struct merging *m, Str key, bool *out)
{
    struct cell *row;
    enum err     err;

    *out = known_has(m->l->known, key);
    if (*out)
        return ERR_OK;
    err = record_by_key(m->v, m->l->r, key, -m->l->load, &row);
    *out = err == ERR_OK;
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err
check_own_references(struct merging *m, const struct spool_row *row, bool *out_refused)
{
    const struct registry *r = m->l->r;

    *out_refused = false;
    for (int i = 0; i < r->n_fields && m->l->known != NULL && !*out_refused; i++) {
        const struct registry_field *f = &r->field[i];
        bool                         there = true;

        if (!str_eq(f->ref, r->key) || row->cell[f->column].null)
            continue;
        TRY(is_there(m, row->cell[f->column].s, &there));
        *out_refused = !there;
        if (!there)
            refuse(m, row, f->name, MSG("{1} is not on record in {2}"), row->cell[f->column].s,
                   pack_words(m->l->state.lang, r->title));
    }
    return ERR_OK;
}

/* -- a step ---------------------------------------------------------------------------- */

/* Ids are given from behind the last load's. */
static enum err
number_records(struct loader *l, struct view *v, struct load_step *s)
{
    struct rows rows;

    if (s->phase != LOAD_MERGING || s->state.first_id != 0)
        return ERR_OK;
    TRY(view_run(v, &l->r->sql->top, NULL, &rows));
    s->state.first_id = s->state.next_id = (rows.n > 0 ? rows.cell[0].i : 0) + 1;
    l->state.first_id = s->state.first_id;
    return ERR_OK;
}

static enum err
open_for_merging(struct loader *l, struct view *v)
{
    struct read_fault why;

    if (l->merger != NULL)
        return ERR_OK;
    /* Where no load was before there is nothing to look up, unless somebody writes meanwhile:
     * then the step cannot be stored, and the next one looks. */
    l->look |= l->state.dry || l->state.first_id > 1 || l->state.merged > 0;
    TRY(load_open_file(l, v->world->folder, &why));
    if (l->rejects == NULL)
        TRY(rejects_open(l->folder, reader_info(l->reader), l->state.rejects, &l->rejects));
    if (l->known == NULL && known_is_needed(l->r))
        TRY(known_make(l->r, l->folder, l->state.runs, &l->known));
    return merger_open(l->r, l->folder, l->state.runs, l->state.offset, &l->merger);
}

static Str
bytes_of_hex(struct arena *arena, Str hex)
{
    unsigned char *p = arena_alloc_raw(arena, hex.n / 2 + 1);

    return scan_hex(hex, p, hex.n / 2) == ERR_OK ? (Str){ (char *)p, hex.n / 2 } : S("");
}

static enum err
merge_some(struct merging *m, int64_t rows, bool writes, bool *out_end)
{
    *out_end = false;
    for (int64_t i = 0; i < rows; i++) {
        struct spool_row row;
        bool             refused;
        enum err         err = merger_next(m->l->merger, &row);

        *out_end = err == ERR_NOT_FOUND;
        if (*out_end)
            return ERR_OK;
        TRY(err);
        m->s->state.merged++;
        if (m->last.n > 0 && str_eq(m->last, row.key)) {
            refuse(m, &row, m->l->r->field[m->l->r->key_field[0]].name,
                   MSG("another line of this file has the same key"), STR_NONE, STR_NONE);
            continue;
        }
        m->last = str_copy(m->v->arena, row.key);
        TRY(check_own_references(m, &row, &refused));
        if (!refused)
            TRY(merge_row(m, row.cell, writes));
    }
    return ERR_OK;
}

static void
end_merging(struct loader *l, struct load_step *s, bool writes)
{
    s->phase = writes ? LOAD_DIGESTING : LOAD_CHECKED;
    s->state.progress = 0;
    s->state.digested = 0;
    s->state.after = s->state.changed > 0 ? 0 : s->state.first_id - 1;
    memset(&s->state.chain, 0, sizeof s->state.chain);
    merger_free(l->merger);
    l->merger = NULL;
}

enum err
load_step_merge(struct loader *l, struct view *v, struct load_step *s)
{
    bool           writes = s->phase == LOAD_MERGING, end;
    int64_t        rows = writes ? l->pace : (int64_t)l->pace * REHEARSED;
    struct merging m = { .l = l, .v = v, .s = s, .room = writes ? 2 * l->pace : 0,
                         .words = { .arena = v->arena } };
    enum err       err = number_records(l, v, s);

    if (err == ERR_OK)
        err = open_for_merging(l, v);
    if (err == ERR_FULL || err == ERR_STORE)
        return err;
    if (err != ERR_OK) {
        load_fail(s, MSG("What was read of the file is gone. Load it again."), STR_NONE);
        return ERR_OK;
    }
    s->write = arena_array(v->arena, struct load_write, m.room + 1);
    m.last = bytes_of_hex(v->arena, s->state.last);
    TRY(merge_some(&m, rows, writes, &end));
    pack_tallies(&m);
    record_words_sort(&m.words);
    s->came.part = record_words_json(&m.words, &s->came.n);
    TRY(rejects_sync(l->rejects, &s->state.rejects));
    merger_places(l->merger, s->state.offset);
    s->state.last = hex_text(v->arena, m.last);
    s->state.progress = (double)s->state.merged /
                        (double)(s->state.rows - (s->state.refused - s->state.twice) + 1);
    if (end)
        end_merging(l, s, writes);
    return ERR_OK;
}
