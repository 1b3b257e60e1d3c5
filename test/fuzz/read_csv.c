/* Bytes as a table in whatever encoding and packing, then as one in an encoding that the first
 * byte chooses. */
#include "fuzz/run_reader.h"

int fuzz_read_csv(const unsigned char *p, size_t n);

int
fuzz_read_csv(const unsigned char *p, size_t n)
{
    const struct read_options options = { .format = READ_CSV, .expanded_max = 1 << 20 };
    struct read_options       forced = options;
    int                       fd = fuzz_file(p, n);

    forced.encoding = n > 0 ? (enum read_encoding)(p[0] % 6) : READ_DETECT;
    fuzz_reader(fd, &options);
    fuzz_reader(fd, &forced);
    close(fd);
    return 0;
}
