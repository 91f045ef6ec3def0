#ifndef TRANSFORM_ENGINE_EXPRESSION_H
#define TRANSFORM_ENGINE_EXPRESSION_H
#include <stddef.h>

struct err;
struct expression;
struct form_key;

/*
 * expression: arithmetic over named columns, compiled once and run over many
 * rows at a time. From the loosest:
 *
 *     or    and    not    = <> < <= > >=    + -    * /    -x    ( )
 *
 * Words are names or `and`, `or`, `not`; numbers are written 12 or 0.5. All
 * values are doubles: a comparison gives 1 or 0, what is not 0 is true, and
 * anything divided by 0 is 0. Whole numbers up to 2^53 are exact.
 */

/* A name that stands for one number, known when the text is compiled. */
struct expression_param {
    const char *name;
    double value;
};

/*
 * Compile text. Names that are no parameter are columns.
 *
 * errors: ERR_CONFIG; the message gives the position, from 1, in the text
 */
int expression_new(struct expression **out, const char *text,
                   const struct expression_param *params, size_t param_count,
                   struct err *err) __attribute__((warn_unused_result));
void expression_free(struct expression *e); /* NULL is fine */

/*
 * The same of a key of a description (core/form.h), whose member is a struct
 * expression *. The form's context is the parameters.
 */
struct expression_params {
    const struct expression_param *items;
    size_t count;
};
int expression_read_key(void *context, const struct form_key *key, void *at,
                        const char *value, struct err *err)
    __attribute__((warn_unused_result));
void expression_release_key(void *at);

/* Its columns, each once, in the order they are first met. */
size_t expression_column_count(const struct expression *e);
const char *expression_column(const struct expression *e, size_t i);

/*
 * Work it out for `count` rows: columns[i] are the values of column i.
 * out may not be one of them.
 */
void expression_run(const struct expression *e, const double *const columns[],
                    size_t count, double *out);

#endif /* TRANSFORM_ENGINE_EXPRESSION_H */
