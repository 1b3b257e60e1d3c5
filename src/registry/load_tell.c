/* registry/load_tell.c -- how loads fare, for people and for the program that publishes them.
 * Floor 6. */
#include "base/words.h"
#include "journal/journal_sql.h"
#include "pack/pack.h"
#include "registry/load_inside.h"
#include "registry/registry_sql.h"

#define LIST_MAX 50

struct tell_in {
    Str     registry;
    int64_t load;
};
static const struct field tell_fields[] = {
    FIELD(TEXT, struct tell_in, registry, .required = true, .max = 40,
          .help = "The registry's key"),
    FIELD(INT, struct tell_in, load, .max = INT64_MAX, .help = "One load alone"),
};

static const char *const phase_words[LOAD_PHASES] = {
    [LOAD_READING] = MSG("The file is being read and checked"),
    [LOAD_REHEARSING] = MSG("It is being compared with what is on record"),
    [LOAD_CHECKED] = MSG("Checked; nothing is written yet"),
    [LOAD_MERGING] = MSG("Records are being written; nobody sees them yet"),
    [LOAD_DIGESTING] = MSG("What was written is read back"),
    [LOAD_READY] = MSG("It is about to be published"),
    [LOAD_TIDYING] = MSG("Loaded and published"),
    [LOAD_DONE] = MSG("Loaded and published"),
    [LOAD_CANCELLING] = MSG("It is being taken back"),
    [LOAD_CANCELLED] = MSG("Taken back; nothing of it is on record"),
    [LOAD_FAILED] = MSG("It failed; nothing of it is on record"),
};

/* -- what is wrong with a row ------------------------------------------------------------ */

void
load_reason_add(struct buf *b, struct arena *arena, enum lang lang, Str title,
                const char *message, Str one, Str two)
{
    if (b->n > 0)
        buf_add(b, S("; "));
    buf_add(b, title);
    if (title.n > 0)
        buf_add(b, S(": "));
    buf_add(b, words_fill(arena, lang, message, one, two));
}

Str
load_reasons(struct arena *arena, enum lang lang, const struct registry *r,
             const struct faults *faults)
{
    struct buf b = BUF_MAX(16384);
    Str        out;

    for (const struct fault *f = faults->first; f != NULL; f = f->next) {
        Str                          name = f->field, rest = S("");
        const struct registry_field *field;

        str_cut(f->field, '/', &name, &rest);
        field = registry_field(r, name);
        if (field != NULL)
            name = registry_field_title(lang, field);
        else if (str_eq(name, S("mapping"))) /* of the file: one of its columns, or all */
            name = rest;
        load_reason_add(&b, arena, lang, name, f->message, f->value[0], f->value[1]);
    }
    out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* -- how a load stands ------------------------------------------------------------------- */

static enum err
put_begun(struct view *v, int64_t load, struct json *o)
{
    struct entry_get_row entry;
    enum err             err = entry_get(v, load, &entry);

    if (err != ERR_OK)
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    json_put_time(v->arena, o, "begun", entry.occurred);
    json_put_text(v->arena, o, "begun_words", time_people(v->arena, entry.occurred));
    return ERR_OK;
}

static void
put_numbers(struct view *v, const struct load_state *st, struct json *o)
{
    json_put_int(v->arena, o, "rows", st->rows);
    json_put_int(v->arena, o, "created", st->created);
    json_put_int(v->arena, o, "changed", st->changed);
    json_put_int(v->arena, o, "same", st->same);
    json_put_int(v->arena, o, "refused", st->refused);
    json_put_int(v->arena, o, "twice", st->twice);
}

static void
put_state(struct view *v, enum load_phase phase, struct json *o)
{
    bool over = load_phase_is_over(phase) || phase == LOAD_TIDYING;

    json_put_text(v->arena, o, "phase", load_phase_name(phase));
    json_put_text(v->arena, o, "phase_words", words(v->lang, phase_words[phase]));
    json_put_bool(v->arena, o, "over", over);
    json_put_bool(v->arena, o, "working", !over && phase != LOAD_CHECKED);
    json_put_bool(v->arena, o, "waits", phase == LOAD_CHECKED);
    json_put_bool(v->arena, o, "published", phase == LOAD_DONE || phase == LOAD_TIDYING);
    json_put_bool(v->arena, o, "can_cancel", !over && phase != LOAD_CANCELLING);
}

/* The last step of a phase has no row left to tell how far it came. */
static int64_t
percent_of(enum load_phase phase, const struct load_state *st)
{
    bool all = phase == LOAD_CHECKED || phase == LOAD_READY || phase == LOAD_TIDYING ||
               phase == LOAD_DONE;

    return all ? 100 : (int64_t)(st->progress * 100);
}

static enum err
put_load(struct view *v, const struct registry *r, int64_t load, enum load_phase phase,
         const struct load_state *st, struct json *o)
{
    json_put_int(v->arena, o, "load", load);
    put_state(v, phase, o);
    json_put_int(v->arena, o, "percent", percent_of(phase, st));
    json_put_text(v->arena, o, "name", st->name);
    json_put_text(v->arena, o, "file", hex_text(v->arena, hash_bytes(&st->file)));
    json_put_bool(v->arena, o, "sample", st->sample);
    json_put_bool(v->arena, o, "dry", st->dry);
    put_numbers(v, st, o);
    if (st->act != 0)
        json_put_int(v->arena, o, "act", st->act);
    if (st->why != NULL)
        json_put_text(v->arena, o, "why", words_fill(v->arena, v->lang, st->why, st->why_value,
                                                     STR_NONE));
    load_put_rejected(v, r, load, phase, st, o);
    json_put(o, S("mapping"), json_copy(v->arena, st->mapping));
    return put_begun(v, load, o);
}

static enum err
begin_telling(struct view *v, Str key, const struct registry **out_r, struct json *out)
{
    TRY(registry_named(v, key, out_r));
    TRY(record_require(v, *out_r, S("registry.load"), 0));
    json_put_text(v->arena, out, "registry", (*out_r)->key);
    json_put_text(v->arena, out, "title", pack_words(v->lang, (*out_r)->title));
    return ERR_OK;
}

static enum err
run_loads(struct view *v, const void *input, struct json *out)
{
    const struct tell_in          *in = input;
    struct registry_load_list_row *rows;
    const struct registry         *r;
    struct json                   *list;
    int                            n;

    TRY(begin_telling(v, in->registry, &r, out));
    list = json_put_array(v->arena, out, "loads");
    TRY(registry_load_list(v, in->registry, LIST_MAX, &rows, &n));
    for (int i = 0; i < n; i++) {
        struct load_state st;

        if (in->load != 0 && rows[i].load != in->load)
            continue;
        TRY(load_state_read(v->arena, rows[i].state, &st));
        TRY(put_load(v, r, rows[i].load, load_phase_named(rows[i].phase), &st,
                     json_add(list, json_object(v->arena))));
    }
    return ERR_OK;
}

static enum err
run_load_one(struct view *v, const void *input, struct json *out)
{
    const struct tell_in        *in = input;
    struct registry_load_get_row row;
    const struct registry       *r;
    struct load_state            st;
    enum err                     err;

    TRY(begin_telling(v, in->registry, &r, out));
    err = registry_load_get(v, in->registry, in->load, &row);
    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("There is no such load."));
    TRY(err);
    TRY(load_state_read(v->arena, row.state, &st));
    return put_load(v, r, in->load, load_phase_named(row.phase), &st, out);
}

static enum err
run_due(struct view *v, const void *input, struct json *out)
{
    struct registry_load_next_row *rows;
    int                            n;

    (void)input;
    TRY(registry_load_next(v, 2, 1, &rows, &n));
    if (n > 0) {
        json_put_text(v->arena, out, "registry", rows[0].registry);
        json_put_int(v->arena, out, "load", rows[0].load);
    }
    return ERR_OK;
}

const struct query registry_loads = {
    .name = "registry.loads", .right = "registry.load",
    .help = "Loads of a registry, newest first, and how they fare.",
    .fields = tell_fields, .n_fields = 2, .in_size = sizeof(struct tell_in), .run = run_loads,
};

const struct query registry_load_one = {
    .name = "registry.load_one", .right = "registry.load",
    .help = "One load and how it fares.",
    .fields = tell_fields, .n_fields = 2, .in_size = sizeof(struct tell_in), .run = run_load_one,
};

const struct query registry_load_due = {
    .name = "registry.load_due", .right = "system",
    .help = "The load that is ready to be published.", .run = run_due,
};
