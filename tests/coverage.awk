# coverage.awk: of what lcov has found, lines and branches that the tests met,
# by folder.
#
#     awk -v root=FOLDER/ -f tests/coverage.awk lcov.info

function share(met, all)
{
    return all ? sprintf("%5.1f%% of %6d", 100 * met / all, all) : "         none  "
}

function say(name)
{
    printf "%-20s %s %s\n", name, share(met[name, "L"], all[name, "L"]), \
        share(met[name, "B"], all[name, "B"])
}

function count(kind, is_met, n)
{
    if (is_met) {
        met[folder, kind] += n
        met["all", kind] += n
    } else {
        all[folder, kind] += n
        all["all", kind] += n
    }
}

/^SF:/ {
    folder = substr($0, 4)
    if (index(folder, root) == 1)
        folder = substr(folder, length(root) + 1)
    if (!sub(/\/[^\/]*$/, "", folder))
        folder = "."
    if (!(folder in seen)) {
        seen[folder] = 1
        folders[++folder_count] = folder
    }
}
/^LF:/ { count("L", 0, substr($0, 4)) }
/^LH:/ { count("L", 1, substr($0, 4)) }
/^BRF:/ { count("B", 0, substr($0, 5)) }
/^BRH:/ { count("B", 1, substr($0, 5)) }

END {
    printf "%-20s %-16s %s\n", "", "lines", "branches"
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
