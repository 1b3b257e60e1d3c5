/* cmd/mailer.c -- see mailer.h.  Floor 13.
 *
 *   notice.waiting ─▶ each letter ─ SMTP ─▶ notice.mailed, an act of its own
 *
 * A server that is away holds all letters back and none of them has been tried: only what a
 * server says of a letter is recorded.
 *
 * Invariant: letters go one by one, in the order of their acts. */
#include "cmd/mailer.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/wait.h"
#include "cmd/house.h"

#define LOOK         2000           /* milliseconds */
#define AWAY_MIN     2000
#define AWAY_MAX     (5 * 60 * 1000)
#define PASSWORD_MAX 1000

struct mailer {
    struct house      *house;
    struct smtp_server server;
    struct smtp       *smtp;
    struct arena      *arena; /* of the server's settings */
    int                away;  /* milliseconds to stay away from a server that is not there; 0 */
    pthread_t          thread;
    pthread_mutex_t    lock;
    pthread_cond_t     woken;
    atomic_bool        stop;
};

/* -- settings ---------------------------------------------------------------------------------- */

#define PARTS 5

static Str *
part_of(struct mail_settings *m, int i, const char **name)
{
    static const char *const names[PARTS] = { "server", "from", "user", "password_file",
                                              "ca_file" };
    Str *const parts[PARTS] = { &m->server.url, &m->server.from, &m->server.user,
                                &m->password_file, &m->server.ca_file };

    *name = names[i];
    return parts[i];
}

enum err
mail_read(const struct json *says, struct mail_settings *out, char why[256])
{
    struct mail_settings m = { .password_file = S("") };
    const char          *name, *fault;

    for (int i = 0; i < PARTS; i++) {
        Str *part = part_of(&m, i, &name);

        *part = json_text(says, name);
    }
    *out = m;
    if (says == NULL)
        return ERR_OK;
    fault = smtp_fault(&m.server);
    if (fault == NULL && (m.server.user.n > 0) != (m.password_file.n > 0))
        fault = "a user and a password_file come together";
    if (fault == NULL)
        return ERR_OK;
    snprintf(why, 256, "tinhso.json: \"mail\": %s", fault);
    return ERR_INVALID;
}

void
mail_put(struct arena *arena, const struct mail_settings *m, struct json *to)
{
    struct mail_settings all = *m;
    struct json         *o;
    const char          *name;

    if (m->server.url.n == 0)
        return;
    o = json_put_object(arena, to, "mail");
    for (int i = 0; i < PARTS; i++) {
        Str *part = part_of(&all, i, &name);

        if (part->n > 0)
            json_put_text(arena, o, name, *part);
    }
}

static enum err
read_password(struct mailer *m, Str file, char why[256])
{
    char   *p = arena_alloc_raw(m->arena, PASSWORD_MAX);
    int     fd;
    ssize_t n;

    if (file.n == 0)
        return ERR_OK;
    fd = open(str_c(m->arena, file), O_RDONLY | O_CLOEXEC);
    n = fd >= 0 ? read(fd, p, PASSWORD_MAX) : -1;
    if (fd >= 0)
        close(fd);
    m->server.password = n > 0 ? str_trim((Str){ p, (size_t)n }) : S("");
    if (m->server.password.n > 0)
        return ERR_OK;
    snprintf(why, 256, "tinhso.json: \"mail\": no password can be read from %.*s", STR_ARG(file));
    return ERR_NOT_FOUND;
}

/* -- letters ----------------------------------------------------------------------------------- */

static const char *
outcome_word(enum smtp_outcome outcome)
{
    return outcome == SMTP_SENT ? "sent" : outcome == SMTP_LATER ? "later" : "refused";
}

/* act 0: no letter, only how far all are looked after; upto -1: not said. */
static enum err
record(struct mailer *m, struct arena *arena, Id act, int64_t upto, enum smtp_outcome outcome,
       Str answer)
{
    struct json *in = json_object(arena);
    struct call  call;

    json_put_int(arena, in, "upto", upto);
    if (act != 0) {
        json_put_int(arena, in, "act", act);
        json_put_text(arena, in, "outcome", str_of(outcome_word(outcome)));
        json_put_text(arena, in, "answer", str_sub(answer, 0, 60));
    }
    return house_call(m->house, arena, S("notice.mailed"), in, &call);
}

static enum smtp_outcome
send_one(struct mailer *m, struct arena *arena, const struct json *mail, Str *answer)
{
    Id                 act = json_int(mail, "act", 0);
    struct smtp_letter letter = {
        .to = json_text(mail, "to"), .subject = json_text(mail, "subject"),
        .text = json_text(mail, "text"), .date = clock_now(&wall_clock),
        .id = str_format(arena, "notice-%lld.%.*s", (long long)act,
                         STR_ARG(hex_text(arena, str_sub(m->house->dir->origin, 0, 64)))),
    };
    enum smtp_outcome outcome;

    *answer = S("");
    if (letter.to.n == 0)
        return SMTP_REFUSED; /* its address is gone since the last try */
    outcome = smtp_send(m->smtp, arena, &letter, answer);
    if (outcome == SMTP_LATER || outcome == SMTP_REFUSED)
        log_event(LOG_WARN, "mail.letter", "notice %lld: %s, %.*s", (long long)act,
                  outcome_word(outcome), STR_ARG(*answer));
    return outcome;
}

static void
stay_away(struct mailer *m, Str answer)
{
    if (m->away == 0)
        log_event(LOG_ERROR, "mail.away", "%.*s: %.*s", STR_ARG(m->server.url), STR_ARG(answer));
    m->away = m->away == 0 ? AWAY_MIN : m->away * 2 > AWAY_MAX ? AWAY_MAX : m->away * 2;
}

static void
came_back(struct mailer *m)
{
    if (m->away != 0)
        log_event(LOG_INFO, "mail.back", "%.*s takes letters again", STR_ARG(m->server.url));
    m->away = 0;
}

/* False: no more for now. */
static bool
send_list(struct mailer *m, struct arena *arena, const struct json *mails, bool fresh)
{
    json_each(mail, mails)
    {
        Id                act = json_int(mail, "act", 0);
        Str               answer;
        enum smtp_outcome outcome = send_one(m, arena, mail, &answer);

        if (atomic_load(&m->stop))
            return false;
        if (outcome == SMTP_AWAY) {
            stay_away(m, answer);
            return false;
        }
        came_back(m);
        if (record(m, arena, act, fresh ? act : -1, outcome, answer) != ERR_OK)
            return false; /* it is sent again: better twice than never */
    }
    return true;
}

/* True: there may be more at once. */
static bool
look(struct mailer *m)
{
    struct arena *arena = arena_new();
    struct call   call;
    bool          more = false;

    if (house_call(m->house, arena, S("notice.waiting"), json_object(arena), &call) == ERR_OK &&
        send_list(m, arena, json_get(call.out, "fresh"), true)) {
        if (json_bool(call.out, "moved"))
            more = record(m, arena, 0, json_int(call.out, "upto", -1), SMTP_SENT, S("")) == ERR_OK;
        if (!send_list(m, arena, json_get(call.out, "again"), false))
            more = false;
    }
    arena_free(arena);
    return more && !atomic_load(&m->stop);
}

/* -- the thread -------------------------------------------------------------------------------- */

static void *
go_on(void *context)
{
    struct mailer *m = context;

    pthread_mutex_lock(&m->lock);
    while (!atomic_load(&m->stop)) {
        struct timespec until;
        bool            more;

        pthread_mutex_unlock(&m->lock);
        more = look(m);
        pthread_mutex_lock(&m->lock);
        if (more || atomic_load(&m->stop))
            continue;
        until = wait_until(m->away != 0 ? m->away : LOOK);
        pthread_cond_timedwait(&m->woken, &m->lock, &until);
    }
    pthread_mutex_unlock(&m->lock);
    return NULL;
}

static void
free_mailer(struct mailer *m)
{
    smtp_close(m->smtp);
    pthread_mutex_destroy(&m->lock);
    pthread_cond_destroy(&m->woken);
    arena_free(m->arena);
    mem_free(m);
    curl_global_cleanup();
}

enum err
mailer_start(struct house *house, const struct mail_settings *settings, struct mailer **out,
             char why[256])
{
    struct mailer *m;
    enum err       err;

    *out = NULL;
    if (settings->server.url.n == 0)
        return ERR_OK;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    m = mem_alloc(sizeof *m);
    *m = (struct mailer){ .house = house, .server = settings->server, .arena = arena_new() };
    pthread_mutex_init(&m->lock, NULL);
    wait_init(&m->woken);
    err = read_password(m, settings->password_file, why);
    if (err == ERR_OK) {
        m->smtp = smtp_open(&m->server, &m->stop);
        if (m->smtp == NULL || pthread_create(&m->thread, NULL, go_on, m) != 0) {
            snprintf(why, 256, "the thread that sends e-mail could not be started");
            err = ERR_INTERNAL;
        }
    }
    if (err != ERR_OK) {
        free_mailer(m);
        return err;
    }
    *out = m;
    return ERR_OK;
}

void
mailer_stop(struct mailer *m)
{
    if (m == NULL)
        return;
    pthread_mutex_lock(&m->lock);
    atomic_store(&m->stop, true);
    pthread_cond_signal(&m->woken);
    pthread_mutex_unlock(&m->lock);
    pthread_join(m->thread, NULL);
    free_mailer(m);
}
