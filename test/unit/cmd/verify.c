/* test/unit/cmd/verify.c -- counters that no longer say what the dossiers do are found. */
#include "cmd/command.h"
#include "province.h"

/* What is altered, and what takes it back. */
static const struct {
    const char *altered, *back;
} counters[] = {
    { "UPDATE counter_total SET n = n + 1 WHERE element = 'finished' AND grain = 'm' AND unit = 0",
      "UPDATE counter_total SET n = n - 1 WHERE element = 'finished' AND grain = 'm' AND unit = 0" },
    { "UPDATE counter SET n = n + 1 WHERE element = 'finished' AND grain = 'm' AND unit = 0",
      "UPDATE counter SET n = n - 1 WHERE element = 'finished' AND grain = 'm' AND unit = 0" },
    /* sums stay as they were */
    { "UPDATE counter SET n = -n WHERE element IN ('finished_late', 'finished_in_time')",
      "UPDATE counter SET n = -n WHERE element IN ('finished_late', 'finished_in_time')" },
    { "UPDATE counter SET period = '2023' WHERE grain = 'y' AND element = 'due'",
      "UPDATE counter SET period = '2024' WHERE grain = 'y' AND element = 'due'" },
    { "INSERT INTO counter (element, grain, period, unit, procedure, n) "
      "VALUES ('filed', 'm', '2024-01', 0, 'birth-registratiom', 1)",
      "DELETE FROM counter WHERE procedure = 'birth-registratiom'" },
    { "UPDATE open_due SET due = due + 1 WHERE grain = 'x'",
      "UPDATE open_due SET due = due - 1 WHERE grain = 'x'" },
};

static void
altered(const struct store_options *o)
{
    struct simulate_request r = { .from = 19723, .to = 19740, .dossiers = 40, .seed = 11 };
    struct dir              d;

    province_simulated(&d, o, r);
    check_int(province_verify(&d, S("")), EXIT_DONE);
    for (size_t i = 0; i < sizeof counters / sizeof counters[0]; i++) {
        province_sql(&d, counters[i].altered);
        check(province_verify(&d, S("")) == EXIT_FOUND, counters[i].altered);
        province_sql(&d, counters[i].back);
    }
    check_int(province_verify(&d, S("")), EXIT_DONE);
}

void
test_cmd_verify__an_altered_counter_is_found(void)
{
    on_each_store(altered);
}
