package io.farrier.catalog;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads what a Dell Update Package says about itself in its {@code package.xml}, which has the words of a catalog's
 * {@code SoftwareComponent}. Nothing else of the package is looked at: who verifies its signature is the device.
 */
final class DupReader {

    /** The recorded ones have ten kilobytes. */
    private static final int LARGEST_XML = 4 << 20;

    private static final Limits LIMITS = new Limits(LARGEST_XML, LARGEST_XML, 200, LARGEST_XML, 32, 1);

    private DupReader() {}

    /**
     * The package as a catalog would have it.
     *
     * @param path below the folder that its catalog is made of
     * @param content its size and checksums, which it can't say itself
     * @throws CatalogRefused when it is none, is damaged, or is for no server
     */
    static SoftwareComponent read(Path file, String path, Received content) throws IOException {
        SoftwareComponent said = parse(xml(file), path);
        if (said.systems().isEmpty()) {
            throw new CatalogRefused("Its package.xml names no system that it is for, so it would be offered to none.");
        }
        if (said.devices().isEmpty()) {
            throw new CatalogRefused("Its package.xml names no device that it is for, so it would match none.");
        }
        return said.as(path, content.size(), content.md5(), content.sha256());
    }

    private static byte[] xml(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] head = Slice.of(channel, 0, (int) Math.min(4, channel.size()));
            if (head.length > 1 && head[0] == 'M' && head[1] == 'Z') {
                return new AppendedZip(channel, LARGEST_XML).read("package.xml");
            }
            if (head.length > 1 && head[0] == '#' && head[1] == '!') {
                return MarkedScript.packageXml(channel, LARGEST_XML);
            }
        }
        throw new CatalogRefused(
                "It is no Dell Update Package: neither a Windows program (.EXE) nor a shell script (.BIN).");
    }

    private static SoftwareComponent parse(byte[] bytes, String path) throws IOException {
        try {
            XMLStreamReader xml =
                    CatalogReader.XML.createXMLStreamReader(Unpacked.of(new ByteArrayInputStream(bytes), LIMITS));
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new CatalogRefused("Its package.xml declares or uses entities, which none needs.");
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (!xml.getLocalName().equals("SoftwareComponent")) {
                            throw new CatalogRefused("Its package.xml is about a %s, not a SoftwareComponent."
                                    .formatted(xml.getLocalName()));
                        }
                        return new ComponentElement(xml, LIMITS.depth()).read(path);
                    }
                    default -> {}
                }
            }
        } catch (XMLStreamException e) {
            throw new CatalogRefused("Its package.xml is not well-formed XML: " + CatalogReader.reason(e), e);
        }
        throw new CatalogRefused("Its package.xml is empty.");
    }
}
