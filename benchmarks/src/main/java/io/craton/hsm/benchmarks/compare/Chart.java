package io.craton.hsm.benchmarks.compare;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A picture of the ratios: a row for each operation, a bar for each of the product's doors and for
 * SunPKCS11, on a logarithmic scale around the line at which they are as fast as SoftHSM from C.
 */
final class Chart {
    private static final int LEFT = 250;
    private static final int WIDTH = 900;
    private static final int BAR = 9;
    private static final int GAP = 8;
    private static final int TOP = 60;
    private static final double LEAST = 0.03;
    private static final double MOST = 100;
    private static final List<Rival> SHOWN =
            List.of(Rival.API, Rival.API_ACCP, Rival.JCA, Rival.SUN_PKCS11);
    private static final List<String> COLOURS = List.of("#1f5fa8", "#7aa6d8", "#2c8a4b", "#b0b0b0");

    private final Results results;

    Chart(Results results) {
        this.results = results;
    }

    /** The picture. */
    String svg() {
        List<Measured> rows =
                results.operations().stream().filter(each -> !each.handshake()).toList();
        int row = SHOWN.size() * BAR + GAP;
        int height = TOP + rows.size() * row + 30;
        StringBuilder svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"12\">%n",
                        WIDTH,
                        height));
        svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
        text(svg, 10, 20, "start", "Operations per processor second, SoftHSM called from C = 1");
        legend(svg);
        grid(svg, height - 30);
        for (int i = 0; i < rows.size(); i++) {
            row(svg, rows.get(i), TOP + i * row);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg) {
        int x = 10;
        for (int i = 0; i < SHOWN.size(); i++) {
            rect(svg, x, 32, 12, COLOURS.get(i));
            text(svg, x + 18, 41, "start", SHOWN.get(i).label());
            x += 190;
        }
    }

    private static void grid(StringBuilder svg, int bottom) {
        for (double value : new double[] {0.1, 1, 10, 100}) {
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"%4$s\"/>%n",
                            x(value),
                            TOP - 6,
                            bottom,
                            value == 1 ? "#c02020" : "#dddddd"));
            String label = value < 1 ? "0.1" : String.valueOf((int) value);
            text(svg, (int) x(value), bottom + 16, "middle", label);
        }
    }

    private void row(StringBuilder svg, Measured operation, int y) {
        text(svg, LEFT - 8, y + SHOWN.size() * BAR / 2 + 4, "end", operation.label());
        for (int i = 0; i < SHOWN.size(); i++) {
            Optional<Double> ratio = results.ratio(operation, SHOWN.get(i));
            if (ratio.isPresent()) {
                double end = x(ratio.get());
                rect(svg, LEFT, y + i * BAR, end - LEFT, COLOURS.get(i));
                text(svg, (int) end + 4, y + i * BAR + BAR, "start", figure(ratio.get()));
            }
        }
    }

    private static String figure(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2g" : "%.0f", ratio);
    }

    private static double x(double ratio) {
        double bounded = Math.max(LEAST, Math.min(MOST, ratio));
        double share = Math.log(bounded / LEAST) / Math.log(MOST / LEAST);
        return LEFT + share * (WIDTH - LEFT - 60);
    }

    private static void rect(StringBuilder svg, double x, int y, double width, String colour) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                        x,
                        y,
                        width,
                        BAR - 1,
                        colour));
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String words) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                        x,
                        y,
                        anchor,
                        words));
    }
}
