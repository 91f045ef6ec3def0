# begin: what every chart starts with.
#
# n    name of the chart's files in this folder: n.par, n.txt, n-a.tsv, n-b.tsv, ...
# fmt  svg or png; again: the svg once more, under a longer name (report/chart/svg.h)
#
# Scripts are constant. Whatever comes from data stands in data files, which gnuplot
# never runs; it would run a backtick in a double-quoted string of a script.
set encoding utf8
set datafile separator tab
set datafile commentschars ''
set datafile missing 'NaN'

# n.par: height; then for each of two panels its edges as fractions of the canvas
# (left right bottom top), its ranges (x x y y) and the steps of its grid (x y).
stats n.'.par' using (height = $1, blocks = $2, \
    l1 = $3, r1 = $4, b1 = $5, t1 = $6, xa1 = $7, xb1 = $8, ya1 = $9, yb1 = $10, \
    xs1 = $11, ys1 = $12, \
    l2 = $13, r2 = $14, b2 = $15, t2 = $16, xa2 = $17, xb2 = $18, ya2 = $19, \
    yb2 = $20, xs2 = $21, ys2 = $22, 0) nooutput

is_svg = fmt ne 'png'
# The two terminals draw lines and points of one size differently.
LW = is_svg ? 1.0 : 2.0
PS = is_svg ? 0.58 : 2.0
NAME = fmt eq 'again' ? 'the_same_picture_and_nothing_of_it_where_it_was' : 'gnuplot'
if (is_svg) {
    set terminal svg size 1000,height dynamic noenhanced font 'Arial,16' \
        background '#FFFFFF' name NAME
} else {
    set terminal pngcairo size 2000,2*height noenhanced font 'Arial,16' background '#FFFFFF'
}
set output n.'.'.fmt

DARK_BLUE = '#12436D'
MID_BLUE = '#2073BC'
BAR_BLUE = '#5694CA'
RUST = '#B3430E'
GREY = '#595959'
PALE = '#F3F3F3'
BAND = '#EEF2F7'
INNER = '#C9DAEA'
OUTER = '#E3EBF4'
RULE = '#D9D9D9'
FOCUS = '#BFBFBF'
BLACK = '#0B0C0C'

unset key
set border 0
set tics scale 0
set format xy ''
set style fill solid 1.0 noborder
set multiplot
