# tests/lint/exports.awk: what a header declares is called from a file besides
# the one that defines it; else it is that file's own, and static.  Prints what
# is not; status 1.
#
#     awk -f tests/lint/exports.awk FILE...
#
# A prototype begins its line, and its name is followed by a bracket.

function without_comments(line,    at) {
    if (is_comment && (at = index(line, "*/")) == 0)
        return ""
    if (is_comment) {
        line = substr(line, at + 2)
        is_comment = 0
    }
    gsub(/\/\*([^*]|\*+[^*\/])*\*+\//, " ", line)
    if ((at = index(line, "/*")) > 0) {
        line = substr(line, 1, at - 1)
        is_comment = 1
    }
    return line
}

FNR == 1 { is_comment = 0 }

{ line = without_comments($0) }

FILENAME ~ /\.h$/ && line ~ /^[a-z][A-Za-z0-9_ ]*[ *][a-z0-9_]+\(/ \
        && line !~ /^(static|typedef) / {
    match(line, /[a-z0-9_]+\(/)
    name = substr(line, RSTART, RLENGTH - 1)
    declared[name] = FILENAME ":" FNR
}

# A macro of a header stands for whoever uses the header.
{
    while (match(line, /[A-Za-z_][A-Za-z0-9_]*/)) {
        name = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        if (FILENAME ~ /\.h$/)
            named[name] += 1
        else if (last[name] != FILENAME) {
            last[name] = FILENAME
            files[name]++
        }
    }
}

END {
    for (name in declared)
        if (files[name] < 2 && named[name] < 2) {
            printf "%s: export: nobody else calls %s()\n", declared[name], name
            bad = 1
        }
    exit bad
}
