/* measure/measure.c -- the room's one table.  Floor 8. */
#include "measure/measure.h"

#include "measure/inside.h"

static const struct query *const queries[] = {
    &measure_list,         &measure_figure,      &measure_csv,
    &measure_table_page,   &measure_table_csv,   &measure_report,
    &measure_report_csv,   &measure_report_file, &measure_monthly,
    &measure_monthly_file, &measure_late,        &measure_officers,
    &measure_online,       &measure_online_file, &measure_due,
    &office_today,         NULL,
};

static const struct command *const commands[] = { &measure_publish, NULL };

const struct door_table measure_table = { .commands = commands, .queries = queries };

const struct pack_section *const measure_sections[] = { &section_indicators, NULL };
