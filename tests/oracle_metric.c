#include "tests/oracle_parts.h"

#include <string.h>

/* Every metric of metrics.md: when it is, how it is counted, its interval. */

/*
 * What a cell sums: a person's sums as they are; or the pupils who have a
 * denominator, and of them those who have a numerator.
 */
enum counting { SUMS, PUPILS };

#define YEAR (1U << GRAIN_YEAR)
#define TERM (1U << GRAIN_TERM)
#define HALF (1U << GRAIN_HALF_TERM)
#define WEEK (1U << GRAIN_WEEK)

static const struct {
    const char *name;
    unsigned grains;
    enum interval interval;
    enum counting counting;
    double scale;
} metrics[METRICS] = {
#define METRIC(id, name, grains, interval, counting, scale)                    \
    [id] = { name, grains, interval, counting, scale }
    METRIC(ATTENDANCE_RATE, "attendance_rate", YEAR | TERM | HALF | WEEK,
           BY_LOGIT, SUMS, 100),
    METRIC(ABSENCE_RATE, "absence_rate", YEAR | TERM | HALF | WEEK, BY_LOGIT,
           SUMS, 100),
    METRIC(AUTHORISED_RATE, "authorised_absence_rate",
           YEAR | TERM | HALF | WEEK, BY_LOGIT, SUMS, 100),
    METRIC(UNAUTHORISED_RATE, "unauthorised_absence_rate",
           YEAR | TERM | HALF | WEEK, BY_LOGIT, SUMS, 100),
    METRIC(LATE_RATE, "late_rate", YEAR | TERM | HALF | WEEK, BY_LOGIT, SUMS,
           100),
    METRIC(PERSISTENT, "persistent_absence", YEAR | TERM | HALF, BY_WILSON,
           SUMS, 100),
    METRIC(SEVERE, "severe_absence", YEAR | TERM | HALF, BY_WILSON, SUMS, 100),
    METRIC(PERSISTENT_ENROLMENTS, "persistent_absence_enrolments",
           YEAR | TERM | HALF, BY_WILSON, SUMS, 100),
    METRIC(PART_TIME_RATE, "part_time_absence_rate", YEAR | TERM | HALF,
           BY_LOGIT, SUMS, 100),
    METRIC(SUSPENSION_RATE, "suspension_rate", YEAR | TERM | HALF, BY_LOG, SUMS,
           100),
    METRIC(SUSPENDED, "suspended_pupils", YEAR | TERM | HALF, BY_POISSON, SUMS,
           100),
    METRIC(REPEAT_SUSPENDED, "repeat_suspended_pupils", YEAR | TERM | HALF,
           BY_POISSON, SUMS, 100),
    METRIC(SUSPENSION_DAYS, "suspension_days", YEAR | TERM | HALF, BY_LOG, SUMS,
           100),
    METRIC(EXCLUSION_RATE, "permanent_exclusion_rate", YEAR | TERM | HALF,
           BY_POISSON, SUMS, 100),
    METRIC(REPEAT_SHARE, "repeat_share", YEAR | TERM | HALF, BY_WILSON, SUMS,
           100),
    METRIC(EYFS_GLD, "eyfs_gld", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(PHONICS_Y1, "phonics_y1", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(MTC_MEAN, "mtc_mean", YEAR, BY_MEAN, SUMS, 1),
    METRIC(KS2_READ, "ks2_read", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS2_MATH, "ks2_math", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS2_GPS, "ks2_gps", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS2_WRIT, "ks2_writ", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS2_RWM, "ks2_rwm", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS2_RWM_HIGH, "ks2_rwm_high", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS4_A8, "ks4_a8", YEAR, BY_MEAN, SUMS, 1),
    METRIC(KS4_P8, "ks4_p8", YEAR, BY_MEAN, SUMS, 1),
    METRIC(KS4_EM4, "ks4_em4", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS4_EM5, "ks4_em5", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(KS4_EBACC_APS, "ks4_ebacc_aps", YEAR, BY_MEAN, SUMS, 1),
    METRIC(PEP_ON_TIME, "pep_on_time", TERM, BY_WILSON, PUPILS, 100),
    METRIC(PEP_THREE_A_YEAR, "pep_three_a_year", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(PEP_INITIAL, "pep_initial", YEAR, BY_WILSON, SUMS, 100),
    METRIC(PEP_QUALITY_GOOD, "pep_quality_good", TERM, BY_WILSON, SUMS, 100),
    METRIC(SDQ_COMPLETED, "sdq_completed", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(SDQ_MEAN, "sdq_mean", YEAR, BY_MEAN, SUMS, 1),
    METRIC(SDQ_CONCERN, "sdq_concern", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(SEN_SUPPORT, "sen_support", YEAR | TERM, BY_WILSON, PUPILS, 100),
    METRIC(EHCP, "ehcp", YEAR | TERM, BY_WILSON, PUPILS, 100),
    METRIC(EHCP_REVIEW_ON_TIME, "ehcp_review_on_time", YEAR, BY_WILSON, SUMS,
           100),
    METRIC(EHE, "ehe", YEAR | TERM, BY_WILSON, PUPILS, 100),
    METRIC(CME, "cme", YEAR | TERM, BY_WILSON, PUPILS, 100),
    METRIC(PART_TIME, "part_time", YEAR | TERM, BY_WILSON, PUPILS, 100),
    METRIC(AP_FULL_TIME, "ap_full_time", YEAR | TERM, BY_WILSON, PUPILS, 100),
    METRIC(IN_YEAR_MOVES, "in_year_moves", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(DAYS_BETWEEN_SCHOOLS, "days_between_schools", YEAR, BY_MEAN, SUMS,
           1),
    METRIC(PPP_SPENT, "ppp_spent", YEAR, BY_NOTHING, SUMS, 100),
    METRIC(TUTORED, "tutored", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(SUPPORTED, "supported", YEAR, BY_WILSON, PUPILS, 100),
    METRIC(CONTACTED_FIRST, "contacted_first", YEAR | TERM, BY_WILSON, SUMS,
           100),
    METRIC(CONTACT_ON_RECORD, "contact_on_record", YEAR | TERM, BY_WILSON, SUMS,
           100),
    METRIC(SUSPENSION_LENGTH, "suspension_length", YEAR | TERM, BY_LOG, SUMS,
           1),
    METRIC(REINTEGRATION_MET, "reintegration_met", YEAR | TERM, BY_WILSON, SUMS,
           100),
    METRIC(PART_TIME_AGREED, "part_time_agreed", YEAR | TERM, BY_WILSON, SUMS,
           100),
    METRIC(PART_TIME_IN_REVIEW, "part_time_in_review", YEAR | TERM, BY_WILSON,
           SUMS, 100),
    METRIC(EHE_MEETING, "ehe_meeting", YEAR, BY_WILSON, SUMS, 100),
    METRIC(DT_TRAINED, "dt_trained", YEAR, BY_WILSON, SUMS, 100),
    METRIC(DT_QUALIFIED, "dt_qualified", YEAR, BY_WILSON, SUMS, 100),
    METRIC(GOVERNORS_REPORT, "governors_report", YEAR, BY_WILSON, SUMS, 100),
    METRIC(DT_NAMED, "dt_named", YEAR, BY_WILSON, SUMS, 100),
    METRIC(GOVERNOR_NAMED, "governor_named", YEAR, BY_WILSON, SUMS, 100),
    METRIC(TOOLKIT_TRAINED, "toolkit_trained", YEAR, BY_WILSON, SUMS, 100),
    METRIC(POLICY_CURRENT, "policy_current", YEAR, BY_WILSON, SUMS, 100),
#undef METRIC
};

const char *oracle_metric_name(enum metric metric)
{
    return metrics[metric].name;
}

double oracle_metric_scale(enum metric metric)
{
    return metrics[metric].scale;
}

bool oracle_metric_has(enum metric metric, const struct period *period)
{
    return (metrics[metric].grains >> period->grain) & 1U;
}

bool oracle_knows(const char *metric)
{
    size_t i;

    for (i = 0; i < METRICS; i++)
        if (strcmp(metrics[i].name, metric) == 0)
            return true;
    return false;
}

size_t oracle_metric_count(void)
{
    return METRICS;
}

const char *oracle_metric_id(size_t metric)
{
    return metrics[metric].name;
}

bool oracle_is_of_schools(const char *metric)
{
    size_t i;

    for (i = SCHOOL_METRICS; i < METRICS; i++)
        if (strcmp(metrics[i].name, metric) == 0)
            return true;
    return false;
}

enum interval oracle_metric_interval(enum metric metric)
{
    return metrics[metric].interval;
}

bool oracle_metric_counts_pupils(enum metric metric)
{
    return metrics[metric].counting == PUPILS;
}
