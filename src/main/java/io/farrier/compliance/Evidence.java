package io.farrier.compliance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * What a verdict rests on, for programs; the reason says the same to people. What had no part in it is null.
 *
 * @param rule of the baseline, "pin to 1.12.1, rule 2 of the baseline spring"; null: the newest is wanted
 * @param steps ids of the packages on the way, the wanted one last; empty: at once, or not at all
 * @param managedBy who else owns the firmware
 */
public record Evidence(
        Matched matched,
        Offered offered,
        Compared compared,
        String rule,
        Waived waived,
        List<Long> steps,
        String managedBy) {

    /**
     * How the component was recognised.
     *
     * @param by component-id, pci or fqdd-map, which led to the package; null: no package decided
     * @param weak the component id was looked up by the FQDD, since the device told none ({@code config/fqdd.yaml})
     * @param pci "8086:1572:1028:1F9C"; null where the component has none
     */
    public record Matched(String by, boolean weak, String componentId, String pci, String systemId) {}

    /**
     * The package that decided.
     *
     * @param id {@code packages.id}; the package may no longer be kept
     * @param packageId the vendor's {@code packageID}
     */
    public record Offered(
            long id, String packageId, String releaseId, String path, Long catalogId, String catalogVersion) {}

    /**
     * @param available the version of the package; null: none decided
     * @param order lower, equal, higher or incomparable: the installed one against the other
     * @param installedScheme what the version looks like, see {@link VersionOrder#scheme}
     */
    public record Compared(
            String installed, String available, String order, String installedScheme, String availableScheme) {}

    public record Waived(long id, String owner, String reason, Instant expiresAt) {}

    /** Of a row {@code v} of verdicts, or of past ones, on a host {@code h}. */
    static final String COLUMNS = """
            v.offered ->> 'packageId' as vendor_package, v.offered ->> 'releaseId' as package_release, v.offered ->> 'path' as package_path,
            (v.offered ->> 'catalogId')::bigint as package_catalog, v.offered ->> 'catalogVersion' as package_catalog_version,
            v.facts ->> 'systemId' as system_id, coalesce((v.facts ->> 'weak')::boolean, false) as weak,
            v.facts ->> 'vendorId' as vendor_id, v.facts ->> 'deviceId' as device_id, v.facts ->> 'subvendorId' as subvendor_id,
            v.facts ->> 'subdeviceId' as subdevice_id, w.owner as waiver_owner, w.reason as waiver_reason, w.expires_at as waiver_expires
            """;

    static final String JOINS = """
            left join waivers w on w.id = v.waiver_id
            """;

    /** Nothing to go by. */
    static Evidence none(String systemId) {
        return new Evidence(
                new Matched(null, false, null, null, systemId),
                null,
                new Compared(null, null, null, null, null),
                null,
                null,
                List.of(),
                null);
    }

    static Evidence of(ResultSet row) throws SQLException {
        Long packageId = row.getObject("package_id", Long.class);
        String path = row.getString("path");
        return new Evidence(
                matched(row),
                packageId == null
                        ? null
                        : new Offered(
                                packageId,
                                row.getString("vendor_package"),
                                row.getString("package_release"),
                                row.getString("package_path"),
                                row.getObject("package_catalog", Long.class),
                                row.getString("package_catalog_version")),
                compared(row.getString("installed"), row.getString("available")),
                row.getString("rule"),
                row.getObject("waiver_id") == null
                        ? null
                        : new Waived(
                                row.getLong("waiver_id"),
                                row.getString("waiver_owner"),
                                row.getString("waiver_reason"),
                                row.getTimestamp("waiver_expires").toInstant()),
                path == null
                        ? List.of()
                        : Arrays.stream(path.replaceAll("[^0-9,]", "").split(","))
                                .map(Long::valueOf)
                                .toList(),
                row.getString("managed_by"));
    }

    private static Matched matched(ResultSet row) throws SQLException {
        String[] ids = {
            row.getString("vendor_id"),
            row.getString("device_id"),
            row.getString("subvendor_id"),
            row.getString("subdevice_id")
        };
        return new Matched(
                row.getString("matched"),
                row.getBoolean("weak"),
                row.getString("component_id"),
                Arrays.stream(ids).anyMatch(id -> id == null) ? null : String.join(":", ids),
                row.getString("system_id"));
    }

    private static Compared compared(String installed, String available) {
        return new Compared(
                installed,
                available,
                available == null
                        ? null
                        : VersionOrder.of(installed, available).name().toLowerCase(java.util.Locale.ROOT),
                VersionOrder.scheme(installed),
                VersionOrder.scheme(available));
    }

    /** For a table and the printed page: all of it in one line. */
    public String inWords() {
        StringBuilder words = new StringBuilder();
        if (matched.by() != null) {
            words.append("matched by %s%s".formatted(matched.by(), matched.weak() ? " (weak)" : ""));
        }
        add(words, "component ", matched.componentId());
        add(words, "PCI ", matched.pci());
        add(words, "system ", matched.systemId());
        if (offered != null) {
            add(words, "package ", offered.path() == null ? offered.id() + ", no longer kept" : offered.path());
            add(words, "catalog ", offered.catalogVersion());
        }
        add(words, "installed is ", compared.order());
        add(words, "rule: ", rule);
        add(words, "managed by ", managedBy);
        if (!steps.isEmpty()) {
            add(words, "by way of ", steps.size() + " packages");
        }
        return words.toString();
    }

    private static void add(StringBuilder words, String name, String value) {
        if (value != null) {
            words.append(words.isEmpty() ? "" : "; ").append(name).append(value);
        }
    }
}
