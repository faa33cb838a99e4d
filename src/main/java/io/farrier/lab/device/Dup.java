package io.farrier.lab.device;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What a Dell Update Package says of itself: a Windows executable with a ZIP behind it, in that a {@code package.xml} of the
 * catalog's vocabulary. The lab's vendor signs it; a device takes nothing that he did not sign.
 */
public record Dup(String version, Set<String> componentIds, Set<String> pciQuads, Set<String> systemIds) {
    private static final byte[] VENDOR_KEY = "the lab's vendor".getBytes(StandardCharsets.UTF_8);

    /** Where things lie in the ZIP. */
    public static final String PACKAGE_XML = "package.xml";

    public static final String PAYLOAD = "payload/image.bin";
    public static final String SIGNATURE = "META-INF/lab.sig";

    /** The package's own word; empty where the file is no package or its signature is wrong. */
    public static Optional<Dup> read(Path file) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            byte[] packageXml = entry(zip, PACKAGE_XML);
            byte[] signature = entry(zip, SIGNATURE);
            byte[] right = sign(packageXml, zip.getInputStream(found(zip, PAYLOAD)));
            return MessageDigest.isEqual(signature, right) ? Optional.of(parse(packageXml)) : Optional.empty();
        } catch (IOException | XMLStreamException notOne) {
            return Optional.empty();
        }
    }

    private static byte[] entry(ZipFile zip, String name) throws IOException {
        return zip.getInputStream(found(zip, name)).readAllBytes();
    }

    private static ZipEntry found(ZipFile zip, String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException("no " + name);
        }
        return entry;
    }

    /** The vendor's signature over a package's description and image, which is read to its end. */
    public static byte[] sign(byte[] packageXml, InputStream payload) throws IOException {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(VENDOR_KEY, "HmacSHA256"));
            mac.update(packageXml);
            byte[] piece = new byte[1 << 16];
            for (int n = payload.read(piece); n >= 0; n = payload.read(piece)) {
                mac.update(piece, 0, n);
            }
            return HexFormat.of().formatHex(mac.doFinal()).getBytes(StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Dup parse(byte[] packageXml) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(packageXml));
        String version = null;
        Set<String> componentIds = new HashSet<>();
        Set<String> quads = new HashSet<>();
        Set<String> systems = new HashSet<>();
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamReader.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "SoftwareComponent" -> version = xml.getAttributeValue(null, "vendorVersion");
                case "Device" -> componentIds.add(xml.getAttributeValue(null, "componentID"));
                case "PCIInfo" -> quads.add(Part.Pci.of(xml).quad());
                case "Model" -> systems.add(xml.getAttributeValue(null, "systemID"));
                default -> {}
            }
        }
        if (version == null) {
            throw new XMLStreamException("no vendorVersion");
        }
        return new Dup(version, componentIds, quads, systems);
    }

    boolean isFor(Part part) {
        boolean byId = !part.componentId().equals("0") && componentIds.contains(part.componentId());
        return byId
                || part.pciIds().filter(pci -> pciQuads.contains(pci.quad())).isPresent();
    }

    boolean isFor(Models.Model model) {
        return systemIds.isEmpty() || systemIds.contains(model.catalogSystemId());
    }
}
