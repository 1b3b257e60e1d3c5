/* Numbers at the counters, on both stores: who is called before whom, two officers at once, a
 * new day, the hours of the calendar, and what the days are counted by. */
#include "dossier/queue.h"

#include <pthread.h>

#include "dossier/appointment.h"
#include "dossier/check.h"
#include "dossier/dossier_sql.h"
#include "office.h"
#include "pages.h"

struct hall {
    struct office o;
    struct actor  second; /* another officer of the desk */
};

static void
hall_open(struct hall *h, const struct store_options *store)
{
    office_open(&h->o, store);
    h->second = rig_officer(&h->o.rig, "quayhai", "desk", "10507");
}

static void
at(struct hall *h, int minute)
{
    test_clock_set(&h->o.rig.clock, time_at(day_of(2024, 7, 1), minute));
}

/* An officer draws it for somebody; its key. */
static Str
draw(struct hall *h, const char *rest)
{
    check_ok(rig_callf(&h->o.rig, &h->o.desk, "queue.draw", "{'unit':'10507'%s}", rest));
    return rig_text(&h->o.rig, "key");
}

/* The number called, 0: nobody waits. */
static int64_t
call(struct hall *h, const struct actor *who, const char *rest)
{
    check_ok(rig_callf(&h->o.rig, who, "queue.call", "{'counter':%d%s}",
                       who == &h->second ? 2 : 1, rest));
    return json_int(h->o.rig.call.out, "number", 0);
}

static const struct json *
ask(struct hall *h, const struct actor *who, const char *name, const char *view, Str in)
{
    check_ok(rig_callf(&h->o.rig, who, name, "%.*s", STR_ARG(in)));
    check_page_model(view, h->o.rig.call.out);
    return h->o.rig.call.out;
}

static const struct json *
ticket(struct hall *h, Str key)
{
    return ask(h, &rig_nobody, "queue.ticket", "queue_ticket",
               str_format(test_arena(), "{'key':'%.*s'}", STR_ARG(key)));
}

static void
in_turn(const struct store_options *store)
{
    struct hall        h;
    const struct json *page;
    Str                first, third;

    hall_open(&h, store);
    first = draw(&h, ",'service':'filing'");
    draw(&h, ",'service':'collecting'");
    third = draw(&h, ",'service':'asking','priority':true");
    check(office_says(ticket(&h, third), "Sắp đến lượt"), "priority is said");
    check(office_says(ticket(&h, first), "Còn 1 người"), "and who goes before");
    at(&h, 460);
    check_int(call(&h, &h.o.desk, ""), 3);
    check_str(json_text(ticket(&h, third), "counter"), S("1"));
    check_err(rig_call(&h.o.rig, &h.o.desk, "queue.call", "{'counter':1}"), ERR_CONFLICT);
    check_int(call(&h, &h.second, ",'service':'collecting'"), 2);
    check_int(call(&h, &h.o.desk, ",'outcome':'absent'"), 1);
    check(office_says(ticket(&h, third), "chưa thấy người đến"), "who was absent reads it");
    check_int(call(&h, &h.second, ",'outcome':'served'"), 0);
    page = ask(&h, &rig_nobody, "queue.display", "display", S("{'unit':'10507'}"));
    check_int((int64_t)json_get(page, "called")->count, 1);
    check_str(json_text(json_get(page, "called")->first, "number_words"), S("001"));
    check(json_get(page, "phone") == NULL, "without the entrance's pass there is no picture");
    page = ask(&h, &h.second, "queue.counter", "counter", S("{}"));
    check_int((int64_t)json_get(page, "absent")->count, 1);
    office_close(&h.o);
}

void
test_dossier_queue__is_called_in_turn_and_by_one(void)
{
    on_each_store(in_turn);
}

/* -- at once ------------------------------------------------------------------------------ */

#define CALLERS 8

struct caller {
    struct hall *h;
    struct actor who;
    struct call  call;
};

static void *
call_once(void *context)
{
    struct caller *c = context;
    struct arena  *arena = arena_new();
    struct json   *in = json_object(arena);

    json_put_int(arena, in, "counter", 3);
    c->call = (struct call){ .arena = arena, .who = &c->who, .lang = LANG_EN,
                             .name = S("queue.call"), .input = in, .occurred = TIME_NONE };
    door_call_wait(c->h->o.rig.door, &c->call);
    return NULL;
}

static void
at_once(const struct store_options *store)
{
    struct hall   h;
    struct caller c[CALLERS];
    pthread_t     thread[CALLERS];
    unsigned      seen = 0;

    hall_open(&h, store);
    for (int i = 0; i < CALLERS; i++) {
        draw(&h, ",'service':'filing'");
        c[i] = (struct caller){ .h = &h,
                                .who = rig_officer(&h.o.rig,
                                                   str_format(test_arena(), "ban%d", i).p, "desk",
                                                   "10507") };
    }
    for (int i = 0; i < CALLERS; i++)
        check(pthread_create(&thread[i], NULL, call_once, &c[i]) == 0, "a thread");
    for (int i = 0; i < CALLERS; i++) {
        int64_t n;

        pthread_join(thread[i], NULL);
        check_ok(c[i].call.err);
        n = json_int(c[i].call.out, "number", 0);
        check(n >= 1 && n <= CALLERS && (seen & 1u << n) == 0, "each has another number");
        seen |= 1u << n;
        arena_free(c[i].call.arena);
    }
    office_close(&h.o);
}

void
test_dossier_queue__officers_who_call_at_once_get_different_numbers(void)
{
    on_each_store(at_once);
}

/* -- again, given up, counted ----------------------------------------------------------------- */

static Str
own_ticket(struct hall *h, const struct actor *who)
{
    const struct json *page = ask(h, who, "queue.counter", "counter", S("{}"));

    return json_text(json_get(page, "own"), "ticket");
}

static void
counted(const struct store_options *store)
{
    struct hall        h;
    const struct json *day;
    Str                second, one;

    hall_open(&h, store);
    draw(&h, ",'service':'filing'");
    second = draw(&h, ",'service':'filing'");
    at(&h, 460);
    check_int(call(&h, &h.o.desk, ""), 1);
    one = own_ticket(&h, &h.o.desk);
    check_ok(rig_callf(&h.o.rig, &h.o.desk, "queue.recall", "{'ticket':%.*s}", STR_ARG(one)));
    check(office_says(ask(&h, &h.o.desk, "queue.counter", "counter", S("{}")), "đã gọi 2 lần"),
          "called again");
    check_err(rig_callf(&h.o.rig, &h.second, "queue.done", "{'ticket':%.*s,'outcome':'served'}",
                        STR_ARG(one)), ERR_CONFLICT);
    check_ok(rig_callf(&h.o.rig, &h.o.desk, "queue.done", "{'ticket':%.*s,'outcome':'absent'}",
                       STR_ARG(one)));
    check_ok(rig_callf(&h.o.rig, &h.second, "queue.recall", "{'ticket':%.*s}", STR_ARG(one)));
    at(&h, 466);
    check_ok(rig_callf(&h.o.rig, &h.second, "queue.done", "{'ticket':%.*s,'outcome':'served'}",
                       STR_ARG(one)));
    check_ok(rig_callf(&h.o.rig, &rig_nobody, "queue.leave", "{'key':'%.*s'}", STR_ARG(second)));
    check_err(rig_callf(&h.o.rig, &rig_nobody, "queue.leave", "{'key':'%.*s'}", STR_ARG(second)),
              ERR_CONFLICT);
    check_int(call(&h, &h.o.desk, ""), 0);
    day = json_get(ask(&h, &h.o.desk, "queue.counter", "counter", S("{}")), "days")->first;
    check_int(json_int(day, "served", -1), 1);
    check_int(json_int(day, "absent", -1), 0);
    check_int(json_int(day, "gone", -1), 1);
    check_str(json_text(day, "waited_words"), S("10 phút"));
    check_str(json_text(day, "spent_words"), S("6 phút"));
    office_close(&h.o);
}

void
test_dossier_queue__who_comes_after_all_is_counted_as_served(void)
{
    on_each_store(counted);
}

static void
days(const struct store_options *store)
{
    struct hall h;
    Str         old, fresh;
    Str         pass;
    struct unit unit;
    struct view v;

    hall_open(&h, store);
    old = draw(&h, ",'service':'filing'");
    draw(&h, ",'service':'filing'");
    v = rig_view(&h.o.rig, &rig_nobody);
    check_ok(queue_unit(&v, S("10507"), &unit));
    pass = queue_pass(&v, &unit, time_day(v.now));
    check_ok(rig_callf(&h.o.rig, &rig_nobody, "queue.draw",
                       "{'unit':'10507','service':'asking','pass':'%.*s'}", STR_ARG(pass)));
    check_err(rig_call(&h.o.rig, &rig_nobody, "queue.draw", "{'unit':'10507','service':'asking'}"),
              ERR_FORBIDDEN);
    check_err(rig_callf(&h.o.rig, &rig_nobody, "queue.draw",
                        "{'unit':'10507','service':'asking','priority':true,'pass':'%.*s'}",
                        STR_ARG(pass)), ERR_FORBIDDEN);
    at(&h, 18 * 60); /* after work: closed, and when it opens again */
    check_err(rig_call(&h.o.rig, &h.o.desk, "queue.draw", "{'unit':'10507','service':'asking'}"),
              ERR_INVALID);
    check_str(h.o.rig.call.faults.first->value[0], S("Thứ Ba, 02/07/2024, 07:00"));
    check(office_says(ask(&h, &h.o.desk, "queue.kiosk", "kiosk", S("{'unit':'10507'}")),
                      "Thứ Ba, 02/07/2024, 07:00"), "the entrance says so too");
    test_clock_set(&h.o.rig.clock, time_at(day_of(2024, 7, 2), 6 * 60 + 30));
    check(office_says(ask(&h, &h.o.desk, "queue.kiosk", "kiosk", S("{'unit':'10507'}")),
                      "mở cửa lúc 07:00"), "before work one may draw, and reads when it begins");
    check(office_says(ticket(&h, old), "hết hiệu lực"), "yesterday's is over");
    check_err(rig_callf(&h.o.rig, &rig_nobody, "queue.draw",
                        "{'unit':'10507','service':'asking','pass':'%.*s'}", STR_ARG(pass)),
              ERR_FORBIDDEN);
    fresh = draw(&h, ",'service':'filing'");
    check_str(json_text(ticket(&h, fresh), "number_words"), S("001"));
    check_err(rig_callf(&h.o.rig, &rig_nobody, "queue.ticket", "{'key':'%.*s'}", STR_ARG(old)),
              ERR_NOT_FOUND);
    office_close(&h.o);
}

void
test_dossier_queue__a_day_begins_anew_and_keeps_the_calendars_hours(void)
{
    on_each_store(days);
}
