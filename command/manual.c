#include "command/manual.h"

#include <string.h>

#include "command/command.h"
#include "command/help.h"
#include "core/err.h"
#include "core/str.h"

/* Text as it stands: nothing in it is taken for a macro or an escape. */
static void add_text(struct str *page, const char *text)
{
    bool begins_line = true;

    for (; *text; text++) {
        if (begins_line && (*text == '.' || *text == '\''))
            str_add(page, "\\&");
        begins_line = *text == '\n';
        switch (*text) {
        case '\\':
            str_add(page, "\\e");
            break;
        case '-':
            str_add(page, "\\-");
            break;
        case '\'':
            str_add(page, "\\(aq");
            break;
        default:
            str_add_n(page, text, 1);
        }
    }
}

/* Lines that are laid out already. */
static void add_lines(struct str *page, const struct str *lines)
{
    str_add(page, ".nf\n");
    add_text(page, lines->text);
    if (lines->len && lines->text[lines->len - 1] != '\n')
        str_add(page, "\n");
    str_add(page, ".fi\n");
}

static void add_command(struct str *page, const struct command *command)
{
    struct str said = STR_INIT;

    str_add(page, ".SS \"");
    add_text(page, command->name);
    str_add(page, "\"\n");
    add_text(page, command->summary);
    str_add(page, "\n.PP\n");
    help_add(&said, command);
    add_lines(page, &said);
    str_release(&said);
}

static void add_statuses(struct str *page)
{
    str_add(page, ".SH EXIT STATUS\n");
#define ADD_CODE(name, value, meaning)                                         \
    str_addf(page, ".TP\n.B %d\n%s\n", value, meaning);
    ERR_CODES(ADD_CODE)
#undef ADD_CODE
}

static void add_files(struct str *page)
{
    static const struct {
        const char *name, *what;
    } files[] = {
        { "county.ini", "every setting, with its meaning" },
        { "terms.csv", "term dates of the county" },
        { "senders.csv", "whose a file is that has no column for it" },
        { "targets.csv", "what figures are to come to" },
        { "extracts/, codes/, benchmarks/",
          "headings and words of the county's own, where there are any" },
    };

    str_add(page, ".SH FILES\n");
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        str_addf(page, ".TP\n.I %s\n%s\n", files[i].name, files[i].what);
    str_add(page, ".PP\n");
    add_text(page, "The inbox, the warehouse, the archive and the outbox are "
                   "where county.ini says. No environment variable changes "
                   "anything but TZ, by which today is told.\n");
}

/* Below the folder for documentation of where it is installed, as README has
   them: who has the package alone looks here. */
static void add_guides(struct str *page)
{
    static const char *const guides[][2] = {
        { "operating.md", "for whoever runs it: installing, the timers"
                          " vschool-run, vschool-backup and vschool-verify,"
                          " what a status asks for, copies, a new version" },
        { "user-guide.md", "the first night, and what to read" },
        { "retention.md", "what is kept, and how a child is forgotten" },
        { "data-protection.md", "for whoever answers for the data" },
        { "analysts.md", "questions to the warehouse" },
    };

    str_add(page, ".SH SEE ALSO\n"
                  "In share/doc/vschool/docs, of /usr or where else it is "
                  "installed:\n");
    for (size_t i = 0; i < sizeof(guides) / sizeof(guides[0]); i++)
        str_addf(page, ".TP\n.I %s\n%s\n", guides[i][0], guides[i][1]);
}

void manual_add(struct str *page)
{
    str_add(page,
            ".TH VSCHOOL 1 \"\" \"vschool " VSCHOOL_VERSION "\"\n"
            ".SH NAME\n"
            "vschool \\- figures of a Virtual School's children, every night\n"
            ".SH SYNOPSIS\n"
            ".B vschool\n"
            ".I COMMAND\n"
            "[\\fIOPTIONS\\fR] [\\fIARGUMENTS\\fR]\n"
            ".SH DESCRIPTION\n"
            "Takes in what schools and social care send to an English local\n"
            "authority's Virtual School, makes figures of it for children with "
            "a\nsocial worker and their peers, and publishes them as pages,\n"
            "workbooks and charts for those who may see them.\n"
            ".SH COMMANDS\n");
    for (size_t i = 0; i < command_count; i++)
        add_command(page, command_table[i]);
    add_statuses(page);
    add_files(page);
    add_guides(page);
}
