/* Copies of a province and folders made of them, on both stores and from one to
 * the other: nothing is lost, nothing altered passes, a restored province
 * writes a log of its own, and what was broken off says so. */
#include "cmd/backup.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include "cmd/archive.h"
#include "cmd/command.h"
#include "cmd/rooms_sql.h"
#include "cmd/simulate.h"
#include "journal/journal.h"
#include "journal/journal_sql.h"
#include "store/copy.h"
#include "province.h"
#include "store/files.h"

#define TABLES_MAX 150

static void
keep_files(const struct dir *d, int n)
{
    Hash hash;

    for (int i = 0; i < n; i++)
        check_ok(files_write(d->path, str_format(test_arena(), "attachment %d", i), &hash));
    check_ok(files_write(d->path, str_copy(test_arena(), (Str){ arena_alloc(test_arena(), 400000),
                                                                400000 }), &hash));
}

/* -- what a store holds ------------------------------------------------------------------ */

struct holds {
    int64_t number; /* rows of this log are left out */
    int     n;
    struct {
        const struct table *table;
        int64_t             rows;
        Hash                all; /* of every line, in whatever order */
    } of[TABLES_MAX];
};

static bool
is_of_log(const struct table *t, Str line, int64_t number)
{
    Str text = str_format(test_arena(), "%lld", (long long)number), first = line, rest = S("");
    Str second = S("");

    (void)str_cut(line, '\t', &first, &rest);
    (void)str_cut(rest, '\t', &second, &rest);
    return (strcmp(t->name, "log") == 0 && str_eq(first, text)) ||
           (strcmp(t->name, "entry") == 0 && str_eq(second, text));
}

static enum err
hold(void *context, const struct table *t, int nth, int64_t rows, Str part)
{
    struct holds *h = context;
    Str           line, rest;

    (void)rows;
    if (nth == 1 && h->n == TABLES_MAX)
        BUG("more than %d tables", TABLES_MAX);
    if (nth == 1)
        h->of[h->n++].table = t;
    if (!str_cut(part, '\n', &line, &rest))
        return ERR_MALFORMED;
    while (str_cut(rest, '\n', &line, &rest)) {
        Hash hash = hash_of(line);

        if (is_of_log(t, line, h->number))
            continue;
        h->of[h->n - 1].rows++;
        for (int i = 0; i < HASH_SIZE; i++)
            h->of[h->n - 1].all.b[i] ^= hash.b[i];
    }
    return ERR_OK;
}

static struct holds *
holding(const struct dir *d, int64_t but_log)
{
    struct holds *h = arena_make(test_arena(), struct holds);
    struct view   v = province_view(d);

    h->number = but_log;
    check_ok(copy_out(v.db, NULL, hold, h));
    province_view_end(&v);
    return h;
}

static void
check_same(const struct holds *a, const struct holds *b)
{
    check_int(a->n, b->n);
    for (int i = 0; i < a->n && i < b->n; i++) {
        check(a->of[i].rows == b->of[i].rows, a->of[i].table->name);
        check(hash_eq(&a->of[i].all, &b->of[i].all), a->of[i].table->name);
    }
}

/* -- every store into every store ----------------------------------------------------------- */

static struct {
    struct dir   dir;
    Str          file, receipt, head;
    int64_t      size;
    struct holds *holds;
} source;

static void
first_entry_names_the_old(const struct dir *d)
{
    struct view           v = province_view(d);
    struct entry_get_row  e;
    struct log_all_row   *log;
    struct json          *payload = NULL;
    int                   n;

    check_ok(log_all(&v, 10, &log, &n));
    check_int(n, 2);
    check_str(log[1].origin, d->origin);
    check_int(log[1].first_act, source.size + 1);
    check(!str_eq(log[0].vkey, log[1].vkey), "another key");
    check_ok(entry_get(&v, log[1].first_act, &e));
    check_ok(json_parse(test_arena(), e.payload, &payload, NULL));
    check_str(json_text(payload, "command"), S("journal.restored"));
    check(str_starts(json_text(payload, "subject"),
                     str_format(test_arena(), "log %.*s ends at %lld ", STR_ARG(source.dir.origin),
                                (long long)source.size)), "where the old log ends");
    check(str_has(json_text(payload, "subject"), source.head), "the head that was signed");
    province_view_end(&v);
}

/* Anyone who opens the journal's page is told. */
static void
page_names_the_old(struct dir *d)
{
    struct house h;
    struct call  call;
    char         why[256] = "";

    check(house_open(&h, d, -1, TIME_NONE, why) == ERR_OK, why);
    check_ok(house_call(&h, test_arena(), S("journal.entries"), json_object(test_arena()), &call));
    check_str(json_text(call.out, "origin"), d->origin);
    check(str_has(json_text(call.out, "before_words"), source.dir.origin), "the log before");
    house_close(&h);
}

/* A record of a registry, so that a table which only packs know has a row. */
static void
keep_record(struct dir *d)
{
    static const char values[] =
        "{\"registry\":\"packing_house\",\"values\":{\"code\":\"VN-HDPH-9099\",\"name\":\"Cơ sở mẫu\","
        "\"crop\":\"lychee\",\"granted_on\":\"2024-01-01\",\"state\":\"in_force\","
        "\"commune\":\"10606\"}}";
    struct house h;
    struct json *in = NULL;
    struct call  call;
    char         why[256] = "";

    check_ok(json_parse(test_arena(), str_of(values), &in, NULL));
    check(house_open(&h, d, -1, TIME_NONE, why) == ERR_OK, why);
    check_ok(house_call(&h, test_arena(), S("registry.create"), in, &call));
    house_close(&h);
}

static void
record_came_along(struct dir *d)
{
    struct house h;
    struct json *in = json_object(test_arena());
    struct call  call;
    char         why[256] = "";

    json_put_text(test_arena(), in, "registry", S("packing_house"));
    json_put_text(test_arena(), in, "key", S("VN-HDPH-9099"));
    check(house_open(&h, d, -1, TIME_NONE, why) == ERR_OK, why);
    check_ok(house_call(&h, test_arena(), S("registry.one"), in, &call));
    check_str(json_text(call.out, "title"), S("Cơ sở mẫu"));
    house_close(&h);
}

static void
into(const struct store_options *to)
{
    Str        path = province_path("restored");
    struct dir d = { .lock = -1 };
    struct stat st;
    char       why[256] = "";
    Hash       hash = hash_of(S("attachment 1"));
    bool       same = false;

    check(restore_make(test_arena(), source.file, path, province_store(to), source.head, &d, why) == ERR_OK,
          why);
    if (d.arena == NULL)
        return;
    check(str_ends(d.origin, S("/2")), "the second log");
    check_same(source.holds, holding(&d, 2));
    check_ok(files_check(d.path, &hash, &same));
    check(same, "files came along");
    check_str(d.secret, source.dir.secret);
    check(access(dir_file(&d, "keeper/1/key").p, F_OK) != 0, "the old log's key did not");
    check(access(dir_file(&d, "keeper/documents/pair").p, F_OK) != 0, "nor did that of results");
    check(stat(dir_file(&d, "tinhso.json").p, &st) == 0 && (st.st_mode & 0777) == 0600, "mode 0600");
    first_entry_names_the_old(&d);
    page_names_the_old(&d);
    record_came_along(&d);
    check_int(province_verify(&d, S("")), EXIT_DONE);
    check_int(province_verify(&d, source.receipt), EXIT_DONE);
    path = province_receipt(&d, source.size + 1);
    check_int(province_verify(&d, path), EXIT_DONE);
    check_int(province_verify(&source.dir, path), EXIT_FOUND); /* the old one does not know it */
    check_int(province_verify(&d, S("")), EXIT_DONE);
    check_err(restore_make(test_arena(), source.file, province_path("again"), province_store(to), S(""), &d, why),
              ERR_CONFLICT); /* the store is not empty any more */
}

static void
from(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19740, .dossiers = 30, .seed = 7 };
    struct backup_facts     f = { .size = 0 };
    char                    why[256] = "";

    province_simulated(&source.dir, o, r);
    keep_files(&source.dir, 3);
    keep_record(&source.dir);
    source.receipt = province_receipt(&source.dir, 12);
    source.file = province_path("copy");
    check(backup_make(test_arena(), &source.dir, source.file, &f, why) == ERR_OK, why);
    source.size = f.size;
    source.head = f.note;
    check(f.note.n > 0, "a head was signed");
    source.holds = holding(&source.dir, 2);
    on_each_store(into);
    check_err(backup_make(test_arena(), &source.dir, source.file, &f, why), ERR_CONFLICT);
}

void
test_cmd_backup__a_province_moves_to_either_store(void)
{
    on_each_store(from);
}

/* -- under load ----------------------------------------------------------------------------------- */

struct load {
    struct house  *house;
    enum err       err;
    char           why[256];
    atomic_bool    enough, over;
};

static enum err
write_one(struct house *h, int i)
{
    struct arena *arena = arena_new();
    struct json  *in = json_object(arena);
    struct call   call;
    enum err      err;

    json_put_text(arena, in, "account", str_format(arena, "nguoi.%d", i));
    json_put_text(arena, in, "name", S("Tài khoản mẫu"));
    json_put_bool(arena, in, "dormant", true);
    err = house_call(h, arena, S("account.create"), in, &call);
    arena_free(arena);
    return err;
}

/* A month of dossiers, then small acts for as long as it is wanted. */
static void *
simulate_on(void *context)
{
    struct load            *l = context;
    struct simulate_request r = { .from = 19723, .dossiers = 80, .seed = 3 };
    struct simulate_summary sum;

    r.to = r.from + 29;
    l->err = simulate_run(l->house, &r, &sum, l->why);
    for (int i = 0; l->err == ERR_OK && !l->enough && i < 1000000; i++)
        l->err = write_one(l->house, i);
    l->over = true;
    return NULL;
}

static int64_t
count_entries(struct house *h)
{
    struct view            v = province_house_view(h);
    struct entry_count_row row = { .n = 0 };

    check_ok(entry_count(&v, &row));
    db_close(v.db);
    return row.n;
}

static void
while_writing(const struct store_options *o)
{
    struct dir          d, restored = { .lock = -1 };
    struct house        h;
    struct load         l = { .house = &h };
    pthread_t           thread;
    struct backup_facts f = { .size = 0 };
    char                why[256] = "";
    int64_t             before, begun;
    Str                 file = province_path("copy");

    province_found(&d, o);
    check(house_open_in_order(&h, &d, why) == ERR_OK, why);
    begun = count_entries(&h);
    check_int(pthread_create(&thread, NULL, simulate_on, &l), 0);
    while (count_entries(&h) < begun + 50 && !l.over)
        usleep(1000);
    before = count_entries(&h);
    check(backup_make(test_arena(), &d, file, &f, why) == ERR_OK, why);
    check(!l.over, "it was still being written");
    l.enough = true;
    pthread_join(thread, NULL);
    check(l.err == ERR_OK, l.why);
    check(f.size >= before, "what was committed before is in it");
    check(f.size < count_entries(&h), "what came after is not");
    house_close(&h);
    check(restore_make(test_arena(), file, province_path("restored"), S(""), S(""), &restored, why) == ERR_OK,
          why);
    if (restored.arena != NULL)
        check_int(province_verify(&restored, S("")), EXIT_DONE);
}

void
test_cmd_backup__copies_while_others_write(void)
{
    on_each_store(while_writing);
}

/* -- what is not a whole copy ------------------------------------------------------------------------ */

static Str
read_all(Str path)
{
    Str bytes = S("");

    check(cli_read(test_arena(), path, 64 << 20, &bytes), "the copy can be read");
    return bytes;
}

static void
write_all(Str path, Str bytes)
{
    FILE *file = fopen(path.p, "w");

    check(file != NULL && fwrite(bytes.p, 1, bytes.n, file) == bytes.n, "written");
    if (file != NULL)
        fclose(file);
}

/* Refused, in words, and nothing was made. */
static void
refused(Str bytes, const char *what)
{
    Str        path = province_path("bad"), to = province_path("never");
    struct dir d;
    char       why[256] = "";

    write_all(path, bytes);
    check(restore_make(test_arena(), path, to, S(""), S(""), &d, why) == ERR_MALFORMED, what);
    check(strstr(why, "not a whole copy") != NULL, why);
    check(access(to.p, F_OK) != 0, what);
    unlink(path.p);
}

/* What is in it, or nothing when its packing is not whole. */
static Str
unpacked(Str bytes)
{
    size_t   room = 64 << 20;
    z_stream z = { .next_in = (Bytef *)(uintptr_t)bytes.p, .avail_in = (uInt)bytes.n };
    Str      out = STR_NONE;

    check(inflateInit2(&z, 31) == Z_OK, "zlib is ready");
    z.next_out = arena_alloc(test_arena(), room);
    out.p = (const char *)z.next_out;
    z.avail_out = (uInt)room;
    if (inflate(&z, Z_FINISH) == Z_STREAM_END && z.avail_in == 0)
        out.n = room - z.avail_out;
    inflateEnd(&z);
    return out;
}

/* A repeat within the zeros at its end may name another place to repeat from, and say the same. */
static bool
says_the_same(Str good, Str bad)
{
    Str one = unpacked(good), other = unpacked(bad);

    return other.n > 0 && str_eq(one, other);
}

static void
on_sqlite(struct dir *d)
{
    struct store_options o = { .kind = STORE_SQLITE };
    Str                  path = province_path("store");

    o.where = path.p;
    province_found(d, &o);
}

void
test_cmd_backup__altered_and_cut_copies_are_refused(void)
{
    struct dir          d;
    struct backup_facts f;
    Str                 file = province_path("copy"), good, bad;
    char                why[256] = "";
    size_t              at;

    on_sqlite(&d);
    check(backup_make(test_arena(), &d, file, &f, why) == ERR_OK, why);
    good = read_all(file);
    for (int i = 0; i < 48; i++) {
        at = i < 16 ? (size_t)i : i < 32 ? good.n - 1 - (size_t)(i - 16) : good.n / 16 * (size_t)(i - 32);
        bad = str_copy(test_arena(), good);
        ((char *)(uintptr_t)bad.p)[at] ^= (char)0xff;
        if (at < 10 || at + 8 >= good.n || !says_the_same(good, bad))
            refused(bad, str_format(test_arena(), "byte %zu of %zu", at, good.n).p);
        refused(str_sub(good, 0, at), str_format(test_arena(), "cut at %zu", at).p);
    }
    refused(str_format(test_arena(), "%s", "not a copy at all\n"), "a text");
    bad = str_copy(test_arena(), (Str){ arena_alloc(test_arena(), good.n + 1), good.n + 1 });
    memcpy((char *)(uintptr_t)bad.p, good.p, good.n);
    refused(bad, "a byte behind the end");
    refused(S(""), "nothing");
}

/* Somebody who knows the format: another row, and the list of hashes made to fit. */
struct forging {
    struct archive_out *out;
    struct buf          member, sums;
    Str                 name;
    const char         *table, *from, *to; /* of the same length */
};

static enum err
forge_begin(void *context, Str name, int64_t size)
{
    struct forging *f = context;

    (void)size;
    buf_clear(&f->member);
    f->name = str_copy(test_arena(), name);
    return ERR_OK;
}

static enum err
forge_bytes(void *context, Str piece)
{
    buf_add(&((struct forging *)context)->member, piece);
    return ERR_OK;
}

static enum err
forge_end(void *context, const Hash *given)
{
    struct forging *f = context;
    Str             bytes = buf_str(&f->member);
    ptrdiff_t       at = str_has(f->name, str_of(f->table)) ? str_find(bytes, str_of(f->from)) : -1;
    Hash            hash;

    (void)given;
    if (at >= 0)
        memcpy(f->member.p + at, f->to, strlen(f->to));
    if (str_eq(f->name, S("sha256")))
        bytes = buf_str(&f->sums);
    check_ok(archive_begin(f->out, f->name, (int64_t)bytes.n));
    check_ok(archive_bytes(f->out, bytes));
    check_ok(archive_end(f->out, &hash));
    buf_format(&f->sums, "%.*s  %.*s\n", STR_ARG(hex_text(test_arena(), hash_bytes(&hash))),
               STR_ARG(f->name));
    return ERR_OK;
}

static void
forge(Str file, const char *table, const char *from_text, const char *to_text, const char *expected)
{
    struct forging    f = { .member = BUF_MAX(64 << 20), .sums = BUF_MAX(1 << 20), .table = table,
                            .from = from_text, .to = to_text };
    struct archive_in in = { forge_begin, forge_bytes, forge_end, &f };
    Str               path = province_path("forged"), to = province_path("never");
    struct dir        d;
    char              why[256] = "";

    check_ok(archive_create(path, &f.out));
    check_ok(archive_read(file, &in));
    check_ok(archive_finish(f.out));
    archive_free(f.out);
    check(restore_make(test_arena(), path, to, S(""), S(""), &d, why) != ERR_OK, to_text);
    check(strstr(why, expected) != NULL, why);
    check(access(to.p, F_OK) != 0, "nothing is left");
    buf_free(&f.member);
    buf_free(&f.sums);
}

void
test_cmd_backup__a_consistent_forgery_does_not_lead_to_the_head(void)
{
    struct dir          d;
    struct backup_facts f;
    Str                 file = province_path("copy");
    char                why[256] = "";

    on_sqlite(&d);
    check(backup_make(test_arena(), &d, file, &f, why) == ERR_OK, why);
    forge(file, "tables/entry/", "\n2\t1\t17", "\n2\t1\t16", "do not lead to the head");
    forge(file, "tables/erasure/", "target", "forget", "another version");
    forge(file, "tinhso-backup", "backup 1", "backup 2", "newer format");
}

/* -- broken off -------------------------------------------------------------------------------------- */

/* The work in a process that may not write files longer than `limit`: it is
 * told so, or killed on the spot. */
static int
limited(rlim_t limit, bool killed, int (*work)(void *), void *context)
{
    struct rlimit r = { .rlim_cur = limit, .rlim_max = limit }, none = { .rlim_cur = 0 };
    int           status = -1;
    pid_t         pid = fork();

    if (pid == 0) {
        signal(SIGXFSZ, killed ? SIG_DFL : SIG_IGN);
        setrlimit(RLIMIT_CORE, &none);
        setrlimit(RLIMIT_FSIZE, &r);
        _exit(work(context));
    }
    check(pid > 0 && waitpid(pid, &status, 0) == pid, "the child is over");
    return status;
}

struct breaking {
    struct dir *dir;
    Str         file, to, store;
};

static int
copy_it(void *context)
{
    struct breaking    *b = context;
    struct backup_facts f;
    char                why[256] = "";
    enum err            err = backup_make(test_arena(), b->dir, b->file, &f, why);

    return err == ERR_FULL && why[0] != '\0' ? 7 : (int)err + 100;
}

static int
restore_it(void *context)
{
    struct breaking *b = context;
    struct dir       d;
    char             why[256] = "";

    return restore_make(test_arena(), b->file, b->to, b->store, S(""), &d, why) == ERR_OK ? 0 : 7;
}

static void
breaks(const struct store_options *o)
{
    struct dir          d, left;
    struct backup_facts f;
    struct breaking     b = { .dir = &d, .file = province_path("copy"), .store = province_store(o) };
    struct store_options home = { .kind = STORE_SQLITE };
    Str                 path = province_path("store");
    char                why[256] = "";
    int                 status;

    home.where = path.p;
    province_found(&d, &home);
    keep_files(&d, 1);
    status = limited(40000, false, copy_it, &b);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 7, "a full disk is said");
    check(access(b.file.p, F_OK) != 0, "no copy");
    check(access(str_format(test_arena(), "%.*s.partial", STR_ARG(b.file)).p, F_OK) != 0,
          "no part of one");
    check(backup_make(test_arena(), &d, b.file, &f, why) == ERR_OK, why);

    b.to = province_path("full");
    status = limited(300000, false, restore_it, &b);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 7, "it fails");
    check(access(b.to.p, F_OK) != 0, "the folder is taken away");

    b.to = province_path("killed");
    status = limited(300000, true, restore_it, &b);
    check(WIFSIGNALED(status), "it was killed");
    check_err(dir_open(test_arena(), b.to, &left, why), ERR_STORE);
    check(strstr(why, "unfinished") != NULL, why);
    check_err(restore_make(test_arena(), b.file, b.to, S(""), S(""), &left, why), ERR_CONFLICT);

    if (o->kind == STORE_PG) { /* nothing was committed: the same database serves another try */
        b.to = province_path("whole");
        check(restore_make(test_arena(), b.file, b.to, b.store, S(""), &left, why) == ERR_OK, why);
    }
}

void
test_cmd_backup__a_full_disk_and_a_kill_leave_nothing_that_passes(void)
{
    on_each_store(breaks);
}

void
test_cmd_backup__a_known_head_must_be_of_the_log(void)
{
    struct dir          d, r = { .lock = -1 };
    struct backup_facts f;
    Str                 file = province_path("copy"), other;
    char                why[256] = "";

    on_sqlite(&d);
    (void)province_receipt(&d, 1);
    check(backup_make(test_arena(), &d, file, &f, why) == ERR_OK, why);
    check_err(restore_make(test_arena(), file, province_path("r"), S(""), S("nothing"), &r, why), ERR_INVALID);
    other = str_copy(test_arena(), f.note);
    ((char *)(uintptr_t)other.p)[other.n - 10] ^= 1;
    check_err(restore_make(test_arena(), file, province_path("r"), S(""), other, &r, why), ERR_INVALID);
    check(restore_make(test_arena(), file, province_path("r"), S(""), f.note, &r, why) == ERR_OK, why);
}
