/* journal/public.c -- see public.h.  Floor 2. */
#include "journal/public.h"

#include "journal/entry.h"
#include "journal/journal.h"
#include "journal/journal_sql.h"
#include "journal/ledger.h"
#include "journal/tile.h"

static enum err
newest(struct view *v, struct log_last_row *log, struct checkpoint_last_row *out)
{
    struct checkpoint_last_row *row;
    struct log_last_row        *logs;
    int                         n;

    TRY(log_last(v, 1, &logs, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    *log = logs[0];
    TRY(checkpoint_last(v, log->number, 1, &row, &n));
    if (n == 0)
        return ERR_NOT_FOUND;
    *out = row[0];
    return ERR_OK;
}

enum err
public_checkpoint(struct view *v, Str *out)
{
    struct log_last_row        log;
    struct checkpoint_last_row row;

    TRY(newest(v, &log, &row));
    *out = row.note;
    return ERR_OK;
}

#define LOGS_MAX 1000

enum err
public_keys(struct view *v, Str *out)
{
    struct log_all_row *log;
    struct buf          b = BUF_MAX((size_t)LOGS_MAX * 512);
    int                 n;

    TRY(log_all(v, LOGS_MAX, &log, &n));
    for (int i = n; i-- > 0;) {
        buf_add(&b, log[i].vkey);
        if (i > 0)
            buf_byte(&b, ' ');
    }
    *out = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return ERR_OK;
}

static enum err
bundle(struct view *v, const struct log_last_row *log, struct tile_name name, Str *out)
{
    struct entry_page_row *row;
    struct buf             b = BUF_MAX((size_t)TILE_WIDTH * (ENTRY_MAX + 2));
    int                    n;

    TRY(entry_page(v, log->first_act + name.index * TILE_WIDTH, name.width, &row, &n));
    for (int i = 0; i < n; i++) {
        Hash commitment;

        memcpy(commitment.b, row[i].commitment.p, HASH_SIZE);
        bundle_add(&b, entry_bytes(v->arena, row[i].act, row[i].occurred, row[i].recorded,
                                   &commitment));
    }
    *out = str_copy(v->arena, buf_str(&b));
    buf_free(&b);
    return n == name.width ? ERR_OK : ERR_STORE;
}

enum err
public_tile(struct view *v, Str path, Str *out_bytes)
{
    struct log_last_row        log;
    struct checkpoint_last_row head;
    struct tile_name           name;
    struct tile_reader         tiles = ledger_tiles(v);
    Hash                       hash[TILE_WIDTH];
    int                        n;

    if (tile_path_parse(str_format(v->arena, "tile/%.*s", STR_ARG(path)), &name) != ERR_OK)
        return ERR_NOT_FOUND;
    TRY(newest(v, &log, &head));
    if (!tile_exists(name, head.size))
        return ERR_NOT_FOUND;
    if (name.level == TILE_ENTRIES)
        return bundle(v, &log, name, out_bytes);
    TRY(tiles.read_tile(tiles.context, name.level, name.index, hash, &n));
    if (n < name.width)
        return ERR_STORE;
    *out_bytes = tile_body(v->arena, hash, name.width);
    return ERR_OK;
}

enum err
journal_last_moment(struct view *v, Time *out)
{
    struct entry_last_row *row;
    int                    n;

    TRY(entry_last(v, 1, &row, &n));
    *out = n > 0 ? row[0].occurred : TIME_NONE;
    return ERR_OK;
}
