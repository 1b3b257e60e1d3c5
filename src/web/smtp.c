/* web/smtp.c -- see smtp.h.  Floor 11.
 *
 * Invariant: no text that is given becomes a line of the protocol or a header of its own:
 * control characters end a letter before it begins, subjects are encoded words. */
#include "web/smtp.h"

#include <curl/curl.h>

#include "base/hash.h"

#define CONNECT_SECONDS 10L
#define LETTER_SECONDS  60L
#define REPLY_MAX       200
#define MESSAGE_MAX     ((size_t)1 << 20)
#define WORD_BYTES      45 /* of a subject in one encoded word: 60 letters of base64 */

struct smtp {
    const struct smtp_server *server;
    const atomic_bool        *stop;
    CURL                     *curl;
    bool                      tried; /* RCPT TO was said: from here on it is about the letter */
    bool                      over;  /* QUIT was */
    char                      reply[REPLY_MAX]; /* the last before the farewell */
};

/* -- settings ---------------------------------------------------------------------------------- */

static Str
host_of(Str url)
{
    Str scheme, rest, host, port;

    if (!str_cut(url, ':', &scheme, &rest) || !str_starts(rest, S("//")))
        return S("");
    rest = str_sub(rest, 2, rest.n);
    if (str_starts(rest, S("[")))
        return str_cut(str_sub(rest, 1, rest.n), ']', &host, &port) ? host : S("");
    str_cut(rest, ':', &host, &port);
    return host;
}

static bool
is_here(Str url)
{
    Str host = host_of(url);

    return str_eq(host, S("localhost")) || str_eq(host, S("127.0.0.1")) || str_eq(host, S("::1"));
}

static bool
is_line(Str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 127)
            return false;
    return true;
}

static bool
is_address(Str s)
{
    Str name, host;

    return is_line(s) && str_find(s, S(" ")) < 0 && str_find(s, S("<")) < 0 &&
           str_find(s, S(">")) < 0 && str_cut(s, '@', &name, &host) && name.n > 0 && host.n > 0;
}

const char *
smtp_fault(const struct smtp_server *s)
{
    bool smtp = str_starts(s->url, S("smtp://")) || str_starts(s->url, S("smtps://"));

    if (!smtp || host_of(s->url).n == 0 || !is_line(s->url))
        return "its server is smtp://HOST:PORT or smtps://HOST:PORT";
    if (!is_address(s->from))
        return "its from is an e-mail address";
    return NULL;
}

/* -- what the server says ---------------------------------------------------------------------- */

static void
keep_reply(struct smtp *s, Str line)
{
    size_t n = line.n < REPLY_MAX ? line.n : REPLY_MAX - 1;

    memcpy(s->reply, line.p, n);
    s->reply[n] = '\0';
}

static int
overhear(CURL *curl, curl_infotype what, char *data, size_t n, void *context)
{
    struct smtp *s = context;
    Str          line = { data, n };

    (void)curl;
    if (what == CURLINFO_HEADER_OUT && str_starts(line, S("QUIT")))
        s->over = true;
    else if (what == CURLINFO_HEADER_OUT && str_starts(line, S("RCPT TO")))
        s->tried = true;
    else if (what == CURLINFO_HEADER_IN && !s->over)
        keep_reply(s, str_trim(line));
    return 0;
}

/* "550 5.1.1" of "550 5.1.1 <someone@…> unknown": never the words, which may name people. */
static Str
codes_of(struct arena *arena, Str reply)
{
    Str    number = str_sub(reply, 0, 3), code, rest, status, words;
    size_t i = 0;

    str_cut(reply, ' ', &code, &rest);
    str_cut(rest, ' ', &status, &words);
    while (i < status.n && strchr("0123456789.", status.p[i]) != NULL)
        i++;
    return code.n == 3 && i == status.n && str_has(status, S("."))
               ? str_join(arena, number, S(" "), status)
               : str_copy(arena, number);
}

/* -- a letter ---------------------------------------------------------------------------------- */

static bool
word_may_begin(Str s, size_t at)
{
    return at >= s.n || ((unsigned char)s.p[at] & 0xC0) != 0x80;
}

/* The bytes of a subject that fit one encoded word, whole characters. */
static size_t
word_end(Str s, size_t from)
{
    size_t end = from + WORD_BYTES;

    while (!word_may_begin(s, end))
        end--;
    return end < s.n ? end : s.n;
}

static Str
encoded_subject(struct arena *arena, Str subject)
{
    Str out = S("Subject:");

    for (size_t at = 0; at < subject.n;) {
        size_t end = word_end(subject, at);
        Str    word = base64_text(arena, str_sub(subject, at, end - at));

        out = str_format(arena, "%.*s%s =?UTF-8?B?%.*s?=", STR_ARG(out), at > 0 ? "\r\n" : "",
                         STR_ARG(word));
        at = end;
    }
    return out;
}

/* "Tỉnh Số", as an encoded word. */
#define SENDER "=?UTF-8?B?VOG7iW5oIFPhu5E=?="

#define LINE_BYTES 57 /* 76 letters of base64 */

/* The whole letter, a text of one part. */
static Str
message_of(struct arena *arena, Str from, const struct smtp_letter *l)
{
    struct buf b = BUF_MAX(MESSAGE_MAX);
    char       date[TIME_LETTER];
    Str        name, host, out;

    time_letter(l->date, date);
    str_cut(from, '@', &name, &host);
    buf_format(&b, "Date: %s +0000\r\n", date);
    buf_format(&b, "From: " SENDER " <%.*s>\r\n", STR_ARG(from));
    buf_format(&b, "To: <%.*s>\r\n", STR_ARG(l->to));
    buf_format(&b, "%.*s\r\n", STR_ARG(encoded_subject(arena, l->subject)));
    buf_format(&b, "Message-ID: <%.*s@%.*s>\r\n", STR_ARG(l->id), STR_ARG(host));
    buf_add(&b, S("Auto-Submitted: auto-generated\r\nContent-Language: vi, en\r\n"
                  "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                  "Content-Transfer-Encoding: base64\r\n\r\n"));
    for (size_t at = 0; at < l->text.n; at += LINE_BYTES)
        buf_format(&b, "%.*s\r\n",
                   STR_ARG(base64_text(arena, str_sub(l->text, at, LINE_BYTES))));
    out = b.over ? STR_NONE : str_copy(arena, buf_str(&b));
    buf_free(&b);
    return out;
}

/* Hands curl the next piece of what is left. */
static size_t
give_piece(char *to, size_t size, size_t n, void *context)
{
    Str   *left = context;
    size_t most = size * n < left->n ? size * n : left->n;

    memcpy(to, left->p, most);
    *left = str_sub(*left, most, left->n);
    return most;
}

static enum smtp_outcome
judge(struct smtp *s, struct arena *arena, CURLcode code, Str *answer)
{
    Str reply = str_of(s->reply);

    if (code == CURLE_OK)
        return SMTP_SENT;
    if (s->tried && reply.n >= 3 && (reply.p[0] == '4' || reply.p[0] == '5')) {
        *answer = codes_of(arena, reply);
        return reply.p[0] == '5' ? SMTP_REFUSED : SMTP_LATER;
    }
    *answer = str_of(curl_easy_strerror(code));
    return s->tried ? SMTP_LATER : SMTP_AWAY;
}

enum smtp_outcome
smtp_send(struct smtp *s, struct arena *arena, const struct smtp_letter *l, Str *answer)
{
    struct curl_slist *to;
    Str                message = message_of(arena, s->server->from, l);
    CURLcode           code;

    *answer = S("");
    if (!is_address(l->to) || !is_line(l->subject) || !is_line(l->id) || message.n == 0) {
        *answer = S("553");
        return SMTP_REFUSED;
    }
    s->tried = s->over = false;
    s->reply[0] = '\0';
    to = curl_slist_append(NULL, str_c(arena, l->to));
    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to);
    curl_easy_setopt(s->curl, CURLOPT_READDATA, &message);
    code = to != NULL ? curl_easy_perform(s->curl) : CURLE_OUT_OF_MEMORY;
    curl_slist_free_all(to);
    return judge(s, arena, code, answer);
}

/* -- the connection ---------------------------------------------------------------------------- */

static int
shall_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct smtp *s = context;

    (void)a, (void)b, (void)c, (void)d;
    return atomic_load(s->stop);
}

static void
set_server(CURL *curl, const struct smtp_server *server)
{
    struct arena *arena = arena_new(); /* curl keeps copies */

    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, server->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, str_c(arena, server->from));
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     (long)(is_here(server->url) ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    if (server->user.n > 0) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, str_c(arena, server->user));
        curl_easy_setopt(curl, CURLOPT_PASSWORD, str_c(arena, server->password));
    }
    if (server->ca_file.n > 0)
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_c(arena, server->ca_file));
    arena_free(arena);
}

struct smtp *
smtp_open(const struct smtp_server *server, const atomic_bool *stop)
{
    CURL        *curl = curl_easy_init();
    struct smtp *s;

    if (curl == NULL)
        return NULL;
    s = mem_alloc(sizeof *s);
    *s = (struct smtp){ .server = server, .stop = stop, .curl = curl };
    set_server(curl, server);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_piece);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, LETTER_SECONDS);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L); /* to overhear; nothing is printed */
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, overhear);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, s);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, shall_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, s);
    return s;
}

void
smtp_close(struct smtp *s)
{
    if (s == NULL)
        return;
    curl_easy_cleanup(s->curl);
    mem_free(s);
}
