/* What an officer types, and what is then looked for. */
#include "dossier/search_terms.h"

#include "check.h"

/* words, then begins*, then CODE, (part), ! too short, … too many */
static Str
read(const char *typed)
{
    struct search_terms t;
    struct buf          b = BUF_MAX(1000);
    Str                 all;

    search_terms_read(test_arena(), str_of(typed), &t);
    for (int i = 0; i < t.n; i++)
        buf_format(&b, "%.*s ", STR_ARG(t.word[i]));
    if (t.begins.n > 0)
        buf_format(&b, "%.*s* ", STR_ARG(t.begins));
    if (t.code.n > 0)
        buf_format(&b, "%.*s ", STR_ARG(t.code));
    if (t.code_part.n > 0)
        buf_format(&b, "(%.*s) ", STR_ARG(t.code_part));
    if (t.too_short)
        buf_add(&b, S("! "));
    if (t.too_many)
        buf_add(&b, S("… "));
    all = str_trim(str_copy(test_arena(), buf_str(&b)));
    buf_free(&b);
    return all;
}

void
test_dossier_search_terms__as_typed(void)
{
    static const struct {
        const char *typed, *read;
    } row[] = {
        { "Nguyễn Thị Hà", "nguyen thi ha*" },
        { "hà", "ha*" },
        { "Nguyễn Thị H", "nguyen thi h*" },
        { "nguyen nguyen ng", "nguyen ng*" },
        { "n", "n* !" },
        { "", "!" },
        { " ., ", "!" },
        { "7", "7" },                                   /* a digit is a whole word */
        { "0001", "0001" },
        { "0001 van", "0001 van*" },
        { "van 0001", "van 0001" },
        { "H23.30.10507-240701-0001", "H23.30.10507-240701-0001" },
        { " h23.30.10507 - 240701 - 0001 ", "H23.30.10507-240701-0001" },
        { "Hà H23.30.10507-240701-0001", "H23.30.10507-240701-0001" },
        { "240701-0001", "240701-0001 (240701-0001)" },
        { "10507-240701-0001", "240701-0001 (10507-240701-0001)" },
        { "240701-12345", "240701-12345 (240701-12345)" },
        { "240701 0001", "240701-0001 (240701-0001)" },
        { "Hà 240701-0001", "ha 240701-0001 (240701-0001)" },
        { "240701 0001 Hà", "240701-0001 ha* (240701-0001)" },
        { "240701 Hà", "240701 ha*" },
        { "240701-001", "240701001" },                  /* no code ends in three: a number */
        { "0912 345 678", "0912345678" },
        { "0912-345-678", "0912345678" },
        { "+84 912 345 678", "0912345678" },
        { "000195000123", "000195000123" },
        { "Hà 0912.345.678", "ha 0912345678" },
        { "Mỹ-Linh", "my linh*" },
        { "a b c d e f g h i", "a b c d e f g h i*" },
        { "a b c d e f g h i k", "a b c d e f g h k* …" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        check_str(read(row[i].typed), str_of(row[i].read));
}
