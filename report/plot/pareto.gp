# pareto: where most of something is: a bar a school, the cumulative share in figures.
#
# n-a.tsv  y, value, kind (0 of the few, 1 the rest, 2 all others)
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
# Panel 2 is the line under the few: xa2 is 1 where there is one, ya2 its height.
if (xa2 > 0) {
    set arrow 1 from screen 0.03, first ya2 to screen 0.97, first ya2 nohead \
        dashtype 3 linecolor rgb RUST linewidth 1.5 * LW
}
shade(kind) = kind == 0 ? 0x12436D : kind == 1 ? 0x5E8BB7 : 0x8A8A8A
plot n.'-a.tsv' using (0):1:(0):2:($1 - 0.36):($1 + 0.36):(shade($3)) \
    with boxxyerror linecolor rgb variable
unset arrow
load 'text.gp'
