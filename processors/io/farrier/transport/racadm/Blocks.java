package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shapes of RACADM's texts (PROTOCOLS 3.2, recorded answers): lines {@code key = value}, alone or in blocks that begin after a
 * title between dashes and end with a line of dashes each. Values may be in brackets.
 */
final class Blocks {

    private static final Pattern DASHES = Pattern.compile("-{10,}");
    private static final Pattern PAIR = Pattern.compile("\\[?([^=]+?)\\s*=\\s*\\[?(.*?)]?");

    private Blocks() {}

    /**
     * The blocks behind a title, in their order. Whether the last one is whole, who knows its keys has to see.
     *
     * @throws Failure {@code garbled} where the title is missing or the last line does not end
     */
    static List<Map<String, String>> under(String title, String text) {
        Pattern heading = Pattern.compile("-{3,}\\s*" + Pattern.quote(title) + "\\s*-{3,}");
        List<Map<String, String>> blocks = new ArrayList<>();
        Map<String, String> open = null;
        for (String line : text.lines().map(String::strip).toList()) {
            if (open == null) {
                open = heading.matcher(line).matches() ? new LinkedHashMap<>() : null;
            } else if (DASHES.matcher(line).matches()) {
                if (!open.isEmpty()) {
                    blocks.add(open);
                }
                open = new LinkedHashMap<>();
            } else if (!line.isEmpty()) {
                pair(line, open);
            }
        }
        if (open == null) {
            throw new Failure("garbled", "RACADM's " + title + " does not begin");
        }
        // The recorded inventory ends without the last dashes; a line that has no end of its own may be half a line.
        if (!open.isEmpty() && !text.endsWith("\n")) {
            throw new Failure("garbled", "RACADM's " + title + " is cut off in the middle");
        }
        if (!open.isEmpty()) {
            blocks.add(open);
        }
        return blocks;
    }

    /** The pairs of a text without blocks; of a repeated key the first. */
    static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        text.lines().map(String::strip).forEach(line -> pair(line, pairs));
        return pairs;
    }

    private static void pair(String line, Map<String, String> into) {
        Matcher pair = PAIR.matcher(line);
        if (pair.matches()) {
            into.putIfAbsent(pair.group(1).strip(), pair.group(2).strip());
        }
    }

    /** A value that is there and says something; else null. */
    static String known(Map<String, String> block, String key) {
        String value = block.get(key);
        return value == null || value.isEmpty() || value.equals("NA") || value.equals("N/A") ? null : value;
    }
}
