/* Any bytes as a PDF, a PNG and a JPEG: looked at, never followed. */
#include "dossier/file_look.h"

int fuzz_file_look(const unsigned char *p, size_t n);

int
fuzz_file_look(const unsigned char *p, size_t n)
{
    Str bytes = { (const char *)p, n };

    file_look(bytes, S("pdf"));
    file_look(bytes, S("png"));
    file_look(bytes, S("jpg"));
    return 0;
}
