#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/config.h"
#include "core/crew.h"
#include "core/db.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/path.h"
#include "ingest/keep/archive.h"
#include "ingest/keep/journal.h"
#include "ingest/load/reader.h"
#include "ingest/night/intake.h"
#include "ingest/night/night.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/night.sql#"

/*
 * A file of the inbox in its turn. What can be found out without the warehouse
 * may be by another thread, ahead of its turn; what becomes of it, whether in
 * the warehouse or the archive, is settled one file after the other, in the
 * inbox's order, as if each had been read only then.
 */
struct step {
    enum {
        STEP_READ,
        STEP_LEFT, /* for the next run: intake.why */
        STEP_HELD, /* the rule may let it in now */
        STEP_SAID  /* nothing new: what was said of it still counts */
    } kind;
    struct intake intake;      /* with the file */
    struct intake_room *rooms; /* one a thread */
    size_t at;                 /* of the inbox */
    bool is_again;
    char sha256[HASH_TEXT_SIZE]; /* of one that is held */
};

/* A time ahead of the clock is now (details 102). */
static int64_t modified_at(const struct night *night,
                           const struct inbox_file *file)
{
    int64_t at = file->modified_ns / 1000000000;

    return at > night->in->now ? night->in->now : at;
}

/*
 * One whose time is ahead by more than it would have to rest has not been
 * written within that time by this clock, whatever the other said.
 */
static bool has_settled(const struct night *night,
                        const struct inbox_file *file)
{
    int64_t age = night->in->now - file->modified_ns / 1000000000;
    int64_t rest = night->in->config->settle_seconds;

    return age >= rest || -age > rest;
}

static void find_stamp(const struct night *night, const struct inbox_file *file,
                       char stamp[STAMP_SIZE])
{
    const char *slash = strrchr(file->path, '/');

    if (!stamp_from_name(slash ? slash + 1 : file->path, stamp))
        stamp_from_time((time_t)modified_at(night, file), stamp);
}

/* As if it lay in the inbox: its name, or as much of its path as senders.csv
   knows. */
static const char *as_if_inside(const struct night *night, const char *path)
{
    const struct senders *senders = &night->in->types->senders;
    const char *part = strrchr(path, '/');
    char school[SENDER_SIZE];

    while (part && !sender_named(senders, part + 1, school))
        for (part = part > path ? part - 1 : NULL; part && *part != '/';)
            part = part > path ? part - 1 : NULL;
    return part ? part + 1 : path;
}

/* The path below the inbox, of a file that may lie elsewhere. */
static const char *below_inbox(const struct night *night, const char *path)
{
    size_t len = night->inbox ? strlen(night->inbox) : 0;

    if (len && !strncmp(path, night->inbox, len) && path[len] == '/')
        return path + len + 1;
    return night->in->config->inbox[0] ? path : as_if_inside(night, path);
}

/* --- what becomes of a file ----------------------------------------------- */

static void add_arrival(struct night *night, struct arrival *arrival)
{
    arrival->order = replay_type_order(night->in->types, arrival->content.type);
    MEM_ROOM(night->arrivals, night->count, night->capacity);
    night->arrivals[night->count++] = *arrival;
}

void night_drop(struct night *night, const struct content *content)
{
    size_t others = 0;

    for (size_t i = 0; i < night->count; i++)
        others +=
            &night->arrivals[i].content != content
            && !strcmp(night->arrivals[i].content.sha256, content->sha256);
    if (!content->id && !others)
        archive_remove(night->in->config->archive, content->sha256);
}

/* What is known of the content, and what it is an extract of. */
static int identify(struct night *night, const struct intake *intake,
                    struct content *content, struct err *err)
{
    struct content known;
    bool found;

    content_copy(content->sha256, sizeof(content->sha256), intake->put.sha256);
    if (contents_find(&night->loader.contents, content->sha256, &known, &found,
                      err))
        return -1;
    if (found) {
        content_copy(known.stamp, sizeof(known.stamp), content->stamp);
        *content = known;
    } else {
        content->encoding = (int)intake->encoding;
    }
    content->has_no_quote = !intake->has_quote;
    if (!content->type[0])
        content_copy(content->type, sizeof(content->type), intake->type);
    return 0;
}

/* Rows of it were of who was forgotten. */
static int note_erased(struct night *night, const struct arrival *arrival,
                       struct err *err)
{
    const struct intake_erased *erased = &arrival->erased;
    struct query *q =
        db_query(night->in->db, "ingest/sql/erased.sql#put_content", err);

    query_bind_text(q, 1, erased->sha256);
    query_bind_text(q, 2, arrival->content.sha256);
    query_bind_text(q, 3, arrival->content.type);
    query_bind_int(q, 4, erased->rows);
    query_bind_int(q, 5, erased->line);
    query_bind_text(q, 6, erased->column);
    query_bind_int(q, 7, 1);
    query_bind_int(q, 8, night->in->run_id);
    return query_run(q, err);
}

/*
 * Bytes that came before somebody was forgotten are what is left of them, also
 * where nothing in a row says that it was theirs. *is_gone: nothing is.
 */
static int find_left(struct night *night, struct intake *intake, bool *is_gone,
                     struct err *err)
{
    struct query *q =
        db_query(night->in->db, "ingest/sql/erased.sql#left", err);
    char left[HASH_TEXT_SIZE];
    struct content known;
    bool found = false;
    int row;

    for (;;) {
        query_bind_text(q, 1, intake->put.sha256);
        row = query_step(q, err);
        if (row == 1)
            content_copy(left, sizeof(left), query_text(q, 0));
        query_reset(q);
        *is_gone = row == 1 && !left[0];
        if (row != 1 || *is_gone)
            return row < 0 ? -1 : 0;
        if (contents_find(&night->loader.contents, left, &known, &found, err))
            return -1;
        if (!found)
            return 0;
        archive_leave(&intake->put);
        content_copy(intake->put.sha256, sizeof(intake->put.sha256), left);
        memset(&intake->erased, 0, sizeof(intake->erased));
    }
}

/* Not those of a content that is known, which is not read again; nor of bytes
   of which something else is left. */
static bool may_be_loaded(const struct reader *held,
                          const struct content *content)
{
    return held && !content->id && !strcmp(held->sha256, content->sha256);
}

/* It was read: it is taken in, or it is no extract and nothing of it stays. */
static int take_in(struct night *night, struct step *step,
                   struct arrival *arrival, struct err *err)
{
    struct intake *intake = &step->intake;
    bool is_gone;

    if (find_left(night, intake, &is_gone, err)
        || identify(night, intake, &arrival->content, err))
        return -1;
    if (is_gone)
        return night_record(night, arrival, "unchanged", NULL,
                            "nothing of it is kept any more", err);
    if (!arrival->content.type[0])
        return night_record(night, arrival, "refused", NULL, intake->refusal,
                            err);
    arrival->erased = intake->erased;
    if ((intake->put.file
         && archive_place(night->in->config->archive, &intake->put, err))
        || (intake->erased.sha256[0] && note_erased(night, arrival, err)))
        return -1;
    if (may_be_loaded(intake->held, &arrival->content)) {
        arrival->held = intake->held;
        intake->held = NULL;
    }
    add_arrival(night, arrival);
    return 0;
}

/* Not taken in, this time: it is looked at again. */
static int leave(struct night *night, struct arrival *arrival, const char *why,
                 struct err *err)
{
    arrival->seen.path = NULL;
    return night_record(night, arrival, "incomplete", NULL, why, err);
}

static int judge_again(struct night *night, const struct step *step,
                       struct arrival *arrival, struct err *err)
{
    bool found;

    arrival->is_again = true;
    if (contents_find(&night->loader.contents, step->sha256, &arrival->content,
                      &found, err))
        return -1;
    add_arrival(night, arrival);
    return 0;
}

static int settle(struct night *night, struct step *step, struct err *err)
{
    struct intake *intake = &step->intake;
    const struct inbox_file *file = intake->file;
    struct arrival arrival = { .path = file->path,
                               .from = intake->from,
                               .seen = *file,
                               .is_again = step->is_again };
    int ret;

    content_copy(arrival.content.stamp, STAMP_SIZE, intake->stamp);
    if (intake->err.code != ERR_NONE) {
        *err = intake->err;
        ret = -1;
    } else if (step->kind == STEP_SAID) {
        return night_complain_again(night, file, err);
    } else if (step->kind == STEP_HELD) {
        return judge_again(night, step, &arrival, err);
    } else if (intake->why.len) {
        ret = leave(night, &arrival, intake->why.text, err);
    } else {
        ret = take_in(night, step, &arrival, err);
    }
    return ret ? night_blame(file->path, err) : 0;
}

/* --- one file after the other --------------------------------------------- */

static void begin_step(struct night *night, struct step *step,
                       const struct inbox_file *file)
{
    struct intake_room *rooms = step->rooms;

    memset(step, 0, sizeof(*step));
    step->rooms = rooms;
    step->intake.config = night->in->config;
    step->intake.types = night->in->types;
    step->intake.as_of = night->in->as_of;
    step->intake.tombs = &night->tombs;
    step->intake.file = file;
    step->intake.from = below_inbox(night, file->path);
    step->intake.why = (struct str)STR_INIT;
    find_stamp(night, file, step->intake.stamp);
}

/* It is to be read, if it can be. */
static int want_read(struct night *night, struct step *step, struct err *err)
{
    const char *archive = night->in->config->archive;
    struct str *why = &step->intake.why;

    if (step->intake.file->trouble) {
        step->is_again = true;
        str_add(why, step->intake.file->trouble);
    } else if (!has_settled(night, step->intake.file)) {
        str_addf(why,
                 "changed in the last %lld seconds (settle_seconds): left for"
                 " the next run",
                 (long long)night->in->config->settle_seconds);
    }
    step->kind = why->len ? STEP_LEFT : STEP_READ;
    if (step->kind == STEP_LEFT || night->watch >= 0)
        return 0;
    return archive_begin(archive, err)
                   || folder_watch(archive, &night->watch, err)
               ? -1
               : 0;
}

static void work(void *context, size_t worker)
{
    struct step *step = context;

    if (step->kind == STEP_READ)
        intake_read(&step->intake, &step->rooms[worker]);
}

int night_arrive(struct night *night, const struct inbox_file *file,
                 struct err *err)
{
    struct intake_room room = { NULL, STR_INIT, INTAKE_KEPT };
    struct step step = { .rooms = &room };
    int ret;

    begin_step(night, &step, file);
    ret = want_read(night, &step, err);
    if (ret == 0) {
        work(&step, 0);
        ret = settle(night, &step, err);
    }
    intake_release(&step.intake);
    intake_room_release(&room);
    return ret;
}

/* By the same reading: of who was forgotten nothing is in it. */
int night_would_be(struct night *night, const struct inbox_file *file,
                   const struct journal_sent *sent, bool *would,
                   struct err *err)
{
    struct intake_room room = { NULL, STR_INIT, INTAKE_KEPT };
    struct step step = { .rooms = &room };
    int ret = 0;

    *would = false;
    begin_step(night, &step, file);
    if (!file->trouble && has_settled(night, file)
        && !strcmp(step.intake.stamp, sent->stamp)) {
        ret = archive_begin(night->in->config->archive, err);
        if (ret == 0)
            work(&step, 0);
        if (ret == 0 && step.intake.err.code != ERR_NONE) {
            *err = step.intake.err;
            ret = -1;
        }
        *would = ret == 0 && !step.intake.why.len
                 && !strcmp(step.intake.put.sha256, sent->sha256);
    }
    intake_release(&step.intake);
    intake_room_release(&room);
    return ret;
}

/* --- the whole inbox ------------------------------------------------------ */

/* As many as keep all threads busy while one file is settled, or loaded. */
#define STEPS_MOST (CREW_MOST * 8)
/* First lines that are known. */
#define HEADINGS_MOST 16
/* A smaller file is taken in before one has looked at it. */
#define LATER_LEAST ((int64_t)32 * 1024)

struct gathering {
    struct night *night;
    const struct inbox *inbox;
    struct query *standing;
    size_t cores;
    struct crew *crew;
    struct intake_room rooms[CREW_MOST];
    struct step steps[STEPS_MOST];
    size_t given, taken;
    uint64_t headings[HEADINGS_MOST]; /* of files that are loaded last */
    size_t heading_count;
    bool may_wait; /* those that begin so may */
    size_t *later; /* of the inbox: those that do */
    size_t later_count, later_capacity, later_given;
};

/*
 * Records of so many bytes may be held from when a file is taken in to when it
 * is loaded, of a file at most a part of its size: they take a tenth of it.
 */
#define HELD_MOST ((size_t)24 * 1024 * 1024)
#define HELD_OF_FILE(size) ((size_t)(size) / 6 + BATCH_BYTES)

static bool has_room(const struct night *night, int64_t size)
{
    return HELD_OF_FILE(size) <= HELD_MOST - night->held;
}

static void promise_room(struct night *night, struct intake *intake)
{
    const int64_t size = intake->file->size;

    if (size < 0 || !has_room(night, size))
        return;
    intake->hold_most = HELD_OF_FILE(size);
    night->held += intake->hold_most;
}

static void keep_promise(struct night *night, const struct intake *intake)
{
    night->held -= intake->hold_most;
    if (intake->held_size && !intake->held)
        night->held += intake->held_size;
}

static void note_heading(struct gathering *g, uint64_t heading)
{
    const struct night *night = g->night;

    if (heading && night->count && g->heading_count < HEADINGS_MOST
        && night->arrivals[night->count - 1].order == ORDER_MARKS)
        g->headings[g->heading_count++] = heading;
}

static bool has_heading(const struct gathering *g, uint64_t heading)
{
    size_t i = 0;

    while (i < g->heading_count && g->headings[i] != heading)
        i++;
    return i < g->heading_count;
}

static int take_step(struct gathering *g, struct err *err)
{
    struct step *step = crew_take(g->crew);
    const size_t count = g->night->count;
    int ret = settle(g->night, step, err);

    g->taken++;
    if (g->night->count > count && !has_heading(g, step->intake.heading))
        note_heading(g, step->intake.heading);
    keep_promise(g->night, &step->intake);
    intake_release(&step->intake);
    return ret;
}

/* How a file stands that has not changed since it was met; "": it has. */
static int find_standing(struct gathering *g, const struct inbox_file *file,
                         char standing[16], char sha256[HASH_TEXT_SIZE],
                         struct err *err)
{
    struct query *q = g->standing;
    int row;

    standing[0] = '\0';
    if (file->trouble)
        return 0;
    query_bind_text(q, 1, file->path);
    query_bind_int(q, 2, file->size);
    query_bind_int(q, 3, file->modified_ns);
    query_bind_int(q, 4, file->inode);
    row = query_step(q, err);
    if (row == 1) {
        content_copy(standing, 16, query_text(q, 0));
        content_copy(sha256, HASH_TEXT_SIZE, query_text(q, 1));
        query_reset(q);
    }
    return row < 0 ? -1 : 0;
}

/* What there is to do about a file; *is_done: nothing. */
static int plan(struct gathering *g, struct step *step, bool *is_done,
                struct err *err)
{
    struct night *night = g->night;
    char standing[16];
    bool is_out; /* it was not taken in */

    *is_done = false;
    if (find_standing(g, step->intake.file, standing, step->sha256, err))
        return -1;
    is_out = !strcmp(standing, "refused") || !strcmp(standing, "incomplete");
    step->is_again = is_out;
    if (!standing[0] || (is_out && night->is_renewed))
        return want_read(night, step, err);
    if (!strcmp(standing, "held")) {
        step->kind = STEP_HELD;
        return 0;
    }
    step->kind = STEP_SAID;
    night->result->unchanged++;
    *is_done = !is_out && strcmp(standing, "unknown") != 0;
    return 0;
}

/*
 * Does it begin as files did that are loaded after all others? It may then be
 * taken in while those are loaded. That is a guess: what it is is found when it
 * is read.
 */
static bool may_wait(const struct gathering *g, const struct step *step)
{
    const struct inbox_file *file = step->intake.file;
    struct err unsaid = ERR_INIT;
    char bytes[INTAKE_HEADING];
    FILE *stream = NULL;
    uint64_t heading = 0;
    struct stat st;
    char *full;

    if (!g->may_wait || !g->heading_count || step->kind != STEP_READ
        || file->size < LATER_LEAST)
        return false;
    full = path_join(g->night->in->config->inbox, file->path);
    if (path_open(full, &stream, &st, &unsaid) == 0) {
        setvbuf(stream, NULL, _IONBF, 0);
        heading = intake_heading(bytes, fread(bytes, 1, sizeof(bytes), stream));
        fclose(stream);
    }
    free(full);
    return heading && has_heading(g, heading);
}

/* As many are under way as there should be: few, until it is known how those
   begin that may wait. */
static bool is_full(const struct gathering *g)
{
    return crew_is_full(g->crew)
           || (g->may_wait && !g->heading_count
               && g->given - g->taken >= 2 * g->cores);
}

static void wait(struct gathering *g, size_t at)
{
    MEM_ROOM(g->later, g->later_count, g->later_capacity);
    g->later[g->later_count++] = at;
}

static int give_step(struct gathering *g, size_t at, struct err *err)
{
    struct step *step = &g->steps[g->given % STEPS_MOST];
    bool is_done;

    if (is_full(g) && take_step(g, err))
        return -1;
    step->rooms = g->rooms;
    begin_step(g->night, step, &g->inbox->files[at]);
    step->at = at;
    step->intake.number = g->given % STEPS_MOST * 2;
    if (plan(g, step, &is_done, err)) {
        intake_release(&step->intake);
        return -1;
    }
    if (!is_done && may_wait(g, step)) {
        intake_release(&step->intake);
        wait(g, at);
    } else if (!is_done) {
        if (step->kind == STEP_READ)
            promise_room(g->night, &step->intake);
        g->given++;
        crew_give(g->crew, step);
    }
    return 0;
}

static int take_done(struct gathering *g, struct err *err)
{
    while (crew_has_done(g->crew))
        if (take_step(g, err))
            return -1;
    return 0;
}

static int take_all(struct gathering *g, struct err *err)
{
    while (!crew_is_empty(g->crew))
        if (take_step(g, err))
            return -1;
    return 0;
}

static int gather(struct gathering *g, struct err *err)
{
    for (size_t i = 0; i < g->inbox->count; i++) {
        log_progress(g->night->in->log, "reading file", (int64_t)i + 1,
                     (int64_t)g->inbox->count, 0);
        if (give_step(g, i, err) || take_done(g, err))
            return -1;
    }
    return take_all(g, err);
}

void night_gather_end(struct night *night)
{
    struct gathering *g = night->gathering;

    if (!g)
        return;
    night->gathering = NULL;
    crew_free(g->crew);
    for (size_t i = 0; i < STEPS_MOST; i++)
        intake_release(&g->steps[i].intake);
    for (size_t i = 0; i < CREW_MOST; i++)
        intake_room_release(&g->rooms[i]);
    query_close(g->standing);
    free(g->later);
    free(g);
}

static void sort(struct night *night, size_t from)
{
    if (night->count > from)
        qsort(night->arrivals + from, night->count - from,
              sizeof(*night->arrivals), night_compare);
}

static int give_later(struct gathering *g, struct err *err)
{
    const size_t at = g->later[g->later_given++];

    return give_step(g, at, err);
}

int night_gather(struct night *night, const struct inbox *inbox,
                 struct err *err)
{
    struct gathering *g = mem_zero(1, sizeof(*g));
    int ret;

    night->gathering = g;
    g->night = night;
    g->inbox = inbox;
    g->cores = crew_cores();
    /* Where somebody was forgotten, what is left of one file may be another. */
    g->may_wait = g->cores > 1 && !tombs_has_any(&night->tombs);
    g->crew = crew_new(g->cores > 1 ? g->cores : 0, STEPS_MOST, work);
    for (size_t i = 0; i < STEPS_MOST; i++)
        g->steps[i].intake.why = (struct str)STR_INIT;
    for (size_t i = 0; i < CREW_MOST; i++)
        g->rooms[i] =
            (struct intake_room){ NULL, STR_INIT, INTAKE_KEPT / g->cores };
    ret = query_open_asset(&g->standing, night->in->db, SQL "standing", err)
          || gather(g, err);
    sort(night, 0);
    g->may_wait = false;
    if (ret || !g->later_count)
        night_gather_end(night);
    return ret ? -1 : 0;
}

int night_gather_more(struct night *night, struct err *err)
{
    struct gathering *g = night->gathering;

    if (!g)
        return 0;
    if (take_done(g, err))
        return -1;
    while (g->later_given < g->later_count && !crew_is_full(g->crew)
           && has_room(night, g->inbox->files[g->later[g->later_given]].size))
        if (give_later(g, err))
            return -1;
    return 0;
}

int night_gather_rest(struct night *night, size_t from, struct err *err)
{
    struct gathering *g = night->gathering;

    if (!g)
        return 0;
    while (g->later_given < g->later_count)
        if (give_later(g, err) || take_done(g, err))
            return -1;
    if (take_all(g, err))
        return -1;
    night_gather_end(night);
    sort(night, from);
    return 0;
}

int night_flush(struct night *night, struct err *err)
{
    return folder_flush(night->in->config->archive, &night->watch, err);
}
