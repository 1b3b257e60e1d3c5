/* Forms with files: what is a part, what is refused, whatever the pieces. */
#include "web/multipart.h"

#include "check.h"

/* Parts as one text: name=value; or name(filename,type)=value; */
static enum err
on_begin(void *context, const struct multipart_part *part, struct http_refusal *why)
{
    (void)why;
    buf_format(context, "%.*s", STR_ARG(part->field));
    if (part->is_file)
        buf_format(context, "(%.*s,%.*s)", STR_ARG(part->filename), STR_ARG(part->type));
    buf_byte(context, '=');
    return ERR_OK;
}

static enum err
on_data(void *context, Str bytes, struct http_refusal *why)
{
    (void)why;
    buf_add(context, bytes);
    return ERR_OK;
}

static enum err
on_end(void *context, struct http_refusal *why)
{
    (void)why;
    buf_byte(context, ';');
    return ERR_OK;
}

static enum err
read_form(Str boundary, Str bytes, size_t piece, struct buf *out)
{
    struct multipart_sink sink = { out, on_begin, on_data, on_end };
    struct http_refusal   why = { 0 };
    struct multipart     *m;

    TRY(multipart_start(test_arena(), boundary, &sink, &m, &why));
    for (size_t at = 0; at < bytes.n; at += piece)
        TRY(multipart_feed(m, str_sub(bytes, at, piece), &why));
    return multipart_end(m, &why);
}

#define FIELD(name) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(parameters) \
    "--B\r\nContent-Disposition: form-data; " parameters "\r\n\r\nx\r\n--B--"

static const struct {
    const char *bytes, *parts; /* parts NULL: refused */
} row[] = {
    { "--B\r\n" FIELD("a") "1\r\n--B--\r\n", "a=1;" },
    { "--B\r\n" FIELD("a") "1\r\n--B--", "a=1;" },
    { "--B--", "" },
    { "--B\r\n" FIELD("a") "\r\n--B--", "a=;" },
    { "--B\r\n" FIELD("a") "1\r\n--B\r\n" FIELD("b") "2\r\n--B--", "a=1;b=2;" },
    { "--B\r\n" FIELD("tên") "Đông\r\n--B--", "tên=Đông;" },
    { "--B\r\n" FIELD("a") "\r\n\r\n--C\r\n-\r\n--\r\n\r\n--B--", "a=\r\n\r\n--C\r\n-\r\n--\r\n;" },
    { "--B\r\n" FIELD("a") "\r\r\r\n--B--", "a=\r\r;" },
    { "--B\r\n" FIELD("a") "--B\r\n--B--", "a=--B;" }, /* not after a line end */
    { FILE_PART("name=\"f\"; filename=\"a.pdf\""), "f(a.pdf,)=x;" },
    { FILE_PART("name=f; filename=a.pdf"), "f(a.pdf,)=x;" },
    { FILE_PART("filename=\"\"; name=\"f\""), "f(,)=x;" },
    { FILE_PART("name=\"f\"; filename=\"/etc/passwd\""), "f(passwd,)=x;" },
    { FILE_PART("name=\"f\"; filename=\"C:\\\\a\\\\b.pdf\""), "f(b.pdf,)=x;" },
    { FILE_PART("name=\"f\"; filename=\"a;b=%22c%22.pdf\""), "f(a;b=\"c\".pdf,)=x;" },
    { "--B\r\ncontent-type: Application/PDF; x=y\r\nCONTENT-DISPOSITION: FORM-DATA; NAME=\"f\";"
      "FILENAME=\"a\"\r\nContent-Transfer-Encoding: binary\r\n\r\nx\r\n--B--",
      "f(a,application/pdf)=x;" },

    { "", NULL },
    { "--B", NULL },
    { "--B\r\n", NULL },
    { "--B-", NULL },
    { "--B--\r", NULL },
    { "--B--\r\nx", NULL },
    { "--B--x", NULL },
    { "preamble\r\n--B--", NULL },
    { "\r\n--B--", NULL },
    { "--C--", NULL },
    { "--B \r\n" FIELD("a") "1\r\n--B--", NULL },
    { "--B\n" FIELD("a") "1\r\n--B--", NULL },
    { "--B\r\n" FIELD("a") "1", NULL },
    { "--B\r\n" FIELD("a") "1\r\n--B", NULL },
    { "--B\r\n" FIELD("a") "1\r\n--Bx\r\n--B--", NULL },
    { "--B\r\n" FIELD("a") "1\n--B--", NULL },
    { "--B\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nX: y\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\n" FIELD("") "1\r\n--B--", NULL },
    { "--B\r\n" FIELD("a\xff") "1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition : form-data; name=\"a\"\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition: form-datax; name=\"a\"\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; "
      "name=\"b\"\r\n\r\n1\r\n--B--", NULL },
    { "--B\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64"
      "\r\n\r\n1\r\n--B--", NULL },
    { FILE_PART("name=\"f\"; name=\"g\""), NULL },
    { FILE_PART("name=\"f\"; filename=\"a\"; filename=\"b\""), NULL },
    { FILE_PART("name=\"f\"; filename*=utf-8''a.pdf"), NULL },
    { FILE_PART("name=\"f\"; filename=\"a\\\"b\""), NULL },
    { FILE_PART("name=\"f"), NULL },
    { FILE_PART("name=\"f\" filename=\"a\""), NULL },
    { FILE_PART("name=\"f\"; filename=\"\xc3\""), NULL },
    { FILE_PART("name"), NULL },
    { FILE_PART("name="), NULL },
};

static void
check_row(size_t i, size_t piece)
{
    struct buf out = BUF_MAX(10000);
    enum err   e = read_form(S("B"), str_of(row[i].bytes), piece, &out);

    if (row[i].parts != NULL) {
        check(e == ERR_OK, row[i].bytes);
        check_str(buf_str(&out), str_of(row[i].parts));
    } else {
        check(e == ERR_MALFORMED, row[i].bytes);
    }
    buf_free(&out);
}

void
test_web_multipart__a_form_is_its_parts_or_refused(void)
{
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        check_row(i, 10000);
        check_row(i, 1);
        check_row(i, 2);
        check_row(i, 5);
    }
}

void
test_web_multipart__boundaries(void)
{
    struct buf  out = BUF_MAX(1000), text = BUF_MAX(1000);
    static const struct {
        const char *boundary;
        bool        good;
    } edge[] = {
        { "----WebKitFormBoundary7MA4YWxkTrZu0gW", true },
        { "a b", true },
        { "'()+_,-./:=?", true },
        { "", false },
        { "a ", false },
        { "a\"b", false },
        { "a\rb", false },
        { "0123456789012345678901234567890123456789012345678901234567890123456789", true },
        { "01234567890123456789012345678901234567890123456789012345678901234567890", false },
    };

    for (size_t i = 0; i < sizeof edge / sizeof edge[0]; i++) {
        buf_clear(&text);
        buf_format(&text, "--%s--", edge[i].boundary);
        check((read_form(str_of(edge[i].boundary), buf_str(&text), 1, &out) == ERR_OK) ==
                  edge[i].good, edge[i].boundary);
    }
    buf_free(&out);
    buf_free(&text);
}

void
test_web_multipart__parts_and_their_heads_are_capped(void)
{
    struct buf out = BUF_MAX(1000000), text = BUF_MAX(1000000);

    for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
        buf_add(&text, S("--B\r\n" FIELD("a") "1\r\n"));
    buf_add(&text, S("--B"));
    size_t all = text.n;
    buf_add(&text, S("--"));
    check_ok(read_form(S("B"), buf_str(&text), text.n, &out));
    text.n = all;
    buf_add(&text, S("\r\n" FIELD("a") "1\r\n--B--"));
    check_err(read_form(S("B"), buf_str(&text), text.n, &out), ERR_MALFORMED);
    buf_clear(&text);
    buf_add(&text, S("--B\r\nX: "));
    for (int i = 0; i < MULTIPART_HEAD_MAX; i++)
        buf_byte(&text, 'a');
    buf_add(&text, S("\r\n" FIELD("a") "1\r\n--B--"));
    check_err(read_form(S("B"), buf_str(&text), text.n, &out), ERR_MALFORMED);
    buf_free(&out);
    buf_free(&text);
}

void
test_web_multipart__file_names_are_for_showing(void)
{
    static const struct {
        const char *sent, *shown;
    } name[] = {
        { "Giấy khai sinh.pdf", "Giấy khai sinh.pdf" },
        { "../../a", "a" },
        { "a/", "" },
        { " a .pdf ", "a .pdf" },
        { "a\xe2\x80\xaegpj.exe", "agpj.exe" },
        { "a\xe2\x81\xa6""b", "ab" },
        { "a%0D%0Ab", "ab" },
        { "a\tb", "a b" },
        { "..", ".." },
    };
    struct buf b = BUF_MAX(1000);
    Str        out;

    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        check_ok(multipart_display_name(test_arena(), str_of(name[i].sent), &out));
        check_str(out, str_of(name[i].shown));
    }
    check_err(multipart_display_name(test_arena(), S("a\x01"), &out), ERR_INVALID);
    for (int i = 0; i < 200; i++)
        buf_add(&b, S("ố"));
    buf_add(&b, S(".pdf"));
    check_ok(multipart_display_name(test_arena(), buf_str(&b), &out));
    check(out.n <= MULTIPART_NAME_MAX && str_ends(out, S("ố.pdf")), "shortened in the middle");
    buf_free(&b);
}
