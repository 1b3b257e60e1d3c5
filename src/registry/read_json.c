/* registry/read_json.c -- an object a line (NDJSON), and where a JSON value ends (read.h).
 * Floor 6. */
#include "base/lang.h"
#include "registry/read_inside.h"

enum read_extent
read_json_extent(Str s, bool last, size_t *out)
{
    size_t i = 0;
    int    depth = 0;
    bool   text = false;

    for (; i < s.n; i++) {
        char c = s.p[i];

        if (text) {
            i += c == '\\';
            text = c != '"';
            if (text || depth > 0)
                continue;
        } else if (c == '"') {
            text = true;
            continue;
        } else if (c == '{' || c == '[') {
            depth++;
            continue;
        } else if (c == '}' || c == ']') {
            if (depth-- == 0)
                break; /* of what holds this value */
            if (depth > 0)
                continue;
        } else if (depth > 0 || memchr(", \t\r\n:", c, 6) == NULL) {
            continue;
        } else {
            break; /* behind a number or a word */
        }
        i++;
        break;
    }
    if (i >= s.n && (text || depth > 0 || i > s.n))
        return last ? EXTENT_BAD : EXTENT_MORE;
    if (i == 0)
        return s.n > 0 || last ? EXTENT_BAD : EXTENT_MORE;
    /* A number or word at the end of what is here may go on. */
    if (i == s.n && !last && memchr("}]\"", s.p[i - 1], 3) == NULL)
        return EXTENT_MORE;
    *out = i;
    return EXTENT_WHOLE;
}

/* -- lines -------------------------------------------------------------------------------- */

struct lines {
    struct read_members *members;
};

/* The next line that holds more than white space, without its end; taken.  *line: its
 * number. */
static enum err
next_line(struct reader *r, Str *out, int64_t *line)
{
    for (;;) {
        Str         rest = read_window_rest(r->window);
        const char *end = rest.n > 0 ? memchr(rest.p, '\n', rest.n) : NULL;
        enum err    err;

        if (end == NULL && !read_window_last(r->window)) {
            err = read_window_more(r->window);
            if (err == ERR_TOO_LARGE && read_source_why(r->source) == NULL)
                return read_fail(r, err, r->line,
                                 MSG("the line is longer than 1 MB; one object must stand on each "
                                     "line"), STR_NONE, STR_NONE);
            if (err != ERR_OK)
                return read_broken(r, err);
            continue;
        }
        if (rest.n == 0)
            return ERR_NOT_FOUND;
        *line = r->line;
        *out = end != NULL ? str_sub(rest, 0, (size_t)(end - rest.p)) : rest;
        read_take(r, out->n + (end != NULL));
        *out = str_trim(*out);
        if (out->n > 0)
            return ERR_OK;
    }
}

static enum err
ndjson_next(struct reader *r, struct read_row *row)
{
    struct lines     *lines = r->own;
    struct json_where where;
    struct json      *v = NULL;
    int64_t           line;
    Str               text;

    TRY(next_line(r, &text, &line));
    read_row_begin(r, row, line);
    if (json_parse(r->scratch, text, &v, &where) != ERR_OK) {
        read_row_fault(row, MSG("the line is not JSON: {1}"), STR_NONE, STR_NONE);
        row->fault.reason = where.why;
    } else if (v->kind != JSON_OBJECT)
        read_row_fault(row, MSG("the line is not a JSON object"), STR_NONE, STR_NONE);
    else
        read_members_fill(r, lines->members, v, row);
    return ERR_OK;
}

static enum err
note_columns(struct reader *r, struct lines *lines)
{
    int64_t line;
    Str     text;

    for (int i = 0; i < r->options.sample; i++) {
        struct json *v = NULL;
        enum err     err = next_line(r, &text, &line);

        if (err == ERR_NOT_FOUND)
            break;
        TRY(err);
        arena_reset(r->scratch);
        if (json_parse(r->scratch, text, &v, NULL) == ERR_OK && v->kind == JSON_OBJECT)
            read_members_note(lines->members, v);
    }
    return ERR_OK;
}

static enum err
ndjson_open(struct reader *r)
{
    struct lines *lines = arena_make(r->arena, struct lines);
    const Str    *name;
    int           n;

    r->own = lines;
    lines->members = read_members_new(r->arena);
    TRY(read_window_begin(r));
    TRY(note_columns(r, lines));
    n = read_members_list(lines->members, &name);
    if (n == 0)
        return read_fail(r, ERR_NOT_FOUND, 0,
                         MSG("none of the file's first lines holds a JSON object with a member"),
                         STR_NONE, STR_NONE);
    TRY(read_set_columns(r, name, n));
    return read_window_begin(r);
}

static enum err
ndjson_seek(struct reader *r, struct read_place place)
{
    TRY(read_window_seek(r->window, place.byte));
    r->line = place.line;
    return ERR_OK;
}

const struct read_parser read_parser_ndjson = { ndjson_open, ndjson_next, ndjson_seek, NULL };
