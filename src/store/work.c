/* store/work.c -- see work.h.  Floor 1. */
#include "store/work.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define SHARE_MAX 16

struct work_pool {
    struct store_options store;
    pthread_mutex_t      lock;
    pthread_cond_t       wake;
    struct work         *first, *last;
    atomic_int           count;
    int                  queue_max, threads;
    bool                 stopping;
    pthread_t           *thread;
};

enum err
work_queue(struct work_pool *pool, struct work *work)
{
    enum err err = ERR_OK;

    pthread_mutex_lock(&pool->lock);
    if (pool->stopping || pool->count >= pool->queue_max) {
        err = ERR_BUSY;
    } else {
        work->next = NULL;
        if (pool->last == NULL)
            pool->first = work;
        else
            pool->last->next = work;
        pool->last = work;
        pool->count++;
        pthread_cond_signal(&pool->wake);
    }
    pthread_mutex_unlock(&pool->lock);
    return err;
}

bool
work_is_busy(const struct work_pool *pool)
{
    return pool->count >= pool->queue_max / 4 * 3;
}

/* A fair share of what waits, NULL-terminated by `next`; NULL when it is over.
 * They are run under one snapshot, which is newer than each: all were queued
 * before it begins. */
static struct work *
next_works(struct work_pool *pool)
{
    struct work *first, *last;
    int          share;

    pthread_mutex_lock(&pool->lock);
    while (pool->first == NULL && !pool->stopping)
        pthread_cond_wait(&pool->wake, &pool->lock);
    share = pool->count / pool->threads;
    first = last = pool->first;
    for (int n = 1; last != NULL && n < share && n < SHARE_MAX; n++)
        last = last->next;
    if (last != NULL) {
        pool->first = last->next;
        if (pool->first == NULL)
            pool->last = NULL;
        last->next = NULL;
    }
    for (struct work *w = first; w != NULL; w = w->next)
        pool->count--;
    pthread_mutex_unlock(&pool->lock);
    return first;
}

/* A snapshot that cannot begin means a connection that broke: open another. */
static bool
begin_snapshot(struct work_pool *pool, struct db **reader)
{
    char why[256];

    if (*reader != NULL && db_begin(*reader) == ERR_OK)
        return true;
    db_close(*reader);
    *reader = NULL;
    if (db_open(&pool->store, DB_READER, reader, why) != ERR_OK)
        return false;
    return db_begin(*reader) == ERR_OK;
}

static void *
work_thread(void *argument)
{
    struct work_pool *pool = argument;
    struct db        *reader = NULL;
    struct work      *work, *next;

    for (work = next_works(pool); work != NULL; work = next_works(pool)) {
        bool begun = begin_snapshot(pool, &reader);

        for (; work != NULL; work = next) {
            next = work->next; /* its memory is gone when it has run */
            if (begun && !db_can_go_on(reader)) {
                db_end(reader);
                begun = begin_snapshot(pool, &reader);
            }
            work->run(work, begun ? reader : NULL);
        }
        if (begun)
            db_end(reader);
    }
    db_close(reader);
    return NULL;
}

enum err
work_start(const struct store_options *store, int threads, int queue_max, struct work_pool **out,
           char why[256])
{
    struct work_pool *pool = mem_alloc(sizeof *pool);

    pool->store = *store;
    pool->queue_max = queue_max;
    pool->thread = mem_alloc(sizeof *pool->thread * (size_t)threads);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    while (pool->threads < threads &&
           pthread_create(&pool->thread[pool->threads], NULL, work_thread, pool) == 0)
        pool->threads++;
    if (pool->threads == 0) {
        snprintf(why, 256, "no worker thread could be started");
        mem_free(pool->thread);
        mem_free(pool);
        return ERR_INTERNAL;
    }
    *out = pool;
    return ERR_OK;
}

void
work_stop(struct work_pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 0; i < pool->threads; i++)
        pthread_join(pool->thread[i], NULL);
    mem_free(pool->thread);
    mem_free(pool);
}
