package io.farrier.catalog;

import io.farrier.hub.Refused;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which catalogs of an index are synced. An empty one would choose none, and is refused.
 *
 * @param catalogs types (MTLC) or whole words of the names ("R750", which is not the R750xs) of the index's groups, in any case
 * @param older how many older versions of each are kept current beside the latest, for stepping stones; null: none
 */
public record Choice(List<String> catalogs, Integer older) {

    private static final int MOST = 24;

    Choice checked() {
        if (catalogs == null
                || catalogs.isEmpty()
                || catalogs.stream().anyMatch(word -> word == null || word.isBlank())) {
            throw Refused.invalid(
                    "An index needs a choice of the catalogs to sync, such as {\"catalogs\": [\"MTLC\"]}: the"
                            + " types of its groups, or words of their names.");
        }
        if (older != null && (older < 0 || older > MOST)) {
            throw Refused.invalid("Of older catalogs 0 to %d can be chosen, not %d.".formatted(MOST, older));
        }
        return this;
    }

    int versions() {
        return 1 + (older == null ? 0 : older);
    }

    private static boolean hasWords(String name, String words) {
        return Pattern.compile("(?<![a-z0-9])" + Pattern.quote(words) + "(?![a-z0-9])")
                .matcher(name)
                .find();
    }

    boolean means(CatalogIndex.Group group) {
        return catalogs.stream()
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .anyMatch(word -> group.type().toLowerCase(Locale.ROOT).equals(word)
                        || hasWords(group.name().toLowerCase(Locale.ROOT), word));
    }
}
