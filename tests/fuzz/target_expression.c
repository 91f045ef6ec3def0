/* expression: any text is compiled or refused with a place in it; what is
 * compiled gives the same for a row by itself as among others. */
#include <math.h>
#include <stdlib.h>

#include "core/err.h"
#include "core/mem.h"
#include "tests/fuzz/fuzz.h"
#include "transform/engine/expression.h"

#define ROWS 5

static void run(const struct expression *e)
{
    const double values[ROWS] = { 0, 1, -2.5, 9007199254740992.0, 3 };
    size_t count = expression_column_count(e);
    const double **columns = mem_zero(count + 1, sizeof(*columns));
    double all[ROWS];

    for (size_t i = 0; i < count; i++)
        columns[i] = values;
    expression_run(e, columns, ROWS, all);
    for (size_t row = 0; row < ROWS; row++) {
        double one;

        for (size_t i = 0; i < count; i++)
            columns[i] = &values[row];
        expression_run(e, columns, 1, &one);
        fuzz_expect(one == all[row] || (isnan(one) && isnan(all[row])),
                    "a row by itself is as among others");
    }
    free(columns);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct expression_param params[] = { { "threshold", 2 } };
    char *text = fuzz_text(bytes, len);
    struct expression *e;
    struct err err = ERR_INIT;

    if (expression_new(&e, text, params, 1, &err) == 0) {
        run(e);
        expression_free(e);
    } else {
        fuzz_expect(err.code == ERR_CONFIG, err.msg);
    }
    free(text);
    return 0;
}
