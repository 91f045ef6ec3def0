#include "core/form.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/testing.h"

/* A menu: courses of dishes, each with a title of its own. */
struct dish {
    char *title;
    char *colour;
    double price;
};

struct drink {
    char *name;
    char *label;
    int strength;
};

struct course {
    char *title;
    enum { SMALL, MIDDLING, LARGE } size;
    struct dish *dishes;
    size_t dish_count;
    char **notes;
    size_t note_count;
    struct drink *drinks;
    size_t drink_count;
    int lines;
};

struct menu {
    char *name;
    char *words;
    char *script;
    char *best; /* what the context's function made of it */
    bool is_open;
    bool is_cash;
    bool days[3];
    int seats;
    double tip;
    struct course *courses;
    size_t course_count;
};

/* The index of a course by its title: they are there when this is read. */
static int read_best(void *context, const struct form_key *key, void *at,
                     const char *value, struct err *err)
{
    const struct menu *menu = context;
    char **best = at;

    assert_string_equal(key->name, "best");
    for (size_t i = 0; i < menu->course_count; i++) {
        if (!strcmp(menu->courses[i].title, value)) {
            *best = mem_dup(value);
            return 0;
        }
    }
    return err_set(err, ERR_CONFIG, "there is no course '%s'", value);
}

static void release_best(void *at)
{
    free(*(char **)at);
}

/* Each line as it comes: the section is not over. */
static int count_line(void *context, const struct form_key *key, void *at,
                      const char *value, struct err *err)
{
    const struct menu *menu = context;
    int *lines = at;

    (void)key;
    if (!strcmp(value, "bad"))
        return err_set(err, ERR_CONFIG, "a bad line");
    assert_true(menu->course_count > 0);
    ++*lines;
    return 0;
}

static int check_dish(void *context, void *target, struct err *err)
{
    const struct dish *dish = target;

    (void)context;
    return !strcmp(dish->colour, "green") && dish->price > 10
               ? err_set(err, ERR_CONFIG, "too dear for its colour")
               : 0;
}

static const char *const day_words[] = { "fri", "sat", "sun", NULL };
static const char *const size_words[] = { "small", "middling", "large", NULL };
static const char *const colour_words[] = { "red", "green", NULL };
static const char *const pay_words[] = { "card", "cash", NULL };

#define AT(type, member) offsetof(struct type, member)
static const struct form_key menu_keys[] = {
    { "name", FORM_TEXT, AT(menu, name), .is_required = true },
    { "words", FORM_TEXT, AT(menu, words), .joint = ' ' },
    { "script", FORM_TEXT, AT(menu, script), .joint = '\n' },
    { "open", FORM_FLAG, AT(menu, is_open), .otherwise = "yes" },
    { "pay", FORM_FLAG, AT(menu, is_cash), .words = pay_words },
    { "days", FORM_FLAGS, AT(menu, days), .words = day_words },
    { "seats", FORM_INT, AT(menu, seats), .least = 1, .most = 60 },
    { "tip", FORM_REAL, AT(menu, tip), .otherwise = "12.5" },
    { "best", FORM_OTHER, AT(menu, best), .read = read_best,
      .release = release_best },
    { .name = NULL },
};
static const struct form_key drink_parts[] = {
    { "name", FORM_TEXT, AT(drink, name), .otherwise = "" },
    { "label", FORM_TEXT, AT(drink, label), .otherwise = "water" },
    { "strength", FORM_INT, AT(drink, strength), .otherwise = "0" },
    { .name = NULL },
};
static const struct form_key course_keys[] = {
    { "size", FORM_CHOICE, AT(course, size), .words = size_words },
    { "note", FORM_TEXTS, AT(course, notes), .count = AT(course, note_count) },
    { "drink", FORM_ITEMS, AT(course, drinks), .count = AT(course, drink_count),
      .parts = drink_parts, .size = sizeof(struct drink) },
    { "line", FORM_EACH, AT(course, lines), .read = count_line },
    { .name = NULL },
};
static const struct form_key dish_keys[] = {
    { "colour", FORM_TEXT, AT(dish, colour), .words = colour_words,
      .is_required = true },
    { "price", FORM_REAL, AT(dish, price), .otherwise = "9" },
    { .name = NULL },
};
static const struct form_section sections[] = {
    { "menu", menu_keys, .size = 0 },
    { "course ", course_keys, .size = sizeof(struct course),
      .at = AT(menu, courses), .count = AT(menu, course_count),
      .title = AT(course, title) },
    { "dish ", dish_keys, .size = sizeof(struct dish), .at = AT(course, dishes),
      .count = AT(course, dish_count), .title = AT(dish, title),
      .within = &sections[1], .check = check_dish },
    { .name = NULL },
};

static int read_menu(struct menu *menu, const char *text, struct err *err)
{
    memset(menu, 0, sizeof(*menu));
    return form_read_text(sections, menu, menu, "a.menu", text, err);
}

static void sections_and_keys_fill_their_structs(void **state)
{
    struct err err = ERR_INIT;
    struct menu menu;

    (void)state;
    assert_ok(read_menu(&menu,
                        "[menu]\nname = The inn\nbest = 2\nwords = one\n"
                        "words = and two,\n   and three\nscript = a\n  b\n"
                        "[course 1]\n[course 2]\n[course 3]\n"
                        "[menu]\ndays = fri sun\nseats = 40\npay = cash\n",
                        &err),
              &err);
    assert_string_equal(menu.name, "The inn");
    assert_string_equal(menu.best, "2");
    assert_string_equal(menu.words, "one and two, and three");
    assert_string_equal(menu.script, "a\nb");
    assert_true(menu.is_open && menu.is_cash);
    assert_true(menu.days[0] && !menu.days[1] && menu.days[2]);
    assert_int_equal(menu.seats, 40);
    assert_near(menu.tip, 12.5, 0);
    assert_int_equal(menu.course_count, 3);
    form_release(sections, &menu);
}

static void lists_are_filled_a_line_or_a_section_an_item(void **state)
{
    struct err err = ERR_INIT;
    const struct course *one, *two;
    struct menu menu;

    (void)state;
    assert_ok(read_menu(&menu,
                        "[menu]\nname = n\nbest = 1\n"
                        "[course 1]\nsize = large\nnote = first\n"
                        "note = + goes on\nnote = second\n"
                        "drink = tea | with milk | 3\ndrink = wine\n"
                        "line = a\nline = b\n"
                        "[dish soup]\ncolour = red\nprice = 4.5\n"
                        "[dish peas]\ncolour = green\n"
                        "[course 2]\n[dish soup]\ncolour = red\n",
                        &err),
              &err);
    assert_int_equal(menu.course_count, 2);
    one = &menu.courses[0];
    two = &menu.courses[1];
    assert_string_equal(one->title, "1");
    assert_int_equal(one->size, LARGE);
    assert_int_equal(one->lines, 2);
    assert_int_equal(one->note_count, 2);
    assert_string_equal(one->notes[0], "first goes on");
    assert_string_equal(one->notes[1], "second");
    assert_int_equal(one->drink_count, 2);
    assert_string_equal(one->drinks[0].name, "tea");
    assert_string_equal(one->drinks[0].label, "with milk");
    assert_int_equal(one->drinks[0].strength, 3);
    assert_string_equal(one->drinks[1].name, "wine");
    assert_string_equal(one->drinks[1].label, "water");
    assert_int_equal(one->dish_count, 2);
    assert_near(one->dishes[0].price, 4.5, 0);
    assert_string_equal(one->dishes[1].title, "peas");
    assert_near(one->dishes[1].price, 9, 0);
    /* A section without a key is one, too: the second soup is its own. */
    assert_int_equal(two->dish_count, 1);
    assert_int_equal(two->size, SMALL);
    form_release(sections, &menu);
}

static void a_mistake_is_named_with_file_line_section_and_key(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "", "a.menu: [menu] name: is missing" },
        { "[menu]\nname =\n", "a.menu:2: [menu] name: is blank" },
        { "name = n\n", "a.menu:1: 'name' is in no section" },
        { "[menu]\nname = n\n\n[pudding]\n",
          "a.menu:4: there is no section [pudding]" },
        { "[dish soup]\n", "a.menu:1: [dish soup] is before any [course ...]" },
        { "[course 1]\nsizes = small\n",
          "a.menu:2: [course 1] has no key 'sizes', but size note drink "
          "line" },
        { "[course 1]\n\nline = bad\n",
          "a.menu:3: [course 1] line: a bad line" },
        { "[menu]\nname = n\nname = m\n",
          "a.menu:3: [menu] name: is there twice" },
        { "[course 1]\n[course 1]\n", "a.menu:2: [course 1] is there twice" },
        { "[course 1]\nsize = tiny\n",
          "a.menu:2: [course 1] size: 'tiny' is not small, middling or large" },
        { "[course 1]\n\ndrink = a | b | c\n",
          "a.menu:3: [course 1] drink: strength: 'c' is not a whole number" },
        { "[course 1]\ndrink = a | b | 1 | 2\n",
          "a.menu:2: [course 1] drink: '2' is too much" },
        { "[course 1]\n[dish a]\nprice = 1\n[dish b]\ncolour = red\n",
          "a.menu:2: [dish a] colour: is missing" },
        { "[course 1]\n[dish a]\n\nprice = 11\ncolour = green\n",
          "a.menu:2: [dish a]: too dear for its colour" },
        { "[menu]\nname = n\nopen = perhaps\n",
          "a.menu:3: [menu] open: 'perhaps' is not no or yes" },
        { "[menu]\nname = n\n[course 1]\n[menu]\ndays = fri mon\n",
          "a.menu:5: [menu] days: 'mon' is not fri, sat or sun" },
        { "[menu]\nname = n\nseats = 61\n",
          "a.menu:3: [menu] seats: '61' is not a whole number from 1 to 60" },
        { "[menu]\nname = n\nseats = 1.5\n",
          "a.menu:3: [menu] seats: '1.5' is not a whole number from 1 to 60" },
        { "[menu]\nname = n\ntip = nan\n",
          "a.menu:3: [menu] tip: 'nan' is not a number" },
        { "[menu]\nname = n\nbest = 3\n[course 1]\n",
          "a.menu:3: [menu] best: there is no course '3'" },
        { "[menu]\nname\n", "a.menu:2: neither [section] nor key = value" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct menu menu;

        assert_int_equal(read_menu(&menu, cases[i].text, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, cases[i].message);
        form_release(sections, &menu);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections_and_keys_fill_their_structs),
        cmocka_unit_test(lists_are_filled_a_line_or_a_section_an_item),
        cmocka_unit_test(a_mistake_is_named_with_file_line_section_and_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
