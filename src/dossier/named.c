/* dossier/named.c -- see named.h.  Floor 7. */
#include "dossier/named.h"

#include "base/scan.h"
#include "dossier/dossier_sql.h"

#define PAGE 1000

struct naming {
    named_fn *fn;
    void     *context;
    Id        a, b; /* the key of the last row */
    bool      more;
};

static void
name_one(struct naming *k, Str bytes)
{
    Hash hash;

    if (bytes.n != HASH_SIZE)
        return;
    memcpy(hash.b, bytes.p, HASH_SIZE);
    k->fn(k->context, &hash);
}

static enum err
page_given(struct view *v, struct naming *k)
{
    struct named_given_row *row;
    int                     n;

    TRY(named_given(v, k->a, k->b, PAGE, &row, &n));
    for (int i = 0; i < n; i++) {
        k->a = row[i].dossier;
        k->b = row[i].n;
        name_one(k, row[i].hash);
    }
    k->more = n == PAGE;
    return ERR_OK;
}

static enum err
page_results(struct view *v, struct naming *k)
{
    struct named_results_row *row;
    int                       n;

    TRY(named_results(v, k->a, k->b, PAGE, &row, &n));
    for (int i = 0; i < n; i++) {
        k->a = row[i].dossier;
        k->b = row[i].version;
        name_one(k, row[i].result_hash);
    }
    k->more = n == PAGE;
    return ERR_OK;
}

static enum err
page_drafts(struct view *v, struct naming *k)
{
    struct named_drafts_row *row;
    int                      n;

    TRY(named_drafts(v, k->a, PAGE, &row, &n));
    for (int i = 0; i < n; i++) {
        struct json *files;

        k->a = row[i].draft;
        TRY(json_parse(v->arena, row[i].files, &files, NULL));
        json_each(file, files)
        {
            Hash hash;

            TRY(scan_hex(json_text(file, "hash"), hash.b, HASH_SIZE));
            k->fn(k->context, &hash);
        }
    }
    k->more = n == PAGE;
    return ERR_OK;
}

typedef enum err page_fn(struct view *, struct naming *);

static enum err
each_page(struct view *v, page_fn *page, named_fn *fn, void *context)
{
    struct naming k = { .fn = fn, .context = context, .a = INT64_MIN, .b = INT64_MIN,
                        .more = true };

    while (k.more) {
        enum err err;

        TRY(db_begin(v->db));
        err = page(v, &k);
        db_end(v->db);
        arena_reset(v->arena);
        TRY(err);
    }
    return ERR_OK;
}

enum err
named_all(struct view *given, named_fn *fn, void *context)
{
    static page_fn *const pages[] = { page_given, page_results, page_drafts };
    struct view           v = *given;
    enum err              err = ERR_OK;

    v.arena = arena_new();
    for (size_t i = 0; err == ERR_OK && i < sizeof pages / sizeof pages[0]; i++)
        err = each_page(&v, pages[i], fn, context);
    arena_free(v.arena);
    return err;
}
