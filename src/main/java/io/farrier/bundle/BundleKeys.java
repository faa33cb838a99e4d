package io.farrier.bundle;

import io.farrier.hub.OwnerOnly;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The key with which this hub signs (Ed25519), and the keys of those whose bundles it takes. Its own is one of them. */
@Repository
class BundleKeys {

    private static final String ALGORITHM = "Ed25519";
    private static final Base64.Encoder TEXT = Base64.getEncoder();

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final PrivateKey secret;
    private final String own;
    private final List<Trusted> configured = new ArrayList<>();

    /**
     * A key that is believed.
     *
     * @param publicKey X.509 in Base64
     * @param addedAt null for one of the configuration, and for the hub's own
     */
    record Trusted(String name, String publicKey, String addedBy, Instant addedAt) {}

    BundleKeys(
            JdbcClient jdbc,
            Ledger ledger,
            @Value("${farrier.bundle.key-file}") Path file,
            @Value("${farrier.bundle.trusted-keys}") List<String> trusted)
            throws IOException, GeneralSecurityException {
        this.jdbc = jdbc;
        this.ledger = ledger;
        String[] pair = OwnerOnly.secret(file, BundleKeys::fresh).split("\\.");
        if (pair.length != 2) {
            throw new IOException(file + " holds no key of this hub. Delete it, and the hub makes a new one.");
        }
        this.secret = KeyFactory.getInstance(ALGORITHM)
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pair[0])));
        this.own = pair[1];
        configured.add(new Trusted("this hub", own, "farrier", null));
        for (String key : trusted) {
            if (!key.isBlank()) {
                read(key);
                configured.add(new Trusted("farrier.bundle.trusted-keys", key.strip(), "configuration", null));
            }
        }
    }

    private static String fresh() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return TEXT.encodeToString(pair.getPrivate().getEncoded()) + "."
                    + TEXT.encodeToString(pair.getPublic().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The hub's own public key. */
    String own() {
        return own;
    }

    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who of those that are believed has signed this; empty: none of them. */
    Optional<Trusted> signer(byte[] content, byte[] signature) {
        return trusted().stream()
                .filter(key -> signed(read(key.publicKey()), content, signature))
                .findFirst();
    }

    List<Trusted> trusted() {
        List<Trusted> all = new ArrayList<>(configured);
        all.addAll(jdbc.sql("select * from trusted_keys order by name")
                .query((row, n) -> new Trusted(
                        row.getString("name"),
                        row.getString("public_key"),
                        row.getString("added_by"),
                        row.getTimestamp("added_at").toInstant()))
                .list());
        return all;
    }

    /** @throws Refused for what is no Ed25519 key, and for a name or a key that is there already */
    @Transactional
    public Trusted trust(String name, String publicKey, String who) {
        if (name == null || name.isBlank() || publicKey == null) {
            throw Refused.invalid(
                    "A trusted key needs a name and the publicKey that the other hub's /bundles/key says.");
        }
        String key = TEXT.encodeToString(read(publicKey).getEncoded());
        int added = jdbc.sql(
                        "insert into trusted_keys (name, public_key, added_by) values (?, ?, ?) on conflict do nothing")
                .params(name.strip(), key, who)
                .update();
        if (added == 0) {
            throw Refused.conflict(
                    "This name or this key is trusted already. Remove it first, if it is to be another.");
        }
        ledger.append(Entry.of(
                        "bundle",
                        "bundle.trusted",
                        "Bundles signed by %s are taken from now on.".formatted(name.strip()))
                .by(who)
                .with(Map.of("publicKey", key)));
        return trusted().stream()
                .filter(trusted -> trusted.publicKey().equals(key) && trusted.addedAt() != null)
                .findFirst()
                .orElseThrow();
    }

    @Transactional
    public void distrust(String name, String who) {
        if (jdbc.sql("delete from trusted_keys where name = ?").params(name).update() == 0) {
            throw Refused.unknown(
                    "There is no trusted key called %s here; those of the configuration are changed there."
                            .formatted(name));
        }
        ledger.append(
                Entry.of("bundle", "bundle.distrusted", "Bundles signed by %s are taken no longer.".formatted(name))
                        .by(who));
    }

    private static boolean signed(PublicKey key, byte[] content, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(key);
            check.update(content);
            return check.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static PublicKey read(String text) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(text.strip())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw Refused.invalid(
                    "This is no public key of a hub (Ed25519, X.509 in Base64). Copy it from the other hub's"
                            + " GET /api/v1/bundles/key.");
        }
    }
}
