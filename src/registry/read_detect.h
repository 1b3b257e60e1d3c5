/* registry/read_detect.h -- what kind of file some bytes begin.  Private to the room.  Floor 6. */
#ifndef REGISTRY_READ_DETECT_H
#define REGISTRY_READ_DETECT_H

#include "registry/read_source.h"

enum read_packed { PACKED_NOT, PACKED_GZIP, PACKED_ZIP };

/* By its first bytes; a kind that is not read here is refused by its name: a message key,
 * else NULL. */
enum read_packed read_detect_packed(Str start);
const char      *read_detect_refusal(int fd, Str start);
/* Of a text in UTF-8 (its start): READ_NDJSON, READ_GEOJSON, READ_CSV, or READ_ANY for JSON
 * that is neither of the two. */
enum read_format read_detect_text(Str start);
/* A zip's: a workbook, or the one file it holds; *why is a message key when it is neither. */
enum err read_detect_zip(const struct read_zip *, bool *workbook, int *entry, const char **why)
    MUST_USE;

#endif
