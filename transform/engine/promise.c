#include "transform/engine/promise.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/err.h"
#include "core/form.h"

static const char *const sender_words[] = { "schools", "council", NULL };
static const char *const cohort_words[COHORT_COUNT + 1] = {
#define COHORT_WORD(bit, id, label, gap) [(bit)] = #id,
    COHORTS(COHORT_WORD)
#undef COHORT_WORD
};

/* Measured and judged, measured and why not judged, or why not measured. */
static int check(void *context, void *target, struct err *err)
{
    const struct promise *p = target;
    bool says_how = p->extract && p->kept_words && p->recorded_words;
    bool says_some = p->extract || p->kept_words || p->recorded_words;

    (void)context;
    if (p->recorded ? !p->metric || !says_how : says_some)
        return err_set(err, ERR_CONFIG,
                       "metric, extract, kept, recorded and recorded_words go"
                       " together");
    if (!p->recorded != !!p->why)
        return err_set(err, ERR_CONFIG,
                       "either what is recorded is there, or why not");
    return 0;
}

#define AT(member) offsetof(struct promise, member)
#define PROSE .joint = ' '

static const struct form_key keys[] = {
    { "words", FORM_TEXT, AT(words), .is_required = true, PROSE },
    { "subject", FORM_TEXT, AT(subject), .is_required = true, PROSE },
    { "source", FORM_TEXT, AT(source), .is_required = true, PROSE },
    { .name = "why", FORM_TEXT, AT(why), PROSE },
    { .name = "metric", FORM_TEXT, AT(metric) },
    { "cohort", FORM_CHOICE, AT(cohort), .words = cohort_words,
      .otherwise = "all" },
    { .name = "extract", FORM_TEXT, AT(extract) },
    { "sent_by", FORM_CHOICE, AT(sender), .words = sender_words,
      .otherwise = "council" },
    { .name = "recorded",
      FORM_OTHER,
      AT(recorded),
      PROSE,
      .read = expression_read_key,
      .release = expression_release_key },
    { .name = "kept", FORM_TEXT, AT(kept_words), PROSE },
    { .name = "recorded_words", FORM_TEXT, AT(recorded_words), PROSE },
    { .name = NULL },
};
static const struct form_section sections[] = {
    { "promise", keys, .check = check },
    { .name = NULL },
};

int promise_parse(struct promise *p, const char *name, const char *text,
                  const struct expression_param *params, size_t param_count,
                  struct err *err)
{
    struct expression_params names = { params, param_count };

    memset(p, 0, sizeof(*p));
    if (form_read_text(sections, p, &names, name, text, err)) {
        promise_release(p);
        return -1;
    }
    p->id = asset_id(name);
    return 0;
}

void promise_release(struct promise *p)
{
    free(p->id);
    form_release(sections, p);
    memset(p, 0, sizeof(*p));
}

const char *promise_cohort(const struct promise *p)
{
    return cohort_words[p->cohort];
}

const char *promise_sender(const struct promise *p)
{
    return sender_words[p->sender];
}
