/* The sealer and a keeper that remembers more, or other things, than the store. */
#include "journal/sealer.h"

#include "journal/journal_sql.h"
#include "sealed.h"

static void
heads(const struct store_options *store, int64_t *out_last)
{
    struct checkpoint_page_row *row;
    struct view                 v = sealed_view(store);
    int                         n;

    check_ok(checkpoint_page(&v, 1, -1, 100, &row, &n));
    *out_last = n > 0 ? row[n - 1].size : 0;
    db_close(v.db);
}

/* The keeper saved a head, and its answer never came: after a new start the
 * head is stored, and signing goes on from it. */
static void
goes_on(const struct store_options *store)
{
    struct test_clock  clock;
    struct fake_keeper k;
    struct door       *door;
    int64_t            last;

    keeper_fake(&k);
    door = sealed_door(store, &k, &clock);
    sealed_notes(door, 1, 3);
    check_ok(door_seal(door));
    k.swallow = true;
    sealed_notes(door, 4, 5);
    check(door_seal(door) != ERR_STORE, "taken up at once, or at the next start");
    door_close(door);
    check_int(k.at.size, 5);
    k.swallow = false;
    door = sealed_door(store, &k, &clock);
    sealed_notes(door, 6, 7);
    check_ok(door_seal(door));
    door_close(door);
    heads(store, &last);
    check_int(last, 7);
    check(k.lost == NULL, "nothing was lost");
}

void
test_journal_sealer__a_head_the_keeper_saved_is_taken_up(void)
{
    on_each_store(goes_on);
}

/* Acts that were signed are gone: nothing is signed any more. */
static void
refuses(const struct store_options *store)
{
    struct test_clock  clock;
    struct fake_keeper k;
    struct door       *door;
    int64_t            size;

    keeper_fake(&k);
    door = sealed_door(store, &k, &clock);
    sealed_notes(door, 1, 5);
    check_ok(door_seal(door));
    door_close(door);
    sealed_sql(store, "DELETE FROM entry WHERE act > 3");
    sealed_sql(store, "DELETE FROM disclosure WHERE act > 3");
    sealed_sql(store, "DELETE FROM checkpoint WHERE size > 3");
    door = sealed_door(store, &k, &clock);
    sealed_notes(door, 4, 4);
    check_err(door_seal(door), ERR_BUSY);
    size = k.at.size;
    check(k.lost != NULL, "said");
    sealed_notes(door, 5, 9);
    check_err(door_seal(door), ERR_BUSY);
    door_close(door);
    check_int(k.at.size, size);
}

void
test_journal_sealer__lost_acts_stop_the_signing(void)
{
    on_each_store(refuses);
}
