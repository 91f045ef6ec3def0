# tests/lint/layers.awk: includes point down, main -> stages -> config -> core,
# and no stage includes another's header.  Prints what does not; status 1.
#
#     awk -f tests/lint/layers.awk FILE...

function folder(path) {
    return path ~ /\// ? substr(path, 1, index(path, "/") - 1) : "main"
}

BEGIN {
    below["core"] = " core "
    below["config"] = " config core "
    below["ingest"] = " ingest config core "
    below["transform"] = " transform config core "
    below["report"] = " report config core "
    # The generator must not lean on what it is there to test.
    below["fixtures"] = " fixtures config core "
    below["main"] = " ingest transform report config core "
    below["tests"] = " tests fixtures ingest transform report config core "
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, part, "\"")
    from = folder(FILENAME)
    to = folder(part[2])
    if (part[2] ~ /\.c$/)
        complaint = "includes a source file"
    else if (to == "main")
        complaint = "includes '" part[2] "' without its folder"
    else if (index(below[from], " " to " ") == 0)
        complaint = from " must not include " to
    else
        next
    printf "%s:%d: layers: %s\n", FILENAME, FNR, complaint
    bad = 1
}

END { exit bad }
