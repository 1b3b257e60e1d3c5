/* journal/keeper.c -- see keeper.h.  Floor 2.
 *
 * Messages are packets of a SOCK_SEQPACKET pair, so their bounds are the
 * kernel's.  Numbers are big-endian.
 *
 *     request  'H'                                    what is the last head?
 *              'S' from:8 size:8 root:32 n:1 n×32     sign this one
 *     answer   enum keeper_answer:1, then, when signed
 *              vkey newline note          (to 'H')
 *              note                       (to 'S')
 *
 * The head changes in one place, keep_head: disk first, then memory, and only
 * then may the caller send.  If the disk fails, memory stays with the old head;
 * should the rename have reached the disk all the same, what stands there was
 * never given out, and the next head saved replaces it.
 */
#include "journal/keeper.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define FILE_MAX    4096 /* every file of the folder is far smaller */
#define REQUEST_MAX (1 + 8 + 8 + HASH_SIZE + 1 + TREE_PATH_MAX * HASH_SIZE)
#define ANSWER_MAX  (1 + 2 * FILE_MAX)

/* On a page of its own that a forked child finds zeroed. */
struct secret_page {
    struct note_secret secret; /* its name is the keeper's origin */
    char               text[FILE_MAX];
};

struct keeper {
    int                 folder; /* locked */
    struct secret_page *page;
    char                origin[NOTE_NAME_MAX + 1], vkey[NOTE_SECRET_MAX], note[FILE_MAX];
    size_t              origin_n, vkey_n, note_n;
    int64_t             size; /* of the last head signed */
    Hash                root;
};

const char *
keeper_message(enum keeper_answer answer)
{
    static const char *const message[KEEPER_ANSWERS] = {
        [KEEPER_SIGNED] = "The head of the journal is signed.",
        [KEEPER_MALFORMED] = "The keeper does not understand the request.",
        [KEEPER_OTHER_HEAD] = "The keeper has signed another head since; prove from that one.",
        [KEEPER_NOT_GROWN] =
            "The keeper refuses: this journal does not extend the one it signed before.",
        [KEEPER_UNSAVED] = "The keeper could not save the new head, so it did not sign it.",
        [KEEPER_NO_KEY] = "This process does not hold the journal's key.",
    };

    return message[answer];
}

/* -- the folder ----------------------------------------------------------------- */

static enum err
folder_open(Str path, int *out)
{
    struct arena *arena = arena_new();
    int           fd = open(str_c(arena, path), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    arena_free(arena);
    if (fd < 0)
        return ERR_STORE;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return ERR_BUSY;
    }
    *out = fd;
    return ERR_OK;
}

static bool
write_all(int fd, Str s)
{
    while (s.n > 0) {
        ssize_t n = write(fd, s.p, s.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        s = str_sub(s, (size_t)n, s.n);
    }
    return true;
}

/* The whole file or the old one, whatever fails: written aside, synced, renamed,
 * and the folder synced, so that the new name itself survives a power cut. */
static enum err
file_save(int folder, const char *name, mode_t mode, Str bytes)
{
    static const char aside[] = "new";
    bool              good;
    int               fd;

    unlinkat(folder, aside, 0);
    fd = openat(folder, aside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (fd < 0)
        return ERR_STORE;
    good = write_all(fd, bytes) && fsync(fd) == 0;
    close(fd);
    if (!good || renameat(folder, aside, folder, name) != 0 || fsync(folder) != 0)
        return ERR_STORE;
    return ERR_OK;
}

/* Into the caller's room; ERR_FORBIDDEN when the mode shows it to others. */
static enum err
file_read(int folder, const char *name, mode_t refused, char room[FILE_MAX], Str *out)
{
    int         fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    ssize_t     n;

    if (fd < 0)
        return ERR_NOT_FOUND;
    if (fstat(fd, &st) != 0 || (st.st_mode & refused) != 0) {
        close(fd);
        return ERR_FORBIDDEN;
    }
    n = read(fd, room, FILE_MAX);
    close(fd);
    if (n < 0 || n == FILE_MAX)
        return ERR_STORE;
    *out = (Str){ room, (size_t)n };
    return ERR_OK;
}

/* -- creating -------------------------------------------------------------------- */

/* The key last: a folder with a key is complete. */
static enum err
files_create(int folder, struct arena *arena, const struct note_secret *secret)
{
    struct checkpoint empty = { .origin = secret->open.name, .size = 0, .root = hash_of(STR_NONE) };
    Str               vkey = note_key_text(arena, &secret->open);
    char              room[NOTE_SECRET_MAX];
    enum err          err;

    if (faccessat(folder, "key", F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return ERR_CONFLICT;
    TRY(file_save(folder, "head", 0600, note_seal(arena, checkpoint_text(arena, &empty), secret)));
    TRY(file_save(folder, "vkey", 0600, str_format(arena, "%.*s\n", STR_ARG(vkey))));
    err = file_save(folder, "key", 0600, note_secret_text(secret, room));
    sodium_memzero(room, sizeof room);
    return err;
}

enum err
keeper_create(Str path, Str origin)
{
    struct arena      *arena = arena_new();
    struct note_secret secret;
    int                folder;
    enum err           err = note_secret_new(origin, NOTE_LOG, &secret);

    if (err == ERR_OK && mkdir(str_c(arena, path), 0700) != 0 && errno != EEXIST)
        err = ERR_STORE;
    if (err == ERR_OK)
        err = folder_open(path, &folder);
    if (err == ERR_OK) {
        err = files_create(folder, arena, &secret);
        close(folder);
    }
    note_secret_wipe(&secret);
    arena_free(arena);
    return err == ERR_BUSY ? ERR_CONFLICT : err;
}

/* -- opening -------------------------------------------------------------------- */

static struct secret_page *
page_new(void)
{
    struct secret_page *page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        BUG("no memory for the keeper's key");
    if (madvise(page, sizeof *page, MADV_WIPEONFORK) != 0 ||
        madvise(page, sizeof *page, MADV_DONTDUMP) != 0)
        BUG("this kernel cannot keep the key from other processes");
    if (mlock(page, sizeof *page) != 0)
        log_event(LOG_WARN, "keeper.swap", "the key's memory may be swapped out");
    return page;
}

static enum err
key_read(struct keeper *k, const char **why)
{
    Str      text;
    enum err err = file_read(k->folder, "key", 077, k->page->text, &text);

    if (err != ERR_OK) {
        *why = err == ERR_FORBIDDEN ? "The keeper's key can be read by other accounts."
                                    : "The keeper's key cannot be read.";
        return ERR_STORE;
    }
    err = note_secret_parse(text, &k->page->secret);
    if (err == ERR_OK) { /* the name moves out of the text that is wiped */
        k->origin_n = k->page->secret.open.name.n;
        memcpy(k->origin, k->page->secret.open.name.p, k->origin_n);
        k->page->secret.open.name = (Str){ k->origin, k->origin_n };
    }
    sodium_memzero(k->page->text, sizeof k->page->text);
    if (err == ERR_OK)
        return ERR_OK;
    *why = "The keeper's key is damaged.";
    return ERR_STORE;
}

/* The head must carry our own signature: one that was tampered with could have
 * the keeper contradict what it published. */
static enum err
head_read(struct keeper *k, struct arena *arena, const char **why)
{
    struct checkpoint at;
    struct note       note;
    Str               text;

    *why = "The keeper's last signed head is missing or damaged.";
    if (file_read(k->folder, "head", 0, k->note, &text) != ERR_OK ||
        note_parse(arena, text, &note) != ERR_OK || checkpoint_parse(note.text, &at) != ERR_OK ||
        !str_eq(at.origin, k->page->secret.open.name) ||
        note_check(&note, &k->page->secret.open, NULL) != NOTE_SIGNED)
        return ERR_STORE;
    k->note_n = text.n;
    k->size = at.size;
    k->root = at.root;
    return ERR_OK;
}

static enum err
keeper_read(struct keeper *k, const char **why)
{
    struct arena *arena = arena_new();
    enum err      err = key_read(k, why);
    Str           vkey;

    if (err == ERR_OK) {
        vkey = note_key_text(arena, &k->page->secret.open);
        memcpy(k->vkey, vkey.p, vkey.n);
        k->vkey_n = vkey.n;
        err = head_read(k, arena, why);
    }
    arena_free(arena);
    return err;
}

enum err
keeper_open(Str path, struct keeper **out, const char **why)
{
    struct keeper *k;
    int            folder;
    enum err       err = folder_open(path, &folder);

    if (err != ERR_OK) {
        *why = err == ERR_BUSY ? "Another keeper is at work in this folder."
                               : "The keeper's folder cannot be opened.";
        return ERR_STORE;
    }
    k = mem_alloc(sizeof *k);
    k->folder = folder;
    k->page = page_new();
    err = keeper_read(k, why);
    if (err != ERR_OK) {
        keeper_close(k);
        return err;
    }
    *why = NULL;
    *out = k;
    return ERR_OK;
}

void
keeper_close(struct keeper *k)
{
    if (k == NULL)
        return;
    sodium_memzero(k->page, sizeof *k->page);
    munmap(k->page, sizeof *k->page);
    close(k->folder);
    mem_free(k);
}

void
keeper_harden(void)
{
    struct rlimit none = { 0, 0 };

    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit(RLIMIT_CORE, &none) != 0)
        BUG("the keeper cannot be closed to debuggers");
}

/* -- signing -------------------------------------------------------------------- */

struct request {
    int64_t          from, size;
    Hash             root;
    struct tree_path proof;
};

static int64_t
get_i64(const unsigned char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return (int64_t)be64toh(v);
}

static bool
request_parse(const unsigned char *p, size_t n, struct request *out)
{
    const size_t fixed = 8 + 8 + HASH_SIZE + 1;

    if (n < fixed || p[fixed - 1] > TREE_PATH_MAX ||
        n != fixed + (size_t)p[fixed - 1] * HASH_SIZE)
        return false;
    out->from = get_i64(p);
    out->size = get_i64(p + 8);
    memcpy(out->root.b, p + 16, HASH_SIZE);
    out->proof.n = p[fixed - 1];
    memcpy(out->proof.hash, p + fixed, n - fixed);
    return true;
}

static enum keeper_answer
keep_head(struct keeper *k, const struct request *r, Str note)
{
    if (note.n >= sizeof k->note || file_save(k->folder, "head", 0600, note) != ERR_OK)
        return KEEPER_UNSAVED;
    memcpy(k->note, note.p, note.n);
    k->note_n = note.n;
    k->size = r->size;
    k->root = r->root;
    return KEEPER_SIGNED;
}

static enum keeper_answer
sign(struct keeper *k, struct arena *arena, const struct request *r)
{
    struct checkpoint at = { .size = r->size, .root = r->root };

    if (k->page->secret.open.name.n == 0)
        return KEEPER_NO_KEY;
    if (r->size == k->size && hash_eq(&r->root, &k->root))
        return KEEPER_SIGNED; /* again: the note is there */
    if (r->from != k->size)
        return KEEPER_OTHER_HEAD;
    if (!tree_has_grown(k->size, &k->root, r->size, &r->root, &r->proof))
        return KEEPER_NOT_GROWN;
    at.origin = (Str){ k->origin, k->origin_n };
    return keep_head(k, r, note_seal(arena, checkpoint_text(arena, &at), &k->page->secret));
}

static enum err
answer_send(int fd, enum keeper_answer answer, Str first, Str second)
{
    char   bytes[ANSWER_MAX];
    size_t n = 1 + first.n + second.n;

    bytes[0] = (char)answer;
    if (first.n > 0)
        memcpy(bytes + 1, first.p, first.n);
    if (second.n > 0)
        memcpy(bytes + 1 + first.n, second.p, second.n);
    return send(fd, bytes, n, MSG_NOSIGNAL) == (ssize_t)n ? ERR_OK : ERR_NOT_FOUND;
}

static enum err
answer_sign(struct keeper *k, int fd, const unsigned char *p, size_t n)
{
    struct arena      *arena = arena_new();
    struct request     r;
    enum keeper_answer answer = KEEPER_MALFORMED;

    if (request_parse(p, n, &r))
        answer = sign(k, arena, &r);
    arena_free(arena);
    if (answer == KEEPER_SIGNED)
        return answer_send(fd, answer, (Str){ k->note, k->note_n }, STR_NONE);
    log_event(LOG_WARN, "keeper.refused", "%s (last head: %lld)", keeper_message(answer),
              (long long)k->size);
    return answer_send(fd, answer, STR_NONE, STR_NONE);
}

/* A packet's true length, cut or not; 0 when the other side is gone, -1 on error. */
static ssize_t
packet_read(int fd, void *room, size_t size)
{
    ssize_t n;

    do
        n = recv(fd, room, size, MSG_TRUNC);
    while (n < 0 && errno == EINTR);
    return n;
}

enum err
keeper_serve(struct keeper *k, int fd)
{
    unsigned char p[REQUEST_MAX];
    ssize_t       n = packet_read(fd, p, sizeof p);

    if (n == 0 || (n < 0 && errno == ECONNRESET))
        return ERR_NOT_FOUND;
    if (n < 0)
        return ERR_STORE;
    if (n == 1 && p[0] == 'H') {
        k->vkey[k->vkey_n] = '\n';
        return answer_send(fd, KEEPER_SIGNED, (Str){ k->vkey, k->vkey_n + 1 },
                           (Str){ k->note, k->note_n });
    }
    if (n > (ssize_t)sizeof p || p[0] != 'S')
        return answer_send(fd, KEEPER_MALFORMED, STR_NONE, STR_NONE);
    return answer_sign(k, fd, p + 1, (size_t)n - 1);
}

enum err
keeper_run(int fd, Str path, const char **why)
{
    struct keeper *k;
    enum err       err;

    keeper_harden();
    TRY(keeper_open(path, &k, why));
    do
        err = keeper_serve(k, fd);
    while (err == ERR_OK);
    keeper_close(k);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* -- the server's side ----------------------------------------------------------- */

enum err
keeper_pair(int out_fd[2])
{
    return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, out_fd) == 0 ? ERR_OK : ERR_STORE;
}

/* One request, one answer; the text after the answer's first byte is copied. */
static enum err
exchange(int fd, struct arena *arena, const void *request, size_t request_n,
         enum keeper_answer *out_answer, Str *out)
{
    char    p[ANSWER_MAX];
    ssize_t n;

    if (send(fd, request, request_n, MSG_NOSIGNAL) != (ssize_t)request_n)
        return ERR_STORE;
    n = packet_read(fd, p, sizeof p);
    if (n < 1 || n > (ssize_t)sizeof p || p[0] < 0 || p[0] >= KEEPER_ANSWERS)
        return ERR_STORE;
    *out_answer = (enum keeper_answer)p[0];
    *out = str_copy(arena, (Str){ p + 1, (size_t)n - 1 });
    return ERR_OK;
}

enum err
keeper_ask(int fd, struct arena *arena, struct keeper_head *out)
{
    struct keeper_head head;
    struct note        note;
    enum keeper_answer answer;
    Str                text;

    TRY(exchange(fd, arena, "H", 1, &answer, &text));
    if (answer != KEEPER_SIGNED || !str_cut(text, '\n', &head.vkey, &head.note) ||
        note_parse(arena, head.note, &note) != ERR_OK ||
        checkpoint_parse(note.text, &head.at) != ERR_OK)
        return ERR_STORE;
    *out = head;
    return ERR_OK;
}

static void
put_i64(unsigned char *p, int64_t v)
{
    uint64_t big = htobe64((uint64_t)v);

    memcpy(p, &big, sizeof big);
}

enum err
keeper_sign(int fd, struct arena *arena, int64_t from, int64_t size, const Hash *root,
            const struct tree_path *proof, enum keeper_answer *out_answer, Str *out_note)
{
    unsigned char p[REQUEST_MAX];
    const size_t  fixed = 1 + 8 + 8 + HASH_SIZE + 1;
    size_t        proof_n = (size_t)proof->n * HASH_SIZE;
    Str           text;

    p[0] = 'S';
    put_i64(p + 1, from);
    put_i64(p + 9, size);
    memcpy(p + 17, root->b, HASH_SIZE);
    p[fixed - 1] = (unsigned char)proof->n;
    memcpy(p + fixed, proof->hash, proof_n);
    TRY(exchange(fd, arena, p, fixed + proof_n, out_answer, &text));
    if (*out_answer != KEEPER_SIGNED)
        return ERR_CONFLICT;
    *out_note = text;
    return ERR_OK;
}
