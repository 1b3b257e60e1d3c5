/* dossier/upload.c -- see upload.h.  Floor 7. */
#include "dossier/upload.h"

#include "base/scan.h"
#include "base/text.h"
#include "dossier/dossier_sql.h"
#include "ident/ticket.h"
#include "store/files.h"

#define NAME_BYTES 255 /* as the site takes names, so that none is cut */

static const char purpose[] = "upload";

Str
upload_sniff(Str b)
{
    if (str_starts(b, S("%PDF-")))
        return S("pdf");
    if (str_starts(b, S("\xff\xd8\xff")))
        return S("jpg");
    if (str_starts(b, S("\x89PNG\r\n\x1a\n")))
        return S("png");
    return STR_NONE;
}

static bool
is_accepted(const struct json *accept, Str type)
{
    if (accept == NULL)
        return true;
    json_each(a, accept)
        if (str_eq(a->text, type))
            return true;
    return false;
}

Str
upload_kinds(struct arena *arena, const struct json *accept)
{
    static const char *const kind[][2] = { { "pdf", "PDF" }, { "jpg", "JPEG" }, { "png", "PNG" } };
    Str                      all = S("");

    for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++)
        if (is_accepted(accept, str_of(kind[i][0])))
            all = str_join(arena, all, all.n > 0 ? S(", ") : S(""), str_of(kind[i][1]));
    return all;
}

bool
upload_fits(const struct component *c, const struct upload_file *file)
{
    return is_accepted(c->accept, file->type);
}

bool
upload_judge(struct faults *faults, Str field, Str first_bytes, int64_t size,
             const struct json *accept, Str *out_type)
{
    Str type = upload_sniff(first_bytes);

    if (size > UPLOAD_SIZE_MAX)
        fault_add(faults, field, "is larger than 20 MB; take the photo smaller or scan fewer pages",
                  STR_NONE, STR_NONE);
    else if (size == 0)
        fault_add(faults, field, "is an empty file", STR_NONE, STR_NONE);
    else if (type.p == NULL || !is_accepted(accept, type))
        fault_add(faults, field, "is not a PDF, JPEG or PNG file", STR_NONE, STR_NONE);
    else {
        *out_type = type;
        return true;
    }
    return false;
}

Str
upload_ticket(struct view *v, const struct upload_file *f)
{
    Str name = text_start(f->name, NAME_BYTES);
    Str text = str_format(v->arena, "%.*s %lld %.*s %.*s",
                          STR_ARG(hex_text(v->arena, hash_bytes(&f->hash))), (long long)f->size,
                          STR_ARG(f->type), STR_ARG(name));

    /* To the day: the same file sent twice is the same answer twice. */
    return ticket_make(v->arena, v->world, purpose, text,
                       time_at(time_day(v->now + TICKET_LIFE) + 1, 0));
}

static enum err
read_ticket(struct view *v, Str ticket, Time now, struct upload_file *out)
{
    struct upload_file f = { .size = 0 };
    Str                text, hash, rest, size;

    TRY(ticket_read(v->arena, v->world, purpose, ticket, now, &text));
    if (!str_cut(text, ' ', &hash, &rest) || !str_cut(rest, ' ', &size, &rest) ||
        !str_cut(rest, ' ', &f.type, &f.name))
        return ERR_FORBIDDEN;
    TRY(scan_hex(hash, f.hash.b, HASH_SIZE));
    TRY(scan_int(size, 0, UPLOAD_SIZE_MAX, &f.size));
    *out = f;
    return ERR_OK;
}

enum err
upload_of_ticket(struct view *v, Str ticket, struct upload_file *out)
{
    return read_ticket(v, ticket, v->now, out);
}

enum err
upload_of_old_ticket(struct view *v, Str ticket, struct upload_file *out)
{
    return read_ticket(v, ticket, INT64_MIN, out);
}

static void
read_one(struct view *v, const struct procedure *p, const struct json *item, int i,
         struct upload_file *out)
{
    Str                     field = str_format(v->arena, "files/%d", i);
    Str                     key = json_text(item, "component");
    const struct component *c = procedure_paper(p, key);

    if (c == NULL)
        fault_add(v->faults, field, "{1} is not a paper of this procedure", key, STR_NONE);
    else if (upload_of_ticket(v, json_text(item, "ticket"), out) != ERR_OK ||
             files_touch(v->world->folder, &out->hash) != ERR_OK)
        fault_add(v->faults, field, "is no longer held; please attach it again", STR_NONE,
                  STR_NONE);
    else if (!is_accepted(c->accept, out->type))
        fault_add(v->faults, field, MSG("takes only {1}"), upload_kinds(v->arena, c->accept),
                  STR_NONE);
    out->component = key;
}

enum err
upload_read(struct view *v, const struct procedure *p, const struct json *files,
            struct upload_list *out)
{
    struct upload_file *list;
    int                 n = 0;

    *out = (struct upload_list){ .n = 0 };
    if (files == NULL)
        return ERR_OK;
    if (files->kind != JSON_ARRAY || files->count > UPLOADS_MAX) {
        fault_add(v->faults, S("files"), MSG("is a list of at most 40 files"), STR_NONE, STR_NONE);
        return ERR_OK;
    }
    list = arena_array(v->arena, struct upload_file, files->count + 1);
    json_each(item, files)
    {
        read_one(v, p, item, n, &list[n]);
        n++;
    }
    *out = (struct upload_list){ .n = n, .list = list };
    return ERR_OK;
}

enum err
upload_store(struct act *a, Id dossier, int64_t version, const struct upload_list *files)
{
    for (int i = 0; i < files->n; i++) {
        const struct upload_file  *f = &files->list[i];
        struct dossier_file_add_in in = {
            .dossier = dossier, .n = act_new_id(a), .version = version,
            .component = f->component, .name = f->name, .type = f->type, .size = f->size,
            .hash = hash_bytes(&f->hash), .copy = 2, /* electronic */
        };

        TRY(dossier_file_add(a, &in));
    }
    return ERR_OK;
}
