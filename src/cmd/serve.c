/* cmd/serve.c -- the parent that keeps, the child that serves.  Floor 13.
 *
 *   parent: supervisor and keeper ── socket pair ── child: server
 *   holds the key, no network                       no key, the network
 *
 * They die together: the child when the parent's end of its socket closes, the
 * parent restarts a child that failed, with back-off, and ends when it ended
 * well. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/command.h"
#include "cmd/dev.h"
#include "cmd/house.h"
#include "cmd/loads.h"
#include "cmd/mailer.h"
#include "cmd/months.h"
#include "cmd/outcomes.h"
#include "cmd/pulls.h"
#include "cmd/slots.h"
#include "cmd/signet.h"
#include "ident/roles.h"
#include "journal/keeper.h"
#include "org/areas.h"
#include "site/site.h"
#include "web/http_server.h"
#include "web/http_upload.h"

#define LOOPS        2
#define PATIENCE     (5 * TIME_SECOND)
#define BACKOFF_MAX  30
#define STEADY       (60 * TIME_SECOND) /* a child that lived so long starts afresh */

struct serving {
    struct dir dir;
    Str        listen;
    Time       clock;
    bool       dev;
    int        sockets[2];
    int        n_sockets;
};

/* -- the child ------------------------------------------------------------------------------ */

/* Port 0 asks the system for a free one: what it gave is what people are told. */
static void
learn_port(struct serving *s)
{
    struct sockaddr_storage at;
    socklen_t               n = sizeof at;
    uint16_t                port;

    if (!str_ends(s->listen, S(":0")) ||
        getsockname(s->sockets[0], (struct sockaddr *)&at, &n) != 0)
        return;
    port = at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
                                    : ((struct sockaddr_in *)&at)->sin_port;
    s->listen = str_format(s->dir.arena, "%.*s:%d", (int)s->listen.n - 2, s->listen.p,
                           ntohs(port));
}

/* Nobody said how people reach us: then this machine alone does, and where is known now. */
static void
learn_base_url(struct serving *s)
{
    if (str_eq(s->dir.base_url, DIR_BASE_URL) &&
        (str_starts(s->listen, S("127.0.0.1:")) || str_starts(s->listen, S("localhost:"))))
        s->dir.base_url = str_join(s->dir.arena, S("http://"), s->listen, S(""));
}

static enum err
listen_all(struct serving *s, char why[256])
{
    enum err err = http_listen(s->listen, &s->sockets[0]);

    if (err != ERR_OK) {
        snprintf(why, 256, "cannot listen at %.*s: %s", STR_ARG(s->listen),
                 err == ERR_CONFLICT ? "another program does"
                                     : "is it an address HOST:PORT of this machine?");
        return err;
    }
    s->n_sockets = 1;
    learn_port(s);
    learn_base_url(s);
    if (http_listen_unix(dir_file(&s->dir, "run/sock"), &s->sockets[1]) == ERR_OK)
        s->n_sockets = 2;
    return ERR_OK;
}

/* Waits for a signal to stop; SIGTERM also comes when the parent dies. */
static void
wait_for_stop(void)
{
    sigset_t set;
    int      signal;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &signal);
}

/* A right that packs name and no role grants closes a command to everybody, which
 * nobody sees until the day it is needed: said at the start.  One that they do
 * not name is the program's own (system, simulation.begin, …). */
static void
compare_roles(const struct house *h)
{
    struct arena       *arena = arena_new();
    struct view         v = { .arena = arena, .world = &h->world, .packs = h->world.packs };
    const struct roles *roles = roles_of(&v);
    const Str          *unasked, *ungranted;
    int                 n_unasked, n_ungranted;

    roles_compare(arena, roles, h->world.tables, h->world.n_tables, &unasked, &n_unasked,
                  &ungranted, &n_ungranted);
    for (int i = 0; i < n_ungranted; i++)
        if (roles_right(roles, ungranted[i]) != NULL)
            log_event(LOG_WARN, "serve.right_ungranted", "no role of the packs grants %.*s",
                      STR_ARG(ungranted[i]));
    for (int i = 0; i < n_unasked; i++)
        log_event(LOG_INFO, "serve.right_unasked", "no command or query asks for %.*s",
                  STR_ARG(unasked[i]));
    arena_free(arena);
}

static enum err
serve_house(struct serving *s, struct house *h, char why[256])
{
    struct site_options so = { .door = h->door, .world = &h->world, .clock = &h->clock,
                               .wall = &wall_clock, .simulated = s->dir.simulated,
                               .province = area_name(s->dir.province), .loops = LOOPS,
                               .spool = dir_file(&s->dir, "spool"), .dev = s->dev };
    struct http_options ho = { .clock = &wall_clock, .monotonic = monotonic, .handle = site_handle,
                               .admit = site_admit, .page = site_page, .busy = site_is_busy,
                               .handed = site_handed,
                               .loops = LOOPS };
    struct http_server *server;
    struct site        *site;

    if (s->dev && access(DEV_ASSETS "/MANIFEST", R_OK) == 0)
        so.dev_assets = S(DEV_ASSETS);
    compare_roles(h);
    upload_sweep(so.spool); /* what a killed server left behind */
    TRY(site_open(&so, &site, why));
    ho.context = site;
    if (http_server_start(&ho, s->sockets, (size_t)s->n_sockets, &server) != ERR_OK) {
        snprintf(why, 256, "the server's threads could not be started");
        site_close(site);
        return ERR_INTERNAL;
    }
    printf("http://%.*s\n", STR_ARG(s->listen));
    fflush(stdout);
    log_event(LOG_INFO, "serve.ready", "%.*s", STR_ARG(s->listen));
    wait_for_stop();
    log_event(LOG_INFO, "serve.stopping", "finishing what is in flight");
    http_server_stop(server, PATIENCE);
    site_close(site);
    return ERR_OK;
}

static int
child(struct serving *s, int keeper)
{
    struct house   h;
    struct dev    *dev = NULL;
    struct mailer *mailer = NULL;
    struct slots  *slots = NULL;
    struct months *months = NULL;
    struct outcomes *outcomes = NULL;
    struct loads  *loads = NULL;
    struct pulls  *pulls = NULL;
    bool           opened = false;
    sigset_t       set;
    char           why[256] = "";
    enum err       err;

    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    err = listen_all(s, why);
    if (err == ERR_OK)
        err = house_open(&h, &s->dir, keeper, s->clock, why);
    opened = err == ERR_OK;
    if (opened)
        err = house_follow(&h);
    if (err == ERR_OK && s->dev)
        err = dev_start(&h, &dev);
    if (err == ERR_OK)
        err = mailer_start(&h, &s->dir.mail, &mailer, why);
    if (err == ERR_OK)
        err = slots_start(&h, &slots);
    if (err == ERR_OK)
        err = months_start(&h, &months);
    if (err == ERR_OK)
        err = outcomes_start(&h, &outcomes);
    if (err == ERR_OK)
        err = loads_start(&h, &loads);
    if (err == ERR_OK)
        err = pulls_start(&h, s->dir.pulls, &pulls);
    if (err == ERR_OK)
        err = serve_house(s, &h, why);
    pulls_stop(pulls);
    loads_stop(loads);
    outcomes_stop(outcomes);
    months_stop(months);
    slots_stop(slots);
    mailer_stop(mailer);
    dev_stop(dev);
    if (opened)
        house_close(&h);
    return err == ERR_OK ? EXIT_DONE : cli_fail(err, why);
}

/* -- the parent ------------------------------------------------------------------------------- */

static volatile sig_atomic_t child_pid, stopping; /* for the signal handler alone */

static void
pass_on(int signal)
{
    stopping = 1;
    if (child_pid > 0)
        kill((pid_t)child_pid, signal);
}

/* One life of a child; its exit code, or -1 when a signal ended it. */
static int
live_once(struct serving *s, char why[256])
{
    int         pair[2], status;
    const char *keeper_why = "";
    pid_t       pid;

    if (keeper_pair(pair) != ERR_OK) {
        snprintf(why, 256, "no socket pair for the keeper");
        return EXIT_OURS;
    }
    pid = fork();
    if (pid == 0) {
        close(pair[0]);
        _exit(child(s, pair[1]));
    }
    close(pair[1]);
    child_pid = pid;
    if (keeper_run(pair[0], dir_keeper(&s->dir), &s->dir.documents, &keeper_why) != ERR_OK)
        log_event(LOG_ERROR, "keeper.failed", "%s", keeper_why ? keeper_why : "");
    close(pair[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    child_pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* A first child that cannot begin says why, and that is the end; a later one may only
 * have found the database away, so it is tried again. */
static int
supervise(struct serving *s)
{
    char     why[256] = "";
    unsigned wait = 1;
    bool     first = true;

    for (;;) {
        Time begun = monotonic(NULL);
        int  code = live_once(s, why);

        if (code == EXIT_DONE || stopping || (code > 0 && first))
            return code >= 0 ? code : EXIT_OURS;
        first = false;
        if (monotonic(NULL) - begun > STEADY)
            wait = 1;
        log_event(LOG_ERROR, "serve.died", "the server died; another begins in %u s", wait);
        sleep(wait); /* a signal ends it */
        if (stopping)
            return EXIT_DONE;
        wait = wait * 2 > BACKOFF_MAX ? BACKOFF_MAX : wait * 2;
    }
}

int
serve_main(int argc, char **argv)
{
    static const char usage[] = "serve DIR [--listen HOST:PORT] [--clock TIME] [--dev]";
    const char       *listen = cli_option(&argc, argv, "--listen");
    const char       *clock = cli_option(&argc, argv, "--clock");
    struct serving    s = { .clock = TIME_NONE };
    struct sigaction  act = { .sa_handler = pass_on };
    struct arena     *arena;
    char              why[256] = "";
    enum err          err;
    int               code;

    s.dev = cli_flag(&argc, argv, "--dev");
    if (!cli_arguments(argc, argv, 1, 1, usage))
        return EXIT_USAGE;
    s.listen = str_of(listen ? listen : "127.0.0.1:8080");
    if (clock != NULL && time_parse(str_of(clock), &s.clock) != ERR_OK) {
        fprintf(stderr, "tinhso: --clock takes a time such as 2024-07-01T07:30\n");
        return EXIT_USAGE;
    }
    arena = arena_new();
    err = dir_open(arena, str_of(argv[1]), &s.dir, why);
    if (err == ERR_OK)
        err = dir_lock(&s.dir, why);
    if (err == ERR_OK)
        err = signet_ready(&s.dir, why);
    if (err != ERR_OK) {
        arena_free(arena);
        return cli_fail(err, why);
    }
    sigaction(SIGTERM, &act, NULL);
    sigaction(SIGINT, &act, NULL);
    code = supervise(&s);
    dir_unlock(&s.dir);
    arena_free(arena);
    return code;
}
