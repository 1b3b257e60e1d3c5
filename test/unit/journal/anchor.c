/* Time-stamps against `openssl ts`: test/log/tsa.sh plays the authority. */
#include "journal/anchor.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define SEALED S("tinhso.example/haiduong/1\n1\n" \
                 "AQIDAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— x eHh4eHg=\n")
#define NONCE UINT64_C(0xf123456789abcdef)

static Str
path_of(const char *name)
{
    return str_format(test_arena(), "%s/%s", test_folder(), name);
}

/* tsa.sh ACTION FOLDER ARGUMENTS…, quietly; whether it succeeded. */
static bool
tsa(const char *action, const char *one, const char *two, const char *three)
{
    const char *path[3] = { one, two, three };
    char       *argv[8] = { (char *)(uintptr_t) "sh", (char *)(uintptr_t) "test/log/tsa.sh",
                            (char *)(uintptr_t)action, (char *)(uintptr_t)test_folder() };
    int         status = 1;
    pid_t       pid;

    for (int i = 0; i < 3; i++)
        if (path[i] != NULL)
            argv[4 + i] = str_c(test_arena(), str_of(path[i]));
    pid = fork();
    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);

        dup2(null, 1);
        dup2(null, 2);
        execv("/bin/sh", argv);
        _exit(127);
    }
    waitpid(pid, &status, 0);
    return status == 0;
}

static Str
read_text(const char *name)
{
    char   *room = arena_alloc(test_arena(), ANCHOR_MAX);
    int     fd = open(str_c(test_arena(), path_of(name)), O_RDONLY);
    ssize_t n = fd < 0 ? 0 : read(fd, room, ANCHOR_MAX);

    check(fd >= 0, name);
    close(fd);
    return (Str){ room, n > 0 ? (size_t)n : 0 };
}

static const char *
write_text(const char *name, Str text)
{
    char *path = str_c(test_arena(), path_of(name));
    int   fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    check(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n, "written");
    close(fd);
    return path;
}

/* What the authority of that name answers. */
static Str
stamped(const char *authority, Str sealed)
{
    const char *ask = write_text("ask", anchor_request(test_arena(), sealed, NONCE));

    check(tsa("reply", authority, ask, str_c(test_arena(), path_of("answer"))), "openssl answers");
    return read_text("answer");
}

static enum anchor_verdict
verdict(Str response, Str sealed, uint64_t nonce, Str authorities)
{
    struct anchor a;

    return anchor_verify(test_arena(), response, sealed, nonce, authorities, &a);
}

void
test_journal_anchor__openssl_stamps_our_request(void)
{
    struct anchor a = { .at = TIME_NONE };
    time_t        now = time(NULL);
    Str           response, ca;
    char         *file;

    check(tsa("make", NULL, NULL, NULL), "the authority is made");
    response = stamped("tsa", SEALED);
    ca = read_text("ca.pem");
    check_int(anchor_verify(test_arena(), response, SEALED, NONCE, ca, &a), ANCHOR_GOOD);
    check(a.at / TIME_SECOND >= now - 1 && a.at / TIME_SECOND <= now + 60, "the present moment");
    check(str_eq(a.serial, S("2b")) || str_eq(a.serial, S("2a")), "its serial number");
    check_str(a.authority, S("CN=Cơ quan cấp dấu thời gian"));
    check_str(a.policy, S("1.2.3.4.1"));
    check_int(verdict(response, SEALED, 0, ca), ANCHOR_GOOD); /* years later */
    file = str_c(test_arena(), path_of("answer"));
    check(tsa("verify", write_text("data", SEALED), file, NULL), "openssl agrees");
    check(!tsa("verify", write_text("data", S("else")), file, NULL), "and disagrees");
}

void
test_journal_anchor__each_failure_has_its_name(void)
{
    Str response, ca, other, expired;

    check(tsa("make", NULL, NULL, NULL), "the authority is made");
    response = stamped("tsa", SEALED);
    expired = stamped("expired", SEALED);
    ca = read_text("ca.pem");
    other = read_text("other-ca.pem");
    check_int(verdict(response, S("another"), NONCE, ca), ANCHOR_OTHER_DATA);
    check_int(verdict(response, SEALED, NONCE + 1, ca), ANCHOR_OTHER_REQUEST);
    check_int(verdict(response, SEALED, NONCE, other), ANCHOR_UNTRUSTED);
    check_int(verdict(response, SEALED, NONCE, S("")), ANCHOR_UNTRUSTED);
    check_int(verdict(expired, SEALED, NONCE, ca), ANCHOR_UNTRUSTED);
    check_int(verdict(S(""), SEALED, NONCE, ca), ANCHOR_MALFORMED);
    check_int(verdict(S("<html>busy</html>"), SEALED, NONCE, ca), ANCHOR_MALFORMED);
    check_int(verdict(str_sub(response, 0, response.n - 1), SEALED, NONCE, ca), ANCHOR_MALFORMED);
    check_int(verdict((Str){ response.p, response.n + 1 }, SEALED, NONCE, ca), ANCHOR_MALFORMED);
    check_int(verdict(str_format(test_arena(), "%.*s", STR_ARG(response)), SEALED, NONCE, ca),
              ANCHOR_MALFORMED); /* cut at its first zero byte */
    /* SEQUENCE { SEQUENCE { INTEGER 2 } }: rejection, no token */
    check_int(verdict(S("\x30\x05\x30\x03\x02\x01\x02"), SEALED, NONCE, ca), ANCHOR_REFUSED);
    /* granted, and no token all the same */
    check_int(verdict(S("\x30\x05\x30\x03\x02\x01\x00"), SEALED, NONCE, ca), ANCHOR_MALFORMED);
    for (int v = 0; v < ANCHOR_VERDICTS; v++)
        check(anchor_message((enum anchor_verdict)v) != NULL, "each verdict has its sentence");
}

/* Most of a response is signed, and what is not (the status text, the order of
 * things) must not change what it says. */
void
test_journal_anchor__an_altered_byte_never_moves_the_moment(void)
{
    struct anchor first, a;
    struct arena *scratch = arena_new();
    Str           response, ca;
    char         *bytes;
    int           moved = 0, good = 0, tried = 0;

    check(tsa("make", NULL, NULL, NULL), "the authority is made");
    response = stamped("tsa", SEALED);
    ca = read_text("ca.pem");
    check_int(anchor_verify(test_arena(), response, SEALED, NONCE, ca, &first), ANCHOR_GOOD);
    bytes = arena_alloc(test_arena(), response.n);
    for (size_t i = 0; i < response.n; i += 3, tried++) { /* each is a chain to verify */
        memcpy(bytes, response.p, response.n);
        bytes[i] = (char)(bytes[i] ^ 1 << i % 8);
        if (anchor_verify(scratch, (Str){ bytes, response.n }, SEALED, NONCE, ca, &a) ==
            ANCHOR_GOOD) {
            good++;
            moved += a.at != first.at || !str_eq(a.serial, first.serial);
        }
        arena_reset(scratch);
    }
    check_int(moved, 0);
    check(good * 4 < tried, "nearly every byte is covered");
    arena_free(scratch);
}
