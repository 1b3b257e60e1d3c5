/* cmd/dir.c -- see dir.h.  Floor 13. */
#include "cmd/dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/json.h"
#include "cmd/command.h"
#include "cmd/rooms_sql.h"
#include "cmd/pulls.h"
#include "web/clamd.h"

#define CONFIG_MAX 65536

Str
dir_file(const struct dir *d, const char *name)
{
    return str_format(d->arena, "%.*s/%s", STR_ARG(d->path), name);
}

Str
dir_keeper(const struct dir *d)
{
    return str_format(d->arena, "%.*s/keeper/%lld", STR_ARG(d->path), (long long)d->log);
}

static enum err
say(char why[256], enum err err, const char *doing, Str path)
{
    snprintf(why, 256, "%s %.*s: %s", doing, STR_ARG(path), strerror(errno));
    return err;
}

/* A whole file, replaced at once and synced, so that it is old or new. */
static enum err
write_file(const struct dir *d, const char *name, Str bytes, mode_t mode, char why[256])
{
    Str path = dir_file(d, name), fresh = str_format(d->arena, "%.*s.new", STR_ARG(path));
    int fd = open(fresh.p, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    bool done;

    if (fd < 0)
        return say(why, ERR_STORE, "cannot write", fresh);
    done = write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n && fsync(fd) == 0;
    close(fd);
    if (!done || rename(fresh.p, path.p) != 0)
        return say(why, ERR_STORE, "cannot write", path);
    fd = open(str_c(d->arena, d->path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    return ERR_OK;
}

static enum err
read_file(const struct dir *d, const char *name, Str *out, char why[256])
{
    Str     path = dir_file(d, name);
    int     fd = open(path.p, O_RDONLY | O_CLOEXEC);
    char   *p = arena_alloc_raw(d->arena, CONFIG_MAX);
    ssize_t n;

    if (fd < 0)
        return say(why, ERR_NOT_FOUND, "cannot read", path);
    n = read(fd, p, CONFIG_MAX);
    close(fd);
    if (n < 0 || n == CONFIG_MAX)
        return say(why, ERR_STORE, "cannot read", path);
    *out = (Str){ p, (size_t)n };
    return ERR_OK;
}

/* -- the key for documents ------------------------------------------------------------ */

#define TOKEN_PARTS 4

/* The members of "document_token", and where they go. */
static Str *
token_part(struct signet_options *o, int i, const char **out_name)
{
    static const char *const name[TOKEN_PARTS] = { "module", "token", "key", "pin_file" };
    Str *const               part[TOKEN_PARTS] = { &o->module, &o->token, &o->key,
                                                   &o->pin_file };

    *out_name = name[i];
    return part[i];
}

static void
put_token(const struct dir *d, struct json *out)
{
    struct signet_options o = d->documents;
    const char           *name;

    for (int i = 0; i < TOKEN_PARTS; i++) {
        Str *part = token_part(&o, i, &name);

        json_put_text(d->arena, out, name, *part);
    }
}

/* All four or none: a half would be taken for a folder without a token. */
static enum err
read_token(struct dir *d, const struct json *token, char why[256])
{
    const char *name;

    d->documents = (struct signet_options){ .folder = dir_file(d, "keeper/documents") };
    for (int i = 0; token != NULL && i < TOKEN_PARTS; i++) {
        Str *part = token_part(&d->documents, i, &name);

        *part = json_text(token, name);
        if (part->n == 0) {
            snprintf(why, 256, "%.*s/tinhso.json: document_token lacks %s", STR_ARG(d->path), name);
            return ERR_INVALID;
        }
    }
    return ERR_OK;
}

enum err
dir_save(const struct dir *d, char why[256])
{
    struct json *o = json_object(d->arena);
    Str          store = d->where;

    if (d->kind == STORE_SQLITE)
        store = str_format(d->arena, "sqlite:%.*s", STR_ARG(d->where));
    json_put_text(d->arena, o, "store", store);
    json_put_text(d->arena, o, "origin", d->origin);
    json_put_int(d->arena, o, "log", d->log);
    json_put_text(d->arena, o, "province", d->province);
    json_put_bool(d->arena, o, "simulated", d->simulated);
    json_put_text(d->arena, o, "base_url", d->base_url);
    json_put_text(d->arena, o, "scanner", d->scanner);
    if (d->mtls_url.n > 0)
        json_put_text(d->arena, o, "mtls_url", d->mtls_url);
    mail_put(d->arena, &d->mail, o);
    if (d->pulls != NULL)
        json_put(o, S("pulls"), json_copy(d->arena, d->pulls));
    if (d->documents.module.n > 0)
        put_token(d, json_put_object(d->arena, o, "document_token"));
    return write_file(d, "tinhso.json", json_string(d->arena, o), 0600, why);
}

static enum err
read_store(struct dir *d, Str store, char why[256])
{
    if (str_starts(store, S("sqlite:"))) {
        d->kind = STORE_SQLITE;
        d->where = str_copy(d->arena, str_sub(store, 7, store.n));
        return ERR_OK;
    }
    if (str_starts(store, S("postgresql:")) || str_starts(store, S("postgres:"))) {
        d->kind = STORE_PG;
        d->where = str_copy(d->arena, store);
        return ERR_OK;
    }
    snprintf(why, 256, "a store is sqlite:PATH or postgresql:URL, not %.*s", STR_ARG(store));
    return ERR_INVALID;
}

static enum err
make_folders(const struct dir *d, char why[256])
{
    static const char *const folder[] = { "files", "spool", "keeper", "run" };

    for (size_t i = 0; i < sizeof folder / sizeof folder[0]; i++) {
        Str path = dir_file(d, folder[i]);

        if (mkdir(path.p, 0700) != 0 && errno != EEXIST)
            return say(why, ERR_STORE, "cannot make", path);
    }
    return ERR_OK;
}

/* A name nobody else's log has: the province and eight random letters. */
static Str
new_origin(const struct dir *d)
{
    unsigned char r[4];

    random_bytes(r, sizeof r);
    return str_format(d->arena, "%s/%.*s-%.*s/1", d->simulated ? "tinhso.invalid" : "tinhso",
                      STR_ARG(d->province),
                      STR_ARG(hex_text(d->arena, (Str){ (const char *)r, sizeof r })));
}

static enum err
absolute(struct arena *arena, Str path, Str *out, char why[256])
{
    char *cwd;

    if (path.n > 0 && path.p[0] == '/') {
        *out = str_copy(arena, path);
        return ERR_OK;
    }
    cwd = getcwd(NULL, 0);
    if (cwd == NULL)
        return say(why, ERR_STORE, "cannot tell the folder of", path);
    *out = str_format(arena, "%s/%.*s", cwd, STR_ARG(path));
    mem_free(cwd);
    return ERR_OK;
}

static enum err
create(struct arena *arena, Str path, Str store, Str province, bool simulated, bool unfinished,
       struct dir *out, char why[256])
{
    struct dir    d = { .arena = arena, .province = province, .simulated = simulated, .log = 1,
                        .lock = -1, .base_url = DIR_BASE_URL };
    unsigned char secret[32];

    TRY(absolute(arena, path, &d.path, why));
    if (access(dir_file(&d, "tinhso.json").p, F_OK) == 0) {
        snprintf(why, 256, "%.*s holds a province already; choose another folder", STR_ARG(d.path));
        return ERR_CONFLICT;
    }
    if (store.n == 0)
        store = str_format(arena, "sqlite:%.*s", STR_ARG(dir_file(&d, "tinhso.db")));
    TRY(read_store(&d, store, why));
    if (mkdir(str_c(d.arena, d.path), 0700) != 0 &&
        (errno != EEXIST || chmod(str_c(d.arena, d.path), 0700) != 0))
        return say(why, ERR_STORE, "cannot make", d.path);
    if (unfinished)
        TRY(write_file(&d, "tinhso.json", S("{\"unfinished\":true}"), 0600, why));
    TRY(make_folders(&d, why));
    random_bytes(secret, sizeof secret);
    d.secret = str_copy(arena, (Str){ (const char *)secret, sizeof secret });
    TRY(write_file(&d, "secret", d.secret, 0600, why));
    d.origin = new_origin(&d);
    TRY(read_token(&d, NULL, why));
    *out = d; /* tinhso.json comes last, when all else is there: see cmd/init.c */
    return ERR_OK;
}

enum err
dir_create(struct arena *arena, Str path, Str store, Str province, bool simulated,
           struct dir *out, char why[256])
{
    return create(arena, path, store, province, simulated, false, out, why);
}

enum err
dir_begin(struct arena *arena, Str path, Str store, Str province, bool simulated, struct dir *out,
          char why[256])
{
    return create(arena, path, store, province, simulated, true, out, why);
}

enum err
dir_open(struct arena *arena, Str path, struct dir *out, char why[256])
{
    struct dir        d = { .arena = arena, .lock = -1 };
    struct json      *o;
    struct json_where where;
    Str               text;

    TRY(absolute(arena, path, &d.path, why));
    if (read_file(&d, "tinhso.json", &text, why) != ERR_OK) {
        snprintf(why, 256, "%.*s is not a province's folder; make one with: tinhso init %.*s",
                 STR_ARG(d.path), STR_ARG(path));
        return ERR_NOT_FOUND;
    }
    if (json_parse(arena, text, &o, &where) != ERR_OK) {
        snprintf(why, 256, "%.*s/tinhso.json:%d:%d: %s", STR_ARG(d.path), where.line, where.column,
                 where.why);
        return ERR_MALFORMED;
    }
    if (json_bool(o, "unfinished")) {
        cli_say(why,
                MSG("{1} is unfinished: a restore into it was broken off. Remove it and restore "
                    "again."), d.path, STR_NONE);
        return ERR_STORE;
    }
    d.origin = json_text(o, "origin");
    d.province = json_text(o, "province");
    d.simulated = json_bool(o, "simulated");
    d.log = json_int(o, "log", 1);
    d.base_url = json_text(o, "base_url");
    d.scanner = json_text(o, "scanner");
    d.mtls_url = json_text(o, "mtls_url");
    if (d.scanner.n > 0 && !clamd_is_address(d.scanner)) {
        snprintf(why, 256,
                 "%.*s/tinhso.json: \"scanner\" is a socket's path or HOST:PORT, not %.*s",
                 STR_ARG(d.path), STR_ARG(d.scanner));
        return ERR_INVALID;
    }
    TRY(read_store(&d, json_text(o, "store"), why));
    TRY(read_token(&d, json_get(o, "document_token"), why));
    TRY(mail_read(json_get(o, "mail"), &d.mail, why));
    d.pulls = json_get(o, "pulls");
    if (pulls_fault(d.pulls) != NULL) {
        snprintf(why, 256, "%.*s/tinhso.json: %s", STR_ARG(d.path), pulls_fault(d.pulls));
        return ERR_INVALID;
    }
    TRY(read_file(&d, "secret", &d.secret, why));
    if (d.secret.n != 32) {
        snprintf(why, 256, "%.*s/secret is not 32 bytes long", STR_ARG(d.path));
        return ERR_MALFORMED;
    }
    *out = d;
    return ERR_OK;
}

enum err
dir_lock(struct dir *d, char why[256])
{
    Str path = dir_file(d, "lock");

    d->lock = open(path.p, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (d->lock < 0)
        return say(why, ERR_STORE, "cannot open", path);
    if (flock(d->lock, LOCK_EX | LOCK_NB) == 0)
        return ERR_OK;
    dir_unlock(d);
    snprintf(why, 256, "another process writes in %.*s", STR_ARG(d->path));
    return ERR_BUSY;
}

void
dir_unlock(struct dir *d)
{
    if (d->lock >= 0)
        close(d->lock);
    d->lock = -1;
}

void
dir_store(const struct dir *d, struct store_options *out)
{
    *out = (struct store_options){ .kind = d->kind, .where = str_c(d->arena, d->where),
                                   .rooms = all_rooms, .n_rooms = n_all_rooms };
}
