package io.farrier.ome;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One collection of an OME, page after page by {@code @odata.nextLink}. An OME that leads astray, repeats itself or never ends is
 * refused whole: half of an estate would look like an estate from which the other half is gone. Pure.
 */
final class Paging {

    /** More pages, or more members, no OME has: Dell supports 25,000 devices. */
    static final int PAGES = 2_000;

    static final int MEMBERS = 100_000;

    private final URI origin;
    private final String path;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> ids = new HashSet<>();
    private final List<JsonNode> members = new ArrayList<>();

    /** @param first path and query of the first page */
    Paging(String origin, String first) {
        this.origin = URI.create(origin);
        this.path = this.origin.resolve(first).getPath();
        asked.add(this.origin.resolve(first).getRawQuery());
    }

    List<JsonNode> members() {
        return members;
    }

    /**
     * Takes a page.
     *
     * @return path and query of the next one; empty: that was the last
     * @throws Refused saying what is wrong with the page
     */
    Optional<String> take(JsonNode page) {
        JsonNode value = page.path("value");
        if (!value.isArray()) {
            throw refused("it shows no list of members");
        }
        for (JsonNode member : value) {
            String id = member.path("Id").asText("");
            if (id.isEmpty()) {
                throw refused("a member has no Id");
            }
            if (!ids.add(id)) {
                throw refused("it shows %s twice, so its pages overlap or repeat".formatted(id));
            }
            members.add(member);
        }
        String link = Device.text(page, "@odata.nextLink");
        if (link == null) {
            return Optional.empty();
        }
        if (value.isEmpty()) {
            throw refused("an empty page is to be followed by another");
        }
        if (asked.size() >= PAGES || members.size() >= MEMBERS) {
            throw refused("it has no end: %d members on %d pages, and more".formatted(members.size(), asked.size()));
        }
        URI next = resolve(link);
        if (!asked.add(next.getRawQuery())) {
            throw refused("its pages lead in a circle (%s)".formatted(next.getRawQuery()));
        }
        return Optional.of(next.getRawPath() + "?" + next.getRawQuery());
    }

    private URI resolve(String link) {
        try {
            URI next = origin.resolve(new URI(link));
            boolean same = origin.getScheme().equals(next.getScheme())
                    && origin.getHost().equalsIgnoreCase(next.getHost())
                    && port(origin) == port(next)
                    && next.getUserInfo() == null;
            if (!same) {
                throw refused("its next page is said to be elsewhere, at another server");
            }
            if (!path.equals(next.getPath()) || next.getRawQuery() == null || next.getFragment() != null) {
                throw refused("its next page is said to be another thing (%s)".formatted(next.getPath()));
            }
            return next;
        } catch (URISyntaxException e) {
            throw refused("the address of its next page is none");
        }
    }

    private static int port(URI url) {
        return url.getPort() < 0 ? 443 : url.getPort();
    }

    private Refused refused(String why) {
        return new Refused("ome", 409, "%s of %s can't be read: %s. Nothing was changed.".formatted(path, origin, why));
    }
}
