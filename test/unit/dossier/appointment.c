/* Appointments on both stores: no place twice, moved, given up, kept; a holiday that is
 * published late; who came and in which turn. */
#include "dossier/appointment.h"

#include <pthread.h>

#include "dossier/check.h"
#include "dossier/dossier.h"
#include "dossier/notice.h"
#include "office.h"
#include "packs.h"
#include "pages.h"

#define SLOT  "2024-07-03T08:00:00+07:00"
#define LATER "2024-07-03T08:30:00+07:00"

struct people {
    struct office o;
    struct actor  one, two;
};

/* A person with an own account: only what the commands ask of an actor. */
static struct actor
citizen(struct office *o, const char *login, const char *number)
{
    struct view   v;
    struct person p = { .id = 0 };

    check_ok(rig_callf(&o->rig, &o->desk, "dossier.submit",
        "{'procedure':'birth-registration','unit':'10507','channel':1,'applicant_name':'%s',"
        "'applicant_number':'%s','entered_by':'behalf','form':{"
        "'child_name':'Trẻ mẫu','child_born':'2024-06-28','child_sex':'female',"
        "'child_birth_place':'Nơi mẫu','mother_name':'Mẫu','parents_married':'no',"
        "'mother_id':'000195000123','requester_relation':'mother',"
        "'requester_phone':'0912345678'}}", login, number));
    v = rig_view(&o->rig, &rig_program);
    check_ok(person_by_number(&v, str_of(number), &p));
    return (struct actor){ .account = p.id + 1000, .person = p.id, .name = str_of(login) };
}

static void
people_open(struct people *p, const struct store_options *store)
{
    office_open(&p->o, store);
    p->one = citizen(&p->o, "Nguyễn Văn Mẫu", "000123456789");
    p->two = citizen(&p->o, "Trần Thị Mẫu", "000123456780");
}

static enum err
book(struct people *p, const struct actor *who, const char *slot)
{
    return rig_callf(&p->o.rig, who, "appointment.book",
                     "{'unit':'10507','service':'filing','slot':'%s'}", slot);
}

static void
set_places(struct people *p, int n)
{
    check_ok(rig_callf(&p->o.rig, &p->o.leader, "appointment.set",
                       "{'begins':'2024-07-01','minutes':30,'places':%d,'days_ahead':14}", n));
}

static void
check_now(struct people *p)
{
    struct view          v = rig_view(&p->o.rig, &rig_program);
    struct verify_report report = { .arena = test_arena() };

    check_ok(appointment_now_check.run(&v, &report));
    check_int(report.found, 0);
}

static const struct json *
inbox(struct people *p, const struct actor *who)
{
    check_ok(rig_call(&p->o.rig, who, "notice.mine", "{}"));
    check_page_model("inbox", p->o.rig.call.out);
    return json_get(p->o.rig.call.out, "rows");
}

static void
one_place(const struct store_options *store)
{
    struct people p;
    Str           code;

    people_open(&p, store);
    check_err(rig_call(&p.o.rig, &p.o.desk, "appointment.set",
                       "{'begins':'2024-07-01','minutes':30,'places':1,'days_ahead':14}"),
              ERR_FORBIDDEN);
    set_places(&p, 1);
    check_ok(book(&p, &p.one, SLOT));
    code = rig_text(&p.o.rig, "code");
    check_int((int64_t)code.n, 8);
    check(office_says(inbox(&p, &p.one), "/hen/"), "told in the inbox, with its own page");
    check_err(book(&p, &p.two, SLOT), ERR_INVALID);
    check_str(p.o.rig.call.faults.first->field, S("slot"));
    check_err(book(&p, &p.two, "2024-07-03T12:00:00+07:00"), ERR_INVALID); /* the break */
    check_err(book(&p, &p.two, "2024-07-06T08:00:00+07:00"), ERR_INVALID); /* a Saturday */
    check_err(book(&p, &p.two, "2024-06-28T08:00:00+07:00"), ERR_INVALID); /* past */
    check_err(book(&p, &p.two, "2024-08-01T08:00:00+07:00"), ERR_INVALID); /* too far */
    check_ok(book(&p, &p.two, LATER));
    check_err(rig_callf(&p.o.rig, &p.two, "appointment.cancel", "{'code':'%.*s'}", STR_ARG(code)),
              ERR_NOT_FOUND);
    check_err(rig_callf(&p.o.rig, &p.one, "appointment.move", "{'code':'%.*s','slot':'" LATER "'}",
                        STR_ARG(code)), ERR_INVALID);
    check_ok(rig_callf(&p.o.rig, &p.one, "appointment.cancel", "{'code':'%.*s'}", STR_ARG(code)));
    check_ok(rig_callf(&p.o.rig, &p.two, "appointment.mine", "{}"));
    check_page_model("appointments", p.o.rig.call.out);
    code = json_text(json_get(p.o.rig.call.out, "rows")->first, "code");
    check_ok(rig_callf(&p.o.rig, &p.two, "appointment.move", "{'code':'%.*s','slot':'" SLOT "'}",
                       STR_ARG(code)));
    check(office_says(inbox(&p, &p.two), "08:00"), "moved, and told");
    check_ok(rig_callf(&p.o.rig, &p.two, "appointment.one", "{'code':'%.*s'}", STR_ARG(code)));
    check_page_model("appointment", p.o.rig.call.out);
    check_ok(rig_call(&p.o.rig, &p.one, "appointment.choose",
                      "{'unit':'10507','day':'2024-07-03'}"));
    check_page_model("appointment_new", p.o.rig.call.out);
    check(!office_says(json_get(p.o.rig.call.out, "fields"), SLOT), "what is full is not offered");
    check_now(&p);
    office_close(&p.o);
}

void
test_dossier_appointment__a_place_is_given_once(void)
{
    on_each_store(one_place);
}

/* -- at once --------------------------------------------------------------------------------- */

struct booking {
    struct people *p;
    struct actor   who;
    struct call    call;
};

static void *
book_once(void *context)
{
    struct booking *b = context;
    struct arena   *arena = arena_new();
    struct json    *in = json_object(arena);

    json_put_text(arena, in, "unit", S("10507"));
    json_put_text(arena, in, "service", S("filing"));
    json_put_text(arena, in, "slot", S(SLOT));
    b->call = (struct call){ .arena = arena, .who = &b->who, .lang = LANG_EN,
                             .name = S("appointment.book"), .input = in, .occurred = TIME_NONE };
    door_call_wait(b->p->o.rig.door, &b->call);
    return NULL;
}

static void
at_once(const struct store_options *store)
{
    struct people  p;
    struct booking b[8];
    pthread_t      thread[8];
    int            won = 0;

    people_open(&p, store);
    set_places(&p, 2);
    for (int i = 0; i < 8; i++) {
        b[i] = (struct booking){ .p = &p, .who = i % 2 ? p.one : p.two };
        check(pthread_create(&thread[i], NULL, book_once, &b[i]) == 0, "a thread");
    }
    for (int i = 0; i < 8; i++) {
        pthread_join(thread[i], NULL);
        won += b[i].call.err == ERR_OK;
        check(b[i].call.err == ERR_OK || b[i].call.err == ERR_CONFLICT ||
                  b[i].call.err == ERR_INVALID, "booked, or told why not");
        arena_free(b[i].call.arena);
    }
    check_int(won, 2);
    check_now(&p);
    office_close(&p.o);
}

void
test_dossier_appointment__two_places_are_given_twice_however_many_ask_at_once(void)
{
    on_each_store(at_once);
}

/* -- coming ----------------------------------------------------------------------------------- */

static Str
come(struct people *p, Str code)
{
    check_ok(rig_callf(&p->o.rig, &p->o.desk, "appointment.check_in",
                       "{'unit':'10507','code':'%.*s'}", STR_ARG(code)));
    return rig_text(&p->o.rig, "key");
}

static Str
line(struct people *p)
{
    struct view          v = rig_view(&p->o.rig, &rig_program);
    struct queue_ticket *t;
    struct unit          unit;
    struct buf           b = BUF_MAX(100);
    int                  n;
    Str                  s;

    check_ok(queue_unit(&v, S("10507"), &unit));
    check_ok(queue_waiting(&v, unit.id, &t, &n));
    for (int i = 0; i < n; i++)
        buf_format(&b, "%lld ", (long long)t[i].number);
    s = str_copy(test_arena(), buf_str(&b));
    buf_free(&b);
    return s;
}

static void
comes(const struct store_options *store)
{
    struct people p;
    Str           early, late;

    people_open(&p, store);
    set_places(&p, 5);
    check_ok(book(&p, &p.one, LATER));
    early = rig_text(&p.o.rig, "code");
    check_ok(book(&p, &p.two, "2024-07-03T07:00:00+07:00"));
    late = rig_text(&p.o.rig, "code");
    check_err(rig_callf(&p.o.rig, &p.o.desk, "appointment.check_in",
                        "{'unit':'10507','code':'%.*s'}", STR_ARG(early)), ERR_CONFLICT);
    test_clock_set(&p.o.rig.clock, time_at(day_of(2024, 7, 3), 8 * 60));
    check_ok(rig_call(&p.o.rig, &p.o.desk, "queue.draw", "{'unit':'10507','service':'filing'}"));
    come(&p, early);  /* number 2, half an hour before */
    come(&p, late);   /* number 3, half an hour after its end */
    check_str(line(&p), S("1 3 2 "));
    test_clock_set(&p.o.rig.clock, time_at(day_of(2024, 7, 3), 8 * 60 + 30));
    check_str(line(&p), S("2 1 3 "));
    check_err(rig_callf(&p.o.rig, &p.o.desk, "appointment.check_in",
                        "{'unit':'10507','code':'%.*s'}", STR_ARG(early)), ERR_CONFLICT);
    check_err(rig_call(&p.o.rig, &p.o.desk, "appointment.check_in",
                       "{'unit':'10507','code':'1'}"), ERR_INVALID);
    check_err(rig_callf(&p.o.rig, &p.one, "appointment.cancel", "{'code':'%.*s'}", STR_ARG(early)),
              ERR_CONFLICT);
    check_now(&p);
    office_close(&p.o);
}

void
test_dossier_appointment__is_called_from_its_time_on(void)
{
    on_each_store(comes);
}

/* -- a day off, published late ---------------------------------------------------------------------- */

static void
called_off(const struct store_options *store)
{
    struct people      p;
    const struct json *codes;
    Str                code;

    people_open(&p, store);
    set_places(&p, 5);
    check_ok(book(&p, &p.one, SLOT));
    code = rig_text(&p.o.rig, "code");
    check_ok(rig_call(&p.o.rig, &rig_program, "appointment.stale", "{}"));
    check_int((int64_t)json_get(p.o.rig.call.out, "codes")->count, 0);
    check_ok(rig_callf(&p.o.rig, &rig_program, "appointment.close", "{'code':'%.*s'}",
                       STR_ARG(code)));
    check(!office_says(inbox(&p, &p.one), "đã được hủy"), "what is worked is not called off");
    test_use_no_packs();
    check_ok(rig_call(&p.o.rig, &rig_program, "appointment.stale", "{}"));
    codes = json_get(p.o.rig.call.out, "codes");
    check_int((int64_t)codes->count, 0); /* nobody has said that the day is off */
    office_close(&p.o);
}

void
test_dossier_appointment__only_a_published_day_off_calls_one_off(void)
{
    on_each_store(called_off);
}

/* -- reminded of --------------------------------------------------------------------------------- */

static size_t
to_remind(struct people *p, int day, int minute)
{
    test_clock_set(&p->o.rig.clock, time_at(day_of(2024, 7, day), minute));
    check_ok(rig_call(&p->o.rig, &rig_program, "appointment.stale", "{}"));
    return json_get(p->o.rig.call.out, "remind")->count;
}

static void
reminded(const struct store_options *store)
{
    struct people p;
    Str           code;

    people_open(&p, store);
    set_places(&p, 5);
    check_ok(book(&p, &p.one, SLOT));
    code = rig_text(&p.o.rig, "code");
    check_ok(book(&p, &p.two, "2024-07-08T08:00:00+07:00")); /* a Monday */
    check_int((int64_t)to_remind(&p, 1, 600), 0);
    check_int((int64_t)to_remind(&p, 2, 300), 0); /* before the office opens */
    check_int((int64_t)to_remind(&p, 2, 480), 1);
    for (int i = 0; i < 2; i++)
        check_ok(rig_callf(&p.o.rig, &rig_program, "appointment.remind", "{'code':'%.*s'}",
                           STR_ARG(code)));
    check_int((int64_t)inbox(&p, &p.one)->count, 2 + 1); /* filed, booked; reminded once */
    check(office_says(inbox(&p, &p.one), "Nhắc lịch hẹn"), "told");
    check_int((int64_t)to_remind(&p, 2, 490), 0);
    check_ok(book(&p, &p.two, LATER)); /* for tomorrow: nobody need be reminded */
    check_int((int64_t)to_remind(&p, 2, 500), 0);
    check_int((int64_t)to_remind(&p, 5, 480), 1); /* on Friday, of Monday */
    check_now(&p);
    office_close(&p.o);
}

void
test_dossier_appointment__is_reminded_of_the_working_day_before(void)
{
    on_each_store(reminded);
}

/* -- for somebody who calls ------------------------------------------------------------------------ */

static enum err
book_for(struct people *p, const struct actor *who, const char *slot, const char *name,
         const char *phone, const char *number)
{
    return rig_callf(&p->o.rig, who, "appointment.book_for",
                     "{'service':'filing','slot':'%s','name':'%s','phone':'%s','number':'%s'}",
                     slot, name, phone, number);
}

static void
called(const struct store_options *store)
{
    struct people p;
    Str           code;

    people_open(&p, store);
    set_places(&p, 1);
    check_err(book_for(&p, &p.one, SLOT, "Lê Văn Mẫu", "0900000000", ""), ERR_FORBIDDEN);
    check_err(book_for(&p, &p.o.desk, "", "", "12", "000123456780"), ERR_INVALID);
    check_int(p.o.rig.call.faults.count, 4); /* time, name, telephone, another's number */
    check_ok(book_for(&p, &p.o.desk, SLOT, "Lê Văn Mẫu", "0900 000 000", ""));
    code = rig_text(&p.o.rig, "code");
    check_err(book_for(&p, &p.o.desk, SLOT, "Lê Văn Mẫu", "0900000000", ""), ERR_INVALID);
    check_ok(rig_callf(&p.o.rig, &p.o.desk, "appointment.choose_for", "{'code':'%.*s'}",
                       STR_ARG(code)));
    check_page_model("appointment_new", p.o.rig.call.out);
    check(json_get(p.o.rig.call.out, "booked_words") != NULL, "its code is there to be read out");
    check_ok(book_for(&p, &p.o.desk, LATER, "Trần Thị Mẫu", "0900000000", "000123456780"));
    check_ok(rig_call(&p.o.rig, &p.two, "appointment.mine", "{}"));
    check_int((int64_t)json_get(p.o.rig.call.out, "rows")->count, 1); /* with a number: the own */
    check_now(&p);
    office_close(&p.o);
}

void
test_dossier_appointment__is_booked_for_somebody_who_calls(void)
{
    on_each_store(called);
}
