/* web/fetch.c -- see fetch.h.  Floor 11. */
#include "web/fetch.h"

#include <curl/curl.h>

#include "store/files.h"

#define CONNECT_SECONDS 15L
#define SLOW_BYTES      100L /* a second: below it for SLOW_SECONDS is too slow */
#define SLOW_SECONDS    60L
#define REDIRECTS       5L

struct fetching {
    const struct fetch_options *o;
    int                         fd;
    int64_t                     bytes;
    enum err                    err;
};

bool
fetch_is_url(Str s)
{
    Str rest = str_sub(s, str_starts(s, S("https://")) ? 8 : 7, s.n);

    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 127)
            return false;
    return (str_starts(s, S("https://")) || str_starts(s, S("http://"))) && rest.n > 0 &&
           rest.p[0] != '/' && s.n < 2000;
}

/* 0: curl ends it. */
static size_t
take_piece(char *p, size_t size, size_t n, void *context)
{
    struct fetching *f = context;

    f->bytes += (int64_t)(size * n);
    if (f->bytes > f->o->max) {
        f->err = ERR_TOO_LARGE;
        return 0;
    }
    f->err = files_put(f->fd, (Str){ p, size * n });
    return f->err == ERR_OK ? size * n : 0;
}

static int
shall_stop(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct fetching *f = context;

    (void)a, (void)b, (void)c, (void)d;
    return f->o->stop != NULL && atomic_load(f->o->stop);
}

static void
set_up(CURL *curl, struct arena *arena, struct fetching *f)
{
    bool secure = str_starts(f->o->url, S("https://"));

    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, f->o->url));
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "tinhso");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_SECONDS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SLOW_SECONDS);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_piece);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, f);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, shall_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, f);
    if (f->o->ca_file.n > 0)
        curl_easy_setopt(curl, CURLOPT_CAINFO, str_c(arena, f->o->ca_file));
}

enum err
fetch_file(struct arena *arena, const struct fetch_options *o, int fd, Str *why)
{
    struct fetching f = { .o = o, .fd = fd };
    CURL           *curl = curl_easy_init();
    CURLcode        code = CURLE_OUT_OF_MEMORY;
    long            status = 0;

    if (curl != NULL) {
        set_up(curl, arena, &f);
        code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_cleanup(curl);
    }
    *why = str_copy(arena, str_of(curl_easy_strerror(code)));
    if (f.err != ERR_OK)
        return f.err;
    if (code != CURLE_OK)
        return ERR_STORE;
    *why = str_format(arena, "the server answered %ld", status);
    return status == 200 ? ERR_OK : ERR_STORE;
}
