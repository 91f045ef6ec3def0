# tests/lint/names.awk: no table of an extract and no metric is named in C: what
# is special about one stands in its description.  Prints what is; status 1.
#
#     awk -f tests/lint/names.awk DESCRIPTION... FILE.c...
#
# Tables are looked for where SQL names one, metrics in any literal.  A line is
# let off by a comment on it that gives the reason:  /* lint-ok name: reason */

FILENAME ~ /\.type$/ {
    if ($1 == "table" && $3 != "")
        tables[$3] = FILENAME
    next
}

FILENAME ~ /\.metric$/ {
    if (FNR == 1) {
        id = FILENAME
        sub(/.*\//, "", id)
        sub(/\.metric$/, "", id)
        metrics[id] = FILENAME
    }
    next
}

function report(name, where) {
    printf "%s:%d: name: '%s' is named outside %s\n", FILENAME, FNR, name, where
    bad = 1
}

/"/ && !/lint-ok name: / && !/^[ \t]*#[ \t]*include/ {
    text = $0
    while (match(text, /"([^"\\]|\\.)*"/)) {
        literal = " " substr(text, RSTART + 1, RLENGTH - 2) " "
        text = substr(text, RSTART + RLENGTH)
        for (name in tables)
            if (literal ~ "(from|join|into|update|table|on) " name "[^A-Za-z0-9_.]")
                report(name, tables[name])
        for (name in metrics)
            if (literal ~ "[^A-Za-z0-9_]" name "[^A-Za-z0-9_]")
                report(name, metrics[name])
    }
}

END { exit bad }
