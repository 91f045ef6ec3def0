#include "transform/engine/expression.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"

#define BLOCK 256 /* rows worked on together: the stack fits a cache */
#define STACK 8   /* values that wait for their operator */
#define NESTING 32

enum op_kind {
    OP_COLUMN,
    OP_NUMBER,
    OP_NEGATE,
    OP_NOT,
    OP_ADD,
    OP_SUBTRACT,
    OP_MULTIPLY,
    OP_DIVIDE,
    OP_EQUAL,
    OP_UNEQUAL,
    OP_LESS,
    OP_AT_MOST,
    OP_MORE,
    OP_AT_LEAST,
    OP_AND,
    OP_OR
};

struct op {
    enum op_kind kind;
    size_t column;
    double number;
};

/* Operators follow their operands. */
struct expression {
    struct op *ops;
    size_t op_count, op_capacity;
    char **columns;
    size_t column_count, column_capacity;
};

struct parser {
    struct expression *e;
    const char *text;
    const char *at;
    const struct expression_param *params;
    size_t param_count;
    size_t depth;   /* values on the stack here */
    size_t nesting; /* of brackets and signs */
    struct err *err;
};

/* Two-character operators before those they begin with. */
struct symbol {
    const char *text;
    enum op_kind kind;
};

static const struct symbol comparisons[] = {
    { "<>", OP_UNEQUAL }, { "<=", OP_AT_MOST }, { ">=", OP_AT_LEAST },
    { "=", OP_EQUAL },    { "<", OP_LESS },     { ">", OP_MORE },
    { NULL, OP_EQUAL },
};
static const struct symbol sums[] = {
    { "+", OP_ADD },
    { "-", OP_SUBTRACT },
    { NULL, OP_ADD },
};
static const struct symbol products[] = {
    { "*", OP_MULTIPLY },
    { "/", OP_DIVIDE },
    { NULL, OP_MULTIPLY },
};
static const struct symbol conjunctions[] = {
    { "and", OP_AND },
    { NULL, OP_AND },
};
static const struct symbol disjunctions[] = {
    { "or", OP_OR },
    { NULL, OP_OR },
};

static int parse_or(struct parser *p);

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

static size_t word_length(const char *text)
{
    size_t len = 0;

    while (is_word(text[len]))
        len++;
    return len;
}

static void skip_blanks(struct parser *p)
{
    p->at += strspn(p->at, " \t\r\n");
}

static int complain(struct parser *p, const char *what)
{
    size_t len = word_length(p->at);

    if (!*p->at)
        return err_set(p->err, ERR_CONFIG, "expression ends too early: %s",
                       what);
    return err_set(p->err, ERR_CONFIG, "expression, at %zu: %s, not '%.*s'",
                   (size_t)(p->at - p->text) + 1, what, len ? (int)len : 1,
                   p->at);
}

/* Take the symbol or whole word if it is next. */
static bool accept(struct parser *p, const char *text)
{
    size_t len = strlen(text);

    skip_blanks(p);
    if (strncmp(p->at, text, len) != 0
        || (is_word(text[0]) && is_word(p->at[len])))
        return false;
    p->at += len;
    return true;
}

static void emit(struct parser *p, enum op_kind kind, size_t column,
                 double number)
{
    struct expression *e = p->e;
    struct op op = { kind, column, number };

    MEM_ROOM(e->ops, e->op_count, e->op_capacity);
    e->ops[e->op_count++] = op;
}

static int push(struct parser *p, enum op_kind kind, size_t column,
                double number)
{
    if (p->depth == STACK)
        return complain(p, "fewer values that wait for each other");
    p->depth++;
    emit(p, kind, column, number);
    return 0;
}

static void apply(struct parser *p, enum op_kind kind)
{
    emit(p, kind, 0, 0);
    p->depth--;
}

static size_t find_column(struct expression *e, const char *name, size_t len)
{
    for (size_t i = 0; i < e->column_count; i++)
        if (strlen(e->columns[i]) == len && !strncmp(e->columns[i], name, len))
            return i;
    MEM_ROOM(e->columns, e->column_count, e->column_capacity);
    e->columns[e->column_count] = mem_dup_n(name, len);
    return e->column_count++;
}

static int parse_number(struct parser *p)
{
    size_t len = strspn(p->at, "0123456789.");
    char *end = NULL;
    double number = strtod(p->at, &end);

    if (end != p->at + len || is_word(*end))
        return complain(p, "a number like 12 or 0.5 is wanted");
    if (push(p, OP_NUMBER, 0, number))
        return -1;
    p->at = end;
    return 0;
}

static int parse_name(struct parser *p)
{
    size_t len = word_length(p->at);
    size_t i;

    if (!len || (len == 2 && !strncmp(p->at, "or", 2))
        || (len == 3
            && (!strncmp(p->at, "and", 3) || !strncmp(p->at, "not", 3))))
        return complain(p, "a name, a number or ( is wanted");
    for (i = 0; i < p->param_count; i++)
        if (strlen(p->params[i].name) == len
            && !strncmp(p->params[i].name, p->at, len))
            break;
    if (i < p->param_count) {
        if (push(p, OP_NUMBER, 0, p->params[i].value))
            return -1;
    } else if (push(p, OP_COLUMN, find_column(p->e, p->at, len), 0)) {
        return -1;
    }
    p->at += len;
    return 0;
}

/* One level further in; what recurses must come through here. */
static int nest(struct parser *p, int (*parse)(struct parser *))
{
    int ret;

    if (p->nesting == NESTING)
        return complain(p, "fewer brackets and signs inside each other");
    p->nesting++;
    ret = parse(p);
    p->nesting--;
    return ret;
}

static int parse_value(struct parser *p)
{
    if (accept(p, "-")) {
        if (nest(p, parse_value))
            return -1;
        emit(p, OP_NEGATE, 0, 0);
        return 0;
    }
    if (accept(p, "(")) {
        if (nest(p, parse_or))
            return -1;
        return accept(p, ")") ? 0 : complain(p, "a ) is wanted");
    }
    skip_blanks(p);
    if (*p->at && strchr("0123456789.", *p->at))
        return parse_number(p);
    return parse_name(p);
}

static const struct symbol *accept_any(struct parser *p,
                                       const struct symbol *list)
{
    for (; list->text; list++)
        if (accept(p, list->text))
            return list;
    return NULL;
}

/* operand { operator operand } */
static int parse_chain(struct parser *p, const struct symbol *list,
                       int (*operand)(struct parser *))
{
    const struct symbol *op;

    if (operand(p))
        return -1;
    while ((op = accept_any(p, list)) != NULL) {
        if (operand(p))
            return -1;
        apply(p, op->kind);
    }
    return 0;
}

static int parse_product(struct parser *p)
{
    return parse_chain(p, products, parse_value);
}

static int parse_sum(struct parser *p)
{
    return parse_chain(p, sums, parse_product);
}

/* One comparison at most: a < b < c is not what it looks like. */
static int parse_comparison(struct parser *p)
{
    const struct symbol *op;

    if (parse_sum(p))
        return -1;
    op = accept_any(p, comparisons);
    if (!op)
        return 0;
    if (parse_sum(p))
        return -1;
    apply(p, op->kind);
    return 0;
}

static int parse_not(struct parser *p)
{
    if (!accept(p, "not"))
        return parse_comparison(p);
    if (nest(p, parse_not))
        return -1;
    emit(p, OP_NOT, 0, 0);
    return 0;
}

static int parse_and(struct parser *p)
{
    return parse_chain(p, conjunctions, parse_not);
}

static int parse_or(struct parser *p)
{
    return parse_chain(p, disjunctions, parse_and);
}

int expression_new(struct expression **out, const char *text,
                   const struct expression_param *params, size_t param_count,
                   struct err *err)
{
    struct parser p = {
        mem_zero(1, sizeof(*p.e)), text, text, params, param_count, 0, 0, err
    };

    *out = NULL;
    if (parse_or(&p))
        goto fail;
    skip_blanks(&p);
    if (*p.at) {
        complain(&p, "an operator or the end is wanted");
        goto fail;
    }
    *out = p.e;
    return 0;
fail:
    expression_free(p.e);
    return -1;
}

void expression_free(struct expression *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->column_count; i++)
        free(e->columns[i]);
    free(e->columns);
    free(e->ops);
    free(e);
}

int expression_read_key(void *context, const struct form_key *key, void *at,
                        const char *value, struct err *err)
{
    const struct expression_params *params = context;

    (void)key;
    return expression_new(at, value, params->items, params->count, err);
}

void expression_release_key(void *at)
{
    expression_free(*(struct expression **)at);
}

size_t expression_column_count(const struct expression *e)
{
    return e->column_count;
}

const char *expression_column(const struct expression *e, size_t i)
{
    return e->columns[i];
}

/* a = a op b for each row, written out so that the loops stay tight. */
#define EACH(expr)                                                             \
    do {                                                                       \
        for (size_t i = 0; i < count; i++)                                     \
            a[i] = (expr);                                                     \
    } while (0)

static void run_unary(enum op_kind kind, double *a, size_t count)
{
    if (kind == OP_NEGATE)
        EACH(-a[i]);
    else
        EACH(a[i] == 0);
}

static void run_binary(enum op_kind kind, double *a, const double *b,
                       size_t count)
{
    switch (kind) {
    case OP_ADD:
        EACH(a[i] + b[i]);
        break;
    case OP_SUBTRACT:
        EACH(a[i] - b[i]);
        break;
    case OP_MULTIPLY:
        EACH(a[i] * b[i]);
        break;
    case OP_DIVIDE:
        EACH(b[i] != 0 ? a[i] / b[i] : 0);
        break;
    case OP_EQUAL:
        EACH(a[i] == b[i]);
        break;
    case OP_UNEQUAL:
        EACH(a[i] != b[i]);
        break;
    case OP_LESS:
        EACH(a[i] < b[i]);
        break;
    case OP_AT_MOST:
        EACH(a[i] <= b[i]);
        break;
    case OP_MORE:
        EACH(a[i] > b[i]);
        break;
    case OP_AT_LEAST:
        EACH(a[i] >= b[i]);
        break;
    case OP_AND:
        EACH(a[i] != 0 && b[i] != 0);
        break;
    case OP_OR:
        EACH(a[i] != 0 || b[i] != 0);
        break;
    default:
        break;
    }
}

static void run_block(const struct expression *e, const double *const columns[],
                      size_t from, size_t count, double stack[STACK][BLOCK],
                      double *out)
{
    size_t depth = 0;

    for (const struct op *op = e->ops; op < e->ops + e->op_count; op++) {
        switch (op->kind) {
        case OP_COLUMN:
            memcpy(stack[depth++], columns[op->column] + from,
                   count * sizeof(double));
            break;
        case OP_NUMBER:
            for (size_t i = 0; i < count; i++)
                stack[depth][i] = op->number;
            depth++;
            break;
        case OP_NEGATE:
        case OP_NOT:
            run_unary(op->kind, stack[depth - 1], count);
            break;
        default:
            depth--;
            run_binary(op->kind, stack[depth - 1], stack[depth], count);
            break;
        }
    }
    memcpy(out + from, stack[0], count * sizeof(double));
}

void expression_run(const struct expression *e, const double *const columns[],
                    size_t count, double *out)
{
    double stack[STACK][BLOCK] = { { 0 } };

    for (size_t from = 0; from < count; from += BLOCK)
        run_block(e, columns, from, count - from < BLOCK ? count - from : BLOCK,
                  stack, out);
}
