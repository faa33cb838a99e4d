package io.farrier.fleet;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Bmc;
import io.farrier.transport.Identity;
import io.farrier.transport.Inventory;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What was found of hosts, to be written: who answers where, and what they hold. */
@Repository
public class Findings {

    private static final String FOUND = """
            insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, product, service_tag, manager_mac)
            values (?::inet, ?, ?, ?, ?, ?)
            on conflict (mgmt_ip, mgmt_port) do update set mgmt_kind = excluded.mgmt_kind, product = excluded.product,
                service_tag = coalesce(excluded.service_tag, hosts.service_tag),
                manager_mac = coalesce(excluded.manager_mac, hosts.manager_mac), last_seen_at = now()
            returning id, xmax = 0 as fresh
            """;

    private static final String DESCRIBE = """
            update hosts set service_tag = ?, model = ?, generation = ?, system_id = ?, bmc_model = ?, bmc_version = ?,
                bios_version = ?, power_state = ?, health = ?, fqdn = ?, uuid = ?, system_inventory_time = ?,
                inventory_at = now(), last_seen_at = now(), last_problem = null, last_problem_at = null
            where id = ?
            """;

    private static final String COMPONENT = """
            insert into components (host_id, inventory_id, fqdd, component_id, vendor_id, device_id, subvendor_id, subdevice_id,
                component_type, name, version, updateable, installed_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (host_id, inventory_id) do update set fqdd = excluded.fqdd, component_id = excluded.component_id,
                vendor_id = excluded.vendor_id, device_id = excluded.device_id, subvendor_id = excluded.subvendor_id,
                subdevice_id = excluded.subdevice_id, component_type = excluded.component_type, name = excluded.name,
                version = excluded.version, updateable = excluded.updateable, installed_at = excluded.installed_at,
                seen_at = now()
            """;

    private final JdbcClient jdbc;
    private final org.springframework.jdbc.core.JdbcTemplate batch;
    private final Ledger ledger;
    private final Hosts hosts;

    Findings(JdbcClient jdbc, org.springframework.jdbc.core.JdbcTemplate batch, Ledger ledger, Hosts hosts) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.ledger = ledger;
        this.hosts = hosts;
    }

    private record Found(long id, boolean fresh) {}

    /** Something answers at an address: it is recorded as what it is. */
    @Transactional
    public Host found(Bmc bmc, Identity identity) {
        Host before = hosts.at(bmc.address(), bmc.port()).orElse(null);
        Found found = jdbc.sql(FOUND)
                .params(
                        bmc.address(),
                        bmc.port(),
                        identity.kind(),
                        identity.product(),
                        identity.serviceTag(),
                        identity.managerMac())
                .query((row, n) -> new Found(row.getLong("id"), row.getBoolean("fresh")))
                .single();
        Host host = hosts.byId(found.id()).orElseThrow();
        if (found.fresh() && !identity.kind().equals("server")) {
            String what = identity.product() == null ? "something that speaks Redfish" : identity.product();
            event(host, "host.found", "At %s answers %s, which is no server.".formatted(bmc, what), identity);
        } else if (before != null && moved(before, identity)) {
            event(
                    host,
                    "host.moved",
                    "At %s answered %s before, now answers %s."
                            .formatted(bmc, before.serviceTag(), identity.serviceTag()),
                    identity);
        }
        return host;
    }

    private static boolean moved(Host before, Identity identity) {
        return before.serviceTag() != null
                && identity.serviceTag() != null
                && !before.serviceTag().equals(identity.serviceTag());
    }

    /** What a server is and holds, whole: what it no longer has is gone. */
    @Transactional
    public void inventory(long hostId, Inventory inventory) {
        Host before = hosts.byId(hostId).orElseThrow();
        Map<String, String> versions = new HashMap<>();
        hosts.components(hostId).forEach(c -> versions.put(c.inventoryId(), c.version()));
        describe(hostId, inventory);
        components(hostId, inventory);
        Host host = hosts.byId(hostId).orElseThrow();
        if (before.inventoryAt() == null) {
            event(
                    host,
                    "host.found",
                    "%s: %s, iDRAC %s, %d components."
                            .formatted(
                                    host.label(),
                                    host.generation() == null ? "generation unknown" : host.generation(),
                                    host.bmcVersion(),
                                    inventory.components().size()),
                    Map.of("components", inventory.components().size()));
            return;
        }
        List<String> changes = new ArrayList<>();
        for (Inventory.Installed item : inventory.components()) {
            String old = versions.get(item.inventoryId());
            if (old != null && !old.equals(item.version())) {
                changes.add("%s %s → %s".formatted(item.name(), old, item.version()));
            }
        }
        if (!changes.isEmpty()) {
            event(
                    host,
                    "host.changed",
                    "%s now holds %s.".formatted(host.label(), String.join(", ", changes)),
                    changes);
        }
    }

    private void describe(long hostId, Inventory i) {
        jdbc.sql(DESCRIBE)
                .params(
                        i.serviceTag(),
                        i.model(),
                        i.generation(),
                        i.systemId(),
                        i.bmcModel(),
                        i.bmcVersion(),
                        i.biosVersion(),
                        i.powerState(),
                        i.health(),
                        i.hostName(),
                        i.uuid(),
                        i.collectedAt() == null ? null : Timestamp.from(i.collectedAt()),
                        hostId)
                .update();
    }

    private void components(long hostId, Inventory inventory) {
        String[] kept = inventory.components().stream()
                .map(Inventory.Installed::inventoryId)
                .toArray(String[]::new);
        jdbc.sql("delete from components where host_id = ? and not inventory_id = any (?)")
                .params(hostId, kept)
                .update();
        // Always in the same order, so that two that write the same host wait for each other and never in a circle.
        List<Object[]> rows = inventory.components().stream()
                .sorted(java.util.Comparator.comparing(Inventory.Installed::inventoryId))
                .map(c -> new Object[] {
                    hostId,
                    c.inventoryId(),
                    c.fqdd(),
                    c.componentId(),
                    c.vendorId(),
                    c.deviceId(),
                    c.subvendorId(),
                    c.subdeviceId(),
                    c.componentType(),
                    c.name(),
                    c.version(),
                    c.updateable(),
                    c.installedAt()
                })
                .toList();
        batch.batchUpdate(COMPONENT, rows);
    }

    /** A known host could not be read; why is kept until it can. */
    public void problem(long hostId, String why) {
        jdbc.sql("update hosts set last_problem = ?, last_problem_at = now() where id = ?")
                .params(why, hostId)
                .update();
    }

    private void event(Host host, String type, String sentence, Object data) {
        ledger.append(
                Entry.of("host:" + host.id(), type, sentence).host(host.id()).with(data));
    }
}
