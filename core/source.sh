# core/source.sh FOLDER...: the table that core/source.h looks folders up in: a SHA-256 of
# all C and SQL files below each, in order of name.
echo '/* Made by core/source.sh. */'
echo '#include "core/source.h"'
echo '#include <stddef.h>'
echo
echo 'const struct source source_table[] = {'
for folder; do
    sum=$(find "$folder" -name '*.[ch]' -o -name '*.sql' | LC_ALL=C sort |
        xargs cat | sha256sum)
    # Without it every version would be one, and nothing be made anew.
    [ ${#sum} -ge 64 ] || exit 1
    printf '    { "%s",\n      "%.64s" },\n' "$folder" "$sum"
done
echo '    { NULL, NULL },'
echo '};'
