/* What the leak checker is told beforehand.
 *
 * Fontconfig keeps pointers as offsets, which the checker cannot follow: it
 * takes the fonts that a living thread still holds for lost.  (Freed with the
 * thread's font map and FcFini, nothing is left; a program that draws for
 * another thousand papers reports the same bytes.) */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
