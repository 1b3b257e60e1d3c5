/* dossier/draft_files.c -- see draft_files.h.  Floor 7. */
#include "dossier/draft_files.h"

#include "base/scan.h"
#include "base/words.h"
#include "dossier/upload.h"
#include "store/files.h"

static bool
is_there(struct view *v, const Hash *hash)
{
    return files_touch(v->world->folder, hash) == ERR_OK;
}

static void
add_name(struct view *v, Str name, Str *names)
{
    *names = names->n == 0 ? name : str_join(v->arena, *names, S(", "), name);
}

static bool
names_file(const struct json *kept, Str hash)
{
    json_each(file, kept)
        if (str_eq(json_text(file, "hash"), hash))
            return true;
    return false;
}

/* Ours, and either in time or of a file that this person's draft has. */
static enum err
file_of_ticket(struct view *v, Str ticket, const struct json *kept, struct upload_file *out)
{
    enum err err = upload_of_ticket(v, ticket, out);

    if (err != ERR_NOT_FOUND)
        return err;
    TRY(upload_of_old_ticket(v, ticket, out));
    return names_file(kept, hex_text(v->arena, hash_bytes(&out->hash))) ? ERR_OK : err;
}

static void
put_facts(struct view *v, Str component, const struct upload_file *f, struct json *list)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "component", component);
    json_put_text(v->arena, o, "name", f->name);
    json_put_text(v->arena, o, "type", f->type);
    json_put_int(v->arena, o, "size", f->size);
    json_put_text(v->arena, o, "hash", hex_text(v->arena, hash_bytes(&f->hash)));
}

enum err
draft_files_keep(struct view *v, const struct procedure *p, const struct json *tickets,
                 const struct json *kept, struct json **out, Str *out_gone)
{
    struct json *list = json_array(v->arena);

    if (tickets != NULL && (tickets->kind != JSON_ARRAY || tickets->count > UPLOADS_MAX)) {
        fault_add(v->faults, S("files"), MSG("is a list of at most 40 files"), STR_NONE, STR_NONE);
        return ERR_OK;
    }
    json_each(item, tickets)
    {
        struct upload_file f;

        if (procedure_paper(p, json_text(item, "component")) == NULL ||
            file_of_ticket(v, json_text(item, "ticket"), kept, &f) != ERR_OK)
            continue;
        if (is_there(v, &f.hash))
            put_facts(v, json_text(item, "component"), &f, list);
        else
            add_name(v, f.name, out_gone);
    }
    *out = list;
    return ERR_OK;
}

static void
put_ticket(struct view *v, Str component, Str ticket, struct json *list)
{
    struct json *o = json_add(list, json_object(v->arena));

    json_put_text(v->arena, o, "component", component);
    json_put_text(v->arena, o, "ticket", ticket);
}

struct json *
draft_files_open(struct view *v, const struct json *kept, Str *out_gone)
{
    struct json *list = json_array(v->arena);

    json_each(file, kept)
    {
        struct upload_file f = { .name = json_text(file, "name"), .type = json_text(file, "type"),
                                 .size = json_int(file, "size", 0) };

        if (scan_hex(json_text(file, "hash"), f.hash.b, HASH_SIZE) == ERR_OK &&
            is_there(v, &f.hash))
            put_ticket(v, json_text(file, "component"), upload_ticket(v, &f), list);
        else
            add_name(v, f.name, out_gone);
    }
    return list;
}

struct json *
draft_files_renew(struct view *v, const struct json *tickets, const struct json *kept)
{
    struct json *list = json_array(v->arena);

    json_each(item, tickets)
    {
        struct upload_file f;
        Str                ticket = json_text(item, "ticket");

        if (upload_of_ticket(v, ticket, &f) == ERR_NOT_FOUND &&
            file_of_ticket(v, ticket, kept, &f) == ERR_OK && is_there(v, &f.hash))
            ticket = upload_ticket(v, &f);
        put_ticket(v, json_text(item, "component"), ticket, list);
    }
    return list;
}

Str
draft_gone_words(struct view *v, Str gone)
{
    if (gone.n == 0)
        return STR_NONE;
    return words_fill(v->arena, v->lang,
                      MSG("These files are no longer held; please attach them again: {1}"), gone,
                      STR_NONE);
}
