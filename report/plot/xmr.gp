# xmr: a value a week between the limits of its usual range.
#
# n-a.tsv  position, value, kind (0 usual, 1 a run, 2 outside)
# n-b.tsv  from, to, mean, lower, upper: the band; none without limits
# n-c.tsv  x and y of the line where the limits are held, twice
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
has_limits = xs1 > 0
if (has_limits) {
    plot n.'-b.tsv' using 1:2:3 with filledcurves linecolor rgb BAND, \
        n.'-b.tsv' using 1:2 with lines dashtype (4, 3) linecolor rgb MID_BLUE linewidth 1.5 * LW, \
        n.'-b.tsv' using 1:3 with lines dashtype (4, 3) linecolor rgb MID_BLUE linewidth 1.5 * LW, \
        n.'-b.tsv' using 1:4 with lines linecolor rgb BLACK linewidth 1.6 * LW, \
        n.'-c.tsv' using 1:2 with lines dashtype 3 linecolor rgb '#8A8A8A' linewidth LW
}
plot n.'-a.tsv' using 1:2 with lines linecolor rgb DARK_BLUE linewidth 2 * LW, \
    n.'-a.tsv' using ($3 == 0 ? $1 : NaN):2 with points pointtype 7 pointsize 1.3 * PS \
        linecolor rgb DARK_BLUE, \
    n.'-a.tsv' using ($3 == 1 ? $1 : NaN):2 with points pointtype 5 pointsize 1.6 * PS \
        linecolor rgb RUST, \
    n.'-a.tsv' using ($3 == 2 ? $1 : NaN):2 with points pointtype 13 pointsize 2.4 * PS \
        linecolor rgb RUST
load 'text.gp'
