/* Bytes as a workbook; or, when they are no .zip, as the one sheet of a workbook, so that no
 * checksum keeps them from what reads it. */
#include <stdio.h>
#include <zip.h>

#include "fuzz/run_reader.h"

int fuzz_read_xlsx(const unsigned char *p, size_t n);

static void
put(zipFile zip, const char *name, const void *p, size_t n)
{
    zip_fileinfo info = { .internal_fa = 0 };

    if (zipOpenNewFileInZip(zip, name, &info, NULL, 0, NULL, 0, NULL, 0, 0) != ZIP_OK ||
        zipWriteInFileInZip(zip, p, (unsigned)n) != ZIP_OK || zipCloseFileInZip(zip) != ZIP_OK)
        BUG("no zip");
}

static int
wrapped(const unsigned char *p, size_t n)
{
    static const char book[] = "<workbook><sheets><sheet name=\"a\" id=\"r\"/></sheets></workbook>";
    static const char relations[] = "<x><Relationship Id=\"r\" Target=\"s.xml\"/></x>";
    static const char styles[] = "<x><cellXfs><xf/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/>"
                                 "<xf numFmtId=\"46\"/></cellXfs></x>";
    int     fd = fuzz_file(NULL, 0);
    char    path[64];
    zipFile zip;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    zip = zipOpen64(path, APPEND_STATUS_CREATE);
    put(zip, "xl/workbook.xml", book, sizeof book - 1);
    put(zip, "xl/_rels/workbook.xml.rels", relations, sizeof relations - 1);
    put(zip, "xl/styles.xml", styles, sizeof styles - 1);
    put(zip, "xl/sharedStrings.xml", p, n);
    put(zip, "xl/s.xml", p, n);
    if (zipClose(zip, NULL) != ZIP_OK)
        BUG("no zip");
    return fd;
}

int
fuzz_read_xlsx(const unsigned char *p, size_t n)
{
    const struct read_options options = { .expanded_max = 1 << 20 };
    int                       fd = n > 1 && p[0] == 'P' && p[1] == 'K' ? fuzz_file(p, n)
                                                                       : wrapped(p, n);

    fuzz_reader(fd, &options);
    close(fd);
    return 0;
}
