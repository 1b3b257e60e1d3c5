/* The keeper: what it signs, what it refuses, what it remembers. */
#include "journal/keeper.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "memlog.h"

#define ORIGIN S("tinhso.example/haiduong/1")

/* A keeper in a process of its own, a log in this one. */
struct fixture {
    Str            folder;
    pid_t          pid;
    int            fd;
    struct memlog *log;
};

static Str
folder_of(const char *name)
{
    return str_format(test_arena(), "%s/%s", test_folder(), name);
}

static void
keeper_begin(struct fixture *f)
{
    int pair[2];

    check_ok(keeper_pair(pair));
    f->pid = fork();
    if (f->pid == 0) {
        const char *why = NULL;

        close(pair[0]);
        _exit(keeper_run(pair[1], f->folder, NULL, &why) == ERR_OK ? 0 : 1);
    }
    close(pair[1]);
    f->fd = pair[0];
}

static int
keeper_end(struct fixture *f)
{
    int status = 0;

    close(f->fd);
    waitpid(f->pid, &status, 0);
    return status;
}

static struct fixture
fixture_new(void)
{
    struct fixture f = { .folder = folder_of("keeper"), .log = memlog_new(test_arena(), 2000) };

    check_ok(keeper_create(f.folder, ORIGIN));
    keeper_begin(&f);
    return f;
}

static enum err
sign_with(struct fixture *f, int64_t from, int64_t size, const Hash *root,
          const struct tree_path *path, enum keeper_answer *answer, Str *note)
{
    *answer = KEEPER_ANSWERS;
    return keeper_sign(f->fd, test_arena(), from, size, root, path, answer, note);
}

/* Grows the log and has its head signed as an honest server does. */
static enum err
sign_at(struct fixture *f, int64_t size, enum keeper_answer *answer, Str *note)
{
    struct tile_reader in = memlog_reader(f->log);
    struct keeper_head head;
    struct tree_path   path;
    Hash               root;

    memlog_grow(f->log, size);
    root = tree_root(&f->log->tree);
    TRY(keeper_ask(f->fd, test_arena(), &head));
    TRY(tree_prove_growth(test_arena(), &in, head.at.size, size, &path));
    return sign_with(f, head.at.size, size, &root, &path, answer, note);
}

static int64_t
head_size(struct fixture *f)
{
    struct keeper_head head;

    return keeper_ask(f->fd, test_arena(), &head) == ERR_OK ? head.at.size : -1;
}

void
test_journal_keeper__signs_a_growing_log(void)
{
    static const int64_t size[] = { 1, 2, 3, 255, 256, 257, 700, 1999 };
    struct fixture       f = fixture_new();
    struct keeper_head   head;
    struct note_key      key;
    enum keeper_answer   answer;

    check_ok(keeper_ask(f.fd, test_arena(), &head));
    check_int(head.at.size, 0);
    check_str(head.at.origin, ORIGIN);
    check_ok(note_key_parse(head.vkey, &key));
    check_str(key.name, ORIGIN);
    for (size_t i = 0; i < sizeof size / sizeof *size; i++) {
        struct note       note;
        struct checkpoint at;
        Hash              root;
        Str               text;

        check_ok(sign_at(&f, size[i], &answer, &text));
        check_ok(note_parse(test_arena(), text, &note));
        check_int(note_check(&note, &key, NULL), NOTE_SIGNED);
        check_ok(checkpoint_parse(note.text, &at));
        root = tree_root(&f.log->tree);
        check(at.size == size[i] && hash_eq(&at.root, &root), "it says what was asked");
        check_int(head_size(&f), size[i]);
    }
    check_int(keeper_end(&f), 0);
}

void
test_journal_keeper__remembers_its_head_over_a_kill(void)
{
    struct fixture     f = fixture_new();
    struct keeper_head head;
    enum keeper_answer answer;
    Str                note;

    check_ok(sign_at(&f, 300, &answer, &note));
    kill(f.pid, SIGKILL); /* at once after the answer */
    keeper_end(&f);
    keeper_begin(&f);
    check_ok(keeper_ask(f.fd, test_arena(), &head));
    check_int(head.at.size, 300);
    check_str(head.note, note);
    check_ok(sign_at(&f, 301, &answer, &note));
    keeper_end(&f);
}

void
test_journal_keeper__the_same_head_again_is_the_same_note(void)
{
    struct fixture     f = fixture_new();
    enum keeper_answer answer;
    struct tree_path   none = { .n = 0 };
    Str                first, again;
    Hash               root;

    check_ok(sign_at(&f, 5, &answer, &first));
    root = tree_root(&f.log->tree);
    check_ok(sign_with(&f, 0, 5, &root, &none, &answer, &again)); /* its answer was lost */
    check_str(again, first);
    keeper_end(&f);
}

void
test_journal_keeper__refuses_what_does_not_extend_its_head(void)
{
    struct fixture     f = fixture_new();
    struct memlog     *other = memlog_new(test_arena(), 2000); /* another history */
    struct tile_reader in = memlog_reader(other);
    struct tile_writer out = { memlog_put, other };
    enum keeper_answer answer;
    struct tree_path   path, none = { .n = 0 };
    Hash               root;
    Str                note;

    check_ok(sign_at(&f, 300, &answer, &note));
    other->leaf[0] = tree_leaf(S("another beginning"));
    check_ok(tree_append(&other->tree, &other->leaf[0], &out));
    memlog_grow(other, 400);
    root = tree_root(&other->tree);
    check_ok(tree_prove_growth(test_arena(), &in, 300, 400, &path));
    check_err(sign_with(&f, 300, 400, &root, &path, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_NOT_GROWN); /* a fork, with the best proof it can have */
    check_err(sign_with(&f, 0, 400, &root, &none, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_OTHER_HEAD); /* as if nothing had been signed */
    check_ok(tree_root_at(test_arena(), &in, 300, &root));
    check_err(sign_with(&f, 300, 300, &root, &none, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_NOT_GROWN); /* the same size with another root */
    in = memlog_reader(f.log);
    check_ok(tree_root_at(test_arena(), &in, 200, &root));
    check_err(sign_with(&f, 300, 200, &root, &none, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_NOT_GROWN); /* its own past */
    check_err(sign_with(&f, 300, -1, &root, &none, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_NOT_GROWN);
    check_int(head_size(&f), 300);
    check_ok(sign_at(&f, 400, &answer, &note)); /* and the true log goes on */
    keeper_end(&f);
}

void
test_journal_keeper__refuses_malformed_requests(void)
{
    struct fixture f = fixture_new();
    char           p[8192] = { 'S' };
    static const size_t length[] = { 1, 2, 49, 51, 81, 83, 2098, 2099, 8192 };

    for (size_t i = 0; i < sizeof length / sizeof *length; i++) {
        char answer[16];

        p[49] = (char)(length[i] == 2099 ? 65 : 1); /* says how many hashes follow */
        check_int(send(f.fd, p, length[i], 0), (int64_t)length[i]);
        check_int(recv(f.fd, answer, sizeof answer, 0), 1);
        check_int(answer[0], KEEPER_MALFORMED);
    }
    check_int(send(f.fd, "HH", 2, 0), 2);
    check_int(recv(f.fd, p, sizeof p, 0), 1);
    check_int(p[0], KEEPER_MALFORMED);
    check_int(send(f.fd, "X", 1, 0), 1);
    check_int(recv(f.fd, p, sizeof p, 0), 1);
    check_int(p[0], KEEPER_MALFORMED);
    check_int(head_size(&f), 0);
    check_int(keeper_end(&f), 0);
}

void
test_journal_keeper__gives_nothing_out_that_it_could_not_save(void)
{
    struct fixture     f = fixture_new();
    enum keeper_answer answer;
    Str                note = S("untouched");
    char              *obstacle = str_c(test_arena(), folder_of("keeper/new"));

    check_ok(sign_at(&f, 10, &answer, &note));
    note = S("untouched");
    check_int(mkdir(obstacle, 0700), 0); /* where the new head would be written */
    check_err(sign_at(&f, 20, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_UNSAVED);
    check_str(note, S("untouched"));
    check_int(head_size(&f), 10);
    check_int(rmdir(obstacle), 0);
    check_ok(sign_at(&f, 20, &answer, &note));
    keeper_end(&f);
}

void
test_journal_keeper__a_forked_child_has_no_key(void)
{
    Str                folder = folder_of("keeper");
    struct fixture     f = { .folder = folder, .log = memlog_new(test_arena(), 2000) };
    struct keeper     *k;
    enum keeper_answer answer;
    const char        *why;
    int                pair[2];
    Str                note;

    check_ok(keeper_create(folder, ORIGIN));
    check_ok(keeper_open(folder, &k, &why));
    check_ok(keeper_pair(pair));
    f.fd = pair[0];
    f.pid = fork();
    if (f.pid == 0) { /* what a server would be, had it not been told better */
        close(pair[0]);
        while (keeper_serve(k, pair[1]) == ERR_OK)
            continue;
        _exit(0);
    }
    close(pair[1]);
    check_err(sign_at(&f, 10, &answer, &note), ERR_CONFLICT);
    check_int(answer, KEEPER_NO_KEY);
    keeper_end(&f);
    keeper_close(k);
}

/* -- the folder ------------------------------------------------------------------ */

static const char *
why_not(Str folder)
{
    struct keeper *k = NULL;
    const char    *why = NULL;

    if (keeper_open(folder, &k, &why) == ERR_OK) {
        keeper_close(k);
        return NULL;
    }
    return why;
}

static void
write_text(Str folder, const char *name, Str text)
{
    int fd = open(str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARG(folder), name)),
                  O_WRONLY | O_TRUNC | O_CREAT, 0600);

    check(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n, "written");
    close(fd);
}

static Str
read_text(Str folder, const char *name)
{
    char *room = arena_alloc(test_arena(), 4096);
    int   fd = open(str_c(test_arena(), str_format(test_arena(), "%.*s/%s", STR_ARG(folder), name)),
                    O_RDONLY);
    ssize_t n = read(fd, room, 4096);

    close(fd);
    return (Str){ room, n > 0 ? (size_t)n : 0 };
}

void
test_journal_keeper__files_are_for_their_owner_alone(void)
{
    Str         folder = folder_of("keeper");
    struct stat st;

    umask(0);
    check_ok(keeper_create(folder, ORIGIN));
    umask(022);
    check_int(stat(str_c(test_arena(), folder), &st), 0);
    check_int(st.st_mode & 0777, 0700);
    check_int(stat(str_c(test_arena(), folder_of("keeper/key")), &st), 0);
    check_int(st.st_mode & 0777, 0600);
    check(why_not(folder) == NULL, "it opens");
    chmod(str_c(test_arena(), folder_of("keeper/key")), 0640);
    check(why_not(folder) != NULL, "not when the group may read the key");
}

void
test_journal_keeper__a_key_is_never_replaced(void)
{
    Str folder = folder_of("keeper"), before;

    check_ok(keeper_create(folder, ORIGIN));
    before = read_text(folder, "vkey");
    check_err(keeper_create(folder, ORIGIN), ERR_CONFLICT);
    check_str(read_text(folder, "vkey"), before);
    check_err(keeper_create(folder_of("other"), S("has space")), ERR_INVALID);
    check_err(keeper_create(folder_of("no/such/parent"), ORIGIN), ERR_STORE);
}

void
test_journal_keeper__two_keepers_never_share_a_folder(void)
{
    Str            folder = folder_of("keeper");
    struct keeper *k;
    const char    *why;

    check_ok(keeper_create(folder, ORIGIN));
    check_ok(keeper_open(folder, &k, &why));
    check(why_not(folder) != NULL, "it is taken");
    check_err(keeper_create(folder, ORIGIN), ERR_CONFLICT);
    keeper_close(k);
    check(why_not(folder) == NULL, "it is free again");
}

void
test_journal_keeper__a_damaged_folder_is_refused(void)
{
    Str folder = folder_of("keeper"), other = folder_of("other"), head, key;

    check(why_not(folder) != NULL, "there is none");
    check_ok(keeper_create(folder, ORIGIN));
    check_ok(keeper_create(other, ORIGIN));
    head = read_text(folder, "head");
    key = read_text(folder, "key");
    write_text(folder, "head", S(""));
    check(why_not(folder) != NULL, "an empty head");
    write_text(folder, "head", str_sub(head, 0, head.n - 2));
    check(why_not(folder) != NULL, "a head cut short");
    write_text(folder, "head", read_text(other, "head"));
    check(why_not(folder) != NULL, "the head of another key");
    unlink(str_c(test_arena(), folder_of("keeper/head")));
    check(why_not(folder) != NULL, "no head: it would sign anything");
    write_text(folder, "head", head);
    check(why_not(folder) == NULL, "whole again");
    write_text(folder, "key", str_sub(key, 0, key.n - 1));
    check(why_not(folder) != NULL, "a key cut short");
    write_text(folder, "key", read_text(other, "key"));
    check(why_not(folder) != NULL, "another key");
}

void
test_journal_keeper__the_server_alone_ends_quietly(void)
{
    int                pair[2];
    struct keeper_head head;

    check_ok(keeper_pair(pair));
    close(pair[1]);
    check_err(keeper_ask(pair[0], test_arena(), &head), ERR_STORE);
    close(pair[0]);
    for (int a = 0; a < KEEPER_ANSWERS; a++)
        check(keeper_message((enum keeper_answer)a) != NULL, "each answer has its sentence");
}
