# core/asset.awk: text files in, one C source out: a NUL-terminated string a
# file, a literal a line so that gdb shows it readably, and the table that
# core/asset.h looks paths up in.  The caller sorts the paths and sets LC_ALL=C.
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

function put(path,    line, got, n) {
    printf "\nextern const char %s[];\n", symbol(path)
    printf "const char %s[] = \"\"\n", symbol(path)
    while ((got = (getline line < path)) > 0) {
        while (length(line) > LONGEST) {
            n = cut(line)
            print "    " literal(substr(line, 1, n))
            line = substr(line, n + 1)
        }
        print "    " literal(line) " \"\\n\""
    }
    if (got < 0) {
        print "asset.awk: cannot read " path | "cat 1>&2"
        exit 1
    }
    close(path)
    print "    ;"
}

BEGIN {
    LONGEST = 2000
    print "/* Made by core/asset.awk. */"
    print "#include \"core/asset.h\""
    for (i = 1; i < ARGC; i++)
        put(ARGV[i])
    print "\nconst struct asset asset_table[] = {"
    for (i = 1; i < ARGC; i++) {
        name = symbol(ARGV[i])
        print "    { \"" ARGV[i] "\", " name ", sizeof(" name ") - 1 },"
    }
    print "    { NULL, NULL, 0 },"
    print "};"
    print "const size_t asset_count = " ARGC - 1 ";"
}
