package io.farrier.ome;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * A server as an OME shows it in {@code /api/DeviceService/Devices}. What it does not say is null. Pure.
 *
 * @param id its Id there
 * @param systemId four hex digits; OME writes it decimal (1894 is 0766)
 * @param address of its iDRAC, a literal; null: it tells none
 * @param inventoried its LastInventoryTime, as written: only whether it changed matters
 */
public record Device(
        long id,
        String name,
        String serviceTag,
        String model,
        String systemId,
        String address,
        int port,
        String inventoried) {

    /** {@code Type} of a server; chassis, switches and storage have others. */
    private static final int SERVER = 1000;

    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

    /** Empty for what is no server. @param json a member of {@code value} */
    static Optional<Device> read(JsonNode json) {
        if (json.path("Type").asInt() != SERVER) {
            return Optional.empty();
        }
        Optional<JsonNode> idrac = idrac(json.path("DeviceManagement"));
        return Optional.of(new Device(
                json.path("Id").asLong(),
                text(json, "DeviceName"),
                upper(text(json, "DeviceServiceTag")),
                text(json, "Model"),
                json.path("SystemId").asInt() > 0
                        ? String.format(
                                Locale.ROOT, "%04X", json.path("SystemId").asInt())
                        : null,
                idrac.map(entry -> text(entry, "NetworkAddress")).orElse(null),
                idrac.map(Device::port).orElse(443),
                text(json, "LastInventoryTime")));
    }

    /** The entry that an iDRAC answers behind, else the first with an address. */
    private static Optional<JsonNode> idrac(JsonNode managements) {
        var addressed = StreamSupport.stream(managements.spliterator(), false)
                .filter(entry -> literal(text(entry, "NetworkAddress")))
                .toList();
        return addressed.stream()
                .filter(entry -> entry.path("ManagementProfile").findValuesAsText("AgentName").stream()
                        .anyMatch("iDRAC"::equalsIgnoreCase))
                .findFirst()
                .or(() -> addressed.stream().findFirst());
    }

    private static boolean literal(String address) {
        return address != null
                && (IPV4.matcher(address).matches() || IPV6.matcher(address).matches());
    }

    private static int port(JsonNode management) {
        for (JsonNode profile : management.path("ManagementProfile")) {
            String url = text(profile, "ManagementURL");
            try {
                int port = url == null ? -1 : URI.create(url).getPort();
                if (port > 0 && port < 65536) {
                    return port;
                }
            } catch (IllegalArgumentException e) {
                // It is no address then, and says nothing of a port.
            }
        }
        return 443;
    }

    static String text(JsonNode json, String name) {
        JsonNode value = json.path(name);
        return value.isTextual() && !value.asText().isBlank() ? value.asText().strip() : null;
    }

    private static String upper(String text) {
        return text == null ? null : text.toUpperCase(Locale.ROOT);
    }
}
