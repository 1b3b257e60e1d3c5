/* pack/pack.h -- declarations: read, checked whole, versioned.  Floor 3.
 *
 * A pack is a folder of JSON files sorted by section (`procedures/`,
 * `calendars/`, …); a file at the top beside pack.json is a section of its own
 * (`simulation.json`).  Other rooms register the sections they understand: a
 * section's `compile` turns its files into the room's own structs, reporting
 * every fault with file and place.  A set of packs is compiled whole, or not at
 * all; once compiled it is constant.
 *
 * The section `data` alone holds no JSON: `data/NAME.csv`, and
 * `data/NAME.sample.csv` for what is made up.  Its bytes are kept as they are.
 *
 * A set is replaced as a whole: pack.load compiles the new one beside the old,
 * and after its commit stores the new pointer in world->packs.  A view keeps
 * the set it began with (view->packs), and old sets stay until the program
 * ends, so readers take no lock.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "journal/door.h"

#define PACK_FILES_MAX  2000
#define PACK_FILE_MAX   ((size_t)1 << 20)
#define PACK_BYTES_MAX  ((size_t)8 << 20) /* of one pack */
#define PACK_FAULTS_MAX 1000              /* more are counted, not kept */

#define PACK_DATA   S("data")
#define PACK_SAMPLE S(".sample") /* what the name of sample data ends in */

struct pack_file {
    Str                pack, section, name; /* without .json; empty for a section in one file;
                                             * of data without .csv: "x", "x.sample" */
    Str                bytes; /* of data: clean, as text_clean would leave it */
    const struct json *json;  /* NULL: data */
    Hash               digest;
};

struct pack {
    Str  name;
    int64_t version;
    Str  title_vi, title_en;
    Hash digest; /* over names and digests of its files */
    int  n_files, n_needs;
    const struct pack_file *files; /* by section and name; pack.json is ("", "pack") */
    const Str              *needs; /* names of other packs */
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
     * order they are registered, so a later one may use an earlier one's.
     * NULL: known and kept, nothing is made of it. */
    enum err (*compile)(struct pack_build *, void **out);
    const char *title; /* message key: what people call it; NULL: its name */
    /* Inside the act that loads: makes what the store needs for the new data (tables of
     * registries); `before` is what the section had until now, or NULL.  NULL: nothing. */
    enum err (*install)(struct act *, const void *data, const void *before);
};

struct arena *pack_arena(struct pack_build *);
const struct pack_file *pack_files(struct pack_build *, const char *section, int *n);
const void *pack_built(struct pack_build *, const char *section); /* compiled earlier */
/* The same section of the set that this one is to replace; NULL when it replaces none. */
const void *pack_before(const struct pack_build *, const char *section);
void pack_fault(struct pack_build *, const struct pack_file *, Str pointer, const char *message,
                Str one, Str two);
int  pack_fault_count(const struct pack_build *);
/* Is the set one that a load puts on record?  Else (--dev) nothing can be installed for it, and
 * a section that would need it has to refuse, with a fault. */
bool pack_goes_on_record(const struct pack_build *);
bool pack_is_simulated(const struct pack_build *);

/* A compiled set.  Lives in an arena of its own. */
struct pack_set;
struct pack_sections {
    const struct pack_section *const *list;
    int                               n;
    bool                              simulated;
    bool                              stand_in; /* of no load: nothing may be installed for it */
    const struct pack_set            *before; /* to be replaced: what it has must stay; NULL */
};

/* Known and kept by the room itself: `data`, `registries`.  To be listed last, so that a room
 * that makes something of one is asked before.  NULL-terminated. */
extern const struct pack_section *const pack_kept_sections[];

/* "procedures/a.json", "simulation.json", "data/a.sample.csv": its path inside the pack. */
Str pack_file_path(struct arena *, const struct pack_file *);

/* A file as given: its path inside the pack ("procedures/a.json") and bytes. */
struct pack_input {
    Str path, bytes;
};

/* Readers of one pack; ERR_INVALID with every fault (in the arena), each file
 * parsed and its place named; ERR_NOT_FOUND without such a folder.  They copy
 * nothing of the bytes given, so those live as long as the arena. */
enum err pack_read_folder(struct arena *, Str path, struct pack *out,
                          struct pack_fault **out_faults, int *n_faults) MUST_USE;
enum err pack_read_files(struct arena *, Str folder, const struct pack_input *, int n,
                         struct pack *out, struct pack_fault **out_faults, int *n_faults)
    MUST_USE;
/* The packs the program carries inside itself. */
const Str *pack_embedded_names(int *n);
enum err   pack_read_embedded(struct arena *, Str name, struct pack *out,
                              struct pack_fault **out_faults, int *n_faults) MUST_USE;

/* ERR_INVALID with faults listed, never half a set.  Keeps the packs' files. */
enum err pack_compile(struct arena *, const struct pack *packs, int n,
                      const struct pack_sections *, struct pack_set **out,
                      struct pack_fault **out_faults, int *n_faults) MUST_USE;
const struct pack *pack_list(const struct pack_set *, int *n); /* needed ones first */
const struct pack *pack_by_name(const struct pack_set *, Str name); /* NULL */
const struct pack_sections *pack_set_sections(const struct pack_set *);
const void *pack_set_data(const struct pack_set *, const char *section); /* NULL: none */
int64_t pack_set_act(const struct pack_set *); /* of the last load in it; 0: not from the store */

/* The set that a view sees, and a section's compiled data in it; NULL when no
 * set is wired, or no such section was registered. */
const struct pack_set *pack_of(const struct view *);
const void            *pack_data(const struct view *, const char *section);

/* -- the store's packs ----------------------------------------------------------- */
/* Compiles what the store holds, in an arena of the set's own; the sections
 * are kept.  With no pack loaded yet: an empty set, so that pack.load knows the
 * sections. */
enum err pack_set_stored(struct view *, const struct pack_sections *, struct pack_set **out)
    MUST_USE;
/* Packs read from disk (--dev), each in place of the world's of its name, as a set of no load:
 * so pack.load refuses on top of it.  Does nothing when they are those in use.
 * ERR_INVALID with faults in the arena: nothing has changed; so too where a section would have
 * to install something (a table of a registry), which only a load on record may. */
enum err pack_stand_in(struct arena *, const struct world *, const struct pack *packs, int n,
                       const struct pack_sections *, struct pack_fault **out_faults) MUST_USE;
/* Hands a set to the world; the one before stays readable behind it. */
void pack_swap(const struct world *, struct pack_set *);
/* A server beside the pen's own calls this now and then: another may have
 * loaded.  Does nothing when the set is up to date. */
enum err pack_keep_up(struct view *) MUST_USE;
/* Frees the world's set and those before it: nobody may be reading. */
void pack_free_all(struct world *);

/* -- words and sources ------------------------------------------------------------ */
/* {vi, en} of a JSON node in the language, or the other one where it lacks; a
 * text as it stands. */
Str pack_words(enum lang, const struct json *vi_en);

/* A fact and where it comes from. */
struct pack_source {
    Str key, title, url, grade; /* V1 V2 U; empty: nobody said */
    Day read;
};
/* The source named by "src" inside a fact; false: "chưa rõ nguồn". */
bool pack_source_of(const struct json *file, const struct json *fact, struct pack_source *out);
/* The source named by NAME_src beside a member of an object. */
bool pack_source_at(const struct json *file, const struct json *object, const char *name,
                    struct pack_source *out);
/* What a grade means, for people. */
Str pack_grade_words(enum lang, Str grade);
/* The model of views/partials/source.html as member "source": null when unknown. */
void pack_put_source(const struct view *, struct json *to, const struct pack_source *);

/* Facts of a file by grade: objects that hold "src", members beside a NAME_src. */
struct pack_facts {
    int64_t v1, v2, unverified, none;
};
void pack_count_facts(const struct json *file, struct pack_facts *add_to);
int64_t pack_count_uses(const struct json *file, Str source_key);

extern const struct door_table pack_table;

#endif
