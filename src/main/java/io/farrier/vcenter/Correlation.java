package io.farrier.vcenter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which ESXi host is which of our servers: by its service tag, with the UUID as second evidence, which the two sides write in
 * either byte order (SMBIOS 2.6, 7.2.1: the first three fields are little-endian). Where they contradict each other nobody is
 * matched. Pure.
 */
final class Correlation {

    /** A server that the hub knows. */
    record Server(long id, String serviceTag, String uuid) {}

    /**
     * @param hostId of the server that it is, or that it says it is; null: of none that is known
     * @param problem why it is not taken for that one; null: it is
     */
    record Match(String moid, String serviceTag, Long hostId, String problem) {}

    private Correlation() {}

    static List<Match> of(List<Esxi> hosts, List<Server> servers) {
        Map<String, List<Server>> byTag = servers.stream()
                .filter(server -> server.serviceTag() != null)
                .collect(Collectors.groupingBy(server -> tag(server.serviceTag())));
        Map<String, List<Server>> byUuid = servers.stream()
                .filter(server -> server.uuid() != null)
                .collect(Collectors.groupingBy(server -> uuid(server.uuid())));
        List<Match> matches = new ArrayList<>();
        for (Esxi host : hosts) {
            matches.add(match(host, byTag, byUuid));
        }
        return twice(matches, hosts);
    }

    private static Match match(Esxi host, Map<String, List<Server>> byTag, Map<String, List<Server>> byUuid) {
        String tag = serviceTag(host).orElse(null);
        List<Server> tagged = tag == null ? List.of() : byTag.getOrDefault(tag, List.of());
        List<Server> same = host.uuid() == null ? List.of() : eitherOrder(host.uuid(), byUuid);
        if (tagged.isEmpty() && same.isEmpty()) {
            return new Match(host.moid(), tag, null, null);
        }
        if (tagged.isEmpty()) {
            Server server = same.getFirst();
            if (tag != null && server.serviceTag() != null) {
                return new Match(
                        host.moid(),
                        tag,
                        server.id(),
                        "Its UUID is that of %s, but its service tag is %s: one of them was changed with the mainboard, or is wrong."
                                .formatted(server.serviceTag(), tag));
            }
            return same.stream().map(Server::id).distinct().count() == 1
                    ? new Match(host.moid(), tag, server.id(), null)
                    : new Match(
                            host.moid(), tag, server.id(), "Its UUID is that of several servers, so it says nothing.");
        }
        // Of several addresses of one machine any is it.
        Optional<Server> agreed = tagged.stream()
                .filter(server -> server.uuid() == null || host.uuid() == null || equal(server.uuid(), host.uuid()))
                .findFirst();
        Server server = agreed.orElse(tagged.getFirst());
        if (agreed.isEmpty()) {
            return new Match(
                    host.moid(),
                    tag,
                    server.id(),
                    "It has the service tag %s, but another UUID than that server's BMC tells (%s, not %s): one of them is wrong."
                            .formatted(tag, host.uuid(), server.uuid()));
        }
        return new Match(host.moid(), tag, server.id(), null);
    }

    /** One server is one host only: where two claim to be it, neither is. */
    private static List<Match> twice(List<Match> matches, List<Esxi> hosts) {
        Map<Long, List<Match>> claims =
                matches.stream().filter(match -> match.hostId() != null).collect(Collectors.groupingBy(Match::hostId));
        Map<String, String> names = hosts.stream().collect(Collectors.toMap(Esxi::moid, Esxi::name));
        Function<Match, Match> judged = match -> {
            List<Match> same = match.hostId() == null ? List.of() : claims.get(match.hostId());
            return same.size() < 2
                    ? match
                    : new Match(
                            match.moid(),
                            match.serviceTag(),
                            match.hostId(),
                            "The vCenter shows %d hosts as this one server: %s."
                                    .formatted(
                                            same.size(),
                                            same.stream()
                                                    .map(one -> names.get(one.moid()))
                                                    .sorted()
                                                    .collect(Collectors.joining(", "))));
        };
        return matches.stream().map(judged).toList();
    }

    /** Virtual machines and other makes have serial numbers too; a service tag of Dell's has five to seven characters. */
    static Optional<String> serviceTag(Esxi host) {
        return host.serials().stream()
                .map(Correlation::tag)
                .filter(serial -> serial.matches("[A-Z0-9]{5,7}"))
                .findFirst();
    }

    private static List<Server> eitherOrder(String uuid, Map<String, List<Server>> byUuid) {
        List<Server> found = byUuid.getOrDefault(uuid(uuid), List.of());
        return found.isEmpty() ? byUuid.getOrDefault(swapped(uuid(uuid)), List.of()) : found;
    }

    static boolean equal(String one, String other) {
        return uuid(one).equals(uuid(other)) || swapped(uuid(one)).equals(uuid(other));
    }

    private static String tag(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }

    private static String uuid(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-f]", "");
    }

    /** The first three fields byte by byte from behind. */
    private static String swapped(String hex) {
        return hex.length() != 32
                ? hex
                : turned(hex.substring(0, 8))
                        + turned(hex.substring(8, 12))
                        + turned(hex.substring(12, 16))
                        + hex.substring(16);
    }

    private static String turned(String field) {
        StringBuilder turned = new StringBuilder();
        for (int i = field.length() - 2; i >= 0; i -= 2) {
            turned.append(field, i, i + 2);
        }
        return turned.toString();
    }
}
