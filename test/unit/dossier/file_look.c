/* Files that would do something to whoever opens them. */
#include "dossier/file_look.h"

#include <zlib.h>

#include "check.h"
#include "dossier/upload.h"

#define HEAD "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"

/* A stream of objects, packed. */
static Str
packed(Str objects, const char *kind)
{
    uLongf n = compressBound((uLong)objects.n);
    char  *to = arena_alloc_raw(test_arena(), n);

    check(compress((Bytef *)to, &n, (const Bytef *)objects.p, (uLong)objects.n) == Z_OK, "packed");
    return str_join(test_arena(),
                    str_format(test_arena(),
                               "%s4 0 obj\n<< /Type /%s /Filter /FlateDecode /N 1 /First 4 "
                                    "/Length %lu >>\nstream\r\n", HEAD, kind,
                               (unsigned long)n),
                    (Str){ to, n }, S("\nendstream\nendobj\n%%EOF\n"));
}

static void
expect(Str pdf, const char *part)
{
    const char *why = file_look(pdf, S("pdf"));

    if (part == NULL)
        check(why == NULL, why ? why : "nothing");
    else
        check(why != NULL && strstr(why, part) != NULL, str_format(test_arena(), "%.*s: %s",
                                                                   (int)(pdf.n > 80 ? 80 : pdf.n),
                                                                   pdf.p, why ? why : "-").p);
}

void
test_dossier_file_look__a_pdf_with_a_program(void)
{
    static const struct {
        const char *pdf, *part;
    } table[] = {
        { HEAD "%%EOF\n", NULL },
        { HEAD "3 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) >> endobj", "program" },
        { HEAD "3 0 obj << /S/#4Aava#53cript/#4A#53(x) >> endobj", "program" },
        { HEAD "3 0 obj <</Names<</JavaScript 7 0 R>>>> endobj", "program" },
        { HEAD "3 0 obj <</OpenAction<</S/Launch/F(cmd.exe)>>>> endobj", "program" },
        { HEAD "3 0 obj <</S/URI/URI(https://example.invalid/JSP)>> endobj", NULL },
        { HEAD "3 0 obj << /JSX 1 /Launcher 2 >> endobj", NULL },
        { HEAD "3 0 obj << /Names << /EmbeddedFiles 5 0 R >> >> endobj", NULL }, /* invoices */
        { HEAD "4 0 obj << /Length 20 >>\nstream\n/JS /JavaScript x\nendstream\nendobj", NULL },
        { HEAD "4 0 obj << /Length 20 >>\nstream\nabc\nendstream\n<</S/JavaScript>>", "program" },
        { HEAD "4 0 obj << /S /Rendition /JS (x) /Length 3 >>\nstream\nabc", "program" },
        { HEAD "noise \001\377/JS\0", NULL },
    };

    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        expect(str_of(table[i].pdf), table[i].part);
}

void
test_dossier_file_look__a_program_in_packed_objects(void)
{
    Str bad = S("3 0 << /S /JavaScript /JS (x) >>"), good = S("3 0 << /Type /Font >>");
    Str half = packed(bad, "ObjStm");

    expect(packed(bad, "ObjStm"), "program");
    expect(packed(bad, "XObject"), NULL); /* the points of a picture */
    expect(packed(good, "ObjStm"), NULL);
    expect(str_sub(half, 0, half.n - 40), NULL);
}

void
test_dossier_file_look__a_pdf_that_swells(void)
{
    size_t n = LOOK_SWELL_MAX + 1;
    char  *spaces = arena_alloc_raw(test_arena(), n);

    memset(spaces, ' ', n);
    expect(packed((Str){ spaces, n }, "ObjStm"), "unpacks");
    expect(packed((Str){ spaces, 1 << 20 }, "ObjStm"), NULL);
}

static Str
png_of(uint32_t width, uint32_t height)
{
    unsigned char *p = arena_alloc(test_arena(), 33);

    memcpy(p, "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    for (int i = 0; i < 4; i++) {
        p[16 + i] = (unsigned char)(width >> (24 - 8 * i));
        p[20 + i] = (unsigned char)(height >> (24 - 8 * i));
    }
    return (Str){ (const char *)p, 33 };
}

/* Two blocks before the frame, as cameras write them. */
static Str
jpg_of(unsigned width, unsigned height)
{
    unsigned char head[] = { 0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 1, 0xFF, 0xDB, 0, 3, 1, 0xFF, 0xC2,
                             0, 17, 8, (unsigned char)(height >> 8), (unsigned char)height,
                             (unsigned char)(width >> 8), (unsigned char)width, 3 };

    return str_copy(test_arena(), (Str){ (const char *)head, sizeof head });
}

void
test_dossier_file_look__a_picture_of_too_many_points(void)
{
    check(file_look(png_of(10000, 10000), S("png")) == NULL, "a large scan");
    check(file_look(png_of(10001, 10000), S("png")) != NULL, "more than a machine draws");
    check(file_look(png_of(0xFFFFFFFF, 0xFFFFFFFF), S("png")) != NULL, "the most there is");
    check(file_look(png_of(1, 1), S("png")) == NULL, "a point");
    check(file_look(jpg_of(4000, 3000), S("jpg")) == NULL, "a photo");
    check(file_look(jpg_of(65535, 65535), S("jpg")) != NULL, "the most there is");
    check(file_look(S("\xff\xd8\xff"), S("jpg")) == NULL, "cut off");
    check(file_look(S("\x89PNG\r\n\x1a\n"), S("png")) == NULL, "cut off");
}
