# sketch: draws a chart as report/words/sketch.h describes it.
#
# n      name of the chart's files in this folder: n.par, n.tsv
# fmt    svg or png; again: the svg once more, under a longer name (report/chart/svg.h)
# n.par  height and number of blocks; then a row for each block of n.tsv: what it is
#        (0 areas, 1 lines, 2 dashed lines, 3 marks, 4 5 6 words from the left, about the
#        middle, to the right), colour, size, and two numbers more
# n.tsv  x and y in pixels from the top left, of words the text
#
# The script is constant. Whatever comes from data stands in data files, which gnuplot
# never runs; it would run a backtick in a double-quoted string of a script.
set encoding utf8
set datafile separator tab
set datafile commentschars ''
set datafile missing 'NaN'
stats n.'.par' every ::0::0 using (height = $1, blocks = $2, 0) nooutput

is_svg = fmt ne 'png'
# The two terminals draw lines, points and letters of one size differently.
LW = is_svg ? 1.0 : 2.0
PS = is_svg ? 0.58 : 2.0
# A point of pngcairo is 4/3 of a pixel; of svg, one.
FS = is_svg ? 1.0 : 1.5
NAME = fmt eq 'again' ? 'the_same_picture_and_nothing_of_it_where_it_was' : 'gnuplot'
if (is_svg) {
    set terminal svg size 1000,height dynamic noenhanced font 'Arial,16' \
        background '#FFFFFF' name NAME
} else {
    set terminal pngcairo size 2000,2*height noenhanced font 'Arial,16' background '#FFFFFF'
}
set output n.'.'.fmt
unset key
unset tics
set border 0
set style fill solid 1.0 noborder
set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
set xrange [0:1000]
set yrange [0:height]
set multiplot
do for [block = 0:blocks - 1] {
    stats n.'.par' every ::block + 1::block + 1 using \
        (what = int($1), colour = int($2), size = $3, one = $4, two = $5, 0) nooutput
    face = sprintf('%s,%g', one > 0 ? 'Arial Bold' : 'Arial', size * FS)
    if (what == 0) {
        plot n.'.tsv' index block using 1:(height - $2) with filledcurves closed linecolor rgb colour
    }
    if (what == 1) {
        plot n.'.tsv' index block using 1:(height - $2) with lines linecolor rgb colour linewidth size * LW
    }
    if (what == 2) {
        plot n.'.tsv' index block using 1:(height - $2) with lines dashtype (one, two) \
            linecolor rgb colour linewidth size * LW
    }
    if (what == 3) {
        plot n.'.tsv' index block using 1:(height - $2) with points pointtype one pointsize size * PS \
            linewidth two * LW linecolor rgb colour
    }
    if (what == 4) {
        plot n.'.tsv' index block using 1:(height - $2):3 with labels left noenhanced font face \
            textcolor rgb colour
    }
    if (what == 5) {
        plot n.'.tsv' index block using 1:(height - $2):3 with labels center noenhanced font face \
            textcolor rgb colour
    }
    if (what == 6) {
        plot n.'.tsv' index block using 1:(height - $2):3 with labels right noenhanced font face \
            textcolor rgb colour
    }
}
unset multiplot
unset output
