# tests/lint/layers.awk: includes point down, main -> command -> stages ->
# config -> core, no stage includes another's header, and inside a stage its
# rooms point down too.  Prints what does not; status 1.
#
#     awk -f tests/lint/layers.awk FILE...

function folder(path) {
    return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "main"
}

# "ingest/read" of "ingest/read/rows.h"; the stage's own files are its door.
function room(path,    part) {
    return split(path, part, "/") == 3 ? part[1] "/" part[2] : ""
}

# The rooms of a stage from the lowest up: each may look into those before it.
function rooms(stage, list,    part, n, i) {
    n = split(list, part, " ")
    for (i = 1; i <= n; i++)
        level[stage "/" part[i]] = i
}

BEGIN {
    below["core"] = " core "
    below["config"] = " config core "
    below["ingest"] = " ingest config core "
    below["transform"] = " transform config core "
    below["report"] = " report config core "
    # The generator must not lean on what it is there to test.
    below["fixtures"] = " fixtures config core "
    below["command"] = " command ingest transform report config core "
    below["main"] = " command config core "
    below["tests"] = " tests fixtures command ingest transform report config core "

    rooms("ingest", "read keep load night")
    rooms("transform", "calendar people attendance engine night")
    rooms("report", "words shown book chart page night")
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    from = folder(FILENAME)
    to = folder(part[2])
    own = room(FILENAME)
    other = room(part[2])
    if (part[2] ~ /\.c$/)
        complaint = "includes a source file"
    else if (to == "main")
        complaint = "includes '" part[2] "' without its folder"
    else if (index(below[from], " " to " ") == 0)
        complaint = from " must not include " to
    else if (from == to && own in level && other in level \
             && level[other] > level[own])
        complaint = own " must not include " other
    else
        next
    printf "%s:%d: layers: %s\n", FILENAME, FNR, complaint
    bad = 1
}

END { exit bad }
