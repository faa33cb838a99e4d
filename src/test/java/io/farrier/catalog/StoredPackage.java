package io.farrier.catalog;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Packages in the database for tests of what comes after a sync. */
public final class StoredPackage {

    private StoredPackage() {}

    /** Stores a catalog with this one package, and returns the package's id. */
    public static long of(
            Catalogs catalogs, JdbcClient jdbc, String source, String path, Long size, String md5, String sha256) {
        long catalog = catalogs.begin(
                source,
                new Manifest("R1", "26.11.00", null, "downloads.dell.com"),
                new Download(null, "", 1, null, null));
        catalogs.add(
                catalog,
                List.of(new SoftwareComponent(
                        "P1", "P1", path, "NIC", "FRMW", "LW64", "1.2", "A00", null, true, size, md5, sha256, 1,
                        List.of(), Set.of(), List.of(), List.of())));
        return jdbc.sql("select id from packages where catalog_id = ?")
                .params(catalog)
                .query(Long.class)
                .single();
    }

    public static byte[] file(String seed, int size) {
        return seed.repeat(size / seed.length() + 1).substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }

    public static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance(algorithm).digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
