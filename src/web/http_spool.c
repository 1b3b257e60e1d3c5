/* web/http_spool.c -- see http_spool.h and http_upload.h.  Floor 11.
 *
 * Writing goes to the kernel's cache, which a loop can afford; putting it with
 * the disk is http_sync.c's. */
#include "web/http_spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/scan.h"
#include "base/text.h"

#define NAME_BYTES 16

struct spool {
    struct arena         *arena;
    struct request       *request;
    struct http_admission admission;
    struct multipart_part part;
    struct buf            value; /* of a plain field */
    size_t                field_bytes; /* of all plain fields */
    struct upload        *now; /* the file being written */
    struct upload       **last;
    size_t                files;
};

void
upload_take(struct upload *u)
{
    u->taken = true;
}

static void
drop_upload(void *of)
{
    struct upload *u = of;

    if (u->fd >= 0)
        close(u->fd);
    if (!u->taken)
        unlink(u->path.p); /* terminated: made by str_format */
}

/* Thirty-two hexadecimal digits and ".part": the names open_upload gives. */
static bool
is_ours(Str name)
{
    unsigned char bytes[NAME_BYTES];

    return str_ends(name, S(".part")) &&
           scan_hex(str_sub(name, 0, name.n - 5), bytes, sizeof bytes) == ERR_OK;
}

void
upload_sweep(Str folder)
{
    struct arena *arena = arena_new();
    DIR          *d = opendir(str_c(arena, folder));

    if (d != NULL) {
        for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
            if (is_ours(str_of(e->d_name)))
                unlinkat(dirfd(d), e->d_name, 0);
        closedir(d);
    }
    arena_free(arena);
}

static enum err
too_large(struct http_refusal *why)
{
    return http_refuse(why, 413, err_message(ERR_TOO_LARGE));
}

static enum err
cannot_write(struct http_refusal *why)
{
    bool full = errno == ENOSPC || errno == EDQUOT;

    return http_refuse(why, err_http(full ? ERR_FULL : ERR_INTERNAL),
                       err_message(full ? ERR_FULL : ERR_INTERNAL));
}

/* A name nobody can guess, in a folder of ours. */
static enum err
open_upload(struct spool *s, struct http_refusal *why)
{
    unsigned char  name[NAME_BYTES];
    struct upload *u;

    if (s->files >= s->admission.max_files)
        return http_refuse(why, 413, MSG("Too many files were sent at once."));
    u = arena_make(s->arena, struct upload);
    random_bytes(name, sizeof name);
    u->field = s->part.field;
    u->filename = s->part.filename;
    u->declared_type = s->part.type;
    u->path = str_format(s->arena, "%.*s/%.*s.part", STR_ARG(s->admission.spool),
                         STR_ARG(hex_text(s->arena, (Str){ (char *)name, sizeof name })));
    u->hasher = hasher_new(s->arena);
    u->fd = open(u->path.p, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (u->fd < 0)
        return cannot_write(why);
    arena_defer(s->arena, drop_upload, u);
    s->now = u;
    s->files++;
    return ERR_OK;
}

static enum err
begin_part(void *context, const struct multipart_part *part, struct http_refusal *why)
{
    struct spool *s = context;

    (void)why;
    s->part = *part;
    s->now = NULL;
    buf_clear(&s->value);
    return ERR_OK;
}

static enum err
write_file(struct upload *u, Str bytes, struct http_refusal *why)
{
    hasher_add(u->hasher, bytes);
    u->size += bytes.n;
    while (bytes.n > 0) {
        ssize_t n = write(u->fd, bytes.p, bytes.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return cannot_write(why);
        bytes = str_sub(bytes, (size_t)n, bytes.n);
    }
    return ERR_OK;
}

static enum err
part_data(void *context, Str bytes, struct http_refusal *why)
{
    struct spool *s = context;

    if (!s->part.is_file) {
        s->field_bytes += bytes.n;
        buf_add(&s->value, bytes);
        return s->value.over || s->field_bytes > MULTIPART_FIELD_MAX ? too_large(why) : ERR_OK;
    }
    if (s->now == NULL)
        TRY(open_upload(s, why));
    if (bytes.n > s->admission.max_file || s->now->size > s->admission.max_file - bytes.n)
        return too_large(why);
    return write_file(s->now, bytes, why);
}

static enum err
end_field(struct spool *s, struct http_refusal *why)
{
    Str value;

    if (text_clean(s->arena, str_copy(s->arena, buf_str(&s->value)), &value) != ERR_OK)
        return http_refuse(why, 400, MSG("A form field is not valid text."));
    if (!pairs_add(s->arena, &s->request->form, s->part.field, value))
        return http_refuse(why, 413, MSG("The form has too many fields."));
    return ERR_OK;
}

/* A file field left empty comes as a file without name and bytes: no file.  One
 * with a name and no bytes is an empty file, for the handler to judge. */
static enum err
end_part(void *context, struct http_refusal *why)
{
    struct spool *s = context;

    if (!s->part.is_file)
        return end_field(s, why);
    if (s->now == NULL && s->part.filename.n == 0)
        return ERR_OK;
    if (s->now == NULL)
        TRY(open_upload(s, why));
    s->now->hash = hasher_done(s->now->hasher);
    *s->last = s->now;
    s->last = &s->now->next;
    return ERR_OK;
}

static void
free_value(void *of)
{
    buf_free(of);
}

struct spool *
spool_new(struct arena *arena, struct request *request, const struct http_admission *admission)
{
    struct spool *s = arena_make(arena, struct spool);

    s->arena = arena;
    s->request = request;
    s->admission = *admission;
    s->value = BUF_MAX(MULTIPART_FIELD_MAX);
    s->last = &request->uploads;
    arena_defer(arena, free_value, &s->value);
    return s;
}

struct multipart_sink
spool_sink(struct spool *s)
{
    return (struct multipart_sink){ s, begin_part, part_data, end_part };
}

enum err
spool_sync(const struct request *request)
{
    for (struct upload *u = request->uploads; u != NULL; u = u->next) {
        bool failed = fsync(u->fd) != 0;
        bool full = failed && (errno == ENOSPC || errno == EDQUOT);

        failed = close(u->fd) != 0 || failed;
        u->fd = -1;
        if (failed)
            return full ? ERR_FULL : ERR_STORE;
    }
    return ERR_OK;
}
