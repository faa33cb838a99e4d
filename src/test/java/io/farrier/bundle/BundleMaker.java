package io.farrier.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.farrier.catalog.StoredPackage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Bundles as a hub would write them, and as somebody else would. */
final class BundleMaker {

    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    /** One entry of the ZIP as it is written, whatever the manifest says. */
    record Part(String name, byte[] content) {}

    final KeyPair key;
    final List<BundleManifest.CatalogEntry> catalogs = new ArrayList<>();
    final List<BundleManifest.FileEntry> files = new ArrayList<>();
    final List<Part> parts = new ArrayList<>();
    String format = BundleManifest.FORMAT;

    BundleMaker() {
        try {
            key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    String publicKey() {
        return Base64.getEncoder().encodeToString(key.getPublic().getEncoded());
    }

    BundleMaker catalog(String source, byte[] gzip) {
        String sha256 = StoredPackage.hash("SHA-256", gzip);
        String entry = "catalogs/" + sha256 + ".xml.gz";
        catalogs.add(new BundleManifest.CatalogEntry(entry, gzip.length, sha256, source, "1", "R1", sha256));
        parts.add(new Part(entry, gzip));
        return this;
    }

    BundleMaker file(String name, byte[] content) {
        String sha256 = StoredPackage.hash("SHA-256", content);
        files.add(new BundleManifest.FileEntry("files/" + sha256, content.length, sha256, name));
        parts.add(new Part("files/" + sha256, content));
        return this;
    }

    byte[] manifest() {
        try {
            return JSON.writeValueAsBytes(
                    new BundleManifest(format, Instant.EPOCH, "anna", "outside", catalogs, files));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] signature() {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key.getPrivate());
            signature.update(manifest());
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] zip() {
        List<Part> all = new ArrayList<>();
        all.add(new Part(BundleManifest.NAME, manifest()));
        all.add(new Part(BundleManifest.SIGNATURE, signature()));
        all.addAll(parts);
        return zip(all);
    }

    static byte[] zip(List<Part> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Part part : parts) {
                zip.putNextEntry(new ZipEntry(part.name()));
                zip.write(part.content());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The JDK writes no name twice: here every name {@code from} becomes {@code to}, of the same length. */
    static byte[] renamed(byte[] zip, String from, String to) {
        String latin = new String(zip, StandardCharsets.ISO_8859_1);
        return latin.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }
}
