/* See read_help.h. */
#include "unit/registry/read_help.h"

#include <fcntl.h>
#include <iconv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>
#include <zlib.h>

static void
close_file(void *what)
{
    close((int)(intptr_t)what);
}

int
read_help_file(Str bytes)
{
    int fd = memfd_create("test", MFD_CLOEXEC);

    check(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n, "a file in memory");
    arena_defer(test_arena(), close_file, (void *)(intptr_t)fd);
    return fd;
}

static void
put_error(struct buf *b, enum err err, const struct read_fault *why)
{
    check(why->message != NULL, "every failure has its words");
    buf_format(b, "%s %d: %s", err_name(err), (int)why->line,
               why->message != NULL ? why->message : "");
    for (int i = 0; i < 2 && why->value[i].n > 0; i++)
        buf_format(b, " [%.*s]", STR_ARG(why->value[i]));
}

static void
put_row(struct buf *b, const struct reader *r, const struct read_row *row)
{
    for (int i = 0; i < reader_info(r)->n_columns; i++) {
        buf_add(b, i > 0 ? S("|") : S(""));
        buf_add(b, row->cell[i].kind == READ_MISSING ? S("~") : row->cell[i].text);
    }
    if (row->fault.message != NULL)
        buf_format(b, " !%s", row->fault.message);
    buf_byte(b, '\n');
}

static void
put_rows(struct buf *b, struct reader *r, int max)
{
    struct read_row row;
    enum err        err = ERR_OK;

    for (int i = 0; i < max; i++) {
        err = reader_next(r, &row);
        if (err != ERR_OK)
            break;
        put_row(b, r, &row);
    }
    if (err != ERR_OK && err != ERR_NOT_FOUND)
        put_error(b, err, reader_fault(r));
}

Str
read_help_rows(struct reader *r, int max)
{
    struct buf b = BUF_MAX((size_t)64 << 20);
    Str        s;

    put_rows(&b, r, max);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

Str
read_help_all(Str bytes, const struct read_options *options)
{
    static const struct read_options plain;
    struct arena                    *arena = arena_new();
    struct read_fault                why = { 0 };
    struct reader                   *r;
    struct buf                       b = BUF_MAX((size_t)64 << 20);
    int                              fd = read_help_file(bytes);
    enum err err = reader_open(arena, fd, options != NULL ? options : &plain, &r, &why);
    Str      s;

    if (err != ERR_OK) {
        put_error(&b, err, &why);
    } else {
        for (int i = 0; i < reader_info(r)->n_columns; i++)
            buf_format(&b, "%s%.*s", i > 0 ? "|" : "", STR_ARG(reader_info(r)->column[i]));
        buf_byte(&b, '\n');
        put_rows(&b, r, INT32_MAX);
    }
    arena_free(arena);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

struct reader *
read_help_open(Str bytes, const struct read_options *options)
{
    static const struct read_options plain;
    struct read_fault                why = { 0 };
    struct reader                   *r = NULL;
    enum err err = reader_open(test_arena(), read_help_file(bytes),
                               options != NULL ? options : &plain, &r, &why);

    check_ok(err);
    if (err != ERR_OK)
        check_str(str_of(why.message), S("to open"));
    return r;
}

Str
read_help_gzip(Str bytes)
{
    size_t   room = bytes.n + bytes.n / 100 + 1024;
    char    *out = arena_alloc_raw(test_arena(), room);
    z_stream z = { .next_in = (unsigned char *)(uintptr_t)bytes.p, .avail_in = (unsigned)bytes.n,
                   .next_out = (unsigned char *)out, .avail_out = (unsigned)room };

    check(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) == Z_OK, "gzip");
    check(deflate(&z, Z_FINISH) == Z_STREAM_END, "gzip");
    deflateEnd(&z);
    return (Str){ out, room - z.avail_out };
}

Str
read_help_slurp(const char *path)
{
    int         fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st = { 0 };
    char       *p;

    check(fd >= 0 && fstat(fd, &st) == 0, path);
    p = arena_alloc_raw(test_arena(), (size_t)st.st_size + 1);
    check(read(fd, p, (size_t)st.st_size) == st.st_size, path);
    close(fd);
    return (Str){ p, (size_t)st.st_size };
}

Str
read_help_zip(const struct read_help_part *part, size_t n, const char *password)
{
    const char *path = str_c(test_arena(), str_format(test_arena(), "%s/t.zip", test_folder()));
    zipFile     zip = zipOpen64(path, APPEND_STATUS_CREATE);
    Str         bytes;

    for (size_t i = 0; i < n; i++) {
        zip_fileinfo info = { .internal_fa = 0 };

        check(zipOpenNewFileInZip3_64(zip, part[i].name, &info, NULL, 0, NULL, 0, NULL, Z_DEFLATED,
                                      6, 0, -MAX_WBITS, DEF_MEM_LEVEL, Z_DEFAULT_STRATEGY, password,
                                      0, 0) == ZIP_OK, part[i].name);
        check(zipWriteInFileInZip(zip, part[i].bytes.p, (unsigned)part[i].bytes.n) == ZIP_OK,
              part[i].name);
        check(zipCloseFileInZip(zip) == ZIP_OK, part[i].name);
    }
    check(zipClose(zip, NULL) == ZIP_OK, "zip");
    bytes = read_help_slurp(path);
    unlink(path);
    return bytes;
}

bool
read_help_can(Str text, const char *encoding)
{
    char    out[4096], *to = out, *in = (char *)(uintptr_t)text.p;
    size_t  left = sizeof out, in_n = text.n;
    iconv_t it = iconv_open(encoding, "UTF-8");
    bool    can = iconv(it, &in, &in_n, &to, &left) != (size_t)-1;

    iconv_close(it);
    return can;
}

Str
read_help_encoded(Str text, const char *encoding)
{
    size_t  room = 4 * text.n + 16, left = room, in_n = text.n;
    char   *start = arena_alloc_raw(test_arena(), room), *to = start;
    char   *in = (char *)(uintptr_t)text.p;
    iconv_t it = iconv_open(encoding, "UTF-8");

    check(it != (iconv_t)(intptr_t)-1, encoding);
    check(iconv(it, &in, &in_n, &to, &left) != (size_t)-1, encoding);
    check(iconv(it, NULL, NULL, &to, &left) != (size_t)-1, encoding);
    iconv_close(it);
    return (Str){ start, room - left };
}
