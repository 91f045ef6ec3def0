# tests/lint/sql.awk: SQL looks the way data flows: what a stage makes is read by
# it and by those after it.  And no row is sought by "(a, b) not in (select ...)":
# SQLite goes through all of the select for each row that is not in it, for the
# nulls it might meet.  Nor is a view that is itself a join, what a stay was by the
# day or a mart, joined from the left: it would be made of all there is.  Prints
# what is otherwise; status 1.
#
#     awk -f tests/lint/sql.awk FILE.sql...
#
# report/ reads public relations only, which is asked of SQLite by a test.

function stage(path) {
    return substr(path, 1, index(path, "/") - 1)
}

BEGIN {
    order["core"] = 0
    order["ingest"] = 1
    order["transform"] = 2
    order["report"] = 3
    order["command"] = 4
}

/^[ \t]*--/ { next }

{
    line = tolower($0)
    if (line ~ /(^|[^a-z_])\([^()]*,[^()]*\) not in/) {
        printf "%s:%d: row: a row not in a select: not exists, or except\n", \
            FILENAME, FNR
        bad = 1
    }
    if (line ~ /left join (stay_status|mart_metric|mart_gap|metric_figure)/) {
        printf "%s:%d: view: found by its key, by a cross join or a select\n", \
            FILENAME, FNR
        bad = 1
    }
    if (match(line, /create (temp )?(table|view) (if not exists )?[a-z_0-9]+/)) {
        words = split(substr(line, RSTART, RLENGTH), word, " ")
        maker[word[words]] = stage(FILENAME)
    }
    while (match(line, /(from|join|into|update) (temp\.)?[a-z_0-9]+/)) {
        words = split(substr(line, RSTART, RLENGTH), word, " ")
        name = word[words]
        sub(/^temp\./, "", name)
        used++
        use_name[used] = name
        use_file[used] = FILENAME
        use_line[used] = FNR
        line = substr(line, RSTART + RLENGTH)
    }
}

END {
    for (i = 1; i <= used; i++) {
        from = stage(use_file[i])
        to = maker[use_name[i]]
        if (to == "" || order[to] <= order[from])
            continue
        printf "%s:%d: layers: %s must not read %s's %s\n", use_file[i], \
            use_line[i], from, to, use_name[i]
        bad = 1
    }
    exit bad
}
