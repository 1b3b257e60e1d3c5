/* Packets to the keeper, each after two bytes of its length.  The server's side may
 * be anybody's by now: whatever it sends, the heads that come back are signed, of one
 * log, and never shrink or change. */
#include "journal/keeper.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define ORIGIN S("tinhso.example/fuzz/1")

int fuzz_keeper(const unsigned char *p, size_t n);

struct seen {
    struct checkpoint last;
    struct arena     *arena;
};

static void
check_head(struct seen *s, Str bytes)
{
    struct note       note;
    struct checkpoint at;

    if (note_parse(s->arena, bytes, &note) != ERR_OK ||
        checkpoint_parse(note.text, &at) != ERR_OK || !str_eq(at.origin, ORIGIN))
        BUG("what was signed is no head of this log");
    if (at.size < s->last.size ||
        (at.size == s->last.size && s->last.size > 0 && !hash_eq(&at.root, &s->last.root)))
        BUG("two heads that contradict each other");
    s->last = at;
}

static void
ask(struct seen *s, struct keeper *k, const int fd[2], Str packet)
{
    char    answer[8192];
    ssize_t n;

    if (packet.n < 17 || send(fd[0], packet.p, packet.n, MSG_NOSIGNAL) != (ssize_t)packet.n)
        return; /* shorter ones ask for the key and the head, which is another answer */
    if (keeper_serve(k, fd[1]) != ERR_OK)
        BUG("the keeper gave up");
    n = recv(fd[0], answer, sizeof answer, MSG_DONTWAIT);
    if (n < 1 || answer[0] < 0 || answer[0] >= KEEPER_ANSWERS)
        BUG("no answer that the keeper has");
    if (answer[0] == KEEPER_SIGNED)
        check_head(s, str_copy(s->arena, (Str){ answer + 1, (size_t)n - 1 }));
}

static void
ask_all(struct seen *s, struct keeper *k, Str rest)
{
    int fd[2];

    if (keeper_pair(fd) != ERR_OK)
        BUG("no sockets");
    while (rest.n > 2) {
        size_t n = (size_t)(unsigned char)rest.p[0] << 8 | (unsigned char)rest.p[1];

        ask(s, k, fd, str_sub(rest, 2, n));
        rest = str_sub(rest, 2 + n, rest.n);
    }
    close(fd[0]);
    close(fd[1]);
}

static void
remove_all(const char *folder)
{
    static const char *const name[] = { "key", "vkey", "head", "new" };
    char                     path[128];

    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, name[i]);
        unlink(path);
    }
    if (rmdir(folder) != 0)
        BUG("the keeper left more in its folder: %s", folder);
}

int
fuzz_keeper(const unsigned char *p, size_t n)
{
    char           memory[] = "/dev/shm/tinhso-fuzz-XXXXXX", disk[] = "/tmp/tinhso-fuzz-XXXXXX";
    char          *folder = mkdtemp(memory);
    struct seen    seen = { .arena = arena_new() };
    struct keeper *k = NULL;
    const char    *why = "";

    if (folder == NULL)
        folder = mkdtemp(disk);
    if (folder == NULL || keeper_create(str_of(folder), ORIGIN) != ERR_OK ||
        keeper_open(str_of(folder), &k, &why) != ERR_OK)
        BUG("no keeper: %s", why);
    ask_all(&seen, k, (Str){ (const char *)p, n });
    keeper_close(k);
    remove_all(folder);
    arena_free(seen.arena);
    return 0;
}
