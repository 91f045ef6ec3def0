# text: all words of a chart, over everything else, where report/sketch.c put them.
#
# n.txt: x, y from the bottom, style, side (0 left, 1 centre, 2 right), text; a block
# for each style and side. The styles are those of report/sketch.h.
array TEXT_FONT[10] = ['Arial Bold,24', 'Arial,17', 'Arial,17', 'Arial,14', \
    'Arial Bold,17', 'Arial,17', 'Arial Bold,17', 'Arial,17', 'Arial Bold,17', 'Arial,14']
array TEXT_COLOUR[10] = [BLACK, '#505A5F', '#3D3D3D', '#505A5F', DARK_BLUE, GREY, RUST, \
    BLACK, BLACK, GREY]
array TEXT_SIZE[10] = [24, 17, 17, 14, 17, 17, 17, 17, 17, 14]

set lmargin at screen 0
set rmargin at screen 1
set bmargin at screen 0
set tmargin at screen 1
unset grid
unset tics
unset object
set xrange [0:1000]
set yrange [0:height]
# A point of pngcairo is 4/3 of a pixel; of svg, one.
scale = is_svg ? 1.0 : 1.5
do for [block = 0:blocks - 1] {
    stats n.'.txt' index block every ::0::0 using (s = int($3), side = int($4), 0) nooutput
    face = TEXT_FONT[s + 1]
    comma = strstrt(face, ',')
    face = sprintf('%s,%g', face[1:comma - 1], TEXT_SIZE[s + 1] * scale)
    colour = TEXT_COLOUR[s + 1]
    if (side == 0) {
        plot n.'.txt' index block using 1:2:5 with labels left noenhanced \
            font face textcolor rgb colour
    }
    if (side == 1) {
        plot n.'.txt' index block using 1:2:5 with labels center noenhanced \
            font face textcolor rgb colour
    }
    if (side == 2) {
        plot n.'.txt' index block using 1:2:5 with labels right noenhanced \
            font face textcolor rgb colour
    }
}
unset multiplot
unset output
