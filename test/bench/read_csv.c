/* How fast a table is read: ROWS lines of some 100 bytes, ten cells, half of them with
 * Vietnamese letters; prints rows and bytes a second.
 *
 *      make build/release/bench-read_csv && build/release/bench-read_csv 2000000 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "registry/read.h"

static void
fill(int fd, long rows)
{
    struct buf b = BUF_MAX((size_t)1 << 20);

    buf_add(&b, S("mã,ký hiệu,số,ngày,mã số thuế,tên hàng,đơn vị,số lượng,đơn giá,thành tiền\n"));
    for (long i = 0; i < rows; i++) {
        buf_format(&b, "M1-26-%08ld,C26MHD,%ld,2026-11-%02ld,0800%06ld,%s,%s,%ld,%ld,%ld\n", i, i,
                   i % 30 + 1, i % 1000000, i % 2 ? "Vải thiều Thanh Hà" : "Dau goi dau 180 g",
                   i % 2 ? "thùng" : "chai", i % 90 + 1, 1000 + i % 977, (i % 90 + 1) * 1000);
        if (b.n > 60000 || i + 1 == rows) {
            if (write(fd, b.p, b.n) != (ssize_t)b.n)
                exit(1);
            buf_clear(&b);
        }
    }
    buf_free(&b);
}

int
main(int argc, char **argv)
{
    const struct read_options options = { .format = READ_ANY };
    long                      rows = argc > 1 ? strtol(argv[1], NULL, 10) : 2000000;
    struct arena             *arena = arena_new();
    int                       fd = memfd_create("table", MFD_CLOEXEC);
    struct reader            *r;
    struct read_fault         why;
    struct read_row           row;
    struct timespec           from, to;
    double                    seconds;
    long                      n = 0;

    fill(fd, rows);
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    if (reader_open(arena, fd, &options, &r, &why) != ERR_OK)
        return 1;
    while (reader_next(r, &row) == ERR_OK)
        n += row.cell[9].text.n > 0;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    printf("%ld rows of %ld bytes, %.2f s: %.2f million rows/s, %.0f MB/s\n", n,
           (long)(lseek(fd, 0, SEEK_END) / rows), seconds, (double)n / seconds / 1e6,
           (double)lseek(fd, 0, SEEK_END) / seconds / 1e6);
    arena_free(arena);
    return n == rows ? 0 : 1;
}
