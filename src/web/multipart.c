/* web/multipart.c -- see multipart.h.  Floor 11.
 *
 *     START ── boundary ── AFTER ─┬─ CR LF ── HEAD ── DATA ── boundary ── AFTER …
 *                                 └─ "--" ── END
 *
 * A boundary is CR LF "--" and its text; CR stands nowhere in it but at the
 * start, so after a mismatch only the byte at hand can begin another. */
#include "web/multipart.h"

#include "base/text.h"
#include "web/http_reader.h"

enum state { STATE_START, STATE_AFTER, STATE_HEAD, STATE_DATA, STATE_END };

struct multipart {
    struct arena         *arena;
    struct multipart_sink sink;
    enum state            state;
    Str                   mark;    /* CR LF "--" boundary */
    size_t                matched; /* of mark */
    size_t                parts;
    char                  after[2]; /* behind a boundary, or behind the last */
    size_t                after_n;
    char                  head[MULTIPART_HEAD_MAX];
    size_t                head_n;
};

static enum err
malformed(struct http_refusal *why)
{
    return http_refuse(why, 400, MSG("The form's parts are not written correctly."));
}

/* -- file names --------------------------------------------------------------------- */

/* U+202A…202E and U+2066…2069: "gpj.exe" must not read as "exe.jpg". */
static bool
is_turning(const unsigned char *p, size_t left)
{
    if (left < 3 || p[0] != 0xe2)
        return false;
    return (p[1] == 0x80 && p[2] >= 0xaa && p[2] <= 0xae) ||
           (p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9);
}

/* Copies what may be shown; escapes of WHATWG forms become what they stand for. */
static size_t
copy_shown(char *out, Str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (is_turning((const unsigned char *)s.p + i, s.n - i)) {
            i += 2;
        } else if (str_starts(str_sub(s, i, 3), S("%22"))) {
            out[n++] = '"';
            i += 2;
        } else if (str_eq_nocase(str_sub(s, i, 3), S("%0d")) ||
                   str_eq_nocase(str_sub(s, i, 3), S("%0a"))) {
            i += 2;
        } else {
            out[n++] = s.p[i] == '\n' || s.p[i] == '\t' ? ' ' : s.p[i];
        }
    }
    return n;
}

static size_t
last_of(Str s, char c)
{
    size_t i = s.n;

    while (i > 0 && s.p[i - 1] != c)
        i--;
    return i; /* one past it, 0 when absent */
}

/* Shortens in the middle: the extension says what it is. */
static Str
shorten(struct arena *arena, Str s)
{
    size_t dot = last_of(s, '.'), keep;
    Str    extension = dot > 1 && s.n - dot < 16 ? str_sub(s, dot - 1, s.n) : STR_NONE;

    if (s.n <= MULTIPART_NAME_MAX)
        return s;
    keep = text_start(s, MULTIPART_NAME_MAX - extension.n).n;
    return str_format(arena, "%.*s%.*s", (int)keep, s.p, STR_ARG(extension));
}

enum err
multipart_display_name(struct arena *arena, Str bytes, Str *out)
{
    Str   name;
    char *shown;

    TRY(text_clean(arena, bytes, &name));
    name = str_sub(name, last_of(name, '/'), name.n);
    name = str_sub(name, last_of(name, '\\'), name.n);
    shown = arena_alloc_raw(arena, name.n + 1);
    name = (Str){ shown, copy_shown(shown, name) };
    *out = str_trim(shorten(arena, str_trim(name)));
    return ERR_OK;
}

/* -- the head of a part ---------------------------------------------------------------- */

static Str
skip_blanks(Str s)
{
    while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = str_sub(s, 1, s.n);
    return s;
}

/* `; name="value"` or `; name=token`, off the front of *rest. */
static bool
take_parameter(Str *rest, Str *name, Str *value)
{
    Str s = skip_blanks(*rest);

    if (s.n == 0 || s.p[0] != ';')
        return false;
    s = skip_blanks(str_sub(s, 1, s.n));
    if (!str_cut(s, '=', name, &s) || !http_is_token(*name) || s.n == 0)
        return false;
    if (s.p[0] == '"') {
        if (!str_cut(str_sub(s, 1, s.n), '"', value, rest))
            return false;
        return true;
    }
    if (!str_cut(s, ';', value, rest))
        *rest = STR_NONE;
    else
        *rest = (Str){ value->p + value->n, s.n - value->n };
    *value = http_trim(*value);
    return http_is_token(*value);
}

/* form-data; name="…"; filename="…": each once, nothing else. */
static enum err
read_disposition(struct multipart *m, Str value, struct multipart_part *out,
                 struct http_refusal *why)
{
    Str kind = str_sub(value, 0, 9), rest = str_sub(value, 9, value.n), name, text;

    if (!str_eq_nocase(kind, S("form-data")) || out->field.p != NULL)
        return malformed(why);
    while (http_trim(rest).n > 0) {
        if (!take_parameter(&rest, &name, &text))
            return malformed(why);
        if (str_eq_nocase(name, S("name")) && out->field.p == NULL) {
            if (text.n == 0 || text.n > MULTIPART_NAME_MAX ||
                text_clean(m->arena, str_copy(m->arena, text), &out->field) != ERR_OK)
                return malformed(why);
        } else if (str_eq_nocase(name, S("filename")) && !out->is_file) {
            out->is_file = true;
            if (multipart_display_name(m->arena, text, &out->filename) != ERR_OK)
                return malformed(why);
        } else {
            return malformed(why);
        }
    }
    return out->field.n > 0 ? ERR_OK : malformed(why);
}

static Str
read_type(struct multipart *m, Str value)
{
    Str media, rest, type, subtype;

    str_cut(value, ';', &media, &rest);
    media = http_trim(media);
    if (!str_cut(media, '/', &type, &subtype) || !http_is_token(type) || !http_is_token(subtype))
        return S("application/octet-stream");
    return http_lower(m->arena, media);
}

/* An encoded part would have to be decoded, and nobody sends one. */
static bool
is_plain_encoding(Str value)
{
    return str_eq_nocase(value, S("binary")) || str_eq_nocase(value, S("8bit")) ||
           str_eq_nocase(value, S("7bit"));
}

static enum err
read_line(struct multipart *m, Str line, struct multipart_part *out, struct http_refusal *why)
{
    Str name, value;

    if (!str_cut(line, ':', &name, &value) || !http_is_token(name) || !http_is_value(value))
        return malformed(why);
    value = http_trim(value);
    if (str_eq_nocase(name, S("content-disposition")))
        return read_disposition(m, value, out, why);
    if (str_eq_nocase(name, S("content-type")))
        out->type = read_type(m, value);
    if (str_eq_nocase(name, S("content-transfer-encoding")) && !is_plain_encoding(value))
        return malformed(why);
    return ERR_OK;
}

static enum err
end_head(struct multipart *m, struct http_refusal *why)
{
    struct multipart_part part = { 0 };
    Str                   rest = { m->head, m->head_n }, line;

    while (http_next_line(&rest, &line) && line.n > 0)
        TRY(read_line(m, line, &part, why));
    if (part.field.n == 0 || rest.n > 0)
        return malformed(why);
    m->state = STATE_DATA;
    m->head_n = 0;
    return m->sink.begin(m->sink.context, &part, why);
}

/* -- pieces --------------------------------------------------------------------------------- */

/* One byte of a head; an empty line ends it. */
static enum err
head_byte(struct multipart *m, char c, struct http_refusal *why)
{
    if (m->head_n == sizeof m->head)
        return malformed(why);
    m->head[m->head_n++] = c;
    if (str_ends((Str){ m->head, m->head_n }, S("\r\n\r\n")))
        return end_head(m, why);
    return ERR_OK;
}

/* The two bytes behind a boundary. */
static enum err
after_byte(struct multipart *m, char c, struct http_refusal *why)
{
    m->after[m->after_n++] = c;
    if (m->after_n < 2)
        return ERR_OK;
    m->after_n = 0;
    if (memcmp(m->after, "--", 2) == 0) {
        m->state = STATE_END;
        return ERR_OK;
    }
    if (memcmp(m->after, "\r\n", 2) != 0)
        return malformed(why);
    if (++m->parts > MULTIPART_PARTS_MAX)
        return http_refuse(why, 413, MSG("The form has too many fields."));
    m->state = STATE_HEAD;
    return ERR_OK;
}

/* Behind the last boundary: one line end, or nothing. */
static enum err
end_byte(struct multipart *m, char c, struct http_refusal *why)
{
    if (m->after_n >= 2 || c != "\r\n"[m->after_n])
        return malformed(why);
    m->after_n++;
    return ERR_OK;
}

static enum err
end_of_mark(struct multipart *m, struct http_refusal *why)
{
    bool in_part = m->state == STATE_DATA;

    m->matched = 0;
    m->state = STATE_AFTER;
    return in_part ? m->sink.end(m->sink.context, why) : ERR_OK;
}

/* Takes some of *in, up to where it might be the boundary or is it. */
static enum err
data_bytes(struct multipart *m, Str *in, struct http_refusal *why)
{
    const char *cr;
    Str         plain;

    if (m->matched > 0 && in->p[0] == m->mark.p[m->matched]) {
        *in = str_sub(*in, 1, in->n);
        return ++m->matched == m->mark.n ? end_of_mark(m, why) : ERR_OK;
    }
    if (m->state == STATE_START)
        return malformed(why); /* something before the first boundary */
    if (m->matched > 0) {
        plain = str_sub(m->mark, 0, m->matched);
        m->matched = 0;
        return m->sink.data(m->sink.context, plain, why);
    }
    cr = memchr(in->p, '\r', in->n);
    plain = cr ? str_sub(*in, 0, (size_t)(cr - in->p)) : *in;
    m->matched = cr ? 1 : 0;
    *in = str_sub(*in, plain.n + m->matched, in->n);
    return plain.n > 0 ? m->sink.data(m->sink.context, plain, why) : ERR_OK;
}

static enum err
one_byte(struct multipart *m, char c, struct http_refusal *why)
{
    switch (m->state) {
    case STATE_AFTER:
        return after_byte(m, c, why);
    case STATE_HEAD:
        return head_byte(m, c, why);
    case STATE_END:
    case STATE_START:
    case STATE_DATA:
        break;
    }
    return end_byte(m, c, why);
}

enum err
multipart_feed(struct multipart *m, Str bytes, struct http_refusal *why)
{
    while (bytes.n > 0) {
        if (m->state == STATE_START || m->state == STATE_DATA) {
            TRY(data_bytes(m, &bytes, why));
        } else {
            TRY(one_byte(m, bytes.p[0], why));
            bytes = str_sub(bytes, 1, bytes.n);
        }
    }
    return ERR_OK;
}

enum err
multipart_end(const struct multipart *m, struct http_refusal *why)
{
    if (m->state != STATE_END || m->after_n == 1)
        return malformed(why);
    return ERR_OK;
}

/* -- starting ---------------------------------------------------------------------------------- */

/* RFC 2046: bchars, not ending in a blank. */
static bool
is_boundary(Str s)
{
    static const char marks[] = "'()+_,-./:=? ";

    if (s.n == 0 || s.n > MULTIPART_BOUNDARY_MAX || s.p[s.n - 1] == ' ')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) &&
            memchr(marks, c, sizeof marks - 1) == NULL)
            return false;
    }
    return true;
}

enum err
multipart_start(struct arena *arena, Str boundary, const struct multipart_sink *sink,
                struct multipart **out, struct http_refusal *why)
{
    struct multipart *m;

    if (!is_boundary(boundary))
        return malformed(why);
    m = arena_make(arena, struct multipart);
    m->arena = arena;
    m->sink = *sink;
    m->mark = str_format(arena, "\r\n--%.*s", STR_ARG(boundary));
    m->matched = 2; /* as if a line had just ended */
    *out = m;
    return ERR_OK;
}
