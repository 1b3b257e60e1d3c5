/* registry/load.c -- loads as people ask for them: begun, confirmed, taken back, published; and
 * how they fare.  Floor 6.
 *
 * Invariant: one load at a time is unfinished in a registry, and its number is the act that began
 * it, so no number comes twice. */
#include <fcntl.h>
#include <unistd.h>

#include "base/scan.h"
#include "base/words.h"
#include "registry/load_inside.h"
#include "registry/registry_sql.h"

#define PENDING_MAX 1000000

struct load_in {
    Str                registry, file, name, format, encoding, delimiter, decimal, sheet;
    int64_t            header;
    bool               sample, dry;
    const struct json *mapping;
};
struct load_plan {
    const struct registry *r;
    struct load_state      state;
};

/* -- how the file is to be read -------------------------------------------------------- */

static const char *const formats[] = { "", "csv", "xlsx", "ndjson", "geojson" };
static const char *const encodings[] = { "", "utf-8", "utf-16le", "utf-16be", "windows-1258",
                                         "tcvn3" };

Str
load_format_name(enum read_format format)
{
    return str_of(formats[format]);
}

Str
load_encoding_name(enum read_encoding encoding)
{
    return str_of(encodings[encoding]);
}

static int
one_of(struct view *v, const char *field, Str said, const char *const *list, int n)
{
    for (int i = 0; i < n; i++)
        if (str_eq(said, str_of(list[i])))
            return i;
    fault_add(v->faults, str_of(field), MSG("{1} is not one of the values it may have"), said,
              STR_NONE);
    return 0;
}

static char
mark_of(struct view *v, const char *field, Str said, const char *marks)
{
    if (said.n == 0)
        return 0;
    if (str_eq(said, S("tab")))
        said = S("\t");
    if (said.n == 1 && strchr(marks, said.p[0]) != NULL)
        return said.p[0];
    fault_add(v->faults, str_of(field), MSG("{1} is not one of the values it may have"), said,
              STR_NONE);
    return 0;
}

static struct read_options
read_options_of(struct view *v, const struct load_in *in)
{
    return (struct read_options){
        .format = (enum read_format)one_of(v, "format", in->format, formats, 5),
        .encoding = (enum read_encoding)one_of(v, "encoding", in->encoding, encodings, 6),
        .delimiter = mark_of(v, "delimiter", in->delimiter, ",;|\t"),
        .decimal = mark_of(v, "decimal", in->decimal, ",."),
        .sheet = in->sheet.n > 0 ? in->sheet : STR_NONE,
        .header = in->header,
    };
}

static void
close_file(void *what)
{
    close(*(int *)what);
}

/* The file that waits in the inbox; closed with the arena. */
static enum err
open_waiting(struct view *v, Str hex, Hash *out, int *out_fd)
{
    int *fd = arena_make(v->arena, int);
    Str  path;

    if (scan_hex(hex, out->b, HASH_SIZE) != ERR_OK) {
        fault_add(v->faults, S("file"), MSG("is no file that was sent"), STR_NONE, STR_NONE);
        return ERR_INVALID;
    }
    path = str_format(v->arena, "%.*s/%.*s", STR_ARG(load_inbox(v->arena, v->world->folder)),
                      STR_ARG(hex_text(v->arena, hash_bytes(out))));
    *fd = open(str_c(v->arena, path), O_RDONLY | O_CLOEXEC);
    if (*fd < 0) {
        fault_add(v->faults, S("file"), MSG("The file is gone. Send it again."), STR_NONE,
                  STR_NONE);
        return ERR_INVALID;
    }
    arena_defer(v->arena, close_file, fd);
    *out_fd = *fd;
    return ERR_OK;
}

/* Its columns and what they are for. */
static enum err
open_reader(struct view *v, const struct load_in *in, const struct registry *r,
            struct load_state *st, struct reader **out)
{
    struct read_fault why;
    int               fd;

    st->options = read_options_of(v, in);
    TRY(open_waiting(v, in->file, &st->file, &fd));
    if (reader_open(v->arena, fd, &st->options, out, &why) != ERR_OK) {
        fault_add(v->faults, S("file"), MSG("The file cannot be read: {1}"),
                  read_fault_words(v->arena, v->lang, &why), STR_NONE);
        return ERR_INVALID;
    }
    st->mapping = in->mapping;
    if (in->mapping == NULL || in->mapping->count == 0)
        TRY(load_suggest(v, r, reader_info(*out), &st->mapping));
    return ERR_OK;
}

/* -- beginning ------------------------------------------------------------------------- */

static enum err
prepare_load(struct view *v, const void *input, void *plan)
{
    const struct load_in *in = input;
    struct load_plan     *p = plan;
    struct reader        *reader;

    TRY(registry_named(v, in->registry, &p->r));
    TRY(record_require(v, p->r, S("registry.load"), 0));
    p->state = (struct load_state){
        .name = in->name.n > 0 ? in->name : S("-"), .account = v->who->account, .lang = v->lang,
        .sample = in->sample, .dry = in->dry, .digest = p->r->digest,
    };
    TRY(open_reader(v, in, p->r, &p->state, &reader));
    load_check_mapping(v, p->r, reader_info(reader), p->state.mapping);
    return faults_any(v->faults) ? ERR_INVALID : ERR_OK;
}

static enum err
require_none(struct act *a, Str registry)
{
    struct registry_load_list_row *rows;
    int                            n;

    TRY(registry_load_list(act_view(a), registry, 1, &rows, &n));
    if (n == 0 || load_phase_is_over(load_phase_named(rows[0].phase)))
        return ERR_OK;
    return view_refuse(act_view(a), ERR_CONFLICT,
                       MSG("Another file is being loaded into this registry. Wait for its end, "
                           "or take it back."));
}

static enum err
apply_load(struct act *a, const void *plan, struct json *out)
{
    const struct load_plan *p = plan;

    TRY(require_none(a, p->r->key));
    TRY(registry_load_add(a, p->r->key, act_number(a), load_phase_name(LOAD_READING),
                          load_phase_works(LOAD_READING),
                          load_state_write(act_arena(a), &p->state)));
    json_each(m, p->state.mapping)
        TRY(registry_heading_set(a, p->r->key, m->key, m->text));
    act_subject(a, str_join(act_arena(a), S("registry:"), p->r->key, S("")));
    json_put_text(act_arena(a), out, "registry", p->r->key);
    json_put_int(act_arena(a), out, "load", act_number(a));
    return ERR_OK;
}

/* -- going on, taking back ------------------------------------------------------------- */

struct which_in {
    Str     registry;
    int64_t load;
};
struct which_plan {
    const struct registry *r;
    int64_t                load;
};

static enum err
prepare_which(struct view *v, const void *input, void *plan)
{
    const struct which_in *in = input;
    struct which_plan     *p = plan;

    TRY(registry_named(v, in->registry, &p->r));
    p->load = in->load;
    return record_require(v, p->r, S("registry.load"), 0);
}

struct found {
    enum load_phase   phase;
    int64_t           serial;
    struct load_state state;
};

static enum err
find_load(struct view *v, Str registry, int64_t load, struct found *out)
{
    struct registry_load_get_row row;
    enum err                     err = registry_load_get(v, registry, load, &row);

    if (err == ERR_NOT_FOUND)
        return view_refuse(v, err, MSG("There is no such load."));
    TRY(err);
    out->phase = load_phase_named(row.phase);
    out->serial = row.serial;
    return load_state_read(v->arena, row.state, &out->state);
}

static enum err
set_phase(struct act *a, const struct which_plan *p, const struct found *f, enum load_phase phase)
{
    act_subject(a, str_join(act_arena(a), S("registry:"), p->r->key, S("")));
    return registry_load_step(a, load_phase_name(phase), load_phase_works(phase),
                              load_state_write(act_arena(a), &f->state), p->r->key, p->load,
                              f->serial);
}

static enum err
apply_go(struct act *a, const void *plan, struct json *out)
{
    const struct which_plan *p = plan;
    struct found             f;

    (void)out;
    TRY(find_load(act_view(a), p->r->key, p->load, &f));
    if (f.phase != LOAD_CHECKED)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("This load is not waiting for anybody. Look at it again."));
    f.state.dry = false;
    for (int i = 0; i < f.state.runs; i++)
        f.state.offset[i] = 0;
    f.state.rejects = f.state.rejects_read;
    f.state.refused -= f.state.twice;
    f.state.merged = f.state.created = f.state.changed = f.state.same = f.state.twice = 0;
    f.state.last = S("");
    TRY(registry_open_add(a, p->r->key, p->load));
    return set_phase(a, p, &f, LOAD_MERGING);
}

static enum err
apply_cancel(struct act *a, const void *plan, struct json *out)
{
    const struct which_plan *p = plan;
    struct found             f;

    (void)out;
    TRY(find_load(act_view(a), p->r->key, p->load, &f));
    if (f.phase == LOAD_CANCELLING || load_phase_is_over(f.phase) || f.phase == LOAD_TIDYING)
        return view_refuse(act_view(a), ERR_CONFLICT,
                           MSG("This load is over and cannot be taken back."));
    f.state.after = 0;
    f.state.progress = 0;
    return set_phase(a, p, &f, LOAD_CANCELLING);
}

/* -- publishing ------------------------------------------------------------------------ */

static enum err
add_published(struct act *a, const struct which_plan *p, const struct load_state *st)
{
    struct registry_published_add_in row = {
        .registry = p->r->key, .load = p->load, .name = st->name,
        .file = hash_bytes(&st->file), .digest = hash_bytes(&st->chain), .created = st->created,
        .changed = st->changed, .ended = 0, .refused = st->refused, .same = st->same,
        .sample = st->sample,
    };

    return registry_published_add(a, &row);
}

/* From here on what the load brought is there for everybody. */
static enum err
apply_publish(struct act *a, const void *plan, struct json *out)
{
    const struct which_plan          *p = plan;
    struct registry_pending_all_row  *pending;
    struct found                      f;
    int                               n;

    (void)out;
    TRY(find_load(act_view(a), p->r->key, p->load, &f));
    if (f.phase != LOAD_READY)
        return view_refuse(act_view(a), ERR_CONFLICT, MSG("This load is not ready."));
    TRY(add_published(a, p, &f.state));
    TRY(registry_pending_all(act_view(a), p->r->key, PENDING_MAX, &pending, &n));
    for (int i = 0; i < n; i++)
        tally_add(a, p->r, pending[i].what, pending[i].field, pending[i].value, pending[i].n);
    TRY(registry_pending_drop(a, p->r->key));
    TRY(registry_open_drop(a, p->r->key, p->load));
    f.state.act = act_number(a);
    f.state.after = 0;
    return set_phase(a, p, &f, LOAD_TIDYING);
}

/* -- the rows of the table of commands ------------------------------------------------- */

#define REGISTRY_FIELD(struct_) \
    FIELD(TEXT, struct_, registry, .required = true, .max = 40, .help = "The registry's key")
#define LOAD_FIELD FIELD(INT, struct which_in, load, .max = INT64_MAX, .help = "The load's number")

static const struct field load_fields[] = {
    REGISTRY_FIELD(struct load_in),
    FIELD(TEXT, struct load_in, file, .required = true, .max = 64,
          .help = "SHA-256 of the file that was sent, in hexadecimal"),
    FIELD(TEXT, struct load_in, name, .max = 200, .help = "What people call the file"),
    FIELD(TEXT, struct load_in, format, .max = 10,
          .help = "csv, xlsx, ndjson, geojson; empty: found out"),
    FIELD(TEXT, struct load_in, encoding, .max = 20,
          .help = "utf-8, utf-16le, utf-16be, windows-1258, tcvn3; empty: found out"),
    FIELD(TEXT, struct load_in, delimiter, .max = 3, .help = "CSV: , ; | tab; empty: found out"),
    FIELD(TEXT, struct load_in, decimal, .max = 1, .help = "CSV: , or .; empty: found out"),
    FIELD(TEXT, struct load_in, sheet, .help = "XLSX: the sheet's name"),
    FIELD(INT, struct load_in, header, .min = 0, .max = 1000,
          .help = "The line the names stand on; 0: found out"),
    FIELD(BOOL, struct load_in, sample, .help = "Invented data, which every export says"),
    FIELD(BOOL, struct load_in, dry, .help = "Stop before anything is written, and wait"),
    FIELD(JSON, struct load_in, mapping, .help = "{column: field}; empty: as suggested"),
};
static const struct field which_fields[] = { REGISTRY_FIELD(struct which_in), LOAD_FIELD };

const struct command registry_load = {
    .name = "registry.load", .right = "registry.load",
    .help = "Begins to load a file into a registry.",
    .fields = load_fields, .n_fields = sizeof load_fields / sizeof load_fields[0],
    .in_size = sizeof(struct load_in), .plan_size = sizeof(struct load_plan),
    .prepare = prepare_load, .apply = apply_load,
};

const struct command registry_load_go = {
    .name = "registry.load_go", .right = "registry.load",
    .help = "A load that was rehearsed is written.",
    .fields = which_fields, .n_fields = 2, .in_size = sizeof(struct which_in),
    .plan_size = sizeof(struct which_plan), .prepare = prepare_which, .apply = apply_go,
};

const struct command registry_load_cancel = {
    .name = "registry.load_cancel", .right = "registry.load",
    .help = "Takes a load back that is not published.",
    .fields = which_fields, .n_fields = 2, .in_size = sizeof(struct which_in),
    .plan_size = sizeof(struct which_plan), .prepare = prepare_which, .apply = apply_cancel,
};

const struct command registry_publish = {
    .name = "registry.publish", .right = "system",
    .help = "What a load brought is there for everybody; by the program itself.",
    .fields = which_fields, .n_fields = 2, .in_size = sizeof(struct which_in),
    .plan_size = sizeof(struct which_plan), .prepare = prepare_which, .apply = apply_publish,
};

/* -- a look at the file before anything begins (load_look.c) --------------------------- */

void
load_look_asked(struct view *v, const void *input, struct json *out)
{
    const struct load_in *in = input;

    json_put_text(v->arena, out, "file", in->file);
    json_put_text(v->arena, out, "name", in->name.n > 0 ? in->name : S(""));
    json_put_bool(v->arena, out, "sample", in->sample);
}

enum err
load_look_open(struct view *v, const void *input, const struct registry **out_r,
               struct load_state *st, struct reader **out)
{
    const struct load_in *in = input;

    TRY(registry_named(v, in->registry, out_r));
    TRY(record_require(v, *out_r, S("registry.load"), 0));
    return open_reader(v, in, *out_r, st, out);
}

const struct query registry_load_look = {
    .name = "registry.load_look", .right = "registry.load",
    .help = "What a file holds: columns, what they are for, its first rows and their faults.",
    .fields = load_fields, .n_fields = sizeof load_fields / sizeof load_fields[0],
    .in_size = sizeof(struct load_in), .run = load_look_run, .heavy = true,
};
