package io.farrier.transport;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The certificate, and the SSH host key, that each BMC showed first. Another one is an event and a refusal, until an operator
 * says that it is right: a firmware update or a factory reset changes it, and so does somebody in between.
 */
@Repository
public class Pins {

    /** The certificate or the host key at this address is not the pinned one. */
    public static final class Changed extends CertificateException {
        private static final long serialVersionUID = 1L;

        Changed(String what, String address, int port, String pinned, String seen) {
            super("%s:%d shows the %s %s…, pinned is %s…"
                    .formatted(address, port, what, seen.substring(0, 16), pinned.substring(0, 16)));
        }
    }

    private static final String PIN = """
            insert into bmc_pins (mgmt_ip, mgmt_port, pin) values (?::inet, ?, ?)
            on conflict (mgmt_ip, mgmt_port) do update set mgmt_ip = excluded.mgmt_ip returning pin
            """;

    private static final String SEEN = """
            update bmc_pins set seen = ?, seen_at = now()
            where mgmt_ip = ?::inet and mgmt_port = ? and seen is distinct from ? and pin <> ?
            """;

    private static final String RE_PIN = """
            update bmc_pins p set pin = p.seen, pinned_at = now(), seen = null, seen_at = null from hosts h
            where h.mgmt_ip = p.mgmt_ip and p.mgmt_port in (h.mgmt_port, ?) and h.id = any (?) and p.seen is not null
            returning h.id, host(p.mgmt_ip) as address, p.pin
            """;

    private record RePinned(long hostId, String address, String pin) {}

    private static final String HOST =
            "select id from hosts where mgmt_ip = ?::inet and ? in (mgmt_port, ?) order by mgmt_port limit 1";

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final int sshPort;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Pins(
            JdbcClient jdbc,
            Ledger ledger,
            TransactionTemplate transaction,
            @Value("${farrier.transport.ssh-port}") int sshPort) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.transaction = transaction;
        this.sshPort = sshPort;
    }

    /** @throws Changed when this address was pinned to another certificate */
    void check(String address, int port, X509Certificate certificate) throws CertificateException {
        check("certificate", address, port, certificate.getEncoded());
    }

    /**
     * The same for the host key of SSH, which has a port and so a pin of its own.
     *
     * @throws Changed when this address was pinned to another host key
     */
    public void check(String address, int port, PublicKey key) throws Changed {
        check("SSH host key", address, port, key.getEncoded());
    }

    private void check(String what, String address, int port, byte[] shown) throws Changed {
        String seen = fingerprint(shown);
        String place = address + ":" + port;
        if (seen.equals(known.get(place))) {
            return;
        }
        String pin =
                jdbc.sql(PIN).params(address, port, seen).query(String.class).single();
        if (pin.equals(seen)) {
            known.put(place, pin);
            return;
        }
        refused(what, address, port, pin, seen);
        throw new Changed(what, address, port, pin, seen);
    }

    private void refused(String what, String address, int port, String pin, String seen) {
        transaction.executeWithoutResult(status -> {
            int news = jdbc.sql(SEEN).params(seen, address, port, seen, seen).update();
            if (news == 1) {
                Long host = jdbc.sql(HOST)
                        .params(address, port, sshPort)
                        .query(Long.class)
                        .optional()
                        .orElse(null);
                String sentence =
                        "%s shows another %s than the pinned one and is not spoken to that way until it is re-pinned."
                                .formatted(address, what);
                Entry entry = Entry.of(host == null ? "fleet" : "host:" + host, "host.certificate.changed", sentence)
                        .with(Map.of("address", address, "port", port, "pinned", pin, "seen", seen));
                ledger.append(host == null ? entry : entry.host(host));
            }
        });
    }

    /** How many of these hosts showed something else than what is pinned. */
    public int unpinned(List<Long> hostIds) {
        return jdbc.sql("select count(distinct h.id) from bmc_pins p join hosts h on h.mgmt_ip = p.mgmt_ip"
                        + " and p.mgmt_port in (h.mgmt_port, ?) where h.id = any (?) and p.seen is not null")
                .params(sshPort, hostIds.toArray(Long[]::new))
                .query(Integer.class)
                .single();
    }

    /** Takes the certificates and host keys that were refused as the right ones from now on. Returns how many hosts that was. */
    public int rePin(List<Long> hostIds, String who) {
        return transaction.execute(status -> {
            List<RePinned> changed = jdbc.sql(RE_PIN)
                    .params(sshPort, hostIds.toArray(Long[]::new))
                    .query((row, n) -> new RePinned(row.getLong("id"), row.getString("address"), row.getString("pin")))
                    .list();
            for (RePinned host : changed) {
                ledger.append(Entry.of(
                                "host:" + host.hostId(),
                                "host.certificate.pinned",
                                "What %s shows now, its certificate or SSH host key, was accepted."
                                        .formatted(host.address()))
                        .host(host.hostId())
                        .by(who)
                        .with(Map.of("pin", host.pin())));
            }
            known.clear();
            return (int) changed.stream().map(RePinned::hostId).distinct().count();
        });
    }

    private static String fingerprint(byte[] shown) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(shown));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
