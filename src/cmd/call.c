/* cmd/call.c -- one command or query from the command line: through the
 * server's socket when one is running, else with the folder's lock.  Floor 13. */
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/words.h"
#include "cmd/command.h"
#include "cmd/cli_call.h"
#include "cmd/house.h"
#include "ident/ident.h"

#define INPUT_MAX  ((size_t)16 << 20)
#define ANSWER_MAX ((size_t)64 << 20)

static enum err
read_all(int fd, struct buf *b)
{
    for (;;) {
        char   *room = buf_room(b, 65536);
        ssize_t n;

        if (room == NULL)
            return ERR_TOO_LARGE;
        n = read(fd, room, 65536);
        if (n < 0)
            return ERR_STORE;
        if (n == 0)
            return ERR_OK;
        b->n += (size_t)n;
    }
}

/* -- through a running server --------------------------------------------------------------- */

static int
connect_to(const struct dir *d)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    Str                path = dir_file(d, "run/sock");
    int                fd;

    if (path.n >= sizeof a.sun_path)
        return -1;
    memcpy(a.sun_path, path.p, path.n);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

bool
cli_is_served(const struct dir *d)
{
    int fd = connect_to(d);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

static int
call_server(struct arena *arena, int fd, Str name, Str input, const char *as, Str *out)
{
    struct buf request = BUF_MAX(INPUT_MAX + 4096), answer = BUF_MAX(ANSWER_MAX);
    Str        head, body;
    int        code = EXIT_STORE;
    ptrdiff_t  end;

    buf_format(&request,
               "POST /local/%.*s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               "Accept: application/json\r\nX-Account: %s\r\nConnection: close\r\n"
               "Content-Length: %zu\r\n\r\n",
               STR_ARG(name), as ? as : "", input.n);
    buf_add(&request, input);
    if (write(fd, request.p, request.n) == (ssize_t)request.n && read_all(fd, &answer) == ERR_OK) {
        end = str_find(buf_str(&answer), S("\r\n\r\n"));
        if (end > 12) {
            head = str_sub(buf_str(&answer), 0, (size_t)end);
            body = str_sub(buf_str(&answer), (size_t)end + 4, answer.n);
            code = head.p[9] == '2' ? EXIT_DONE : EXIT_REFUSED;
            *out = str_copy(arena, body);
            if (code != EXIT_DONE)
                fprintf(stderr, "%.*s\n", STR_ARG(body));
        }
    }
    buf_free(&request);
    buf_free(&answer);
    return code;
}

/* -- by ourselves ------------------------------------------------------------------------------ */

static enum err
actor_named(struct house *h, struct arena *arena, const char *as, struct actor *out)
{
    struct db  *db;
    struct view v = { .arena = arena, .world = &h->world, .packs = h->world.packs,
                      .simulated = h->dir->simulated, .now = clock_now(&h->clock), .who = out };
    char        why[256];
    enum err    err;

    if (as == NULL) {
        out->system = true;
        return ERR_OK;
    }
    TRY(door_reader(h->door, &db, why));
    v.db = db;
    err = ident_actor_of_login(&v, str_of(as), out);
    db_close(db);
    return err;
}

static int
take_answer(struct arena *arena, const struct call *call, Str *out)
{
    if (call->err == ERR_OK) {
        *out = json_string(arena, call->out);
        return EXIT_DONE;
    }
    for (const struct fault *f = call->faults.first; f != NULL; f = f->next) {
        Str text = words_fill(arena, LANG_EN, f->message, f->value[0], f->value[1]);

        fprintf(stderr, "  %.*s: %.*s\n", STR_ARG(f->field), STR_ARG(text));
    }
    return cli_fail(call->err, call->why);
}

static int
call_here(struct arena *arena, struct dir *d, Str name, const struct json *input, const char *as,
          Str *out)
{
    struct house  h;
    struct actor  who = { .account = 0 };
    struct call   call;
    char          why[256] = "";
    int           code;
    enum err      err = house_open(&h, d, -1, TIME_NONE, why);

    if (err == ERR_OK) {
        err = actor_named(&h, arena, as, &who);
        if (err != ERR_OK)
            snprintf(why, sizeof why, "there is no account %s that may sign in", as);
    }
    if (err != ERR_OK) {
        code = cli_fail(err, why);
    } else {
        call = (struct call){ .arena = arena, .who = &who, .lang = LANG_EN, .name = name,
                              .input = input, .occurred = TIME_NONE };
        door_call_wait(h.door, &call);
        code = take_answer(arena, &call, out);
    }
    house_close(&h);
    return code;
}

static enum err
read_input(struct arena *arena, const char *text, Str *out)
{
    struct buf b = BUF_MAX(INPUT_MAX);
    enum err   err;

    if (text == NULL) {
        *out = S("{}");
        return ERR_OK;
    }
    if (strcmp(text, "-") != 0) {
        *out = str_of(text);
        return ERR_OK;
    }
    err = read_all(STDIN_FILENO, &b);
    *out = str_copy(arena, buf_str(&b));
    buf_free(&b);
    return err;
}

int
cli_call(struct arena *arena, struct dir *d, Str name, Str text, const char *as, Str *out)
{
    struct json      *input;
    struct json_where where;
    char              why[256] = "";
    int               fd, code;

    if (json_parse(arena, text, &input, &where) != ERR_OK || input->kind != JSON_OBJECT) {
        fprintf(stderr, "tinhso: the input is not a JSON object\n");
        return EXIT_USAGE;
    }
    fd = connect_to(d);
    if (fd >= 0) {
        code = call_server(arena, fd, name, text, as, out);
        close(fd);
        return code;
    }
    if (dir_lock(d, why) != ERR_OK)
        return cli_fail(ERR_BUSY, why);
    code = call_here(arena, d, name, input, as, out);
    dir_unlock(d);
    return code;
}

int
call_main(int argc, char **argv)
{
    const char   *as = cli_option(&argc, argv, "--as");
    struct arena *arena;
    struct dir    d;
    Str           text, answer = STR_NONE;
    char          why[256] = "";
    int           code;

    if (!cli_arguments(argc, argv, 2, 3, "call DIR NAME [JSON|-] [--as ACCOUNT]"))
        return EXIT_USAGE;
    arena = arena_new();
    if (dir_open(arena, str_of(argv[1]), &d, why) != ERR_OK)
        code = cli_fail(ERR_STORE, why);
    else if (read_input(arena, argc > 3 ? argv[3] : NULL, &text) != ERR_OK)
        code = cli_fail(ERR_MALFORMED, "the input could not be read");
    else
        code = cli_call(arena, &d, str_of(argv[2]), text, as, &answer);
    if (code == EXIT_DONE)
        printf("%.*s\n", STR_ARG(answer));
    arena_free(arena);
    return code;
}
