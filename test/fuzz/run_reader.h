/* test/fuzz/run_reader.h -- a file of a registry read to its end: whatever the bytes are,
 * each failure has words, each row its place, each cell clean text. */
#ifndef TEST_FUZZ_RUN_READER_H
#define TEST_FUZZ_RUN_READER_H

#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "registry/read.h"

#define FUZZ_ROWS_MAX 2000

static inline void
fuzz_check_row(const struct read_info *info, const struct read_row *row)
{
    if (row->line < 1 || row->number < 1)
        BUG("a row without its place");
    for (int i = 0; i < info->n_columns; i++) {
        if (row->cell[i].kind == READ_MISSING && row->cell[i].text.n > 0)
            BUG("a missing cell with a text");
        if (!text_is_utf8(row->cell[i].text))
            BUG("a cell that is no text");
    }
}

/* Reads it, and from the middle on once more. */
static inline void
fuzz_reader(int fd, const struct read_options *options)
{
    struct arena     *arena = arena_new();
    struct read_fault why = { 0 };
    struct read_place place = { 0 };
    struct reader    *r, *again;
    struct read_row   row;
    enum err          err = reader_open(arena, fd, options, &r, &why);
    int64_t           n = 0;

    if (err != ERR_OK && why.message == NULL)
        BUG("refused without a word");
    for (; err == ERR_OK && n < FUZZ_ROWS_MAX; n++) {
        err = reader_next(r, &row);
        if (err == ERR_OK)
            fuzz_check_row(reader_info(r), &row);
        else if (err != ERR_NOT_FOUND && reader_fault(r)->message == NULL)
            BUG("ended without a word");
        if (err == ERR_OK && n == 1)
            place = reader_place(r);
    }
    if (place.row > 0 && reader_open(arena, fd, options, &again, &why) == ERR_OK &&
        (reader_seek(again, place) != ERR_OK || reader_place(again).row != place.row))
        BUG("a place that was is not found again");
    arena_free(arena);
}

static inline int
fuzz_file(const unsigned char *p, size_t n)
{
    int fd = memfd_create("fuzz", MFD_CLOEXEC);

    if (fd < 0 || write(fd, p, n) != (ssize_t)n)
        BUG("no memory for a file");
    return fd;
}

#endif
