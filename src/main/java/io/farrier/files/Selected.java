package io.farrier.files;

import io.farrier.hub.Refused;
import java.sql.Timestamp;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The packages that a selection means: firmware in Windows packages, which BMCs install. */
@Repository
public class Selected {

    /** A package in 32 bits is not wanted where the catalog has it in 64. */
    private static final String OFFERS = """
            select p.id, s.system_id || ' ' || p.component_type || ' '
                || coalesce(d.component_id, concat_ws('-', d.vendor_id, d.device_id, d.subvendor_id, d.subdevice_id)) as place,
                p.vendor_version, p.released_at, p.package_type
            from packages p join package_systems s on s.package_id = p.id join package_devices d on d.package_id = p.id
            where p.catalog_id = any(:catalogs) and p.component_type in ('BIOS', 'FRMW', 'APAC')
              and p.package_type in ('LW64', 'LWXP')
              and (cardinality(:systems::text[]) = 0 or s.system_id = any(:systems))
              and (cardinality(:components::text[]) = 0 or d.component_id = any(:components))
              and (cardinality(:types::text[]) = 0 or p.component_type = any(:types))
            """;

    private static final String SYSTEMS =
            "select distinct upper(system_id) from hosts where system_id is not null and model = ?";

    private final JdbcClient jdbc;

    Selected(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(Newest.Offer offer, boolean wide) {}

    /**
     * The ids of the packages in these catalogs.
     *
     * @throws Refused when a model is of no host here, so that nobody knows which system it is
     */
    public Set<Long> of(Selection selection, List<Long> catalogs) {
        selection.checked();
        Set<String> systems = new TreeSet<>(selection.systems());
        for (String model : selection.models()) {
            List<String> known =
                    jdbc.sql(SYSTEMS).params(model).query(String.class).list();
            if (known.isEmpty()) {
                throw Refused.invalid(
                        ("No host here is a %s, so its system id is not known. Give the system id instead, as"
                                        + " the catalog has it.")
                                .formatted(model));
            }
            systems.addAll(known);
        }
        List<Row> rows = jdbc.sql(OFFERS)
                .param("catalogs", catalogs.toArray(Long[]::new))
                .param("systems", systems.toArray(String[]::new))
                .param("components", selection.components().toArray(String[]::new))
                .param("types", selection.types().toArray(String[]::new))
                .query((row, n) -> {
                    Timestamp released = row.getTimestamp("released_at");
                    return new Row(
                            new Newest.Offer(
                                    row.getLong("id"),
                                    row.getString("place"),
                                    row.getString("vendor_version"),
                                    released == null ? null : released.toInstant()),
                            row.getString("package_type").equals("LW64"));
                })
                .list();
        Set<String> wide = new TreeSet<>();
        rows.stream().filter(Row::wide).forEach(row -> wide.add(row.offer().place()));
        List<Newest.Offer> offers = rows.stream()
                .filter(row -> row.wide() || !wide.contains(row.offer().place()))
                .map(Row::offer)
                .toList();
        if (selection.newest()) {
            return Newest.of(offers);
        }
        Set<Long> all = new TreeSet<>();
        offers.forEach(offer -> all.add(offer.packageId()));
        return all;
    }
}
