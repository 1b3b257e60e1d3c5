/* Bytes read as a note, as a checkpoint and as a key.  Whatever is accepted has
 * one spelling: written again it must be the same bytes. */
#include "journal/note.h"

int fuzz_note(const unsigned char *p, size_t n);

static void
one_spelling(const char *what, Str bytes, Str again)
{
    if (!str_eq(bytes, again))
        BUG("this %s is not canonical: %.*s", what, STR_ARG(bytes));
}

static void
try_note(struct arena *arena, Str bytes)
{
    struct note       note;
    struct checkpoint at;
    struct buf        again = BUF_MAX(2 * NOTE_MAX);

    if (note_parse(arena, bytes, &note) != ERR_OK)
        return;
    buf_add(&again, note.text);
    buf_byte(&again, '\n');
    for (int i = 0; i < note.count; i++) {
        const struct note_signature *s = &note.signature[i];
        char                        *raw = arena_alloc_raw(arena, 4 + s->bytes.n);

        for (int k = 0; k < 4; k++)
            raw[k] = (char)(s->id >> 8 * (3 - k));
        memcpy(raw + 4, s->bytes.p, s->bytes.n);
        buf_format(&again, "\xe2\x80\x94 %.*s %.*s\n", STR_ARG(s->name),
                   STR_ARG(base64_text(arena, (Str){ raw, 4 + s->bytes.n })));
    }
    one_spelling("note", bytes, buf_str(&again));
    buf_free(&again);
    if (checkpoint_parse(note.text, &at) == ERR_OK)
        one_spelling("checkpoint", note.text, checkpoint_text(arena, &at));
}

int
fuzz_note(const unsigned char *p, size_t n)
{
    struct arena      *arena = arena_new();
    Str                bytes = { (const char *)p, n };
    struct note_key    key;
    struct note_secret secret;
    char               room[NOTE_SECRET_MAX];

    try_note(arena, bytes);
    if (note_key_parse(bytes, &key) == ERR_OK)
        one_spelling("key", bytes, note_key_text(arena, &key));
    if (note_secret_parse(bytes, &secret) == ERR_OK)
        one_spelling("secret", bytes, note_secret_text(&secret, room));
    arena_free(arena);
    return 0;
}
