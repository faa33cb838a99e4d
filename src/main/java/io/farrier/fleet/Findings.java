package io.farrier.fleet;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Bmc;
import io.farrier.transport.Identity;
import io.farrier.transport.Inventory;
import java.sql.Timestamp;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** What was found of hosts, to be written: who answers where, and what they hold. Only news becomes an event. */
@Repository
public class Findings {

    private static final String FOUND = """
            insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, product, service_tag, manager_mac)
            values (?::inet, ?, ?, ?, ?, ?)
            on conflict (mgmt_ip, mgmt_port) do update set
                mgmt_kind = case when excluded.mgmt_kind = 'unknown' then hosts.mgmt_kind else excluded.mgmt_kind end,
                product = case when excluded.mgmt_kind = 'unknown' then hosts.product else excluded.product end,
                service_tag = coalesce(excluded.service_tag, hosts.service_tag),
                manager_mac = coalesce(excluded.manager_mac, hosts.manager_mac), last_seen_at = now()
            returning id
            """;

    private static final String FORGET = """
            update hosts set model = null, generation = null, system_id = null, bmc_model = null, bmc_version = null,
                bios_version = null, power_state = null, health = null, fqdn = null, uuid = null, manager_mac = null, oem_branded = null,
                inventory_at = null, system_inventory_time = null
            where id = ?
            """;

    /** What a machine is stays, where the way that was taken does not tell it; another machine was forgotten before. */
    private static final String DESCRIBE = """
            update hosts set service_tag = coalesce(?, service_tag), manager_mac = coalesce(?, manager_mac), model = ?,
                generation = coalesce(?, generation), system_id = coalesce(?, system_id),
                bmc_model = coalesce(?, bmc_model), bmc_version = ?, bios_version = ?, power_state = ?, health = ?,
                fqdn = ?, uuid = coalesce(?, uuid), oem_branded = coalesce(?, oem_branded), system_inventory_time = ?, inventory_at = now(), last_seen_at = now(),
                last_problem = null, last_problem_at = null
            where id = ?
            """;

    private static final String COMPONENT = """
            insert into components (host_id, inventory_id, fqdd, component_id, vendor_id, device_id, subvendor_id, subdevice_id,
                component_type, name, version, updateable, installed_at, weak)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (host_id, inventory_id) do update set fqdd = excluded.fqdd, component_id = excluded.component_id,
                vendor_id = excluded.vendor_id, device_id = excluded.device_id, subvendor_id = excluded.subvendor_id,
                subdevice_id = excluded.subdevice_id, component_type = excluded.component_type, name = excluded.name,
                version = excluded.version, updateable = excluded.updateable, installed_at = excluded.installed_at,
                weak = excluded.weak, seen_at = now()
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate batch;
    private final Ledger ledger;
    private final Hosts hosts;
    private final Aftermath aftermath;

    Findings(JdbcClient jdbc, JdbcTemplate batch, Ledger ledger, Hosts hosts, Aftermath aftermath) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.ledger = ledger;
        this.hosts = hosts;
        this.aftermath = aftermath;
    }

    /** Something answers at an address: it is recorded as what it is. Who does not say what it is changes nothing of what is known. */
    @Transactional
    public Host found(Bmc bmc, Identity identity) {
        Host before = hosts.at(bmc.address(), bmc.port()).orElse(null);
        long id = jdbc.sql(FOUND)
                .params(
                        bmc.address(),
                        bmc.port(),
                        identity.kind(),
                        identity.product(),
                        identity.serviceTag(),
                        identity.managerMac())
                .query(Long.class)
                .single();
        if (before != null && other(before, identity.serviceTag())) {
            moved(before, bmc, identity.serviceTag());
        }
        if (identity.kind().equals(Identity.UNKNOWN)) {
            if (before == null) {
                event(
                        id,
                        "host.found",
                        "At %s answers %s, which does not say of what.".formatted(bmc, identity.product()),
                        identity);
            }
        } else if (!identity.kind().equals("server")) {
            well(id);
            if (before == null) {
                String what = identity.product() == null ? "something that speaks Redfish" : identity.product();
                event(id, "host.found", "At %s answers %s, which is no server.".formatted(bmc, what), identity);
            }
        } else if (before == null || other(before, identity.serviceTag())) {
            twins(id, bmc, identity.serviceTag());
        }
        return hosts.byId(id).orElseThrow();
    }

    private static boolean other(Host before, String serviceTag) {
        return before.serviceTag() != null
                && serviceTag != null
                && !before.serviceTag().equals(serviceTag);
    }

    /** Another machine answers here now: what the former one held must not be taken for its own. */
    private void moved(Host before, Bmc bmc, String serviceTag) {
        jdbc.sql("delete from components where host_id = ?").params(before.id()).update();
        jdbc.sql(FORGET).params(before.id()).update();
        event(
                before.id(),
                "host.moved",
                "At %s answered %s before, now answers %s; what was known of the former is forgotten."
                        .formatted(bmc, before.serviceTag(), serviceTag),
                Map.of("before", before.serviceTag(), "now", serviceTag));
    }

    /** One machine at two addresses, or at a new one: a selector takes only one of them ({@link Hosts#resolve}). */
    private void twins(long id, Bmc bmc, String serviceTag) {
        List<String> others = serviceTag == null ? List.of() : hosts.othersOf(id, serviceTag);
        if (!others.isEmpty()) {
            event(
                    id,
                    "host.known-elsewhere",
                    "%s at %s is known at %s too; plans use one of these addresses only."
                            .formatted(serviceTag, bmc, String.join(", ", others)),
                    Map.of("serviceTag", serviceTag, "others", others));
        }
    }

    /** What a server is and holds, whole: what it no longer has is gone. */
    @Transactional
    public void inventory(long hostId, Inventory inventory) {
        Host before = lock(hostId);
        if (other(before, inventory.serviceTag())) {
            moved(before, before.bmc(), inventory.serviceTag());
            before = hosts.byId(hostId).orElseThrow();
        }
        List<Component> known = hosts.components(hostId);
        List<Inventory.Installed> components = Remembered.in(known, inventory.components());
        List<String> changes = Changes.between(known, components);
        describe(hostId, inventory);
        components(hostId, components);
        aftermath.read(hostId, inventory.collectedAt());
        Host host = hosts.byId(hostId).orElseThrow();
        if (before.inventoryAt() == null) {
            event(
                    hostId,
                    "host.found",
                    first(host, inventory),
                    Map.of("components", inventory.components().size()));
        } else if (!changes.isEmpty()) {
            event(
                    hostId,
                    "host.changed",
                    "%s now holds %s.".formatted(host.label(), String.join(", ", changes)),
                    Map.of("changes", changes));
        }
        if (before.inventoryAt() != null && before.lastProblem() != null) {
            event(hostId, "host.recovered", host.label() + " can be read again.", Map.of("was", before.lastProblem()));
        }
    }

    private static String first(Host host, Inventory inventory) {
        return "%s: %s, iDRAC %s, %d components."
                .formatted(
                        host.label(),
                        host.generation() == null ? "generation unknown" : host.generation(),
                        host.bmcVersion() == null ? "of unknown version" : host.bmcVersion(),
                        inventory.components().size());
    }

    /** A known host could not be read; why is kept until it can. That it has begun is news, that it goes on is not. */
    @Transactional
    public void problem(long hostId, String why) {
        Host before = lock(hostId);
        jdbc.sql("update hosts set last_problem = ?, last_problem_at = now() where id = ?")
                .params(why, hostId)
                .update();
        if (before.lastProblem() == null) {
            boolean fresh = before.kind().equals("server") && before.inventoryAt() == null;
            String type = fresh ? "host.found" : "host.problem";
            event(hostId, type, "%s can't be read: %s".formatted(before.label(), why), Map.of("problem", why));
        }
    }

    private void well(long hostId) {
        jdbc.sql("update hosts set last_problem = null, last_problem_at = null where id = ?")
                .params(hostId)
                .update();
    }

    /** The host as it is until this transaction ends: two that read it at the same time write one after the other. */
    private Host lock(long hostId) {
        jdbc.sql("select id from hosts where id = ? for no key update")
                .params(hostId)
                .query(Long.class)
                .single();
        return hosts.byId(hostId).orElseThrow();
    }

    private void describe(long hostId, Inventory i) {
        jdbc.sql(DESCRIBE)
                .params(
                        i.serviceTag(),
                        i.managerMac(),
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
                        i.oemBranded(),
                        i.collectedAt() == null ? null : Timestamp.from(i.collectedAt()),
                        hostId)
                .update();
    }

    private void components(long hostId, List<Inventory.Installed> components) {
        String[] kept =
                components.stream().map(Inventory.Installed::inventoryId).toArray(String[]::new);
        jdbc.sql("delete from components where host_id = ? and not inventory_id = any (?)")
                .params(hostId, kept)
                .update();
        List<Object[]> rows = components.stream()
                .sorted(Comparator.comparing(Inventory.Installed::inventoryId))
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
                    c.installedAt(),
                    c.weak()
                })
                .toList();
        batch.batchUpdate(COMPONENT, rows);
    }

    private void event(long hostId, String type, String sentence, Object data) {
        ledger.append(Entry.of("host:" + hostId, type, sentence).host(hostId).with(data));
    }
}
