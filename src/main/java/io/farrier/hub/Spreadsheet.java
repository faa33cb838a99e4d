package io.farrier.hub;

/** What a table is for those who open it in a spreadsheet. */
public final class Spreadsheet {

    private Spreadsheet() {}

    /** A cell; a text that a spreadsheet would take for a formula is quoted with an apostrophe. */
    public static String cell(Object value) {
        String text = value == null ? "" : value.toString();
        return !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
