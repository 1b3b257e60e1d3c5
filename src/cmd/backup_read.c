/* cmd/backup_read.c -- going through a copy, believing nothing (backup.h).
 * Floor 13.
 *
 *   first ── members, each hashed ── rows.json ── sha256 = what was hashed ── end
 *
 * A copy is taken apart twice: once with nobody taking, to check the whole,
 * and then for good, checked once more. */
#include <stdio.h>

#include "cmd/archive.h"
#include "cmd/backup.h"
#include "cmd/command.h"
#include "cmd/rooms_sql.h"
#include "store/copy.h"

#define WHOLE_MAX ((size_t)1 << 30) /* the list of hashes is the longest */
#define PART_MAX  ((size_t)72 << 20)

enum member { MEMBER_FIRST, MEMBER_MANIFEST, MEMBER_SMALL, MEMBER_TABLE, MEMBER_FILE, MEMBER_ROWS,
              MEMBER_SUMS, MEMBERS };

struct opening {
    struct arena              *arena;
    const struct backup_taker *to;
    struct backup_facts        facts;
    struct buf                 sums, whole;
    enum member                is;
    bool                       seen[MEMBERS];
    Str                        name;     /* of this member, in `names` */
    char                       names[ARCHIVE_NAME_MAX + 1];
    const struct table        *table;
    int64_t                    rows;     /* of this table so far */
    int                        nth;
    struct json               *counted;  /* rows of each table, as rows.json has them */
    Str                        manifest, said; /* rows.json */
    Str                        foreign; /* a table that this program has otherwise */
    char                      *why;
};

/* -- what a member is ---------------------------------------------------------------- */

static enum member
kind_of(Str name)
{
    if (str_eq(name, S("tinhso-backup")))
        return MEMBER_FIRST;
    if (str_eq(name, S("manifest.json")))
        return MEMBER_MANIFEST;
    if (str_eq(name, S("secret")) || (str_starts(name, S("keeper/")) && str_ends(name, S("/vkey"))))
        return MEMBER_SMALL;
    if (str_starts(name, S("tables/")))
        return MEMBER_TABLE;
    if (str_starts(name, S("files/")))
        return MEMBER_FILE;
    if (str_eq(name, S("rows.json")))
        return MEMBER_ROWS;
    return str_eq(name, S("sha256")) ? MEMBER_SUMS : MEMBERS;
}

static void
end_table(struct opening *o)
{
    if (o->table != NULL)
        json_put_int(o->arena, o->counted, o->table->name, o->rows);
    o->table = NULL;
    o->rows = 0;
    o->nth = 0;
}

/* Said at the end, when the hashes have shown that nobody altered the copy. */
static enum err
other_version(struct opening *o, Str table)
{
    if (o->foreign.n == 0)
        o->foreign = str_copy(o->arena, table);
    return ERR_OK;
}

/* A registry's table: the packs inside the copy say what it holds, so here it has no columns. */
static const struct table *
registry_table_named(struct opening *o, Str name)
{
    struct table *t;

    if (o->table != NULL && str_eq(str_of(o->table->name), name))
        return o->table;
    t = arena_make(o->arena, struct table);
    t->name = str_c(o->arena, name);
    return t;
}

/* "tables/NAME/000002" follows "tables/NAME/000001". */
static enum err
begin_part(struct opening *o)
{
    Str                 rest = str_sub(o->name, 7, o->name.n), name, nth;
    const struct table *t;
    char                expected[16];

    if (!str_cut(rest, '/', &name, &nth))
        return ERR_MALFORMED;
    t = copy_table(all_rooms, n_all_rooms, name);
    if (t == NULL && str_starts(name, S("r_")))
        t = registry_table_named(o, name);
    if (t == NULL) {
        end_table(o);
        return other_version(o, name);
    }
    if (t != o->table)
        end_table(o);
    o->table = t;
    snprintf(expected, sizeof expected, "%06d", ++o->nth);
    return str_eq(nth, str_of(expected)) ? ERR_OK : ERR_MALFORMED;
}

/* "files/ab/cd…": its name in one piece. */
static enum err
begin_file(struct opening *o)
{
    char hex[65];

    if (o->name.n != 6 + 2 + 1 + 62 || o->name.p[8] != '/')
        return ERR_MALFORMED;
    snprintf(hex, sizeof hex, "%.2s%.62s", o->name.p + 6, o->name.p + 9);
    if (strspn(hex, "0123456789abcdef") != 64)
        return ERR_MALFORMED;
    return o->to->file != NULL ? o->to->file(o->to->context, str_of(hex)) : ERR_OK;
}

static enum err
begin(void *context, Str name, int64_t size)
{
    struct opening *o = context;

    o->is = kind_of(name);
    memcpy(o->names, name.p, name.n);
    o->name = (Str){ o->names, name.n };
    if (o->is == MEMBERS || o->seen[MEMBER_SUMS] ||
        o->seen[MEMBER_FIRST] == (o->is == MEMBER_FIRST))
        return ERR_MALFORMED;
    if (o->is != MEMBER_TABLE)
        end_table(o);
    buf_clear(&o->whole);
    o->whole.max = o->is == MEMBER_TABLE ? PART_MAX : WHOLE_MAX;
    if (o->is == MEMBER_TABLE)
        return begin_part(o);
    if (o->is == MEMBER_FILE) {
        o->facts.files++;
        o->facts.bytes += size;
        return begin_file(o);
    }
    return ERR_OK;
}

/* -- its content ------------------------------------------------------------------------ */

static enum err
bytes(void *context, Str piece)
{
    struct opening *o = context;

    if (o->is == MEMBER_FILE)
        return o->to->bytes != NULL ? o->to->bytes(o->to->context, piece) : ERR_OK;
    buf_add(&o->whole, piece);
    return o->whole.over ? ERR_MALFORMED : ERR_OK;
}

static enum err
check_first(struct opening *o, Str text)
{
    if (str_eq(text, S(BACKUP_FIRST)))
        return ERR_OK;
    if (!str_starts(text, S("tinhso-backup ")))
        return ERR_MALFORMED;
    cli_say(o->why, MSG("This copy is of a newer format: restore it with a newer program."),
            STR_NONE, STR_NONE);
    return ERR_UNKNOWN;
}

static enum err
end_part(struct opening *o, Str part)
{
    int64_t lines = 0;

    if (o->table == NULL)
        return ERR_OK;
    if (o->table->n_columns > 0 && !copy_fits(o->table, part))
        return other_version(o, str_of(o->table->name));
    for (size_t i = 0; i < part.n; i++)
        lines += part.p[i] == '\n';
    o->rows += lines - 1;
    o->facts.rows += lines - 1;
    o->facts.tables += o->nth == 1;
    return o->to->table != NULL ? o->to->table(o->to->context, o->table, part) : ERR_OK;
}

static enum err
take_member(struct opening *o, Str text)
{
    switch (o->is) {
    case MEMBER_FIRST:
        return check_first(o, text);
    case MEMBER_MANIFEST:
        o->manifest = str_copy(o->arena, text);
        return ERR_OK;
    case MEMBER_SMALL:
        return o->to->small != NULL ? o->to->small(o->to->context, o->name, text) : ERR_OK;
    case MEMBER_TABLE:
        return end_part(o, text);
    case MEMBER_FILE:
        return o->to->file_end != NULL ? o->to->file_end(o->to->context) : ERR_OK;
    case MEMBER_ROWS:
        o->said = str_copy(o->arena, text);
        return ERR_OK;
    case MEMBER_SUMS:
        o->facts.seal = hash_of(text);
        return str_eq(text, buf_str(&o->sums)) ? ERR_OK : ERR_MALFORMED;
    case MEMBERS:
        break;
    }
    return ERR_MALFORMED;
}

static enum err
end(void *context, const Hash *hash)
{
    struct opening *o = context;

    TRY(take_member(o, buf_str(&o->whole)));
    o->seen[o->is] = true;
    if (o->is == MEMBER_SUMS)
        return ERR_OK;
    for (int i = 0; i < HASH_SIZE; i++)
        buf_format(&o->sums, "%02x", hash->b[i]);
    buf_format(&o->sums, "  %.*s\n", STR_ARG(o->name));
    return o->sums.over ? ERR_MALFORMED : ERR_OK;
}

/* -- the whole ---------------------------------------------------------------------------- */

static enum err
read_manifest(struct opening *o)
{
    struct backup_facts *f = &o->facts;
    struct json         *m;

    if (json_parse(o->arena, o->manifest, &m, NULL) != ERR_OK ||
        base64_parse_exactly(json_text(m, "root"), f->root.b, HASH_SIZE) != ERR_OK ||
        time_parse(json_text(m, "made"), &f->made) != ERR_OK)
        return ERR_MALFORMED;
    f->origin = json_text(m, "origin");
    f->note = json_text(m, "head");
    f->province = json_text(m, "province");
    f->base_url = json_text(m, "base_url");
    f->scanner = json_text(m, "scanner");
    f->simulated = json_bool(m, "simulated");
    f->log = json_int(m, "log", 0);
    f->size = json_int(m, "size", -1);
    return f->origin.n > 0 && f->log > 0 && f->size >= 0 ? ERR_OK : ERR_MALFORMED;
}

static enum err
check_counts(struct opening *o)
{
    struct json *counts = json_object(o->arena);

    json_put(counts, S("tables"), o->counted);
    json_put_int(o->arena, counts, "files", o->facts.files);
    return str_eq(json_string(o->arena, counts), o->said) ? ERR_OK : ERR_MALFORMED;
}

static enum err
check_all(struct opening *o)
{
    if (!o->seen[MEMBER_SUMS])
        return ERR_MALFORMED;
    TRY(read_manifest(o));
    for (int i = 0; i < n_all_rooms; i++)
        for (int k = 0; k < all_rooms[i]->n_tables; k++)
            if (json_get(o->counted, all_rooms[i]->tables[k]->name) == NULL)
                TRY(other_version(o, str_of(all_rooms[i]->tables[k]->name)));
    if (o->foreign.n == 0)
        return check_counts(o);
    cli_say(o->why,
            MSG("This copy was made by another version of the program: table {1} is not the same. "
                "Restore it with the version that made it."), o->foreign, STR_NONE);
    return ERR_UNKNOWN;
}

static void
say_why(Str file, enum err err, char why[256])
{
    if (why[0] != '\0')
        return;
    if (err == ERR_NOT_FOUND)
        cli_say(why, MSG("{1} cannot be opened."), file, STR_NONE);
    else if (err == ERR_MALFORMED)
        cli_say(why,
                MSG("{1} is not a whole copy: it is cut off, was altered, or is something else. "
                    "Nothing was changed. Take another copy."), file, STR_NONE);
}

enum err
backup_read(struct arena *arena, Str file, const struct backup_taker *to, struct backup_facts *out,
            char why[256])
{
    struct opening    o = { .arena = arena, .to = to, .sums = BUF_MAX(WHOLE_MAX),
                            .whole = BUF_MAX(WHOLE_MAX), .counted = json_object(arena),
                            .why = why };
    struct archive_in in = { .begin = begin, .bytes = bytes, .end = end, .context = &o };
    enum err          err;

    why[0] = '\0';
    err = archive_read(file, &in);
    if (err == ERR_OK)
        err = check_all(&o);
    say_why(file, err, why);
    buf_free(&o.sums);
    buf_free(&o.whole);
    if (err == ERR_OK)
        *out = o.facts;
    return err;
}
