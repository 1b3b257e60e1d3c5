/* pack/read.c -- a folder, or bytes given, become one pack.
 *
 * Strict: a pack.json with the members it may have, files one folder deep with
 * plain names, JSON alone but for the tables under data/.  Every file is read
 * whatever is wrong with the others, so that a writer sees all faults at once.  Floor 3. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "pack/build.h"

#define NAME_MAX_PACK 60

void
pack_fault_add(struct pack_fault_list *list, const struct pack_fault *f)
{
    struct pack_fault *copy;

    if (list->count++ >= PACK_FAULTS_MAX)
        return;
    copy = arena_make(list->arena, struct pack_fault);
    *copy = (struct pack_fault){ .path = str_copy(list->arena, f->path),
                                 .pointer = str_copy(list->arena, f->pointer),
                                 .message = f->message, .line = f->line };
    for (int i = 0; i < 2; i++)
        copy->value[i] = str_copy(list->arena, f->value[i]);
    if (list->last == NULL)
        list->first = copy;
    else
        list->last->next = copy;
    list->last = copy;
}

Str
pack_file_path(struct arena *arena, const struct pack_file *f)
{
    if (str_eq(f->section, PACK_DATA))
        return str_format(arena, "data/%.*s.csv", STR_ARG(f->name));
    if (f->section.n == 0 || f->name.n == 0)
        return str_format(arena, "%.*s%.*s.json", STR_ARG(f->section), STR_ARG(f->name));
    return str_format(arena, "%.*s/%.*s.json", STR_ARG(f->section), STR_ARG(f->name));
}

/* One pack in the reading. */
struct reading {
    struct arena          *arena;
    Str                    folder;
    struct pack_file      *files;
    int                    n;
    size_t                 bytes;
    struct pack_fault_list faults;
};

static void
fault(struct reading *r, Str path, Str pointer, const char *message, Str one)
{
    Str full = path.n > 0 ? str_format(r->arena, "%.*s/%.*s", STR_ARG(r->folder), STR_ARG(path))
                          : r->folder;

    pack_fault_add(&r->faults, &(struct pack_fault){ .path = full, .pointer = pointer,
                                                     .message = message, .value = { one } });
}

/* Lower-case letters, digits, '-' and '_': safe in an address and on any disk. */
static bool
is_plain_name(Str s)
{
    if (s.n == 0 || s.n > NAME_MAX_PACK || s.p[0] == '-')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];

        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-' && c != '_')
            return false;
    }
    return true;
}

static Str
without_end(Str s, Str end)
{
    return str_ends(s, end) ? str_sub(s, 0, s.n - end.n) : s;
}

/* "a.csv" is "a", "a.sample.csv" is "a.sample". */
static bool
is_data_name(Str file, Str *name)
{
    *name = without_end(file, S(".csv"));
    return name->n < file.n && is_plain_name(without_end(*name, PACK_SAMPLE));
}

/* "procedures/a.json" is ("procedures", "a"); "data/a.csv" is ("data", "a");
 * "simulation.json" is ("simulation", ""), a section in one file; "pack.json" is
 * ("", "pack"). */
static bool
split_path(Str path, Str *section, Str *name)
{
    Str stem = without_end(path, S(".json")), head, rest;

    if (str_cut(path, '/', &head, &rest) && str_eq(head, PACK_DATA)) {
        *section = head;
        return is_data_name(rest, name);
    }
    if (stem.n == path.n)
        return false;
    if (str_cut(stem, '/', &head, &rest)) {
        *section = head;
        *name = rest;
        return is_plain_name(head) && is_plain_name(rest);
    }
    *section = str_eq(stem, S("pack")) ? S("") : stem;
    *name = section->n == 0 ? stem : S("");
    return is_plain_name(stem) && !str_eq(stem, PACK_DATA);
}

/* Clean already, so that a text on its way to the store is these bytes still. */
static void
check_data(struct reading *r, Str path, Str bytes)
{
    Str clean;

    if (text_clean(r->arena, bytes, &clean) != ERR_OK || !str_eq(clean, bytes))
        fault(r, path, S(""),
              MSG("must be a table in UTF-8: letters and marks composed, line feeds alone"),
              STR_NONE);
}

static void
parse_file(struct reading *r, Str path, struct pack_file *f)
{
    struct json      *json = NULL;
    struct json_where where = { 0 };

    if (str_eq(f->section, PACK_DATA)) {
        check_data(r, path, f->bytes);
        return;
    }
    if (json_parse(r->arena, f->bytes, &json, &where) == ERR_OK) {
        f->json = json;
        if (json->kind != JSON_OBJECT)
            fault(r, path, S(""), MSG("must be a JSON object"), STR_NONE);
        return;
    }
    pack_fault_add(&r->faults,
                   &(struct pack_fault){
                       .path = str_format(r->arena, "%.*s/%.*s", STR_ARG(r->folder), STR_ARG(path)),
                       .message = where.why, .line = where.line });
}

static void
add_file(struct reading *r, Str path, Str bytes)
{
    struct pack_file *f = &r->files[r->n];

    if (r->n == PACK_FILES_MAX) {
        fault(r, path, S(""), MSG("is one file too many: a pack has at most {1}"),
              str_format(r->arena, "%d", PACK_FILES_MAX));
        return;
    }
    if (!split_path(path, &f->section, &f->name)) {
        fault(r, path, S(""),
              MSG("is not a pack's file: SECTION/NAME.json or data/NAME.csv, in small letters, "
                  "digits, - and _"),
              STR_NONE);
        return;
    }
    r->bytes += bytes.n;
    if (bytes.n > PACK_FILE_MAX || r->bytes > PACK_BYTES_MAX) {
        fault(r, path, S(""), MSG("is too large"), STR_NONE);
        return;
    }
    f->bytes = bytes;
    f->digest = hash_of(bytes);
    parse_file(r, path, f);
    r->n++;
}

static int
compare_files(const void *a, const void *b)
{
    const struct pack_file *x = a, *y = b;
    int                     by_section = str_cmp(x->section, y->section);

    return by_section != 0 ? by_section : str_cmp(x->name, y->name);
}

static void
refuse_doubles(struct reading *r)
{
    for (int i = 1; i < r->n; i++)
        if (compare_files(&r->files[i - 1], &r->files[i]) == 0)
            fault(r, pack_file_path(r->arena, &r->files[i]), S(""), MSG("is there twice"),
                  STR_NONE);
}

/* -- pack.json ------------------------------------------------------------------ */

static void
refuse_unknown_members(struct reading *r, const struct json *head)
{
    static const char *const known[] = { "pack", "version", "title", "needs", "province" };

    json_each(member, head)
    {
        bool found = false;

        for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
            found |= str_eq(member->key, str_of(known[i]));
        if (!found)
            fault(r, S("pack.json"), member->key, MSG("is not known here"), STR_NONE);
    }
}

static void
read_needs(struct reading *r, const struct json *needs, struct pack *out)
{
    Str *list = arena_array(r->arena, Str, needs->count + 1);
    int  i = 0;

    json_each(need, needs)
    {
        Str pointer = str_format(r->arena, "needs/%d", i);

        if (need->kind != JSON_TEXT || !is_plain_name(need->text))
            fault(r, S("pack.json"), pointer, MSG("must be the name of a pack"), STR_NONE);
        list[i++] = need->text;
    }
    out->needs = list;
    out->n_needs = i;
}

static void
read_head(struct reading *r, const struct json *head, struct pack *out)
{
    const struct json *title = json_get(head, "title"), *needs = json_get(head, "needs");

    out->name = json_text(head, "pack");
    out->version = json_int(head, "version", 0);
    out->title_vi = json_text(title, "vi");
    out->title_en = json_text(title, "en");
    refuse_unknown_members(r, head);
    if (!is_plain_name(out->name))
        fault(r, S("pack.json"), S("pack"),
              MSG("must be a name in small letters, digits and -"), STR_NONE);
    if (out->version < 1)
        fault(r, S("pack.json"), S("version"), MSG("must be a whole number from 1"), STR_NONE);
    if (out->title_vi.n == 0 || out->title_en.n == 0)
        fault(r, S("pack.json"), S("title"), MSG("needs words in Vietnamese (vi) and English (en)"),
              STR_NONE);
    if (needs == NULL || needs->kind != JSON_ARRAY)
        fault(r, S("pack.json"), S("needs"), MSG("must be a list"), STR_NONE);
    else
        read_needs(r, needs, out);
}

/* Over what is written, in one order: the same files give the same digest on
 * any machine. */
static Hash
digest_files(struct arena *arena, const struct pack_file *files, int n)
{
    struct hasher *h = hasher_new(arena);

    for (int i = 0; i < n; i++) {
        hasher_add(h, files[i].section);
        hasher_add(h, (Str){ "\0", 1 });
        hasher_add(h, files[i].name);
        hasher_add(h, (Str){ "\0", 1 });
        hasher_add(h, hash_bytes(&files[i].digest));
    }
    return hasher_done(h);
}

static enum err
finish(struct reading *r, struct pack *out, struct pack_fault **out_faults, int *n_faults)
{
    struct pack pack = { .files = r->files, .n_files = r->n };

    qsort(r->files, (size_t)r->n, sizeof r->files[0], compare_files);
    refuse_doubles(r);
    if (r->n == 0 || r->files[0].section.n != 0)
        fault(r, S("pack.json"), S(""), MSG("is missing"), STR_NONE);
    else if (r->files[0].json != NULL)
        read_head(r, r->files[0].json, &pack);
    for (int i = 0; i < r->n; i++)
        r->files[i].pack = pack.name;
    pack.digest = digest_files(r->arena, r->files, r->n);
    *out_faults = r->faults.first;
    *n_faults = r->faults.count;
    if (r->faults.count > 0)
        return ERR_INVALID;
    *out = pack;
    return ERR_OK;
}

static struct reading
reading_of(struct arena *arena, Str folder, int n_files)
{
    int room = n_files < PACK_FILES_MAX ? n_files : PACK_FILES_MAX;

    return (struct reading){ .arena = arena, .folder = folder, .faults.arena = arena,
                             .files = arena_array(arena, struct pack_file, room + 1) };
}

enum err
pack_read_files(struct arena *arena, Str folder, const struct pack_input *files, int n,
                struct pack *out, struct pack_fault **out_faults, int *n_faults)
{
    struct reading r = reading_of(arena, folder, n);

    for (int i = 0; i < n; i++)
        add_file(&r, files[i].path, files[i].bytes);
    return finish(&r, out, out_faults, n_faults);
}

/* -- from disk -------------------------------------------------------------------- */

static void
read_one(struct reading *r, int folder_fd, Str path)
{
    int         fd = openat(folder_fd, str_c(r->arena, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    struct stat st;
    char       *bytes;
    ssize_t     got = -1;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        fault(r, path, S(""), MSG("could not be read"), STR_NONE);
    } else if ((size_t)st.st_size > PACK_FILE_MAX) {
        fault(r, path, S(""), MSG("is too large"), STR_NONE);
    } else {
        bytes = arena_alloc_raw(r->arena, (size_t)st.st_size + 1);
        got = read(fd, bytes, (size_t)st.st_size);
        if (got != (ssize_t)st.st_size)
            fault(r, path, S(""), MSG("could not be read"), STR_NONE);
        else
            add_file(r, path, (Str){ bytes, (size_t)got });
    }
    if (fd >= 0)
        close(fd);
}

static void read_entries(struct reading *, int folder_fd, Str under);

static void
read_entry(struct reading *r, int folder_fd, Str under, const char *name)
{
    Str path = under.n > 0 ? str_format(r->arena, "%.*s/%s", STR_ARG(under), name)
                           : str_copy(r->arena, str_of(name));
    struct stat st;

    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return;
    if (fstatat(folder_fd, str_c(r->arena, path), &st, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(st.st_mode) && under.n == 0)
        read_entries(r, folder_fd, path);
    else
        read_one(r, folder_fd, path);
}

static void
read_entries(struct reading *r, int folder_fd, Str under)
{
    const char *name = under.n > 0 ? str_c(r->arena, under) : ".";
    int         fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR        *dir = fd >= 0 ? fdopendir(fd) : NULL;

    if (dir == NULL) {
        fault(r, under, S(""), MSG("could not be read"), STR_NONE);
        if (fd >= 0)
            close(fd);
        return;
    }
    for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
        read_entry(r, folder_fd, under, e->d_name);
    closedir(dir);
}

static Str
last_part(Str path)
{
    while (path.n > 1 && path.p[path.n - 1] == '/')
        path.n--;
    for (size_t i = path.n; i > 0; i--)
        if (path.p[i - 1] == '/')
            return str_sub(path, i, path.n);
    return path;
}

enum err
pack_read_folder(struct arena *arena, Str path, struct pack *out, struct pack_fault **out_faults,
                 int *n_faults)
{
    struct reading r = reading_of(arena, last_part(path), PACK_FILES_MAX);
    int            fd = open(str_c(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    *out_faults = NULL;
    *n_faults = 0;
    if (fd < 0)
        return ERR_NOT_FOUND;
    read_entries(&r, fd, S(""));
    close(fd);
    return finish(&r, out, out_faults, n_faults);
}
