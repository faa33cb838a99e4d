package io.farrier.lab.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues the devices' certificates and keeps them in a folder, so that a client's pins hold over a restart of the lab.
 * Self-signed as out of the factory, or signed by the lab's own CA.
 */
public final class Identities {
    private final Path folder;
    private final Identity authority;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param folder where they are kept; null: nowhere
     * @param siteCa whether leaves are signed by the lab's CA and not by themselves
     */
    public Identities(Path folder, boolean siteCa) {
        this.folder = folder;
        this.authority = siteCa ? kept("ca", () -> issue("CN=Lab CA, O=Lab", null, null, true)) : null;
    }

    /** The identity kept under the name, else a new one, kept. */
    public Identity of(String name, String serviceTag, String address) {
        return kept(name, () -> leaf(serviceTag, address));
    }

    /** A new identity in place of the one that was kept. */
    public Identity renew(String name, String serviceTag, String address) {
        Identity fresh = leaf(serviceTag, address);
        keep(name, fresh);
        return fresh;
    }

    /** The CA's certificate, PEM; null where devices sign for themselves. */
    public String authorityPem() {
        return authority == null ? null : pem(authority.chain());
    }

    private Identity leaf(String serviceTag, String address) {
        return issue(
                "CN=idrac-" + serviceTag + ", OU=Remote Access Group, O=Lab", "idrac-" + serviceTag, address, false);
    }

    private Identity issue(String subject, String dnsName, String address, boolean ca) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair pair = generator.generateKeyPair();
            boolean selfSigned = ca || authority == null;
            X500Principal name = new X500Principal(subject);
            Instant now = Instant.now();
            var certificate = new JcaX509v3CertificateBuilder(
                    selfSigned ? name : authority.chain()[0].getSubjectX500Principal(),
                    new BigInteger(64, random).add(BigInteger.ONE),
                    Date.from(now.minus(1, ChronoUnit.DAYS)),
                    Date.from(now.plus(3650, ChronoUnit.DAYS)),
                    name,
                    pair.getPublic());
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (dnsName != null) {
                certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, dnsName), new GeneralName(GeneralName.iPAddress, address)
                }));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA")
                    .build(selfSigned ? pair.getPrivate() : authority.key());
            X509Certificate signed = new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
            X509Certificate[] chain = selfSigned
                    ? new X509Certificate[] {signed}
                    : new X509Certificate[] {signed, authority.chain()[0]};
            return new Identity(pair.getPrivate(), chain);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new IllegalStateException("The lab cannot make a certificate for " + subject, e);
        }
    }

    private Identity kept(String name, Supplier<Identity> otherwise) {
        if (folder == null || !Files.exists(folder.resolve(name + ".crt"))) {
            Identity made = otherwise.get();
            keep(name, made);
            return made;
        }
        Path file = folder.resolve(name + ".crt");
        try (InputStream certificates = Files.newInputStream(file)) {
            X509Certificate[] chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(certificates).stream()
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
            byte[] key = Base64.getDecoder().decode(Files.readString(folder.resolve(name + ".key")));
            return new Identity(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key)), chain);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(
                    "The lab cannot read " + file + ": " + e.getMessage() + ". Delete it: its device gets a new one.",
                    e);
        }
    }

    private void keep(String name, Identity identity) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(name + ".key"),
                    Base64.getEncoder().encodeToString(identity.key().getEncoded()));
            Files.writeString(folder.resolve(name + ".crt"), pem(identity.chain()));
        } catch (IOException e) {
            throw new UncheckedIOException("The lab cannot keep its certificates in " + folder, e);
        }
    }

    private static String pem(X509Certificate... chain) {
        StringBuilder pem = new StringBuilder();
        for (X509Certificate certificate : chain) {
            try {
                pem.append("-----BEGIN CERTIFICATE-----\n")
                        .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
        return pem.toString();
    }
}
