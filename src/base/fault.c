/* base/fault.c -- see fault.h.  Floor 0. */
#include "base/fault.h"

void
fault_add(struct faults *f, Str field, const char *message, Str one, Str two)
{
    struct fault *fault;

    if (f->count++ >= FAULTS_MAX)
        return;
    fault = arena_make(f->arena, struct fault);
    fault->field = str_copy(f->arena, field);
    fault->message = message;
    fault->value[0] = str_copy(f->arena, one);
    fault->value[1] = str_copy(f->arena, two);
    if (f->last == NULL)
        f->first = fault;
    else
        f->last->next = fault;
    f->last = fault;
}
