package dev.yardarm.bench;

import java.util.List;
import java.util.Locale;

/** A bar chart as SVG: one bar for each value, from zero. */
record Plot(String title, String unit, List<Bar> bars) {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 300;
    private static final int LEFT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 40;

    /** @param shown the value as it is written above its bar */
    record Bar(String name, double value, String shown) {}

    Plot {
        bars = List.copyOf(bars);
    }

    String svg() {
        double greatest = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        double step = (WIDTH - 2.0 * LEFT) / bars.size();
        StringBuilder svg = new StringBuilder(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\" text-anchor=\"middle\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"%d\" y=\"22\" font-size=\"15\">%s, %s</text>%n",
                WIDTH, HEIGHT, WIDTH / 2, escaped(title), escaped(unit)));
        for (int i = 0; i < bars.size(); i++) {
            Bar bar = bars.get(i);
            double height = (HEIGHT - TOP - BOTTOM) * (greatest == 0 ? 0 : bar.value() / greatest);
            double x = LEFT + step * i + step * 0.15;
            double y = HEIGHT - BOTTOM - height;
            double middle = LEFT + step * (i + 0.5);
            svg.append(format(
                    "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#2b6cb0\"/>%n"
                            + "<text x=\"%.1f\" y=\"%.1f\">%s</text>%n<text x=\"%.1f\" y=\"%d\">%s</text>%n",
                    x,
                    y,
                    step * 0.7,
                    height,
                    middle,
                    y - 6,
                    escaped(bar.shown()),
                    middle,
                    HEIGHT - 18,
                    escaped(bar.name())));
        }
        return svg.append("</svg>\n").toString();
    }

    private static String format(String form, Object... values) {
        return String.format(Locale.ROOT, form, values).replace("\r\n", "\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
