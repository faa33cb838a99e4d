package io.farrier.catalog;

import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.util.UriUtils;

/**
 * The paths under which BMCs fetch files, {@code /files/<token>/<file name>}: one for one run, one package and one BMC,
 * until the run is over. That nobody asked for a path is evidence that a device never began. One to a catalog is for one BMC
 * too, and all that the catalog names is behind it.
 */
@Repository
public class Links {

    private static final String ISSUE =
            "insert into links (token, run_id, host_id, mgmt_ip, sha256, file_name) values (?, ?, ?, ?::inet, ?, ?)";

    private static final String ISSUE_CATALOG =
            "insert into links (token, host_id, mgmt_ip, catalog_id, file_name) values (?, ?, ?::inet, ?, ?)";

    private static final String CATALOG = "Catalog.xml.gz";

    /** A file that was quarantined since is not handed out any more. */
    private static final String OPEN = """
            select token, host(mgmt_ip) as bmc, sha256, file_name, catalog_id from links where token = ? and closed_at is null
              and not exists (select 1 from artifacts a where a.sha256 = links.sha256 and a.quarantined is not null)
            """;

    private static final String COUNT = """
            update links set asked = asked + 1, first_asked_at = coalesce(first_asked_at, now()), last_asked_at = now()
            where token = ? and closed_at is null
            """;

    private static final String REFUSED = """
            update links set refused_from = ?::inet where token = ? and refused_from is distinct from ?::inet
            returning run_id, host_id, host(mgmt_ip) as bmc
            """;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Links(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /**
     * A link that is open.
     *
     * @param sha256 of the file; null where it leads to a catalog
     * @param catalogId null where it leads to a file
     */
    record Link(String token, String bmc, String sha256, String fileName, Long catalogId) {}

    /**
     * Makes a path that can't be guessed, and returns it.
     *
     * @param bmc the address that may use it
     */
    public String issue(long runId, long hostId, String bmc, String sha256, String fileName) {
        String token = token();
        jdbc.sql(ISSUE).params(token, runId, hostId, bmc, sha256, fileName).update();
        return "/files/" + token + "/" + UriUtils.encodePathSegment(fileName, StandardCharsets.UTF_8);
    }

    /**
     * Makes a path to a catalog, for one BMC. The catalog that is read there names the same path as the place of its packages.
     *
     * @param bmc the address that may use it
     */
    public String issue(long hostId, String bmc, long catalogId) {
        String token = token();
        jdbc.sql(ISSUE_CATALOG).params(token, hostId, bmc, catalogId, CATALOG).update();
        return "/files/" + token + "/" + CATALOG;
    }

    private static String token() {
        byte[] secret = new byte[18];
        RANDOM.nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** How often the path was asked for by GET, from the BMC's address. */
    public int asked(String path) {
        String[] parts = path.split("/");
        return parts.length < 3
                ? 0
                : jdbc.sql("select asked from links where token = ?")
                        .params(parts[2])
                        .query(Integer.class)
                        .optional()
                        .orElse(0);
    }

    /** From now on the paths of this run lead nowhere. */
    public void close(long runId) {
        jdbc.sql("update links set closed_at = now() where run_id = ? and closed_at is null")
                .params(runId)
                .update();
    }

    /** From now on the paths to catalogs that this host was given lead nowhere. */
    public void closeCatalogs(long hostId) {
        jdbc.sql(
                        "update links set closed_at = now() where host_id = ? and catalog_id is not null and closed_at is null")
                .params(hostId)
                .update();
    }

    Optional<Link> open(String token) {
        return jdbc.sql(OPEN)
                .params(token)
                .query((row, n) -> new Link(
                        row.getString("token"),
                        row.getString("bmc"),
                        row.getString("sha256"),
                        row.getString("file_name"),
                        row.getObject("catalog_id", Long.class)))
                .optional();
    }

    /** Committed before the first byte leaves. False: the link was closed in between. */
    @Transactional
    boolean count(Link link) {
        return jdbc.sql(COUNT).params(link.token()).update() == 1;
    }

    /** Somebody else than the BMC asked; told once for each address. */
    @Transactional
    void refused(Link link, InetAddress from) {
        String address = from.getHostAddress().replaceFirst("%.*", "");
        jdbc.sql(REFUSED)
                .params(address, link.token(), address)
                .query((row, n) -> {
                    Entry entry = Entry.of(
                                    "files",
                                    "files.refused",
                                    ("%s asked for %s, which is for BMC %s alone: refused. If the BMC reaches this hub"
                                                    + " through a proxy or NAT, set farrier.files.any-address to true.")
                                            .formatted(address, link.fileName(), row.getString("bmc")))
                            .host(row.getLong("host_id"))
                            .with(Map.of("from", address));
                    return link.catalogId() == null ? entry.run(row.getLong("run_id")) : entry;
                })
                .optional()
                .ifPresent(ledger::append);
    }
}
