/* Files through the server: to disk with their hash, gone unless taken, refused
 * before they are too many. */
#include "web/http_upload.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"
#include "unit/web/http_rig.h"

#define FILE_HEAD(name) "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" name \
                        "\"\r\nContent-Type: application/pdf\r\n\r\n"

static int
files_in_spool(void)
{
    DIR *d = opendir(test_folder());
    int  n = 0;

    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d))
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static Str
post(const struct rig *rig, const char *path, Str body)
{
    Str head = str_format(test_arena(), "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n"
                          "Connection: close\r\n"
                          "Content-Type: multipart/form-data; boundary=B\r\n\r\n", path, body.n);
    int  fd = client_open(rig);
    Str  answer;

    (void)send(fd, head.p, head.n, MSG_NOSIGNAL);
    while (body.n > 0) { /* the server may stop reading: then so do we */
        ssize_t n = send(fd, body.p, body.n < 100000 ? body.n : 100000, MSG_NOSIGNAL);

        if (n <= 0)
            break;
        body = str_sub(body, (size_t)n, body.n);
    }
    answer = client_read_all(fd);
    client_close(fd);
    return answer;
}

void
test_web_http_upload__files_arrive_with_their_hash_and_go(void)
{
    struct rig rig;
    Str        answer;

    rig_prepare(&rig);
    rig_start(&rig);
    answer = post(&rig, "/upload", S("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
                                     "Đông\r\n" FILE_HEAD("x.pdf") "abc\r\n" FILE_HEAD("")
                                     "\r\n" FILE_HEAD("empty") "\r\n--B--\r\n"));
    /* sha256("abc") = ba7816bf…, sha256("") = e3b0c442… (FIPS 180-4) */
    check(str_ends(answer, S("POST /upload 0 a=Đông [f x.pdf application/pdf 3 ba7816bf] "
                             "[f empty application/pdf 0 e3b0c442]")), "as sent");
    rig_stop(&rig);
    check_int(files_in_spool(), 0);
}

void
test_web_http_upload__a_taken_file_stays(void)
{
    struct rig rig;
    FILE      *f;
    char       text[8] = "";

    rig_prepare(&rig);
    rig_start(&rig);
    check(str_ends(post(&rig, "/take", S(FILE_HEAD("x") "abc\r\n--B--")), S("taken")), "taken");
    rig_stop(&rig);
    check_int(files_in_spool(), 1);
    f = fopen(str_format(test_arena(), "%s/kept", test_folder()).p, "r");
    check(f != NULL && fread(text, 1, 7, f) == 3, "readable");
    check_str(str_of(text), S("abc"));
    if (f != NULL)
        fclose(f);
}

/* A form whose one file has n bytes. */
static Str
form_of(size_t n)
{
    char *p = arena_alloc_raw(test_arena(), n + 1);

    memset(p, 'x', n);
    p[n] = '\0';
    return str_format(test_arena(), "%s%s\r\n--B--", FILE_HEAD("x"), p);
}

void
test_web_http_upload__what_is_too_large_leaves_nothing(void)
{
    static const struct {
        const char *why;
        int         status;
    } row[] = { { "fits", 200 }, { "file", 413 }, { "body", 413 }, { "count", 413 },
                { "form", 400 } };
    struct rig rig;
    Str        body[5] = { form_of(500 * 1000), form_of(500 * 1000 + 1), form_of(1024 * 1024),
                           S(FILE_HEAD("x") "1\r\n" FILE_HEAD("x") "2\r\n" FILE_HEAD("x") "3\r\n"
                             "--B--"),
                           S(FILE_HEAD("x") "1\r\n--Bx") };

    rig_prepare(&rig);
    rig_start(&rig);
    for (int i = 0; i < 5; i++)
        check(status_of_answer(post(&rig, "/upload", body[i])) == row[i].status, row[i].why);
    rig_stop(&rig);
    check_int(files_in_spool(), 0);
}

void
test_web_http_upload__what_a_killed_process_left_is_swept(void)
{
    static const char *const left[] = { "00112233445566778899aabbccddeeff.part", "kept",
                                        "0011.part" };

    for (int i = 0; i < 3; i++) {
        FILE *f = fopen(str_format(test_arena(), "%s/%s", test_folder(), left[i]).p, "w");

        check(f != NULL && fclose(f) == 0, left[i]);
    }
    upload_sweep(str_of(test_folder()));
    check_int(files_in_spool(), 2);
    upload_sweep(S("/nowhere/at/all"));
}

void
test_web_http_upload__a_client_that_leaves_half_way_leaves_nothing(void)
{
    struct rig rig;
    int        fd;

    rig_prepare(&rig);
    rig_start(&rig);
    fd = client_open(&rig);
    client_send(fd, "POST /upload HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                    "Content-Type: multipart/form-data; boundary=B\r\n\r\n" FILE_HEAD("x") "abc");
    while (files_in_spool() == 0)
        usleep(1000);
    client_close(fd);
    rig_wait_closed(&rig);
    check_int(files_in_spool(), 0);
    rig_stop(&rig);
}
