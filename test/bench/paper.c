/* Papers a second: `make V=release build/release/bench-paper`, then run it.
 * One thread unless a number of threads is given.  Seconds of processor time. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "dossier/paper_forms.h"

#define SECONDS 3.0

/* The thread's own processor time: what else runs does not count. */
static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct receipt_facts
receipt(void)
{
    return (struct receipt_facts){
        .about = {
            .superior = S("Ủy ban nhân dân phường Bình Hàn"),
            .agency = S("Bộ phận tiếp nhận và trả kết quả"),
            .number = S("117/TNHS"),
            .place = S("Bình Hàn"),
            .made = time_at(day_of(2024, 7, 1), 640),
            .desk = S("Bộ phận Một cửa phường Bình Hàn"),
            .code = S("H23.30.288-240701-0117"),
            .person = S("ĐẶNG THỊ MINH NGUYỆT"),
            .address = S("Khu 5, phường Bình Hàn, thành phố Hải Dương"),
            .phone = S("0900 000 000"),
            .email = S("nguyet@example.invalid"),
            .request = S("Đăng ký khai sinh"),
            .track = S("https://dvc.example.invalid/tra-cuu/H23.30.288-240701-0117"),
            .secret = S("7K3M-92QF"),
            .simulated = true,
        },
        .sets = 1,
        .term = S("08 giờ làm việc"),
        .received = time_at(day_of(2024, 7, 1), 640),
        .due = time_at(day_of(2024, 7, 2), 640),
        .collect = S("Bộ phận Một cửa phường Bình Hàn"),
        .fee = 50000,
    };
}

struct result {
    double first, rate;
    size_t bytes;
};

static void *
write_for_a_while(void *out)
{
    struct result       *result = out;
    struct receipt_facts r = receipt();
    struct arena        *arena = arena_new();
    double               start = now(), end;
    int                  n = 0;

    do {
        struct paper p;
        Str          pdf = STR_NONE;

        arena_reset(arena);
        paper_receipt(arena, &r, &p);
        if (paper_write(arena, &p, &pdf) != ERR_OK)
            BUG("no paper");
        result->bytes = pdf.n;
        end = now();
        if (n++ == 0) {
            result->first = end - start;
            start = end;
        }
    } while (end - start < SECONDS);
    result->rate = (n - 1) / (end - start);
    arena_free(arena);
    return NULL;
}

int
main(int argc, char **argv)
{
    int           threads = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 1;
    pthread_t     thread[16];
    struct result r[16];
    double        rate = 0;

    if (threads < 1 || threads > 16)
        return 2;
    for (int i = 0; i < threads; i++)
        pthread_create(&thread[i], NULL, write_for_a_while, &r[i]);
    for (int i = 0; i < threads; i++) {
        pthread_join(thread[i], NULL);
        rate += r[i].rate;
    }
    printf("%d thread(s): %.0f receipts/s, %zu bytes each, the first in %.0f ms\n", threads, rate,
           r[0].bytes, r[0].first * 1e3);
    return 0;
}
