/* Cash-register invoices that nobody wrote, for the bench of loading (run.sh load).
 *
 *   bench-invoices csv N            N of them as CSV, in the order in which tills would send them:
 *                                   by day, sellers mixed
 *   bench-invoices raw STORE OUT N  the same rows into OUT with SQLite alone: the table and the
 *                                   indexes that STORE has for them, the same durability, a
 *                                   transaction for each 20,000; prints seconds
 *
 * Sellers' tax codes begin with 99 and have the right check digit (docs/registries.md). */
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "drawn.h"

#define SELLERS 40000
#define DAYS    152 /* January to May 2024 */
#define BATCH   20000

struct invoice {
    char    seller[11], authority[40], day[40];
    int64_t number, net, tax, total;
    const char *payment, *state, *commune;
};

static const char *const communes[] = { "10507", "10510", "10537", "10543", "10555", "10564",
                                        "10567", "10606", "10675", "10717", "10831", "10843" };
static const char *const payments[] = { "cash", "cash", "transfer", "card", "wallet" };
static char    tax_code[SELLERS][11];
static int32_t last_number[SELLERS];

static void
make_sellers(void)
{
    for (int n = 0, tried = 0; n < SELLERS; tried++) {
        char code[24];

        if (make_code(5000000 + tried, code))
            memcpy(tax_code[n++], code, 11);
    }
}

static void
draw(int64_t i, int64_t n, struct invoice *out)
{
    uint64_t r = mix((uint64_t)i);
    int      seller = (int)(r % SELLERS), day = (int)(i * DAYS / n);
    static const int months[] = { 31, 29, 31, 30, 31 };
    int      month = 0;

    while (day >= months[month])
        day -= months[month++];
    memcpy(out->seller, tax_code[seller], 11);
    out->number = ++last_number[seller];
    snprintf(out->authority, sizeof out->authority, "M1-24-%05d-%011d", seller,
             last_number[seller]);
    snprintf(out->day, sizeof out->day, "2024-%02d-%02d", month + 1, day + 1);
    out->net = (int64_t)(15 + (r >> 20) % 4000) * 1000;
    out->tax = out->net / 100 * ((r >> 40) % 2 ? 8 : 10);
    out->total = out->net + out->tax;
    out->payment = payments[(r >> 44) % 5];
    out->state = (r >> 48) % 200 == 0 ? "cancelled" : "original";
    out->commune = communes[seller % 12];
}

static int
write_csv(int64_t n)
{
    struct invoice v;

    puts("seller_tax_code,form,symbol,number,tax_authority_code,issued_on,net,tax,total,payment,"
         "state,commune");
    for (int64_t i = 0; i < n; i++) {
        draw(i, n, &v);
        printf("%s,1,C24MAA,%lld,%s,%s,%lld,%lld,%lld,%s,%s,%s\n", v.seller, (long long)v.number,
               v.authority, v.day, (long long)v.net, (long long)v.tax, (long long)v.total,
               v.payment, v.state, v.commune);
    }
    return ferror(stdout) ? 1 : 0;
}

/* -- SQLite alone ------------------------------------------------------------------------------ */

static void
must(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    fprintf(stderr, "bench-invoices: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static void
copy_tables(const char *store, sqlite3 *to)
{
    sqlite3      *from;
    sqlite3_stmt *s;

    must(from, sqlite3_open_v2(store, &from, SQLITE_OPEN_READONLY, NULL));
    must(from, sqlite3_prepare_v2(from, "SELECT sql FROM sqlite_schema WHERE tbl_name = "
                                        "'r_e_invoice' AND sql IS NOT NULL ORDER BY type DESC",
                                  -1, &s, NULL));
    while (sqlite3_step(s) == SQLITE_ROW)
        must(to, sqlite3_exec(to, (const char *)sqlite3_column_text(s, 0), NULL, NULL, NULL));
    sqlite3_finalize(s);
    sqlite3_close(from);
}

static void
bind(sqlite3_stmt *s, int64_t id, const struct invoice *v)
{
    int at = 1;

    sqlite3_bind_int64(s, at++, id);
    sqlite3_bind_int64(s, at++, v->number);
    sqlite3_bind_int64(s, at++, v->net);
    sqlite3_bind_int64(s, at++, v->tax);
    sqlite3_bind_int64(s, at++, v->total);
    sqlite3_bind_text(s, at++, v->seller, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, at++, v->authority, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, at++, v->day, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, at++, v->payment, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, at++, v->state, -1, SQLITE_STATIC);
    sqlite3_bind_text(s, at++, v->commune, -1, SQLITE_STATIC);
}

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int
write_raw(const char *store, const char *out, int64_t n)
{
    sqlite3      *db;
    sqlite3_stmt *s;
    double        begun;

    must(db, sqlite3_open(out, &db));
    /* As store/drv_sqlite.c sets the writer's where a load is alone. */
    must(db, sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                              "PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=32000;"
                              "PRAGMA journal_size_limit=268435456;"
                              "PRAGMA mmap_size=1099511627776", NULL, NULL, NULL));
    copy_tables(store, db);
    must(db, sqlite3_prepare_v2(db,
             "INSERT INTO r_e_invoice (_id, _kind, _since, _unit, form, symbol, number, net, tax, "
             "total, seller_tax_code, tax_authority_code, issued_on, payment, state, commune, "
             "_until) VALUES (?, 1, -1, 1, '1', 'C24MAA', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
             -1, &s, NULL));
    begun = now();
    for (int64_t i = 0; i < n; i++) {
        struct invoice v;

        if (i % BATCH == 0)
            must(db, sqlite3_exec(db, i == 0 ? "BEGIN" : "COMMIT; BEGIN", NULL, NULL, NULL));
        draw(i, n, &v);
        bind(s, i + 1, &v);
        must(db, sqlite3_step(s));
        sqlite3_reset(s);
    }
    must(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
    printf("%.2f\n", now() - begun);
    sqlite3_finalize(s);
    sqlite3_close(db);
    return 0;
}

int
main(int argc, char **argv)
{
    make_sellers();
    if (argc == 3 && strcmp(argv[1], "csv") == 0)
        return write_csv(atoll(argv[2]));
    if (argc == 5 && strcmp(argv[1], "raw") == 0)
        return write_raw(argv[2], argv[3], atoll(argv[4]));
    fprintf(stderr, "bench-invoices csv N | raw STORE OUT N\n");
    return 2;
}
