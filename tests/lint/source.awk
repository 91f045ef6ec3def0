# tests/lint/source.awk: rules that neither compiler nor formatter knows.
# Prints file:line: rule: what; status 1 if anything was printed.
#
#     LC_ALL=C awk -f tests/lint/source.awk FILE...
#
# A line is let off by a comment on it, or on the line before, that gives the
# reason:  /* lint-ok RULE: reason */  One that lets nothing off is reported.

BEGIN {
    CALL = "(^|[^A-Za-z0-9_>.])"
    # Unbounded, racy, locale-bound or blind to errors (git's banned.h).
    banned = CALL "(strcpy|strcat|strncpy|strncat|sprintf|vsprintf|gets" \
        "|strtok|strtok_r|atoi|atol|atoll|atof|scanf|sscanf|fscanf" \
        "|gmtime|localtime|ctime|ctime_r|asctime|asctime_r|mktime" \
        "|system|popen|tmpnam|tempnam|mktemp|alloca|rand|srand|setlocale)" \
        "[ \t]*\\("
    # Memory comes from core/mem, and the environment changes nothing.
    # Tests are told by it where things are.
    ours = CALL "(malloc|calloc|realloc|strdup|strndup|getenv)[ \t]*\\("
    # Only main.c asks what time it is and prints results and errors.
    clock = CALL "(time|gettimeofday|clock)[ \t]*\\(|CLOCK_REALTIME"
    stdout_use = CALL "(printf|vprintf|puts|putchar)[ \t]*\\(|[^a-z]stdout[^a-z_]"
    # "Could not look" is never "not there": core/path knows the difference.
    look = CALL "(opendir|readdir|scandir|f?stat|lstat|access|readlink)" \
        "[ \t]*\\("
    # What ingest reads of the config is part of what its types depend on.
    door = CALL "(config_text|config_own_text|table_read)[ \t]*\\("
    print_error = CALL "perror[ \t]*\\(|" CALL "(v?fprintf|fputs|fputc|putc)" \
        "[ \t]*\\(.*stderr"
    # A value that is text reaches SQL by a parameter; only names of ours are
    # written into it (after Fossil's codecheck).
    text_value = "'%(\\.\\*|\\.[0-9]+)?s'"
    sql = "(^|[\" (;])(select|insert|update|delete|create|drop|where|values)[ (]"
    message = CALL "(err_set|err_context|log_step)[ \t]*\\("
    quit = CALL "(exit|abort)[ \t]*\\("
}

# Comments on lines from `first` to here have let something off.
function spend(rule, first,    line) {
    for (line = first; line <= FNR; line++)
        if (unspent[line] == rule)
            delete unspent[line]
}

function tell_unspent(    line) {
    for (line in unspent)
        if (unspent[line] != "") {
            printf "%s:%d: lint-ok: lets off nothing by '%s'\n", file, line, \
                unspent[line]
            bad = 1
        }
    split("", unspent)
}

function report(rule, what) {
    if ((raw before) ~ ("lint-ok " rule ": ")) {
        spend(rule, FNR - 1)
        return
    }
    printf "%s:%d: %s: %s\n", FILENAME, FNR, rule, what
    bad = 1
}

# The line with strings, characters and comments emptied; what is inside the
# comments goes to `remark`.  in_comment carries a comment to the next line.
function strip(line,    out, c, two, quote) {
    out = ""
    remark = ""
    quote = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        two = substr(line, i, 2)
        if (in_comment) {
            if (two == "*/") {
                in_comment = 0
                i++
            } else {
                remark = remark c
            }
        } else if (quote != "") {
            if (c == "\\")
                i++
            else if (c == quote) {
                quote = ""
                out = out c
            }
        } else if (two == "/*") {
            in_comment = 1
            i++
        } else if (two == "//") {
            report("comment", "a // comment")
            return out
        } else {
            if (c == "\"" || c == "'")
                quote = c
            out = out c
        }
    }
    return out
}

# The statement so far, line by line; when it ends, whether it is SQL that holds
# a text in quotes.
function check_sql() {
    if (raw ~ text_value)
        text_line = FNR
    if (statement == "")
        statement_line = FNR
    statement = statement raw "\n"
    if (code !~ /[;{}][ \t]*$/)
        return
    if (text_line && statement ~ sql && statement !~ message) {
        if (statement ~ /lint-ok sql: /) {
            spend("sql", statement_line)
        } else {
            printf "%s:%d: sql: a text in quotes: bind it\n", FILENAME, \
                text_line
            bad = 1
        }
    }
    statement = ""
    text_line = 0
}

# Characters, not bytes: a UTF-8 continuation byte has no width.
function width(line) {
    gsub(/[\200-\277]/, "", line)
    return length(line)
}

FNR == 1 {
    tell_unspent()
    file = FILENAME
    in_comment = 0
    in_execf = 0
    before = ""
    statement = ""
    text_line = 0
    product = FILENAME !~ /^(tests|fixtures)\//
    # core/mem.c is the one place that gives up, and allocates.
    allocator = FILENAME == "core/mem.c"
    ingest = FILENAME ~ /^ingest\//
    low = product && FILENAME != "main.c"
}

{
    raw = $0
    code = strip($0)
    if (match(raw, /lint-ok [a-z]+: /) && raw !~ /lint-ok name: /)
        unspent[FNR] = substr(raw, RSTART + 8, RLENGTH - 10)
    if (raw ~ /\t/)
        report("blank", "a tab")
    if (raw ~ /[ \r]$/)
        report("blank", "a blank or CR at the end of the line")
    if (width(raw) > 80)
        report("width", "longer than 80 columns")
    if (remark ~ /(TODO|FIXME|XXX|HACK)/)
        report("todo", "a note to oneself")
    if (code ~ banned)
        report("banned", "calls a banned function")
    if (product && code ~ ours && !allocator)
        report("banned", "calls malloc or its like, or getenv")
    if (product && code ~ clock && FILENAME != "main.c")
        report("clock", "asks what time it is")
    if (product && code ~ look && FILENAME != "core/path.c")
        report("look", "looks at the file system without core/path")
    if (low && code ~ stdout_use)
        report("stdout", "writes to standard output")
    if (low && FILENAME !~ /^core\/(log|mem)\.c$/ && code ~ print_error)
        report("stderr", "prints an error: return it")
    if (low && code ~ quit && !allocator)
        report("exit", "ends the process")
    if (ingest && code ~ door && FILENAME != "ingest/read/basis.c")
        report("basis", "reads config that ingest/read/basis does not note")
    if (product)
        check_sql()
    # Text becomes SQL by binding alone; names of ours stand without quotes.
    if (product && code ~ (CALL "db_execf[ \t]*\\("))
        in_execf = 1
    if (in_execf && raw ~ /'%/)
        report("sql", "text put into a statement, not bound to it")
    if (code ~ /;[ \t]*$/)
        in_execf = 0
    if (code ~ /^[ \t]*typedef[ \t]+struct/)
        report("typedef", "a typedef for a struct")
    if (FILENAME == "command/command.h" && raw ~ /^ *X\([a-z]+\)/) {
        gsub(/.*X\(|\).*/, "", raw)
        listed[raw] = 1
    }
    if (raw ~ /^const struct command command_[a-z]+ = /) {
        gsub(/^const struct command command_| = .*/, "", raw)
        made[raw] = FILENAME ":" FNR
    }
    before = $0
}

END {
    tell_unspent()
    for (name in made)
        if (!(name in listed)) {
            printf "%s: command: %s has no row in COMMANDS\n", made[name], name
            bad = 1
        }
    exit bad
}
