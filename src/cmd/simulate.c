/* cmd/simulate.c -- the command `simulate`.  Floor 13. */
#include "cmd/simulate.h"

#include <stdio.h>
#include <unistd.h>

#include "base/scan.h"
#include "cmd/command.h"

static const char usage[] = "simulate DIR --from DAY --to DAY --dossiers N --seed S | "
                            "simulate DIR --own ACCOUNT --at COMMUNE";

static void
show_progress(Day day, int64_t dossiers, int64_t commands)
{
    struct arena *arena = arena_new();

    fprintf(stderr, "%.*s: %lld dossiers, %lld commands\n", STR_ARG(day_text(arena, day)),
            (long long)dossiers, (long long)commands);
    arena_free(arena);
}

/* Each of them is needed; what is missing or wrong is named. */
static bool
read_request(int *argc, char **argv, struct simulate_request *out)
{
    Str     from = str_of(cli_option(argc, argv, "--from"));
    Str     to = str_of(cli_option(argc, argv, "--to"));
    Str     dossiers = str_of(cli_option(argc, argv, "--dossiers"));
    Str     seed = str_of(cli_option(argc, argv, "--seed"));
    int64_t number = 0;
    bool    good = day_parse(from, &out->from) == ERR_OK && day_parse(to, &out->to) == ERR_OK &&
                scan_int(dossiers, 0, 100000000, &out->dossiers) == ERR_OK &&
                scan_int(seed, 0, INT64_MAX, &number) == ERR_OK;

    out->seed = (uint64_t)number;
    if (!good)
        fprintf(stderr, "tinhso: simulate needs two days such as 2024-01-01, a number of dossiers "
                        "and a seed, whole numbers\nusage: tinhso %s\n", usage);
    return good;
}

static void
print_summary(const struct simulate_summary *s)
{
    double seconds = (double)s->took / (double)TIME_SECOND;

    printf("%lld dossiers, %lld commands, %lld refused, in %.1f s: %.0f commands/s\n",
           (long long)s->dossiers, (long long)s->commands, (long long)s->refused, seconds,
           seconds > 0 ? (double)s->commands / seconds : 0.0);
}

/* A simulation in which something was refused is not the one that was asked for:
 * its packs and its calendar do not fit each other. */
static int
judge_summary(const struct simulate_summary *s)
{
    for (int i = 0; i < s->n_refusals; i++)
        fprintf(stderr, "tinhso: refused %lld times: %s: %s\n", (long long)s->refusal[i].n,
                s->refusal[i].command, s->refusal[i].why);
    if (s->refused == 0)
        return EXIT_DONE;
    fprintf(stderr, "tinhso: %lld commands were refused; mend the packs and begin with a new "
                    "folder\n", (long long)s->refused);
    return s->commands == 0 ? EXIT_REFUSED : EXIT_FOUND;
}

static enum err
simulate(struct dir *d, const struct simulate_request *request, int *out_code, char why[256])
{
    struct house            h;
    struct simulate_summary sum;
    enum err                err = house_open_in_order(&h, d, why);

    if (err == ERR_OK) {
        err = simulate_run(&h, request, &sum, why);
        if (err == ERR_OK) {
            print_summary(&sum);
            *out_code = judge_summary(&sum);
        }
    }
    house_close(&h);
    return err;
}

/* What is to be done: a half-year of everybody's dossiers, or one account's own. */
struct wish {
    struct simulate_request request;
    Str                     own, at;
};

static bool
read_wish(int *argc, char **argv, struct wish *w)
{
    w->own = str_of(cli_option(argc, argv, "--own"));
    w->at = str_of(cli_option(argc, argv, "--at"));
    if (w->own.n == 0 && w->at.n == 0)
        return read_request(argc, argv, &w->request);
    if (w->own.n > 0 && w->at.n > 0)
        return true;
    fprintf(stderr, "tinhso: --own takes an account, --at the code of a commune\nusage: tinhso "
                    "%s\n", usage);
    return false;
}

static enum err
stage(struct dir *d, const struct wish *w, char why[256])
{
    struct house h;
    int          n;
    enum err     err = house_open_in_order(&h, d, why);

    if (err == ERR_OK) {
        err = simulate_stage(&h, w->own, w->at, &n, why);
        if (err == ERR_OK)
            printf("%d dossiers for %.*s and the officers of %.*s\n", n, STR_ARG(w->own),
                   STR_ARG(w->at));
    }
    house_close(&h);
    return err;
}

int
simulate_main(int argc, char **argv)
{
    struct wish   w = { .request = { .progress = isatty(STDERR_FILENO) ? show_progress : NULL } };
    struct arena *arena;
    struct dir    d;
    char          why[256] = "";
    int           code = EXIT_DONE;
    enum err      err;

    if (!read_wish(&argc, argv, &w) || !cli_arguments(argc, argv, 1, 1, usage))
        return EXIT_USAGE;
    arena = arena_new();
    err = dir_open(arena, str_of(argv[1]), &d, why);
    if (err == ERR_OK)
        err = dir_lock(&d, why);
    if (err == ERR_OK) {
        err = w.own.n > 0 ? stage(&d, &w, why) : simulate(&d, &w.request, &code, why);
        dir_unlock(&d);
    }
    arena_free(arena);
    return err == ERR_OK ? code : cli_fail(err, why);
}
