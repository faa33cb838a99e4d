package io.farrier.transport;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The certificate that each BMC showed first. Another one is an event and a refusal, until an operator says that it is
 * right: a firmware update or a factory reset changes it, and so does somebody in between.
 */
@Repository
public class Pins {

    /** The certificate at this address is not the pinned one. */
    public static final class Changed extends CertificateException {
        private static final long serialVersionUID = 1L;

        Changed(String address, int port, String pinned, String seen) {
            super("%s:%d shows the certificate %s…, pinned is %s…"
                    .formatted(address, port, seen.substring(0, 16), pinned.substring(0, 16)));
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
            where h.mgmt_ip = p.mgmt_ip and h.mgmt_port = p.mgmt_port and h.id = any (?) and p.seen is not null
            returning h.id, host(p.mgmt_ip) as address, p.pin
            """;

    private record RePinned(long hostId, String address, String pin) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final TransactionTemplate transaction;
    private final Map<String, String> known = new ConcurrentHashMap<>();

    Pins(JdbcClient jdbc, Ledger ledger, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.transaction = transaction;
    }

    /** @throws Changed when this address was pinned to another certificate */
    void check(String address, int port, X509Certificate certificate) throws CertificateException {
        String seen = fingerprint(certificate);
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
        refused(address, port, pin, seen);
        throw new Changed(address, port, pin, seen);
    }

    private void refused(String address, int port, String pin, String seen) {
        transaction.executeWithoutResult(status -> {
            int news = jdbc.sql(SEEN).params(seen, address, port, seen, seen).update();
            if (news == 1) {
                Long host = jdbc.sql("select id from hosts where mgmt_ip = ?::inet and mgmt_port = ?")
                        .params(address, port)
                        .query(Long.class)
                        .optional()
                        .orElse(null);
                String sentence =
                        "%s shows another certificate than the pinned one and is not spoken to until it is re-pinned."
                                .formatted(address);
                Entry entry = Entry.of(host == null ? "fleet" : "host:" + host, "host.certificate.changed", sentence)
                        .with(Map.of("address", address, "port", port, "pinned", pin, "seen", seen));
                ledger.append(host == null ? entry : entry.host(host));
            }
        });
    }

    /** Takes the certificates that were refused as the right ones from now on. Returns how many hosts that was. */
    public int rePin(List<Long> hostIds, String who) {
        return transaction.execute(status -> {
            List<RePinned> changed = jdbc.sql(RE_PIN)
                    .params((Object) hostIds.toArray(Long[]::new))
                    .query((row, n) -> new RePinned(row.getLong("id"), row.getString("address"), row.getString("pin")))
                    .list();
            for (RePinned host : changed) {
                ledger.append(Entry.of(
                                "host:" + host.hostId(),
                                "host.certificate.pinned",
                                "The new certificate of %s was accepted.".formatted(host.address()))
                        .host(host.hostId())
                        .by(who)
                        .with(Map.of("pin", host.pin())));
            }
            known.clear();
            return changed.size();
        });
    }

    private static String fingerprint(X509Certificate certificate) throws CertificateEncodingException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
