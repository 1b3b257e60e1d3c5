/* The journal time-stamped by `openssl ts` through the commands an operator
 * has, on both stores: what holds is kept and shown, what does not is refused,
 * what is altered afterwards is found. */
#include "journal/anchor.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/command.h"
#include "province.h"

#define ARGUMENTS 6

static char *
text(const char *s)
{
    return str_c(test_arena(), str_of(s));
}

/* test/log/tsa.sh, quietly; whether it succeeded. */
static bool
tsa(const char *action, const char *folder, const char *one, const char *two, const char *three)
{
    char *argv[] = { text("sh"), text("test/log/tsa.sh"), text(action), text(folder),
                     one != NULL ? text(one) : NULL, two != NULL ? text(two) : NULL,
                     three != NULL ? text(three) : NULL, NULL };
    int   status = 1;
    pid_t pid = fork();

    if (pid == 0) {
        int null = open("/dev/null", O_WRONLY);

        dup2(null, 1);
        dup2(null, 2);
        execv("/bin/sh", argv);
        _exit(127);
    }
    check(pid > 0 && waitpid(pid, &status, 0) == pid, "tsa.sh ran");
    return status == 0;
}

static int
anchor(const char *what, const struct dir *d, const char *folder, const char *ca)
{
    char *argv[ARGUMENTS] = { text("anchor"), text(what), str_c(test_arena(), d->path),
                              text(folder), ca != NULL ? text(ca) : NULL, NULL };

    return anchor_main(ca != NULL ? 5 : 4, argv);
}

static const char *
in(const char *folder, const char *name)
{
    return str_format(test_arena(), "%s/%s", folder, name).p;
}

static struct json *
ask(struct dir *d, const char *name, const char *input)
{
    struct house h;
    struct json *json = NULL;
    struct call  call = { .out = NULL };
    char         why[256] = "";

    check_ok(json_parse(test_arena(), str_of(input), &json, NULL));
    check(house_open(&h, d, -1, TIME_NONE, why) == ERR_OK, why);
    check_ok(house_call(&h, test_arena(), str_of(name), json, &call));
    house_close(&h);
    return call.out != NULL ? call.out : json_object(test_arena());
}

static void
anchored(const struct store_options *o)
{
    struct dir  d;
    const char *folder = province_path("anchor").p, *authority = province_path("tsa").p;

    province_found(&d, o);
    check(mkdir(folder, 0700) == 0 && tsa("make", authority, NULL, NULL, NULL), "an authority");
    check_int(anchor("ask", &d, folder, NULL), EXIT_REFUSED); /* nothing is signed yet */
    (void)province_receipt(&d, 2);                            /* now it is */
    check_int(json_bool(ask(&d, "journal.entries", "{}"), "anchors_none"), 1);
    check_str(json_text(ask(&d, "journal.entry", "{\"entry\":2}"), "anchor_state"), S("no"));

    check_int(anchor("ask", &d, folder, NULL), EXIT_DONE);
    check_int(anchor("keep", &d, folder, in(authority, "ca.pem")), EXIT_REFUSED); /* no answer */
    check(tsa("reply", authority, "tsa", in(folder, "request.tsq"), in(folder, "response.tsr")),
          "openssl stamps it");
    check_int(anchor("keep", &d, folder, in(authority, "other-ca.pem")), EXIT_REFUSED);
    check_int(anchor("keep", &d, folder, in(authority, "ca.pem")), EXIT_DONE);
    check_int(anchor("keep", &d, folder, in(authority, "ca.pem")), EXIT_REFUSED); /* once */
    check(tsa("verify", authority, in(folder, "checkpoint"), in(folder, "response.tsr"), NULL),
          "openssl says the same of the two files");

    check_int((int64_t)json_get(ask(&d, "journal.entries", "{}"), "anchors")->count, 1);
    check_str(json_text(ask(&d, "journal.entry", "{\"entry\":2}"), "anchor_state"), S("yes"));
    check_int(province_verify(&d, S("")), EXIT_DONE);
    province_sql(&d, "UPDATE checkpoint SET note = note || 'x'");
    check_int(province_verify(&d, S("")), EXIT_FOUND);
    province_sql(&d, "UPDATE checkpoint SET note = substr(note, 1, length(note) - 1)");
    check_int(province_verify(&d, S("")), EXIT_DONE);
    province_sql(&d, "UPDATE anchor SET token = (SELECT commitment FROM entry WHERE act = 1)");
    check_int(province_verify(&d, S("")), EXIT_FOUND);
    province_sql(&d, "DELETE FROM anchor");
    check_int(province_verify(&d, S("")), EXIT_DONE); /* and says that nothing covers it */
}

void
test_cmd_anchor__openssl_stamps_the_journal(void)
{
    on_each_store(anchored);
}
