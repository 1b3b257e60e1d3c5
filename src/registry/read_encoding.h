/* registry/read_encoding.h -- which encoding a text is in, and out of it.  Private to the
 * room.  Floor 6. */
#ifndef REGISTRY_READ_ENCODING_H
#define REGISTRY_READ_ENCODING_H

#include "registry/read.h"

/* READ_DETECT when the text is in none that is known here.  The sample may begin and end
 * within a character. */
enum read_encoding read_encoding_of(Str sample);
size_t             read_encoding_mark(Str start); /* bytes of a byte order mark */

/* Windows-1258 and TCVN3 to clean text; what UTF-8 needs is text_clean. */
struct read_decoder;
enum err read_decoder_new(struct arena *, enum read_encoding, struct read_decoder **out)
    MUST_USE; /* ERR_INTERNAL: this machine does not know the encoding */
/* ERR_INVALID: bytes that are no text in it. */
enum err read_decode(const struct read_decoder *, struct arena *, Str bytes, Str *out) MUST_USE;

/* How many words with letters beyond ASCII a UTF-8 text has, and how many of them are
 * written as a Vietnamese syllable can be. */
void read_syllables(Str text, int *words, int *right);

#endif
