/* registry/read_zip.c -- a .zip by its directory, with minizip (read_source.h).  Floor 6.
 *
 * minizip asks for bytes through the functions below, so a file that has no name can be
 * read and nobody's offset moves.  Sizes that a directory claims are believed by nobody:
 * what comes out is counted where it is read. */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unzip.h>

#include "base/lang.h"
#include "registry/read_source.h"

#define NAME_MAX_BYTES 512
#define METHOD_STORED  0
#define METHOD_DEFLATE 8

struct zip_file {
    int      fd;
    ZPOS64_T at, size;
};

struct entry {
    struct read_entry about;
    unz64_file_pos    place;
    int64_t           packed;
};

struct read_zip {
    struct zip_file file;
    unzFile         zip;
    struct entry   *entry;
    int             n, now; /* now: the one open; -1: none */
    int64_t         begun;  /* where its bytes begin in the file */
};

/* -- what minizip reads with ---------------------------------------------------------- */

static voidpf
file_open(voidpf file, const void *name, int mode)
{
    (void)name;
    (void)mode;
    return file;
}

static uLong
file_read(voidpf opaque, voidpf stream, void *to, uLong n)
{
    struct zip_file *f = stream;
    uLong            got = 0;

    (void)opaque;
    while (got < n) {
        ssize_t k = pread(f->fd, (char *)to + got, n - got, (off_t)(f->at + got));

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            break;
        got += (uLong)k;
    }
    f->at += got;
    return got;
}

static uLong
file_write(voidpf opaque, voidpf stream, const void *from, uLong n)
{
    (void)opaque;
    (void)stream;
    (void)from;
    (void)n;
    return 0;
}

static ZPOS64_T
file_tell(voidpf opaque, voidpf stream)
{
    (void)opaque;
    return ((const struct zip_file *)stream)->at;
}

static long
file_seek(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
    struct zip_file *f = stream;
    ZPOS64_T         from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? f->at
                            : origin == ZLIB_FILEFUNC_SEEK_END ? f->size
                                                               : 0;

    (void)opaque;
    if (offset > f->size || from + offset > f->size)
        return -1;
    f->at = from + offset;
    return 0;
}

static int
file_close(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

/* A short read is seen as such; nothing else is told apart. */
static int
file_error(voidpf opaque, voidpf stream)
{
    (void)opaque;
    (void)stream;
    return 0;
}

/* -- the directory -------------------------------------------------------------------- */

static void
zip_close(void *what)
{
    struct read_zip *z = what;

    if (z->now >= 0)
        unzCloseCurrentFile(z->zip);
    unzClose(z->zip);
}

static enum err
damaged(const char **why)
{
    *why = MSG("the compressed file is damaged or was cut off; send it again");
    return ERR_MALFORMED;
}

/* Folders, and what a Mac adds beside each file. */
static bool
is_beside(Str name)
{
    return str_ends(name, S("/")) || str_starts(name, S("__MACOSX/")) ||
           str_ends(name, S(".DS_Store"));
}

static enum err
list_entry(struct arena *arena, struct read_zip *z, const char **why)
{
    char            name[NAME_MAX_BYTES + 1] = "";
    unz_file_info64 info;
    struct entry   *e = &z->entry[z->n];

    if (unzGetCurrentFileInfo64(z->zip, &info, name, NAME_MAX_BYTES, NULL, 0, NULL, 0) != UNZ_OK ||
        unzGetFilePos64(z->zip, &e->place) != UNZ_OK)
        return damaged(why);
    e->about.name = str_copy(arena, str_of(name));
    e->about.locked = (info.flag & 1) != 0;
    e->about.known = info.compression_method == METHOD_STORED ||
                     info.compression_method == METHOD_DEFLATE;
    e->packed = (int64_t)info.compressed_size;
    z->n += !is_beside(e->about.name);
    return ERR_OK;
}

static enum err
list_entries(struct arena *arena, struct read_zip *z, const char **why)
{
    unz_global_info64 global;
    int               at = unzGoToFirstFile(z->zip);

    if (unzGetGlobalInfo64(z->zip, &global) != UNZ_OK)
        return damaged(why);
    if (global.number_entry > READ_ENTRIES_MAX) {
        *why = MSG("the compressed file holds more than 10 000 files");
        return ERR_TOO_LARGE;
    }
    z->entry = arena_array(arena, struct entry, global.number_entry + 1);
    for (ZPOS64_T i = 0; i < global.number_entry; i++) {
        if (at != UNZ_OK)
            return damaged(why);
        TRY(list_entry(arena, z, why));
        at = unzGoToNextFile(z->zip);
    }
    return ERR_OK;
}

enum err
read_zip_open(struct arena *arena, int fd, struct read_zip **out, const char **why)
{
    struct read_zip    *z = arena_make(arena, struct read_zip);
    zlib_filefunc64_def functions = { file_open, file_read,  file_write, file_tell,
                                      file_seek, file_close, file_error, &z->file };
    struct stat         st;

    if (fstat(fd, &st) != 0)
        return damaged(why);
    z->file = (struct zip_file){ .fd = fd, .size = (ZPOS64_T)st.st_size };
    z->now = -1;
    z->zip = unzOpen2_64("", &functions);
    if (z->zip == NULL)
        return damaged(why);
    arena_defer(arena, zip_close, z);
    TRY(list_entries(arena, z, why));
    *out = z;
    return ERR_OK;
}

int
read_zip_count(const struct read_zip *z)
{
    return z->n;
}

const struct read_entry *
read_zip_entry(const struct read_zip *z, int i)
{
    return &z->entry[i].about;
}

int
read_zip_find(const struct read_zip *z, Str name)
{
    for (int i = 0; i < z->n; i++)
        if (str_eq_nocase(z->entry[i].about.name, name))
            return i;
    return -1;
}

/* -- the bytes of one ----------------------------------------------------------------- */

enum err
read_zip_begin(struct read_zip *z, int i, const char **why)
{
    const struct entry *e = &z->entry[i];

    if (z->now >= 0)
        unzCloseCurrentFile(z->zip);
    z->now = -1;
    if (e->about.locked) {
        *why = MSG("the file is protected with a password; send it without one");
        return ERR_MALFORMED;
    }
    if (!e->about.known) {
        *why = MSG("the .zip is compressed in a way that is not read here; make it anew with the "
                   "usual method");
        return ERR_MALFORMED;
    }
    if (unzGoToFilePos64(z->zip, &e->place) != UNZ_OK ||
        unzOpenCurrentFile(z->zip) != UNZ_OK)
        return damaged(why);
    z->now = i;
    z->begun = (int64_t)unzGetCurrentFileZStreamPos64(z->zip);
    return ERR_OK;
}

enum err
read_zip_bytes(struct read_zip *z, void *to, size_t n, size_t *got, const char **why)
{
    int k = z->now < 0 ? 0 : unzReadCurrentFile(z->zip, to, (unsigned)n);

    if (k < 0)
        return damaged(why);
    if (k == 0 && z->now >= 0) {
        bool whole = unzeof(z->zip) == 1;

        z->now = -1;
        if (unzCloseCurrentFile(z->zip) != UNZ_OK || !whole)
            return damaged(why);
    }
    *got = (size_t)k;
    return ERR_OK;
}

void
read_zip_sizes(const struct read_zip *z, int64_t *taken, int64_t *all)
{
    *taken = z->now < 0 ? 0 : (int64_t)unzGetCurrentFileZStreamPos64(z->zip) - z->begun;
    *all = z->now < 0 ? 0 : z->entry[z->now].packed;
}
