/* base/po.c -- see po.h.  Line by line: a keyword opens a string, bare strings
 * continue it, the next msgid or the end closes the entry.  Floor 0. */
#include "base/po.h"

enum part { PART_NONE, PART_ID, PART_TEXT };

struct reader {
    struct arena *arena;
    struct po    *out;
    int           line;
    enum part     part;
    struct buf    id, text;
    int           id_line;
    bool          fuzzy, next_fuzzy;
};

static enum err
bad(struct reader *r, const char *why)
{
    r->out->line = r->line;
    r->out->why = why;
    return ERR_MALFORMED;
}

static enum err
entry_close(struct reader *r)
{
    struct po_entry *e;

    if (r->part == PART_NONE)
        return ERR_OK;
    if (r->part == PART_ID)
        return bad(r, "msgid without msgstr");
    r->part = PART_NONE;
    if (r->id.n == 0) /* the header speaks about the file itself */
        return ERR_OK;
    e = arena_make(r->arena, struct po_entry);
    e->id = str_copy(r->arena, buf_str(&r->id));
    e->text = str_copy(r->arena, buf_str(&r->text));
    e->line = r->id_line;
    e->fuzzy = r->fuzzy;
    if (r->out->last == NULL)
        r->out->first = e;
    else
        r->out->last->next = e;
    r->out->last = e;
    r->out->count++;
    return ERR_OK;
}

static enum err
string_escape(struct reader *r, struct buf *into, char c)
{
    switch (c) {
    case 'n':  buf_byte(into, '\n'); return ERR_OK;
    case 't':  buf_byte(into, '\t'); return ERR_OK;
    case '"':
    case '\\': buf_byte(into, c); return ERR_OK;
    default:   return bad(r, "unknown escape in a string");
    }
}

/* s is what follows the keyword: one string, whole. */
static enum err
string_read(struct reader *r, Str s, struct buf *into)
{
    s = str_trim(s);
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
        return bad(r, "a string in double quotes is expected");
    for (size_t i = 1; i + 1 < s.n; i++) {
        if (s.p[i] == '"')
            return bad(r, "a quote inside a string needs a backslash");
        if (s.p[i] != '\\') {
            buf_byte(into, s.p[i]);
            continue;
        }
        if (++i + 1 >= s.n)
            return bad(r, "a string ends with a backslash");
        TRY(string_escape(r, into, s.p[i]));
    }
    return into->over ? bad(r, "a string is too long") : ERR_OK;
}

/* "#, fuzzy" stands above the entry it speaks of; other comments are people's. */
static enum err
comment_read(struct reader *r, Str s)
{
    TRY(entry_close(r));
    if (str_starts(s, S("#,")) && str_has(s, S("fuzzy")))
        r->next_fuzzy = true;
    return ERR_OK;
}

static enum err
id_open(struct reader *r, Str rest)
{
    TRY(entry_close(r));
    r->part = PART_ID;
    r->id_line = r->line;
    r->fuzzy = r->next_fuzzy;
    r->next_fuzzy = false;
    buf_clear(&r->id);
    buf_clear(&r->text);
    return string_read(r, rest, &r->id);
}

static enum err
line_read(struct reader *r, Str s)
{
    s = str_trim(s);
    if (s.n == 0)
        return entry_close(r);
    if (s.p[0] == '#')
        return comment_read(r, s);
    if (s.p[0] == '"') {
        if (r->part == PART_NONE)
            return bad(r, "a string before any msgid");
        return string_read(r, s, r->part == PART_ID ? &r->id : &r->text);
    }
    if (str_starts(s, S("msgid_plural")) || str_starts(s, S("msgstr[")))
        return bad(r, "plural forms are not used here");
    if (str_starts(s, S("msgctxt")))
        return bad(r, "contexts are not used here");
    if (str_starts(s, S("msgid ")))
        return id_open(r, str_sub(s, 6, s.n));
    if (!str_starts(s, S("msgstr ")))
        return bad(r, "msgid, msgstr or a comment is expected");
    if (r->part != PART_ID)
        return bad(r, "msgstr without msgid");
    r->part = PART_TEXT;
    return string_read(r, str_sub(s, 7, s.n), &r->text);
}

enum err
po_parse(struct arena *arena, Str bytes, struct po *out)
{
    struct reader r = { .arena = arena, .out = out, .id = BUF_MAX(65536), .text = BUF_MAX(65536) };
    enum err      err = ERR_OK;

    *out = (struct po){ 0 };
    while (bytes.n > 0 && err == ERR_OK) {
        Str line;

        r.line++;
        str_cut(bytes, '\n', &line, &bytes);
        err = line_read(&r, line);
    }
    if (err == ERR_OK)
        err = entry_close(&r);
    buf_free(&r.id);
    buf_free(&r.text);
    return err;
}

/* Bit n for each "{n}". */
static unsigned
values_in(Str s)
{
    unsigned seen = 0;

    for (size_t i = 0; i + 2 < s.n; i++)
        if (s.p[i] == '{' && s.p[i + 1] >= '1' && s.p[i + 1] <= '9' && s.p[i + 2] == '}')
            seen |= 1u << (s.p[i + 1] - '0');
    return seen;
}

bool
po_same_values(Str id, Str text)
{
    return values_in(id) == values_in(text);
}
