/* registry/load_state.c -- how far a load has come, as the text that is stored with each step.
 * Floor 6. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/scan.h"
#include "registry/load_inside.h"

static const char *const phase_names[LOAD_PHASES] = {
    "reading", "rehearsing", "checked", "merging", "digesting", "ready", "tidying", "done",
    "cancelling", "cancelled", "failed"
};

Str
load_phase_name(enum load_phase phase)
{
    return str_of(phase_names[phase]);
}

enum load_phase
load_phase_named(Str name)
{
    for (int i = 0; i < LOAD_PHASES; i++)
        if (str_eq(name, str_of(phase_names[i])))
            return (enum load_phase)i;
    return LOAD_FAILED;
}

int
load_phase_works(enum load_phase phase)
{
    switch (phase) {
    case LOAD_READING:
    case LOAD_REHEARSING:
    case LOAD_MERGING:
    case LOAD_DIGESTING:
    case LOAD_TIDYING:
    case LOAD_CANCELLING: return 1;
    case LOAD_READY:      return 2;
    default:              return 0;
    }
}

bool
load_phase_is_over(enum load_phase phase)
{
    return phase == LOAD_DONE || phase == LOAD_CANCELLED || phase == LOAD_FAILED;
}

/* -- out ----------------------------------------------------------------------------------- */

static void
put_options(struct arena *arena, const struct read_options *o, struct json *to)
{
    json_put_int(arena, to, "format", o->format);
    json_put_int(arena, to, "encoding", o->encoding);
    json_put_int(arena, to, "delimiter", o->delimiter);
    json_put_int(arena, to, "decimal", o->decimal);
    json_put_text(arena, to, "sheet", o->sheet.p != NULL ? o->sheet : S(""));
    json_put_int(arena, to, "header", o->header);
}

static void
put_asked(struct arena *arena, const struct load_state *s, struct json *to)
{
    json_put_text(arena, to, "name", s->name);
    json_put_text(arena, to, "file", hex_text(arena, hash_bytes(&s->file)));
    json_put_int(arena, to, "account", s->account);
    json_put_int(arena, to, "lang", s->lang);
    json_put_bool(arena, to, "sample", s->sample);
    json_put_bool(arena, to, "dry", s->dry);
    put_options(arena, &s->options, json_put_object(arena, to, "options"));
    json_put(to, S("mapping"), json_copy(arena, s->mapping));
    json_put_text(arena, to, "digest", hex_text(arena, hash_bytes(&s->digest)));
}

static void
put_reading(struct arena *arena, const struct load_state *s, struct json *to)
{
    json_put_int(arena, to, "progress", (int64_t)(s->progress * 1000));
    json_put_int(arena, to, "rows", s->rows);
    json_put_int(arena, to, "refused", s->refused);
    json_put_int(arena, to, "byte", s->place.byte);
    json_put_int(arena, to, "row", s->place.row);
    json_put_int(arena, to, "line", s->place.line);
    json_put_int(arena, to, "rejects", s->rejects);
    json_put_int(arena, to, "rejects_read", s->rejects_read);
}

static void
put_merging(struct arena *arena, const struct load_state *s, struct json *to)
{
    struct json *offsets = json_put_array(arena, to, "offsets");

    for (int i = 0; i < s->runs; i++)
        json_add(offsets, json_new_int(arena, s->offset[i]));
    json_put_text(arena, to, "last", s->last.p != NULL ? s->last : S(""));
    json_put_int(arena, to, "merged", s->merged);
    json_put_int(arena, to, "first_id", s->first_id);
    json_put_int(arena, to, "next_id", s->next_id);
    json_put_int(arena, to, "created", s->created);
    json_put_int(arena, to, "changed", s->changed);
    json_put_int(arena, to, "same", s->same);
    json_put_int(arena, to, "twice", s->twice);
    json_put_int(arena, to, "digested", s->digested);
    json_put_int(arena, to, "after", s->after);
    json_put_text(arena, to, "chain", hex_text(arena, hash_bytes(&s->chain)));
    json_put_int(arena, to, "act", s->act);
    if (s->why != NULL)
        json_put_text(arena, to, "why", str_of(s->why));
    if (s->why_value.n > 0)
        json_put_text(arena, to, "why_value", s->why_value);
}

Str
load_state_write(struct arena *arena, const struct load_state *s)
{
    struct json *to = json_object(arena);

    put_asked(arena, s, to);
    put_reading(arena, s, to);
    put_merging(arena, s, to);
    return json_string(arena, to);
}

/* -- in -------------------------------------------------------------------------------- */

static void
read_hash(const struct json *j, const char *key, Hash *out)
{
    if (scan_hex(json_text(j, key), out->b, HASH_SIZE) != ERR_OK)
        memset(out->b, 0, HASH_SIZE);
}

static void
read_asked(struct arena *arena, const struct json *j, struct load_state *s)
{
    const struct json *o = json_get(j, "options");

    s->name = json_text(j, "name");
    read_hash(j, "file", &s->file);
    s->account = json_int(j, "account", 0);
    s->lang = (enum lang)json_int(j, "lang", LANG_VI);
    s->sample = json_bool(j, "sample");
    s->dry = json_bool(j, "dry");
    s->options = (struct read_options){
        .format = (enum read_format)json_int(o, "format", 0),
        .encoding = (enum read_encoding)json_int(o, "encoding", 0),
        .delimiter = (char)json_int(o, "delimiter", 0),
        .decimal = (char)json_int(o, "decimal", 0),
        .sheet = json_text(o, "sheet").n > 0 ? json_text(o, "sheet") : STR_NONE,
        .header = json_int(o, "header", 0),
    };
    s->mapping = json_get(j, "mapping");
    if (s->mapping == NULL)
        s->mapping = json_object(arena);
    read_hash(j, "digest", &s->digest);
}

static void
read_come(struct arena *arena, const struct json *j, struct load_state *s)
{
    s->progress = (double)json_int(j, "progress", 0) / 1000;
    s->rows = json_int(j, "rows", 0);
    s->refused = json_int(j, "refused", 0);
    s->place = (struct read_place){ json_int(j, "byte", 0), json_int(j, "row", 0),
                                    json_int(j, "line", 0) };
    s->rejects = json_int(j, "rejects", 0);
    s->rejects_read = json_int(j, "rejects_read", 0);
    json_each(at, json_get(j, "offsets"))
        if (s->runs < LOAD_RUNS_MAX)
            s->offset[s->runs++] = at->number;
    s->last = json_text(j, "last");
    s->merged = json_int(j, "merged", 0);
    s->first_id = json_int(j, "first_id", 0);
    s->next_id = json_int(j, "next_id", 0);
    s->created = json_int(j, "created", 0);
    s->changed = json_int(j, "changed", 0);
    s->same = json_int(j, "same", 0);
    s->twice = json_int(j, "twice", 0);
    s->digested = json_int(j, "digested", 0);
    s->after = json_int(j, "after", 0);
    read_hash(j, "chain", &s->chain);
    s->act = json_int(j, "act", 0);
    if (json_text(j, "why").n > 0)
        s->why = str_c(arena, json_text(j, "why"));
    s->why_value = json_text(j, "why_value");
}

enum err
load_state_read(struct arena *arena, Str text, struct load_state *out)
{
    struct json *j;

    TRY(json_parse(arena, str_copy(arena, text), &j, NULL));
    *out = (struct load_state){ .runs = 0 };
    read_asked(arena, j, out);
    read_come(arena, j, out);
    return ERR_OK;
}

Str
load_folder(struct arena *arena, Str folder, Str registry, int64_t load)
{
    return str_format(arena, "%.*s/loads/%.*s-%lld", STR_ARG(folder), STR_ARG(registry),
                      (long long)load);
}

Str
load_inbox(struct arena *arena, Str folder)
{
    return str_format(arena, "%.*s/loads/in", STR_ARG(folder));
}
