/* test/unit/cmd/attack_world.h -- months of an invented province: how many dossiers of each kind at
 * each unit, and the counters that they make. */
#ifndef TEST_ATTACK_WORLD_H
#define TEST_ATTACK_WORLD_H

#include "dossier/procedure.h"
#include "org/unit.h"
#include "province.h"

#define CLASSES   8
#define ACTIVE    14
#define PROCS_MAX 120

/* Families: what was received (bit 0 online, 1 by oneself), what was finished (bit 0 in time, 1
 * electronic, 2 filed online). */
struct invented {
    int     n_units, n_procedures;
    Id      unit[ACTIVE];
    int64_t unit_level[ACTIVE];
    Str     procedure[PROCS_MAX];
    int     kind[PROCS_MAX];
    int64_t level[PROCS_MAX];
    bool    by_level; /* a procedure is handled at its level alone */
    int64_t n[2][ACTIVE][PROCS_MAX][CLASSES];
};

struct element {
    const char *name;
    int         family, kind_min; /* only services of this kind and above */
    unsigned    has, lacks;       /* bits of the class */
};
#define N_ELEMENTS 10
extern const struct element elements[N_ELEMENTS];

bool counts(const struct element *, int class, int kind);
Str  month_key(int m); /* 0: January 2024 */
struct invented *world_make(struct view *, unsigned seed, bool by_level, bool thin);
void          world_store(struct view *to, const struct invented *, Str month);
void          count(struct view *to, const char *element, Str month, Id unit, Str procedure,
                    int64_t n);
/* Writes straight to the store: counters alone. */
struct view writer(const struct dir *);
void        written(struct view *);

#endif
