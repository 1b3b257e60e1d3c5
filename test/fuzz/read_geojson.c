/* Bytes as a collection of features. */
#include "fuzz/run_reader.h"

int fuzz_read_geojson(const unsigned char *p, size_t n);

int
fuzz_read_geojson(const unsigned char *p, size_t n)
{
    const struct read_options options = { .format = READ_GEOJSON, .expanded_max = 1 << 20 };
    int                       fd = fuzz_file(p, n);

    fuzz_reader(fd, &options);
    close(fd);
    return 0;
}
