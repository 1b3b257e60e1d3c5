/* site/site_counter.c -- at the counters: numbers drawn, watched, called, the screen on the
 * wall; and appointments.  Floor 12. */
#include "site/visit.h"

static const struct form kiosk_form = { .view = "kiosk", .query = "queue.kiosk",
                                        .query_take = "unit pass=ma", .fields = "fields" };
static const struct form counter_form = { .view = "counter", .query = "queue.counter",
                                          .query_take = "", .fields = "fields" };

static const struct form arrive_form = { .view = "kiosk", .query = "queue.kiosk",
                                         .query_take = "unit pass=ma",
                                         .fields = "arrive_fields" };
static const struct form book_form = { .view = "appointment_new", .query = "appointment.choose",
                                       .query_take = "unit day", .fields = "fields" };
static const struct form move_form = { .view = "appointment_new", .query = "appointment.choose",
                                       .query_take = "code day", .fields = "fields" };
static const struct form call_form = { .view = "appointment_new",
                                       .query = "appointment.choose_for", .query_take = "day",
                                       .fields = "fields" };
static const struct form rule_form = { .view = "appointment_rules",
                                       .query = "appointment.settings", .query_take = "unit",
                                       .fields = "fields", .days = "begins" };

static void
get_file(struct visit *v)
{
    visit_call(v, "appointment.file", visit_input(v, "code"), STR_NONE, visit_file_ready);
}

const struct route routes_counter[] = {
    { HTTP_GET, "/lay-so/{unit}", ROUTE_PAGE, .view = "kiosk", .call = "queue.kiosk",
      .take = "unit pass=ma" },
    { HTTP_POST, "/lay-so/{unit}", ROUTE_FORM, .call = "queue.draw",
      .take = "unit service priority pass=ma", .go = "/so-thu-tu/{key}", .form = &kiosk_form },
    { HTTP_GET, "/so-thu-tu/{key}", ROUTE_PAGE, .view = "queue_ticket", .call = "queue.ticket",
      .take = "key" },
    { HTTP_POST, "/so-thu-tu/{key}/bo", ROUTE_ACT, .call = "queue.leave", .take = "key",
      .go = "/so-thu-tu/{key}" },
    { HTTP_GET, "/man-hinh/{unit}", ROUTE_PAGE, .view = "display", .call = "queue.display",
      .take = "unit pass=ma" },
    { HTTP_GET, "/quay", ROUTE_PAGE, .view = "counter", .call = "queue.counter" },
    { HTTP_POST, "/quay/goi", ROUTE_FORM, .call = "queue.call", .take = "counter service outcome",
      .go = "/quay", .form = &counter_form },
    { HTTP_POST, "/quay/goi-lai", ROUTE_FORM, .call = "queue.recall", .take = "ticket",
      .go = "/quay", .form = &counter_form },
    { HTTP_POST, "/quay/xong", ROUTE_FORM, .call = "queue.done", .take = "ticket outcome",
      .go = "/quay", .form = &counter_form },
    { HTTP_POST, "/quay/uu-tien", ROUTE_FORM, .call = "queue.prefer", .take = "ticket",
      .go = "/quay", .form = &counter_form },
    { HTTP_POST, "/lay-so/{unit}/hen", ROUTE_FORM, .call = "appointment.check_in",
      .take = "unit code pass=ma", .go = "/so-thu-tu/{key}", .form = &arrive_form },
    { HTTP_GET, "/quay/lich-hen", ROUTE_PAGE, .view = "appointment_rules",
      .call = "appointment.settings", .take = "unit=don-vi" },
    { HTTP_POST, "/quay/lich-hen", ROUTE_FORM, .call = "appointment.set",
      .take = "unit minutes places days_ahead", .go = "/quay/lich-hen?don-vi={unit}",
      .form = &rule_form },
    { HTTP_GET, "/quay/dat-hen", ROUTE_PAGE, .view = "appointment_new",
      .call = "appointment.choose_for", .take = "code=ma day=ngay" },
    { HTTP_POST, "/quay/dat-hen", ROUTE_FORM, .call = "appointment.book_for",
      .take = "service slot name phone number", .go = "/quay/dat-hen?ma={code}",
      .form = &call_form },
    { HTTP_GET, "/hen", ROUTE_PAGE, .view = "appointments", .call = "appointment.mine",
      .take = "before=sau" },
    { HTTP_GET, "/hen/moi", ROUTE_PAGE, .view = "appointment_new", .call = "appointment.choose",
      .take = "unit=don-vi day=ngay q" },
    { HTTP_POST, "/hen/moi", ROUTE_FORM, .call = "appointment.book", .take = "unit service slot",
      .go = "/hen/{code}", .form = &book_form },
    { HTTP_GET, "/hen/{code}", ROUTE_PAGE, .view = "appointment", .call = "appointment.one",
      .take = "code" },
    { HTTP_GET, "/hen/{code}/lich.ics", ROUTE_OWN, .handle = get_file },
    { HTTP_GET, "/hen/{code}/doi", ROUTE_PAGE, .view = "appointment_new",
      .call = "appointment.choose", .take = "code day=ngay" },
    { HTTP_POST, "/hen/{code}/doi", ROUTE_FORM, .call = "appointment.move", .take = "code slot",
      .go = "/hen/{code}", .form = &move_form },
    { HTTP_POST, "/hen/{code}/huy", ROUTE_ACT, .call = "appointment.cancel", .take = "code",
      .go = "/hen/{code}" },
    { .path = NULL },
};
