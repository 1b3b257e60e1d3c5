/* web/http_body.c -- see http_body.h.  Floor 11. */
#include "web/http_body.h"

enum err
http_body_start(struct http_body *body, const struct request *request, uint64_t max)
{
    *body = (struct http_body){
        .framing = request->framing, .left = request->length, .max = max
    };
    if (body->framing == HTTP_BODY_CHUNKED)
        body->left = 0;
    return body->left > max ? ERR_TOO_LARGE : ERR_OK;
}

static enum http_step
bad_chunk(struct http_refusal *why)
{
    (void)http_refuse(why, 400, MSG("The body's chunks are not written correctly."));
    return HTTP_REFUSED;
}

/* Lends what is there of the length or chunk. */
static Str
take_content(struct http_body *b, Str in, size_t *used)
{
    size_t n = in.n < b->left ? in.n : (size_t)b->left;

    b->left -= n;
    b->taken += n;
    *used += n;
    return str_sub(in, 0, n);
}

/* One byte of a size line; -1 when it may not stand there. */
static int
hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool
size_byte(struct http_body *b, char c)
{
    int digit = hex_value(c);

    if (digit >= 0) {
        b->left = b->left * 16 + (unsigned)digit;
        return ++b->digits <= HTTP_CHUNK_DIGITS_MAX;
    }
    b->state = CHUNK_SIZE_LF;
    return c == '\r' && b->digits > 0;
}

/* One byte of framing; false when it breaks the form. */
static bool
frame_byte(struct http_body *b, char c)
{
    switch (b->state) {
    case CHUNK_SIZE:
        return size_byte(b, c);
    case CHUNK_SIZE_LF:
        b->state = b->left > 0 ? CHUNK_DATA : CHUNK_END_CR;
        b->digits = 0;
        return c == '\n';
    case CHUNK_DATA_CR:
        b->state = CHUNK_DATA_LF;
        return c == '\r';
    case CHUNK_DATA_LF:
        b->state = CHUNK_SIZE;
        return c == '\n';
    case CHUNK_END_CR:
        b->state = CHUNK_END_LF;
        return c == '\r';
    case CHUNK_END_LF:
    case CHUNK_DATA:
        break;
    }
    return c == '\n';
}

static enum http_step
next_chunked(struct http_body *b, Str in, size_t *used, Str *piece, struct http_refusal *why)
{
    while (*used < in.n) {
        bool last = b->state == CHUNK_END_LF;

        if (b->state == CHUNK_DATA) {
            *piece = take_content(b, str_sub(in, *used, in.n), used);
            if (b->left == 0)
                b->state = CHUNK_DATA_CR;
            return HTTP_MORE;
        }
        if (!frame_byte(b, in.p[*used]))
            return bad_chunk(why);
        ++*used;
        if (last)
            return HTTP_DONE;
        if (b->state == CHUNK_DATA && b->left > b->max - b->taken) {
            (void)http_refuse(why, 413, err_message(ERR_TOO_LARGE));
            return HTTP_REFUSED;
        }
    }
    return HTTP_MORE;
}

enum http_step
http_body_next(struct http_body *b, Str in, size_t *used, Str *piece, struct http_refusal *why)
{
    *used = 0;
    *piece = STR_NONE;
    if (b->framing == HTTP_BODY_CHUNKED)
        return next_chunked(b, in, used, piece, why);
    *piece = take_content(b, in, used);
    return b->left == 0 ? HTTP_DONE : HTTP_MORE;
}
