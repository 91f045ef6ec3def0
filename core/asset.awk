# core/asset.awk: text files in, one C source out: a NUL-terminated string a
# text, a literal a line so that gdb shows it readably, and the table that
# core/asset.h looks paths up in.  The caller sets LC_ALL=C.
#
# Files are read in BEGIN so that an empty file and an empty list work too.

function symbol(path) {
    gsub(/[^A-Za-z0-9]/, "_", path)
    return "asset_" path
}

# ? is escaped too: trigraphs are alive in C11.
function literal(text) {
    gsub(/\\/, "&&", text)
    gsub(/["?]/, "\\\\&", text)
    gsub(/\r/, "\\r", text)
    return "\"" text "\""
}

# Where to end the next literal: at most about LONGEST bytes on, and never
# inside a UTF-8 character, which clang would call an invalid one.
function cut(text,    n) {
    n = LONGEST
    while (n < length(text) && substr(text, n + 1, 1) !~ /[ -~]/)
        n++
    return n
}

# A text that is compiled in begins.
function begin(path) {
    names[++count] = path
    body[path] = ""
}

# A file is one text, or, where "-- name: X" begins its parts, one a part that
# is found as "<file>#X"; what stands before the first is said to readers only.
function put(path,    line, got, n, name) {
    name = path
    begin(name)
    while ((got = (getline line < path)) > 0) {
        if (path ~ /\.sql$/ && line ~ /^-- name: [a-z0-9_]+$/) {
            if (name == path)
                count--
            name = path "#" substr(line, 10)
            if (name in body) {
                print "asset.awk: " name " is there twice" | "cat 1>&2"
                exit 1
            }
            begin(name)
            continue
        }
        while (length(line) > LONGEST) {
            n = cut(line)
            body[name] = body[name] "    " literal(substr(line, 1, n)) "\n"
            line = substr(line, n + 1)
        }
        body[name] = body[name] "    " literal(line) " \"\\n\"\n"
    }
    if (got < 0) {
        print "asset.awk: cannot read " path | "cat 1>&2"
        exit 1
    }
    close(path)
}

# By bytes: '#' stands before '.' and '_', so parts are not where files are.
function sort_names(    i, j, name) {
    for (i = 2; i <= count; i++) {
        name = names[i]
        for (j = i - 1; j > 0 && names[j] > name; j--)
            names[j + 1] = names[j]
        names[j + 1] = name
    }
}

BEGIN {
    LONGEST = 2000
    print "/* Made by core/asset.awk. */"
    print "#include \"core/asset.h\""
    for (i = 1; i < ARGC; i++)
        put(ARGV[i])
    sort_names()
    for (i = 1; i <= count; i++) {
        printf "\nextern const char %s[];\n", symbol(names[i])
        printf "const char %s[] = \"\"\n%s    ;\n", symbol(names[i]),
            body[names[i]]
    }
    print "\nconst struct asset asset_table[] = {"
    for (i = 1; i <= count; i++) {
        name = symbol(names[i])
        print "    { \"" names[i] "\", " name ", sizeof(" name ") - 1 },"
    }
    print "    { NULL, NULL, 0 },"
    print "};"
    print "const size_t asset_count = " count + 0 ";"
}
