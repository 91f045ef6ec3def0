# dumbbell: two groups in each place, with the interval of the first.
#
# n-a.tsv  y, comparator, value, lower, upper
# n-b.tsv  the key: x of the first, x of the second, y from the top, in pixels
load 'begin.gp'
set lmargin at screen l1
set rmargin at screen r1
set bmargin at screen b1
set tmargin at screen t1
set xrange [xa1:xb1]
set yrange [ya1:yb1]
set xtics xa1, xs1
unset ytics
set grid xtics linetype 1 linecolor rgb RULE linewidth LW
plot n.'-a.tsv' using 4:1:($5 - $4):(0) with vectors nohead \
        linecolor rgb BAR_BLUE linewidth 9 * LW, \
    n.'-a.tsv' using 2:1:($3 - $2):(0) with vectors nohead \
        linecolor rgb '#8A8A8A' linewidth 2.5 * LW, \
    n.'-a.tsv' using 2:1 with points pointtype 5 pointsize 1.9 * PS linecolor rgb GREY, \
    n.'-a.tsv' using 3:1 with points pointtype 7 pointsize 2.2 * PS \
        linecolor rgb DARK_BLUE
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
unset grid
unset tics
set xrange [0:1000]
set yrange [height:0]
plot n.'-b.tsv' using 1:3 with points pointtype 7 pointsize 2.2 * PS \
        linecolor rgb DARK_BLUE, \
    n.'-b.tsv' using 2:3 with points pointtype 5 pointsize 1.9 * PS linecolor rgb GREY
load 'text.gp'
