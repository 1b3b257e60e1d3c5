/* test/fault/power.c -- what a disk holds after the power is gone; see power.h.
 *
 *   power new CONTROL                  a control page: power there, room without end
 *   power set CONTROL NAME VALUE       lost, unsynced, room, clock, fail_at
 *   power get CONTROL NAME             and operations
 *   power restore BASE TRACE DIR SEED RULE
 *
 * `restore` finds DIR as a copy of BASE, which was on the disk, and leaves there what
 * the trace says was synced since.  Of what was not synced nothing is left when SEED
 * divides by three; else a part of each file's writes, torn at 512 bytes, and of each
 * folder's new names those before some moment.  RULE "strict": a name is on the disk
 * when its folder was synced.  RULE "journal": any sync puts all names there, as ext4
 * does and PostgreSQL relies on.  Prints what was lost. */
#include "power.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/str.h"

#define SECTOR   512
#define PATH_MAX 4096

struct change { /* of a file, not synced */
    struct change *next;
    bool           sizes;
    int64_t        at;
    Str            data;
};

struct file {
    struct file   *next;
    uint64_t       inode;
    mode_t         mode;
    bool           folder, touched;
    Str            base; /* its path in the base, until it is read */
    char          *bytes;
    int64_t        size, room;
    struct change *first, **last;
};

struct name {
    struct name *next;
    Str          path;
    struct file *now, *kept; /* as the programs see it; as the disk does */
};

struct deed { /* on names, its folder not synced */
    struct deed *next;
    Str          folder;
    struct name *to, *from; /* from loses what to gets */
    struct file *file;      /* NULL: to goes */
};

static struct {
    struct arena *arena;
    Str           base, dir;
    bool          strict;
    struct file  *files;
    struct name  *names[4096];
    struct deed  *deeds, **last_deed;
    uint64_t      random;
    int64_t       records, broken, lost_writes, kept_writes, lost_names, kept_names;
} disk;

static _Noreturn void
die(const char *what, const char *which)
{
    fprintf(stderr, "power: %s: %s\n", what, which);
    exit(2);
}

static uint64_t
chance(uint64_t below)
{
    disk.random ^= disk.random << 13;
    disk.random ^= disk.random >> 7;
    disk.random ^= disk.random << 17;
    return disk.random % below;
}

/* -- names and files ----------------------------------------------------------------- */

static Str
base_path(Str path)
{
    return str_format(disk.arena, "%.*s%.*s", STR_ARG(disk.base),
                      STR_ARG(str_sub(path, disk.dir.n, path.n)));
}

static struct file *
file_new(uint64_t inode, mode_t mode)
{
    struct file *f = arena_make(disk.arena, struct file);

    *f = (struct file){ .next = disk.files, .inode = inode, .mode = mode };
    f->last = &f->first;
    disk.files = f;
    return f;
}

static struct file *
file_of_base(Str path)
{
    Str          at = base_path(path);
    struct stat  st;
    struct file *f;

    if (lstat(at.p, &st) != 0)
        return NULL;
    f = file_new(0, st.st_mode & 07777);
    f->folder = S_ISDIR(st.st_mode);
    f->base = at;
    return f;
}

static struct name *
name_of(Str path)
{
    uint64_t      h = 5381;
    struct name **slot, *n;

    for (size_t i = 0; i < path.n; i++)
        h = h * 33 + (unsigned char)path.p[i];
    slot = &disk.names[h % 4096];
    for (n = *slot; n != NULL; n = n->next)
        if (str_eq(n->path, path))
            return n;
    n = arena_make(disk.arena, struct name);
    n->path = str_format(disk.arena, "%.*s", STR_ARG(path)); /* terminated */
    n->now = n->kept = file_of_base(path);
    n->next = *slot;
    *slot = n;
    return n;
}

/* The newest file of this inode: numbers are used again. */
static struct file *
file_of_inode(uint64_t inode)
{
    for (struct file *f = disk.files; f != NULL; f = f->next)
        if (f->inode == inode)
            return f;
    return NULL;
}

static Str
folder_of(Str path)
{
    size_t n = path.n;

    while (n > 0 && path.p[n - 1] != '/')
        n--;
    return str_sub(path, 0, n > 0 ? n - 1 : 0);
}

/* -- what stands on the disk -------------------------------------------------------------- */

static void
make_room(struct file *f, int64_t size)
{
    char   *more;
    int64_t room = f->room > 0 ? f->room : 4096;

    while (room < size)
        room *= 2;
    if (room == f->room)
        return;
    more = mem_alloc((size_t)room);
    if (f->size > 0)
        memcpy(more, f->bytes, (size_t)f->size);
    mem_free(f->bytes);
    f->bytes = more;
    f->room = room;
}

static void
load(struct file *f)
{
    struct stat st;
    int         fd;

    f->touched = true;
    if (f->base.n == 0 || f->folder)
        return;
    fd = open(f->base.p, O_RDONLY);
    if (fd < 0 || fstat(fd, &st) != 0)
        die("cannot read", f->base.p);
    make_room(f, st.st_size);
    if (read(fd, f->bytes, (size_t)st.st_size) != st.st_size)
        die("cannot read", f->base.p);
    f->size = st.st_size;
    f->base = STR_NONE;
    close(fd);
}

static void
set_size(struct file *f, int64_t size)
{
    make_room(f, size);
    if (size > f->size)
        memset(f->bytes + f->size, 0, (size_t)(size - f->size));
    f->size = size;
}

static void
put(struct file *f, int64_t at, Str data)
{
    int64_t end = at + (int64_t)data.n;

    if (end > f->size)
        set_size(f, end);
    memcpy(f->bytes + at, data.p, data.n);
}

static void
put_all(struct file *f)
{
    load(f);
    for (struct change *c = f->first; c != NULL; c = c->next) {
        if (c->sizes)
            set_size(f, c->at);
        else
            put(f, c->at, c->data);
    }
    f->first = NULL;
    f->last = &f->first;
}

/* Sector by sector; each is on the disk whole or not at all. */
static void
put_torn(struct file *f, const struct change *c, uint64_t of_four)
{
    Str     rest = c->data;
    int64_t at = c->at;

    while (rest.n > 0) {
        size_t n = (size_t)(SECTOR - at % SECTOR);

        if (n > rest.n)
            n = rest.n;
        if (chance(4) < of_four) {
            put(f, at, str_sub(rest, 0, n));
            disk.kept_writes++;
        } else {
            disk.lost_writes++;
        }
        at += (int64_t)n;
        rest = str_sub(rest, n, rest.n);
    }
}

static void
put_some(struct file *f)
{
    uint64_t of_four = chance(5);

    load(f);
    for (struct change *c = f->first; c != NULL; c = c->next) {
        if (!c->sizes)
            put_torn(f, c, of_four);
        else if (chance(4) < of_four)
            set_size(f, c->at);
    }
}

static void
do_deed(const struct deed *d)
{
    d->to->kept = d->file;
    if (d->from != NULL)
        d->from->kept = NULL;
}

static void
sync_folder(Str folder)
{
    struct deed **at = &disk.deeds;

    while (*at != NULL) {
        struct deed *d = *at;

        if (folder.n == 0 || str_eq(d->folder, folder)) {
            do_deed(d);
            *at = d->next;
        } else {
            at = &d->next;
        }
    }
    disk.last_deed = at;
}

/* -- the trace -------------------------------------------------------------------------------- */

static void
add_deed(struct name *to, struct name *from, struct file *file)
{
    struct deed *d = arena_make(disk.arena, struct deed);

    *d = (struct deed){ .folder = folder_of(to->path), .to = to, .from = from, .file = file };
    *disk.last_deed = d;
    disk.last_deed = &d->next;
    to->now = file;
    if (from != NULL)
        from->now = NULL;
}

static void
add_change(uint64_t inode, bool sizes, int64_t at, Str data)
{
    struct file   *f = file_of_inode(inode);
    struct change *c = arena_make(disk.arena, struct change);

    if (f == NULL)
        die("a write to a file that was not opened", data.p);
    *c = (struct change){ .sizes = sizes, .at = at, .data = data };
    *f->last = c;
    f->last = &c->next;
}

/* Seen again, a file moves to the front, where its inode is looked for first. */
static void
opened(Str path, uint64_t inode)
{
    struct name *n = name_of(path);

    if (n->now == NULL) { /* made by stdio: nothing of it is known, and nothing kept */
        n->now = file_new(inode, 0600);
        return;
    }
    n->now->inode = inode;
    for (struct file **at = &disk.files; *at != NULL; at = &(*at)->next)
        if (*at == n->now) {
            *at = n->now->next;
            n->now->next = disk.files;
            disk.files = n->now;
            return;
        }
}

static void
synced(uint64_t inode)
{
    struct file *f = file_of_inode(inode);

    if (f != NULL)
        put_all(f);
    if (!disk.strict)
        sync_folder(STR_NONE);
}

static void
renamed(Str from, Str to, bool links)
{
    struct name *a = name_of(from), *b = name_of(to);

    if (a->now != NULL && a->now->folder)
        die("a folder was renamed", a->path.p);
    if (a->now != NULL)
        add_deed(b, links ? NULL : a, a->now);
}

static void
play_one(const struct power_record *r, Str path, Str data)
{
    struct file *f;

    switch (r->kind) {
    case POWER_OPEN:     opened(path, r->inode); break;
    case POWER_CREATE:   add_deed(name_of(path), NULL, file_new(r->inode, r->mode)); break;
    case POWER_WRITE:    add_change(r->inode, false, r->at, data); break;
    case POWER_SIZE:     add_change(r->inode, true, r->at, STR_NONE); break;
    case POWER_SYNC:     synced(r->inode); break;
    case POWER_SYNC_DIR: sync_folder(disk.strict ? path : STR_NONE); break;
    case POWER_RENAME:   renamed(path, data, false); break;
    case POWER_LINK:     renamed(path, data, true); break;
    case POWER_UNLINK:
    case POWER_RMDIR:    add_deed(name_of(path), NULL, NULL); break;
    case POWER_MKDIR:
        f = file_new(0, r->mode);
        f->folder = true;
        add_deed(name_of(path), NULL, f);
        break;
    default:             disk.broken++; break;
    }
}

static void
play(Str trace)
{
    struct power_record r;

    while (trace.n >= sizeof r) {
        size_t whole;

        memcpy(&r, trace.p, sizeof r);
        whole = sizeof r + r.path_n + r.data_n;
        if (r.magic != POWER_MAGIC || whole > trace.n) {
            disk.broken += r.magic == POWER_MAGIC;
            trace = str_sub(trace, 1, trace.n);
            continue;
        }
        play_one(&r, str_sub(trace, sizeof r, r.path_n),
                 str_sub(trace, sizeof r + r.path_n, r.data_n));
        disk.records++;
        trace = str_sub(trace, whole, trace.n);
    }
}

/* -- the end --------------------------------------------------------------------------------------- */

/* Of each folder's deeds those before some moment; the lists are short. */
static void
lose_names(bool all)
{
    for (struct deed *d = disk.deeds; d != NULL; d = d->next) {
        int keep = 1;

        for (struct deed *e = disk.deeds; e != d && keep; e = e->next)
            if (str_eq(e->folder, d->folder) && e->file == e->to->now && e->to->kept != e->file)
                keep = 0; /* an earlier one of this folder was lost */
        if (all || !keep || chance(2) == 0) {
            disk.lost_names++;
            continue;
        }
        do_deed(d);
        disk.kept_names++;
    }
}

static void
lose_writes(bool all)
{
    for (struct file *f = disk.files; f != NULL; f = f->next) {
        if (f->first == NULL)
            continue;
        if (!all)
            put_some(f);
        else
            for (struct change *c = f->first; c != NULL; c = c->next)
                disk.lost_writes += (int64_t)c->data.n / SECTOR + 1;
    }
}

static bool
has_folder(Str path)
{
    Str          folder = folder_of(path);
    struct name *n;

    if (folder.n <= disk.dir.n)
        return true;
    n = name_of(folder);
    return n->kept != NULL && n->kept->folder && has_folder(folder);
}

static void
leave(const struct name *n, const struct stat *owner)
{
    int fd;

    if (n->kept == NULL || !has_folder(n->path)) {
        if (remove(n->path.p) != 0 && access(n->path.p, F_OK) == 0)
            die("cannot remove", n->path.p);
        return;
    }
    if (n->kept->folder) {
        mkdir(n->path.p, n->kept->mode);
    } else {
        if (!n->kept->touched && str_eq(n->kept->base, base_path(n->path)))
            return;
        load(n->kept);
        fd = open(n->path.p, O_WRONLY | O_CREAT | O_TRUNC, n->kept->mode);
        if (fd < 0 || write(fd, n->kept->bytes, (size_t)n->kept->size) != n->kept->size)
            die("cannot write", n->path.p);
        close(fd);
    }
    if (chown(n->path.p, owner->st_uid, owner->st_gid) != 0)
        die("cannot give away", n->path.p);
}

/* Folders before what is in them. */
static void
leave_all(void)
{
    struct stat owner;

    if (stat(disk.dir.p, &owner) != 0)
        die("cannot read", disk.dir.p);
    for (int depth = 0; depth < 2; depth++)
        for (size_t i = 0; i < 4096; i++)
            for (struct name *n = disk.names[i]; n != NULL; n = n->next)
                if ((n->kept != NULL && n->kept->folder) == (depth == 0))
                    leave(n, &owner);
}

static Str
map(const char *path)
{
    struct stat st;
    int         fd = open(path, O_RDONLY);
    void       *p;

    if (fd < 0 || fstat(fd, &st) != 0)
        die("cannot read", path);
    if (st.st_size == 0)
        return STR_NONE;
    p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        die("cannot read", path);
    return (Str){ p, (size_t)st.st_size };
}

static int
restore(char **argv)
{
    uint64_t seed = strtoull(argv[3], NULL, 10);

    disk.arena = arena_new();
    disk.base = str_of(argv[0]);
    disk.dir = str_of(argv[2]);
    disk.strict = strcmp(argv[4], "strict") == 0;
    disk.random = seed * 0x9e3779b97f4a7c15ull + 1;
    disk.last_deed = &disk.deeds;
    play(map(argv[1]));
    lose_names(seed % 3 == 0);
    lose_writes(seed % 3 == 0);
    leave_all();
    printf("%lld records, %lld cut short; not synced: %lld sectors lost, %lld kept; %lld names "
           "lost, %lld kept\n", (long long)disk.records, (long long)disk.broken,
           (long long)disk.lost_writes, (long long)disk.kept_writes, (long long)disk.lost_names,
           (long long)disk.kept_names);
    return 0;
}

/* -- the control page --------------------------------------------------------------------------------- */

static struct power_control *
control_at(const char *path, bool fresh)
{
    int   fd = open(path, O_RDWR | (fresh ? O_CREAT : 0), 0666);
    void *p;

    if (fd < 0 || (fresh && (fchmod(fd, 0666) != 0 || ftruncate(fd, 4096) != 0)))
        die("cannot open", path);
    p = mmap(NULL, sizeof(struct power_control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED)
        die("cannot open", path);
    return p;
}

static _Atomic int64_t *
field(struct power_control *c, const char *name)
{
    const struct {
        const char      *name;
        _Atomic int64_t *at;
    } all[] = { { "lost", &c->lost }, { "unsynced", &c->unsynced }, { "room", &c->room },
                { "clock", &c->clock }, { "operations", &c->operations },
                { "fail_at", &c->fail_at } };

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].at;
    die("no such field", name);
}

int
main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[1] : "";

    if (strcmp(what, "new") == 0) {
        struct power_control *c = control_at(argv[2], true);

        c->lost = c->unsynced = c->clock = c->operations = c->fail_at = 0;
        c->room = -1;
        return 0;
    }
    if (strcmp(what, "set") == 0 && argc == 5) {
        *field(control_at(argv[2], false), argv[3]) = strtoll(argv[4], NULL, 10);
        return 0;
    }
    if (strcmp(what, "get") == 0 && argc == 4) {
        printf("%lld\n", (long long)*field(control_at(argv[2], false), argv[3]));
        return 0;
    }
    if (strcmp(what, "restore") == 0 && argc == 7)
        return restore(argv + 2);
    fprintf(stderr, "power new|set|get|restore, see the head of test/fault/power.c\n");
    return 2;
}
