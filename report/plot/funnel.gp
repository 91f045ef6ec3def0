# funnel: schools by size against the limits of chance for their size.
#
# n-a.tsv  limits by size: x, lower 99.8, lower 95, expected, upper 95, upper 99.8
# n-b.tsv  schools: x, y, kind (1 above the 95% limit, 2 above the 99.8% one, else 0)
load 'begin.gp'
set lmargin at screen l1
set rmargin at screen r1
set bmargin at screen b1
set tmargin at screen t1
set xrange [xa1:xb1]
set yrange [ya1:yb1]
unset xtics
set ytics ya1, ys1
set grid ytics linetype 1 linecolor rgb RULE linewidth LW
inside(y) = y > yb1 ? yb1 : y
below(y) = y > yb1 ? NaN : y
plot n.'-a.tsv' using 1:2:(inside($6)) with filledcurves linecolor rgb OUTER, \
    n.'-a.tsv' using 1:3:(inside($5)) with filledcurves linecolor rgb INNER, \
    n.'-a.tsv' using 1:(below($6)) with lines linecolor rgb MID_BLUE linewidth 1.2 * LW, \
    n.'-a.tsv' using 1:2 with lines linecolor rgb MID_BLUE linewidth 1.2 * LW, \
    n.'-a.tsv' using 1:4 with lines linecolor rgb BLACK linewidth 1.8 * LW, \
    n.'-b.tsv' using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 1.3 * PS \
        linecolor rgb DARK_BLUE, \
    n.'-b.tsv' using ($3 == 1 ? $1 : NaN):2 with points pointtype 9 pointsize 2.2 * PS \
        linecolor rgb RUST, \
    n.'-b.tsv' using ($3 == 2 ? $1 : NaN):2 with points pointtype 13 pointsize 2.6 * PS \
        linecolor rgb RUST
load 'text.gp'
