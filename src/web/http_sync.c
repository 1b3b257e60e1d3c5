/* web/http_sync.c -- the one thread of a server that waits for the disk: it puts
 * the files of complete forms with it, then sends their exchanges home.
 * Floor 11. */
#include "web/http_inside.h"
#include "web/http_spool.h"

struct syncer {
    pthread_mutex_t  lock;
    pthread_cond_t   some;
    pthread_t        thread;
    struct exchange *first, **last; /* under lock */
    bool             over;
};

static struct exchange *
next_exchange(struct syncer *s)
{
    struct exchange *x;

    pthread_mutex_lock(&s->lock);
    while (s->first == NULL && !s->over)
        pthread_cond_wait(&s->some, &s->lock);
    x = s->first;
    if (x != NULL) {
        s->first = x->next;
        if (s->first == NULL)
            s->last = &s->first;
    }
    pthread_mutex_unlock(&s->lock);
    return x;
}

static void *
sync_main(void *of)
{
    struct syncer   *s = of;

    for (struct exchange *x = next_exchange(s); x != NULL; x = next_exchange(s)) {
        x->synced = spool_sync(&x->request);
        loop_post(x->loop, &x->sync_letter);
    }
    return NULL;
}

struct syncer *
syncer_start(void)
{
    struct syncer *s = mem_alloc(sizeof *s);

    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->some, NULL);
    s->last = &s->first;
    if (pthread_create(&s->thread, NULL, sync_main, s) != 0)
        BUG("no thread for uploads");
    return s;
}

void
syncer_add(struct syncer *s, struct exchange *x)
{
    pthread_mutex_lock(&s->lock);
    x->next = NULL;
    *s->last = x;
    s->last = &x->next;
    pthread_cond_signal(&s->some);
    pthread_mutex_unlock(&s->lock);
}

/* After the loops have ended: nothing is queued any more. */
void
syncer_stop(struct syncer *s)
{
    pthread_mutex_lock(&s->lock);
    s->over = true;
    pthread_cond_signal(&s->some);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->some);
    mem_free(s);
}
