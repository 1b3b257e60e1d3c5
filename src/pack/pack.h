/* pack/pack.h -- declarations: read, checked whole, versioned.  Floor 3.
 *
 * A pack is a folder of JSON files sorted by section (`procedures/`,
 * `calendars/`, …).  Other rooms register the sections they understand: a
 * section's `compile` turns its files into the room's own structs, reporting
 * every fault with file and place.  A set of packs is compiled whole, or not at
 * all; once compiled it is constant, and replaced as a whole by pack.load.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "journal/door.h"

struct pack_file {
    Str                pack, section, name; /* name without .json */
    Str                bytes;
    const struct json *json;
    Hash               digest;
};

struct pack {
    Str  name;
    int64_t version;
    Str  title_vi, title_en;
    Hash digest; /* over names and digests of its files */
    int  n_files;
    const struct pack_file *files;
};

struct pack_fault {
    struct pack_fault *next;
    Str         path;    /* "hai-duong/procedures/dang-ky-khai-sinh.json" */
    Str         pointer; /* "steps/receive/hours"; may be empty */
    const char *message; /* key, with {1} {2} */
    Str         value[2];
    int         line;    /* of malformed JSON; else 0 */
};

struct pack_build; /* what a compile function is given */

struct pack_section {
    const char *name;
    /* *out: the room's data in the build's arena; sections are compiled in the
     * order they are registered, so a later one may use an earlier one's. */
    enum err (*compile)(struct pack_build *, void **out);
};

struct arena *pack_arena(struct pack_build *);
const struct pack_file *pack_files(struct pack_build *, const char *section, int *n);
const void *pack_built(struct pack_build *, const char *section); /* compiled earlier */
void pack_fault(struct pack_build *, const struct pack_file *, Str pointer, const char *message,
                Str one, Str two);
bool pack_is_simulated(const struct pack_build *);

/* A compiled set.  Lives in an arena of its own. */
struct pack_set;
struct pack_sections { const struct pack_section *const *list; int n; };
/* Reads folders (a pack folder each), or bytes given; ERR_INVALID with faults
 * listed.  Never half a set. */
enum err pack_compile(struct arena *, const struct pack *packs, int n,
                      const struct pack_sections *, struct pack_set **out,
                      struct pack_fault **out_faults, int *n_faults) MUST_USE;
enum err pack_read_folder(struct arena *, Str path, struct pack *out,
                          struct pack_fault **out_faults, int *n_faults) MUST_USE;
const struct pack *pack_list(const struct pack_set *, int *n);

/* A section's compiled data as a view sees it (view->world->packs); NULL when
 * no pack has such a section. */
const void *pack_data(const struct view *, const char *section);

/* {vi, en} of a JSON node in the view's language. */
Str pack_words(enum lang, const struct json *vi_en);

/* A fact and where it comes from. */
struct pack_source {
    Str key, title, url, grade; /* V1 V2 U; empty: nobody said */
    Day read;
};
/* The source named by "src" (or NAME_src) beside a fact; false: "chưa rõ nguồn". */
bool pack_source_of(const struct json *file, const struct json *fact, struct pack_source *out);

#endif
