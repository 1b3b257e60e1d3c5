/* tools/floors.c -- keeps the house standing: refuses an include that climbs.
 *
 *   floors FLOORS DIR…      DIR holds one folder a room (src, build/gen)
 *
 * FLOORS has a line a floor: its number, then its rooms.  A file of a room may
 * include "room/…" of its own room and of rooms on lower floors, and nothing
 * else between quotes.  The databases' own headers belong to store/drv_*.  All
 * faults are printed, as compilers print theirs; any of them fails the build. */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOMS_MAX 100
#define NAME_MAX_ 64

struct house {
    char name[ROOMS_MAX][NAME_MAX_];
    int  floor[ROOMS_MAX];
    int  count, faults;
};

/* Who alone may include what, where floors do not say enough: the start of the
 * header's name, then of the files' ("room/…"). */
static const struct {
    const char *header, *files, *why;
} reserved[] = {
    { "sqlite3", "store/drv_", "SQLite is spoken to by store/drv_sqlite.c alone" },
    { "libpq", "store/drv_", "PostgreSQL is spoken to by store/drv_pg.c alone" },
    { "postgres", "store/drv_", "PostgreSQL is spoken to by store/drv_pg.c alone" },
    { "store/compose.h", "registry/query.c", "SQL is composed in registry/query.c alone" },
};

static bool
starts(const char *text, const char *head)
{
    return strncmp(text, head, strlen(head)) == 0;
}

static _Noreturn void
stop(const char *what, const char *which)
{
    fprintf(stderr, "floors: %s %s\n", what, which);
    exit(2);
}

static int
floor_of(const struct house *house, const char *room)
{
    for (int i = 0; i < house->count; i++)
        if (strcmp(house->name[i], room) == 0)
            return house->floor[i];
    return -1;
}

static void
add_room(struct house *house, const char *room, int floor)
{
    if (house->count == ROOMS_MAX || strlen(room) >= NAME_MAX_)
        stop("too many rooms, or too long a name:", room);
    if (floor_of(house, room) >= 0)
        stop("this room stands twice in FLOORS:", room);
    memcpy(house->name[house->count], room, strlen(room) + 1);
    house->floor[house->count++] = floor;
}

static void
read_floors(struct house *house, const char *path)
{
    char  line[1000], *rest;
    FILE *file = fopen(path, "r");

    if (file == NULL)
        stop("cannot read", path);
    while (fgets(line, sizeof line, file) != NULL) {
        long floor = strtol(line, &rest, 10);

        if (line[0] == '#' || rest == line)
            continue;
        for (char *room = rest; *room != '\0';) {
            size_t n;

            room += strspn(room, " \t\n");
            n = strcspn(room, " \t\n");
            if (n == 0)
                break;
            rest = room + n + (room[n] != '\0');
            room[n] = '\0';
            add_room(house, room, (int)floor);
            room = rest;
        }
    }
    fclose(file);
}

static void
print_allowed(const struct house *house, const char *room)
{
    int floor = floor_of(house, room);

    fprintf(stderr, "    %s stands on floor %d and may include:", room, floor);
    for (int i = 0; i < house->count; i++)
        if (house->floor[i] < floor || strcmp(house->name[i], room) == 0)
            fprintf(stderr, " %s", house->name[i]);
    fputc('\n', stderr);
}

/* "name" of an include line, or <name>; false for any other line. */
static bool
read_include(const char *line, char *name, size_t size, bool *quoted)
{
    const char *p = line + strspn(line, " \t"), *end;

    if (*p++ != '#')
        return false;
    p += strspn(p, " \t");
    if (!starts(p, "include"))
        return false;
    p += 7;
    p += strspn(p, " \t");
    if (*p != '"' && *p != '<')
        return false;
    *quoted = *p == '"';
    end = strchr(p + 1, *quoted ? '"' : '>');
    if (end == NULL || (size_t)(end - p) > size)
        return false;
    memcpy(name, p + 1, (size_t)(end - p - 1));
    name[end - p - 1] = '\0';
    return true;
}

/* NULL when the file of this room may include the header. */
static const char *
why_not(const struct house *house, const char *room, const char *file, const char *header,
        bool quoted)
{
    char        path[300], other[NAME_MAX_];
    size_t      n = strcspn(header, "/");
    const char *name = strrchr(header, '/');

    snprintf(path, sizeof path, "%s/%s", room, file);
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if ((starts(header, reserved[i].header) ||
             (name != NULL && starts(name + 1, reserved[i].header))) &&
            !starts(path, reserved[i].files))
            return reserved[i].why;
    if (!quoted)
        return NULL;
    if (header[n] == '\0' || n >= sizeof other)
        return "an include of ours names its room: \"room/file.h\"";
    memcpy(other, header, n);
    other[n] = '\0';
    if (floor_of(house, other) < 0)
        return "no room of this name stands in FLOORS";
    if (strcmp(other, room) != 0 && floor_of(house, other) >= floor_of(house, room))
        return floor_of(house, other) == floor_of(house, room)
                   ? "rooms on one floor do not see each other"
                   : "that room stands higher";
    return NULL;
}

static void
check_file(struct house *house, const char *dir, const char *room, const char *file)
{
    char  path[600], line[2000], header[200];
    FILE *in;
    bool  quoted;

    snprintf(path, sizeof path, "%s/%s/%s", dir, room, file);
    in = fopen(path, "r");
    if (in == NULL)
        stop("cannot read", path);
    for (int number = 1; fgets(line, sizeof line, in) != NULL; number++) {
        const char *why;

        if (!read_include(line, header, sizeof header, &quoted))
            continue;
        why = why_not(house, room, file, header, quoted);
        if (why == NULL)
            continue;
        fprintf(stderr, "%s:%d: \"%s\": %s\n", path, number, header, why);
        print_allowed(house, room);
        house->faults++;
    }
    fclose(in);
}

static bool
is_source(const char *name)
{
    size_t n = strlen(name);

    return n > 2 && name[n - 2] == '.' && (name[n - 1] == 'c' || name[n - 1] == 'h');
}

static int
visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void
check_room(struct house *house, const char *dir, const char *room)
{
    char            path[600];
    struct dirent **entry;
    int             n;

    snprintf(path, sizeof path, "%s/%s", dir, room);
    n = scandir(path, &entry, visible, alphasort);
    if (n < 0)
        return; /* a file beside the rooms */
    if (floor_of(house, room) < 0) {
        fprintf(stderr, "%s: this room stands on no floor of FLOORS\n", path);
        house->faults++;
    }
    for (int i = 0; i < n; i++) {
        if (is_source(entry[i]->d_name) && floor_of(house, room) >= 0)
            check_file(house, dir, room, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
}

int
main(int argc, char **argv)
{
    static struct house house;

    if (argc < 3)
        stop("use:", "floors FLOORS DIR…");
    read_floors(&house, argv[1]);
    for (int d = 2; d < argc; d++) {
        struct dirent **entry;
        int             n = scandir(argv[d], &entry, visible, alphasort);

        for (int i = 0; i < n; i++) {
            check_room(&house, argv[d], entry[i]->d_name);
            free(entry[i]);
        }
        if (n >= 0)
            free(entry);
    }
    if (house.faults > 0)
        fprintf(stderr, "floors: %d fault%s\n", house.faults, house.faults > 1 ? "s" : "");
    return house.faults > 0;
}
