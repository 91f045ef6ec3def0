#ifndef INGEST_READ_REJECT_H
#define INGEST_READ_REJECT_H

/*
 * reject: why a row is not taken in (spec: details.md 9). The list is closed;
 * the names are those of load_reject.rule.
 */
#define REJECT_RULES(X)                                                        \
    X(BLANK_REQUIRED, "blank_required")                                        \
    X(BAD_DATE, "bad_date")                                                    \
    X(BAD_UPN, "bad_upn")                                                      \
    X(UPN_SCIENTIFIC, "upn_scientific")                                        \
    X(BAD_URN, "bad_urn")                                                      \
    X(UNKNOWN_SCHOOL, "unknown_school")                                        \
    X(BAD_CODE, "bad_code")                                                    \
    X(BAD_NUMBER, "bad_number")                                                \
    X(UNKNOWN_MARK, "unknown_mark")                                            \
    X(NOT_ON_ROLL, "not_on_roll")                                              \
    X(END_BEFORE_START, "end_before_start")                                    \
    X(BAD_ENCODING, "bad_encoding")                                            \
    X(NUL_BYTE, "nul_byte")                                                    \
    X(TOO_LONG, "too_long")                                                    \
    X(TOO_MANY_COLUMNS, "too_many_columns")                                    \
    X(RAGGED_ROW, "ragged_row")                                                \
    X(BAD_QUOTE, "bad_quote")                                                  \
    X(ERASED, "erased")

enum reject {
    REJECT_NONE,
#define REJECT_ENUM(name, text) REJECT_##name,
    REJECT_RULES(REJECT_ENUM)
#undef REJECT_ENUM
};

/*
 * What a fault does: the row is not taken in, or the value is blank in it, set
 * aside (details.md 74). The names are those of load_reject.effect.
 */
enum effect { EFFECT_ROW, EFFECT_VALUE };

/* "bad_date"; "" for REJECT_NONE. */
const char *reject_name(enum reject rule);

#endif /* INGEST_READ_REJECT_H */
