# gap: two groups over time and, below, the gap between them with its interval.
#
# n-a.tsv  position, value, lower, upper, comparator, gap, gap lower, gap upper; a
#          blank line where a figure is missing, so that no line is drawn across it
# n-b.tsv  from, to of the positions without a figure
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
holes = xs1
if (holes > 0) {
    plot n.'-b.tsv' using 1:(ya1):1:2:(ya1):(yb1) with boxxyerror linecolor rgb PALE
}
plot n.'-a.tsv' using 1:5 with lines dashtype (4, 3) linecolor rgb GREY linewidth 2.4 * LW, \
    n.'-a.tsv' using 1:3:(0):($4 - $3) with vectors nohead linecolor rgb MID_BLUE \
        linewidth 2 * LW, \
    n.'-a.tsv' using 1:2 with linespoints linecolor rgb DARK_BLUE linewidth 3 * LW \
        pointtype 7 pointsize 1.5 * PS

set bmargin at screen b2
set tmargin at screen t2
set yrange [ya2:yb2]
set ytics ya2, ys2
if (holes > 0) {
    plot n.'-b.tsv' using 1:(ya2):1:2:(ya2):(yb2) with boxxyerror linecolor rgb PALE
}
plot 0 with lines linecolor rgb BLACK linewidth 1.5 * LW, \
    n.'-a.tsv' using 1:7:(0):($8 - $7) with vectors nohead linecolor rgb MID_BLUE \
        linewidth 2 * LW, \
    n.'-a.tsv' using 1:6 with linespoints linecolor rgb DARK_BLUE linewidth 3 * LW \
        pointtype 7 pointsize 1.5 * PS
load 'text.gp'
