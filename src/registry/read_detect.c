/* registry/read_detect.c -- see read_detect.h.  Floor 6.
 *
 * By contents, never by name: names are typed by people.  What is often sent by mistake is
 * called by its name, so that whoever sent it knows what to choose instead. */
#include "registry/read_detect.h"

#include <unistd.h>

#include "base/lang.h"

#define OLE_SECTOR_MAX 4096

enum read_packed
read_detect_packed(Str start)
{
    if (str_starts(start, S("\x1f\x8b")))
        return PACKED_GZIP;
    return str_starts(start, S("PK\x03\x04")) || str_starts(start, S("PK\x05\x06")) ? PACKED_ZIP
                                                                                    : PACKED_NOT;
}

static unsigned
little(Str s, size_t at, int n)
{
    unsigned v = 0;

    for (int i = n - 1; i >= 0; i--)
        v = v << 8 | (at + (size_t)i < s.n ? (unsigned char)s.p[at + (size_t)i] : 0u);
    return v;
}

/* A workbook with a password is an "EncryptedPackage" in the container of the old formats;
 * the container's head says where its directory begins ([MS-CFB] 2.2). */
static bool
is_locked(int fd, Str start)
{
    static const char name[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";
    char              sector[OLE_SECTOR_MAX];
    unsigned          shift = little(start, 30, 2), first = little(start, 48, 4);
    ssize_t           n;

    if (shift != 9 && shift != 12)
        return false;
    n = pread(fd, sector, sizeof sector, ((off_t)first + 1) << shift);
    return n > 0 && memmem(sector, (size_t)n, name, sizeof name - 1) != NULL;
}

const char *
read_detect_refusal(int fd, Str start)
{
    static const struct {
        const char *bytes;
        size_t      n;
        const char *why;
    } kinds[] = {
        { "%PDF", 4, MSG("this is a PDF; send the table itself, as a spreadsheet or CSV") },
        { "\x89PNG", 4, MSG("this is a picture; send the table itself, as a spreadsheet or CSV") },
        { "\xff\xd8\xff", 3,
          MSG("this is a picture; send the table itself, as a spreadsheet or CSV") },
        { "7z\xbc\xaf", 4, MSG("files packed so are not read here; pack it as .zip or .gz") },
        { "Rar!", 4, MSG("files packed so are not read here; pack it as .zip or .gz") },
        { "BZh", 3, MSG("files packed so are not read here; pack it as .zip or .gz") },
        { "\xfd" "7zXZ", 5, MSG("files packed so are not read here; pack it as .zip or .gz") },
        { "\x28\xb5\x2f\xfd", 4, MSG("files packed so are not read here; pack it as .zip or .gz") },
    };
    Str text = str_trim(str_sub(start, str_starts(start, S("\xef\xbb\xbf")) ? 3 : 0, 512));

    if (str_starts(start, S("\xd0\xcf\x11\xe0")))
        return is_locked(fd, start)
                   ? MSG("the workbook is protected with a password; save it without one")
                   : MSG("this is an old Excel workbook (.xls); save it as .xlsx or “CSV UTF-8”");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_starts(start, (Str){ kinds[i].bytes, kinds[i].n }))
            return kinds[i].why;
    if (str_eq_nocase(str_sub(text, 0, 5), S("<html")) ||
        str_eq_nocase(str_sub(text, 0, 9), S("<!doctype")) ||
        str_eq_nocase(str_sub(text, 0, 6), S("<table")))
        return MSG("this is a web page; open it in a spreadsheet and save it as .xlsx or "
                   "“CSV UTF-8”");
    return str_starts(text, S("<?xml")) ? MSG("XML is not read here; save the table as .xlsx or "
                                              "“CSV UTF-8”")
                                        : NULL;
}

/* -- texts -------------------------------------------------------------------------------- */

static size_t
skip_space(Str s, size_t at)
{
    while (at < s.n && memchr(" \t\r\n", s.p[at], 4) != NULL)
        at++;
    return at;
}

/* Behind the text that begins at `at`; s.n when it does not end. */
static size_t
skip_text(Str s, size_t at)
{
    for (at++; at < s.n && s.p[at] != '"'; at++)
        at += s.p[at] == '\\';
    return at < s.n ? at + 1 : s.n;
}

/* Whether the first object has, itself, "features" or the type "FeatureCollection". */
static bool
is_collection(Str s)
{
    int depth = 0;

    for (size_t at = 0, end; at < s.n; at = end) {
        char c = s.p[at];
        Str  text;

        end = at + 1;
        depth += (c == '{' || c == '[') - (c == '}' || c == ']');
        if (depth == 0 && c == '}')
            return false;
        if (c != '"')
            continue;
        end = skip_text(s, at);
        text = str_sub(s, at, end - at);
        if (depth == 1 && (str_eq(text, S("\"FeatureCollection\"")) ||
                           (str_eq(text, S("\"features\"")) &&
                            str_starts(str_sub(s, skip_space(s, end), 1), S(":")))))
            return true;
    }
    return false;
}

enum read_format
read_detect_text(Str s)
{
    size_t at = skip_space(s, 0);

    if (at < s.n && s.p[at] == '[')
        return READ_ANY;
    if (at == s.n || s.p[at] != '{')
        return READ_CSV;
    return is_collection(str_sub(s, at, s.n)) ? READ_GEOJSON : READ_NDJSON;
}

/* -- zips --------------------------------------------------------------------------------- */

static const char *
other_document(const struct read_zip *zip)
{
    if (read_zip_find(zip, S("xl/workbook.bin")) >= 0)
        return MSG("this is a binary workbook (.xlsb); save it as .xlsx");
    if (read_zip_find(zip, S("word/document.xml")) >= 0)
        return MSG("this is a Word document; send the table as a spreadsheet or CSV");
    if (read_zip_find(zip, S("content.xml")) >= 0 && read_zip_find(zip, S("mimetype")) >= 0)
        return MSG("this is an OpenDocument file; save it as .xlsx or “CSV UTF-8”");
    return NULL;
}

enum err
read_detect_zip(const struct read_zip *zip, bool *workbook, int *entry, const char **why)
{
    *workbook = read_zip_find(zip, S("xl/workbook.xml")) >= 0;
    *entry = 0;
    if (*workbook)
        return ERR_OK;
    *why = other_document(zip);
    if (*why == NULL && read_zip_count(zip) == 0)
        *why = MSG("the .zip holds no file");
    if (*why == NULL && read_zip_count(zip) > 1)
        *why = MSG("the .zip holds more than one file; send one at a time");
    return *why == NULL ? ERR_OK : ERR_MALFORMED;
}
