package io.craton.hsm.cli.console;

import io.craton.hsm.spi.Printable;

/** A line of output in pieces, some of them in a colour; the text of each is made printable. */
public final class StyledLine {
    private final boolean colours;
    private final StringBuilder line = new StringBuilder();

    /**
     * @param colours whether there are colours
     */
    public StyledLine(boolean colours) {
        this.colours = colours;
    }

    /** Adds text. */
    public StyledLine add(String text) {
        line.append(Printable.line(text));
        return this;
    }

    /** Adds text in a colour. */
    public StyledLine add(Colour colour, String text) {
        line.append(colour.paint(colours, Printable.line(text)));
        return this;
    }

    /** The line, safe to print. */
    @Override
    public String toString() {
        return line.toString();
    }
}
