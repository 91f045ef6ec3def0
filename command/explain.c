#include "command/explain.h"

#include <string.h>

#include "command/command.h"
#include "core/db.h"

/* One moment of the warehouse, whatever a run commits meanwhile; what is put
   together for the answer is kept in memory. */
static int open_asking(struct asking *a, const struct options *options,
                       struct err *err)
{
    struct session *s = &a->session;

    if (session_read(s, options, err))
        return -1;
    if (terms_read(&s->terms, &s->config, err)
        || db_exec(s->db, "pragma temp_store = memory; begin", err))
        return -1;
    return 0;
}

static const char *given(const struct options *options, const char *name)
{
    const char *value = options_value(options, name);

    return value ? value : "";
}

static int explain(const struct command *self, const struct options *options,
                   struct answer *answer, struct err *err)
{
    char pupil[OPTIONS_PERSON_SIZE];
    struct asking a;
    int ret;

    (void)self;
    memset(&a, 0, sizeof(a));
    if (options_person(options, "pupil", pupil, err))
        return -1;
    a.metric = options->count ? options->arguments[0] : NULL;
    a.cohort = given(options, "cohort");
    a.period = given(options, "period");
    a.school = given(options, "school");
    a.pupil = options_value(options, "pupil") ? pupil : NULL;
    a.wants_pupils = options_value(options, "pupils") != NULL;
    a.is_json = options_value(options, "json") != NULL;
    ret = open_asking(&a, options, err);
    if (ret == 0 && !a.metric)
        ret = explain_list(&a, &answer->text, err);
    else if (ret == 0)
        ret = explain_ask(&a, err)
              || (a.is_json ? explain_add_json
                            : explain_add_words)(&a, &answer->text, err);
    if (ret)
        session_explain(&a.session, err);
    session_close(&a.session);
    return ret ? -1 : 0;
}

static const struct option_spec own[] = {
    { "cohort", "C", "of this cohort (csw, else the first with a figure)", 0 },
    { "period", "P", "of this period (the newest with a figure)", 0 },
    { "school", "URN", "at this school (the county)", 0 },
    { "pupils", NULL, "who is in it, and who is left out", 0 },
    { "pupil", OPTIONS_PERSON,
      "what it is made of for this child; - is the first line of the input",
      0 },
    { "json", NULL, "machine-readable", 0 },
    { .name = NULL },
};

const struct command command_explain = {
    .name = "explain",
    .arguments = "[METRIC]",
    .most = 1,
    .options = own,
    .summary = "where a figure comes from and what it is held against",
    .text =
        "Says what a figure measures and whose definition that is, what it "
        "came\n"
        "to of what, its interval, whether it differs from peers by more than\n"
        "chance, what it is held against, its change in three parts, what is\n"
        "left out and why, and the files behind it. --pupils lists who is in "
        "it\n"
        "and who is not, by UPN, without names; their sums are held against "
        "the\n"
        "figure. --pupil UPN, or a ChildID, shows what it rests on for one\n"
        "child, with file and line. Without METRIC: the metrics there are.\n"
        "Reads the warehouse as the last run left it, also while another goes\n"
        "on, and changes nothing.\n",
    .run = explain,
};
