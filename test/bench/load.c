/* What the load benchmarks (run.sh) need of the program's inside.
 *
 *   bench-load fill DIR N        files N dossiers with the program's own commands and
 *                                prints "code secret" of a thousand of them, spread
 *   bench-load replay DIR COPY N files N in DIR and writes down what the pen did; then
 *                                does it again in COPY, a copy of DIR's store from
 *                                before: statements, values, batches and syncs alone
 *   bench-load ticket DIR        a file ready to be named in a submission; the communes
 *   bench-load settings DIR      how durable the pen's connection is set to be
 *   bench-load code SECRET       the six digits of now
 *   bench-load first PORT        waits for the first answer there, prints the moment
 *
 * What the pen does is seen at SQLite's own functions (the linker's --wrap), on the
 * thread that begins writing. */
#include <arpa/inet.h>
#include <liboath/oath.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "cmd/house.h"
#include "dossier/upload.h"
#include "ident/totp.h"
#include "store/files.h"
#include "store/pen.h"

#define CLIENTS 64

static const char usage[] = "fill DIR N | replay DIR COPY N | ticket DIR | settings DIR | "
                            "code SECRET | first PORT";
#define SHOWN   1000

static double
seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
give_up(const char *why)
{
    fprintf(stderr, "load: %s\n", why);
    exit(1);
}

/* -- what the pen did --------------------------------------------------------------- */

enum op_kind { OP_INT, OP_NULL, OP_TEXT, OP_BLOB, OP_STEP };

struct op {
    enum op_kind kind;
    int          at, n;      /* parameter; length of a text */
    int64_t      value;      /* OP_INT; OP_STEP: number of the statement */
    const char  *bytes;
};

static struct {
    bool          on;
    struct op    *op;
    size_t        n, size;
    char         *heap;      /* the texts, one after the other */
    size_t        heap_n, heap_size;
    char         *sql[2000];
    int           n_sql;
} seen;

static _Thread_local bool is_pen;
static sqlite3           *newest;

int __real_sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int __real_sqlite3_step(sqlite3_stmt *);
int __real_sqlite3_bind_int64(sqlite3_stmt *, int, sqlite3_int64);
int __real_sqlite3_bind_null(sqlite3_stmt *, int);
int __real_sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
int __real_sqlite3_bind_blob(sqlite3_stmt *, int, const void *, int, void (*)(void *));
int __wrap_sqlite3_open_v2(const char *, sqlite3 **, int, const char *);
int __wrap_sqlite3_step(sqlite3_stmt *);
int __wrap_sqlite3_bind_int64(sqlite3_stmt *, int, sqlite3_int64);
int __wrap_sqlite3_bind_null(sqlite3_stmt *, int);
int __wrap_sqlite3_bind_text(sqlite3_stmt *, int, const char *, int, void (*)(void *));
int __wrap_sqlite3_bind_blob(sqlite3_stmt *, int, const void *, int, void (*)(void *));

static void
note(struct op op)
{
    if (!seen.on || !is_pen)
        return;
    if (seen.n == seen.size) {
        seen.size = seen.size ? seen.size * 2 : 1 << 20;
        seen.op = realloc(seen.op, seen.size * sizeof *seen.op);
        if (seen.op == NULL)
            give_up("no memory");
    }
    seen.op[seen.n++] = op;
}

/* As an offset: the heap may move. */
static void
note_bytes(enum op_kind kind, int at, const void *p, int n)
{
    if (!seen.on || !is_pen)
        return;
    while (seen.heap_n + (size_t)n > seen.heap_size) {
        seen.heap_size = seen.heap_size ? seen.heap_size * 2 : 64 << 20;
        seen.heap = realloc(seen.heap, seen.heap_size);
        if (seen.heap == NULL)
            give_up("no memory");
    }
    if (n > 0)
        memcpy(seen.heap + seen.heap_n, p, (size_t)n);
    note((struct op){ .kind = kind, .at = at, .n = n, .value = (int64_t)seen.heap_n });
    seen.heap_n += (size_t)n;
}

static int
number_of(const char *sql)
{
    for (int i = 0; i < seen.n_sql; i++)
        if (strcmp(seen.sql[i], sql) == 0)
            return i;
    if (seen.n_sql == sizeof seen.sql / sizeof seen.sql[0])
        give_up("too many statements");
    seen.sql[seen.n_sql] = strdup(sql);
    return seen.n_sql++;
}

int
__wrap_sqlite3_open_v2(const char *path, sqlite3 **db, int flags, const char *vfs)
{
    int rc = __real_sqlite3_open_v2(path, db, flags, vfs);

    newest = *db;
    return rc;
}

int
__wrap_sqlite3_step(sqlite3_stmt *p)
{
    if (!is_pen && strcmp(sqlite3_sql(p), "BEGIN IMMEDIATE") == 0)
        is_pen = true;
    if (seen.on && is_pen && !sqlite3_stmt_busy(p))
        note((struct op){ .kind = OP_STEP, .value = number_of(sqlite3_sql(p)) });
    return __real_sqlite3_step(p);
}

int
__wrap_sqlite3_bind_int64(sqlite3_stmt *p, int at, sqlite3_int64 v)
{
    note((struct op){ .kind = OP_INT, .at = at, .value = v });
    return __real_sqlite3_bind_int64(p, at, v);
}

int
__wrap_sqlite3_bind_null(sqlite3_stmt *p, int at)
{
    note((struct op){ .kind = OP_NULL, .at = at });
    return __real_sqlite3_bind_null(p, at);
}

int
__wrap_sqlite3_bind_text(sqlite3_stmt *p, int at, const char *s, int n, void (*done)(void *))
{
    note_bytes(OP_TEXT, at, s, n);
    return __real_sqlite3_bind_text(p, at, s, n, done);
}

int
__wrap_sqlite3_bind_blob(sqlite3_stmt *p, int at, const void *s, int n, void (*done)(void *))
{
    note_bytes(OP_BLOB, at, s, n);
    return __real_sqlite3_bind_blob(p, at, s, n, done);
}

/* -- filing ---------------------------------------------------------------------------- */

struct filing {
    struct house *house;
    Str          *commune;
    int           n_communes;
    Str           ticket;
    atomic_long   next;
    long          n, every; /* every so many is shown; 0: none */
};

static Str
make_ticket(struct house *h, struct arena *arena)
{
    static const char  png[] = "\x89PNG\r\n\x1a\n the picture of a paper, for measuring";
    struct upload_file f = { .name = S("giay.png"), .type = S("png"), .size = sizeof png };
    struct view        v = { .arena = arena, .world = &h->world, .now = clock_now(&h->clock),
                             .simulated = true };

    if (files_write(h->dir->path, (Str){ png, sizeof png }, &f.hash) != ERR_OK)
        give_up("the file cannot be kept");
    return upload_ticket(&v, &f);
}

/* Invented names in about the measure that real ones have: of a hundred mothers
 * thirty-eight have the first family name; the given names are as good as even. */
static Str
mother(struct arena *arena, long i)
{
    static const char *const family[] = { "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng",
                                          "Bùi" };
    static const int         upto[] = { 38, 50, 60, 68, 74, 79, 83, 100 };
    static const char *const middle[] = { "Thị", "Thị Thu", "Thị Ngọc", "Minh", "Thanh" };
    static const char *const given[] = { "Thử", "Mẫu", "Hà", "Hương", "Hoa", "Lan", "Linh", "Mai",
                                         "Nga", "Oanh", "Phương", "Quyên", "Tâm", "Trang", "Tuyết",
                                         "Uyên", "Vân", "Xuân", "Yến", "Ánh", "Bích", "Chi", "Dung",
                                         "Đào", "Giang", "Hiền", "Hòa", "Huệ", "Khánh", "Lệ" };
    unsigned long            draw = (unsigned long)i * 2654435761UL >> 7;
    int                      f = 0;

    while ((int)(draw % 100) >= upto[f])
        f++;
    return str_format(arena, "%s %s %s", family[f], middle[draw / 100 % 5],
                      given[draw / 500 % 30]);
}

static struct json *
birth(struct arena *arena, const struct filing *f, long i)
{
    struct json *o = json_object(arena), *form = json_put_object(arena, o, "form");
    struct json *files = json_put_array(arena, o, "files"), *file;

    json_put_text(arena, o, "procedure", S("birth-registration"));
    json_put_text(arena, o, "unit", f->commune[i % f->n_communes]);
    json_put_int(arena, o, "channel", 2);
    json_put_text(arena, form, "child_name", str_format(arena, "Trần Minh Thử %ld", i));
    json_put_text(arena, form, "child_born", S("2024-06-28"));
    json_put_text(arena, form, "child_sex", i % 2 ? S("male") : S("female"));
    json_put_text(arena, form, "child_birth_place", S("Bệnh viện mẫu"));
    json_put_text(arena, form, "child_ethnic_group", S("Kinh"));
    json_put_text(arena, form, "child_home_town", S("Hải Dương"));
    json_put_text(arena, form, "mother_name", mother(arena, i));
    json_put_text(arena, form, "mother_id", S("000195000123"));
    json_put_text(arena, form, "parents_married", S("no"));
    json_put_text(arena, form, "requester_relation", S("mother"));
    json_put_text(arena, form, "requester_phone", S("0912345678"));
    file = json_add(files, json_object(arena));
    json_put_text(arena, file, "component", S("birth_certificate"));
    json_put_text(arena, file, "ticket", f->ticket);
    return o;
}

static void *
client(void *argument)
{
    static const struct actor anyone = { .account = 0 };
    struct filing            *f = argument;
    struct arena             *arena = arena_new();
    long                      i;

    for (i = atomic_fetch_add(&f->next, 1); i < f->n; i = atomic_fetch_add(&f->next, 1)) {
        struct call call = { .arena = arena, .who = &anyone, .name = S("dossier.submit"),
                             .occurred = TIME_NONE };

        arena_reset(arena);
        call.input = birth(arena, f, i);
        door_call_wait(f->house->door, &call);
        if (call.err != ERR_OK)
            give_up(call.why);
        if (f->every > 0 && i % f->every == 0)
            printf("%.*s %.*s\n", STR_ARG(json_text(call.out, "code")),
                   STR_ARG(json_text(call.out, "secret")));
    }
    arena_free(arena);
    return NULL;
}

static double
file_all(struct filing *f)
{
    pthread_t thread[CLIENTS];
    double    begun = seconds();

    for (int i = 0; i < CLIENTS; i++)
        if (pthread_create(&thread[i], NULL, client, f) != 0)
            give_up("no thread");
    for (int i = 0; i < CLIENTS; i++)
        pthread_join(thread[i], NULL);
    return seconds() - begun;
}

/* -- the house ---------------------------------------------------------------------------- */

static void
open_house(struct arena *arena, const char *path, struct dir *dir, struct house *house)
{
    char why[256];

    if (dir_open(arena, str_of(path), dir, why) != ERR_OK || dir_lock(dir, why) != ERR_OK ||
        house_open(house, dir, -1, TIME_NONE, why) != ERR_OK)
        give_up(why);
}

static void
communes(struct arena *arena, struct filing *f)
{
    static const struct column code = { "code", CELL_TEXT, false };
    static const struct stmt   all = {
        .name = "bench_communes", .index = -1, .expect = -1, .n_out = 1,
        .sql = { "SELECT code FROM unit_span WHERE kind = 'commune' ORDER BY code",
                 "SELECT code FROM unit_span WHERE kind = 'commune' ORDER BY code" },
        .out = &code,
    };
    struct db  *db;
    struct rows rows;
    char        why[256];

    if (door_reader(f->house->door, &db, why) != ERR_OK ||
        db_run(db, &all, NULL, arena, &rows) != ERR_OK || rows.n == 0)
        give_up("no communes");
    f->commune = arena_array(arena, Str, rows.n);
    for (f->n_communes = 0; f->n_communes < rows.n; f->n_communes++)
        f->commune[f->n_communes] = rows.cell[f->n_communes].s;
    db_close(db);
}

struct settings {
    struct arena   *arena;
    enum store_kind kind;
};

static void
print_settings(void *context, struct db *db)
{
    const struct settings   *s = context;
    static const char *const names[2][3] = {
        { "journal_mode", "synchronous", "wal_autocheckpoint" },
        { "fsync", "synchronous_commit", "wal_sync_method" },
    };
    const char *const       *name = names[s->kind];

    fprintf(stderr, "the pen's connection:");
    for (int i = 0; i < 3; i++)
        fprintf(stderr, " %s=%.*s", name[i], STR_ARG(db_setting(db, s->arena, name[i])));
    fprintf(stderr, "\n");
}

/* -- again ------------------------------------------------------------------------------------ */

static double
replay(const char *path)
{
    struct store_options o = { .kind = STORE_SQLITE, .where = path };
    sqlite3_stmt        *p[2000];
    struct db           *db;
    char                 why[256];
    double               begun;
    size_t               from = 0;

    if (db_open(&o, DB_WRITER, &db, why) != ERR_OK)
        give_up(why);
    for (int i = 0; i < seen.n_sql; i++)
        if (sqlite3_prepare_v3(newest, seen.sql[i], -1, SQLITE_PREPARE_PERSISTENT, &p[i], NULL) !=
            SQLITE_OK)
            give_up(sqlite3_errmsg(newest));
    begun = seconds();
    for (size_t i = 0; i < seen.n; i++) {
        sqlite3_stmt *s;
        int           rc;

        if (seen.op[i].kind != OP_STEP)
            continue;
        s = p[seen.op[i].value];
        for (; from < i; from++) {
            const struct op *b = &seen.op[from];

            if (b->kind == OP_INT)
                __real_sqlite3_bind_int64(s, b->at, b->value);
            else if (b->kind == OP_NULL)
                __real_sqlite3_bind_null(s, b->at);
            else if (b->kind == OP_TEXT)
                __real_sqlite3_bind_text(s, b->at, seen.heap + b->value, b->n, SQLITE_STATIC);
            else
                __real_sqlite3_bind_blob(s, b->at, seen.heap + b->value, b->n, SQLITE_STATIC);
        }
        from = i + 1;
        do
            rc = __real_sqlite3_step(s);
        while (rc == SQLITE_ROW);
        if (rc != SQLITE_DONE)
            give_up(sqlite3_errmsg(newest));
        sqlite3_reset(s);
        sqlite3_clear_bindings(s);
    }
    begun = seconds() - begun;
    for (int i = 0; i < seen.n_sql; i++)
        sqlite3_finalize(p[i]);
    db_close(db);
    return begun;
}

static int
steps_of(const char *sql)
{
    int n = 0;

    for (size_t i = 0; i < seen.n; i++)
        n += seen.op[i].kind == OP_STEP && strncmp(seen.sql[seen.op[i].value], sql, strlen(sql)) == 0;
    return n;
}

/* -- signing in --------------------------------------------------------------------------- */

static int
code_of_now(const char *base32)
{
    struct totp_secret secret;
    char               code[7], *bytes;
    size_t             n;
    struct timespec    now;

    if (oath_base32_decode(base32, strlen(base32), &bytes, &n) != OATH_OK || n != sizeof secret)
        give_up("not a secret");
    memcpy(secret.b, bytes, n);
    free(bytes);
    clock_gettime(CLOCK_REALTIME, &now);
    totp_code(&secret, totp_step((Time)now.tv_sec * TIME_SECOND), code);
    printf("%s\n", code);
    return 0;
}

/* -- the first answer ---------------------------------------------------------------------------- */

static int
first_answer(const char *port)
{
    static const char  ask[] = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port)),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timespec    now;
    char               answer[64];

    for (double begun = seconds(); seconds() - begun < 60; usleep(500)) {
        int s = socket(AF_INET, SOCK_STREAM, 0);

        if (connect(s, (struct sockaddr *)&to, sizeof to) == 0 &&
            write(s, ask, sizeof ask - 1) > 0 && read(s, answer, sizeof answer) > 12 &&
            memcmp(answer + 9, "200", 3) == 0) {
            clock_gettime(CLOCK_REALTIME, &now);
            printf("%lld\n", (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
            return 0;
        }
        close(s);
    }
    give_up("no answer within a minute");
    return 1;
}

int
main(int argc, char **argv)
{
    struct arena        *arena = arena_new();
    struct dir           dir;
    struct house         house;
    struct filing        f = { .house = &house };
    struct settings      settings = { .arena = arena };
    struct store_options store;
    double               whole, bare;

    if (argc == 3 && strcmp(argv[1], "first") == 0)
        return first_answer(argv[2]);
    if (argc == 3 && strcmp(argv[1], "code") == 0)
        return code_of_now(argv[2]);
    if (argc < 3)
        give_up(usage);
    open_house(arena, argv[2], &dir, &house);
    dir_store(&dir, &store);
    settings.kind = store.kind;
    f.ticket = make_ticket(&house, arena);
    communes(arena, &f);
    if (strcmp(argv[1], "ticket") == 0) {
        printf("%.*s\n", STR_ARG(f.ticket));
        for (int i = 0; i < f.n_communes; i++)
            printf("%.*s ", STR_ARG(f.commune[i]));
        printf("\n");
    } else if (strcmp(argv[1], "settings") == 0) {
        pen_with_db(door_pen(house.door), print_settings, &settings);
    } else if (strcmp(argv[1], "fill") == 0 && argc == 4) {
        f.n = atol(argv[3]);
        f.every = f.n > SHOWN ? f.n / SHOWN : 1;
        whole = file_all(&f);
        fprintf(stderr, "%ld filed in %.1f s: %.0f/s\n", f.n, whole, (double)f.n / whole);
    } else if (strcmp(argv[1], "replay") == 0 && argc == 5) {
        f.n = atol(argv[4]);
        pen_with_db(door_pen(house.door), print_settings, &settings);
        seen.on = true;
        whole = file_all(&f);
        seen.on = false;
        bare = replay(argv[3]);
        printf("%.0f %.0f %d\n", (double)f.n / bare, (double)f.n / whole, steps_of("COMMIT"));
    } else {
        give_up(usage);
    }
    house_close(&house);
    dir_unlock(&dir);
    arena_free(arena);
    return 0;
}
