#include "registry/read_inside.h"
const struct read_parser read_parser_xlsx = { NULL, NULL, NULL, NULL };
