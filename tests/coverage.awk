# coverage.awk: of what lcov has found, lines and branches that the tests met,
# by folder.
#
#     awk -v root=FOLDER/ -f tests/coverage.awk lcov.info

function share(folder, kind)
{
    if (!whole[folder, kind])
        return "              none"
    return sprintf("%6.1f%% of %6d", \
        100 * met[folder, kind] / whole[folder, kind], whole[folder, kind])
}

function say(folder)
{
    printf "%-22s %s %s\n", folder, share(folder, "L"), share(folder, "B")
}

# A line may be told of again, of another program that has it.
function count(kind, place, is_met)
{
    if (!(place in seen)) {
        whole[folder, kind]++
        whole["all", kind]++
    }
    if (is_met && !seen[place]) {
        met[folder, kind]++
        met["all", kind]++
    }
    seen[place] = seen[place] || is_met
}

BEGIN { FS = "," }

/^SF:/ {
    file = substr($0, 4)
    folder = index(file, root) == 1 ? substr(file, length(root) + 1) : file
    if (!sub(/\/[^\/]*$/, "", folder))
        folder = "."
    if (!(folder in is_listed)) {
        is_listed[folder] = 1
        folders[++folder_count] = folder
    }
}
/^DA:/ { count("L", file " " $1, $2 > 0) }
/^BRDA:/ { count("B", file " " $1 "," $2 "," $3, $4 != "-" && $4 > 0) }

END {
    printf "%-22s %17s %17s\n", "", "lines", "branches"
    for (i = 2; i <= folder_count; i++)
        for (j = i; j > 1 && folders[j] < folders[j - 1]; j--) {
            name = folders[j]
            folders[j] = folders[j - 1]
            folders[j - 1] = name
        }
    for (i = 1; i <= folder_count; i++)
        say(folders[i])
    say("all")
}
