package io.farrier.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashSet;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a Dell catalog from its bytes: UTF-16 with a byte order mark or UTF-8, gzipped or plain. One package is in
 * memory at a time. Nothing outside the file is ever opened, and a document type declaration is refused.
 */
public final class CatalogReader {

    static final XMLInputFactory XML = factory();

    private final Unpacked bytes;
    private final Limits limits;
    private final XMLStreamReader xml;
    private boolean inManifest;
    private final Set<String> paths = new HashSet<>();
    private int components;

    private CatalogReader(Unpacked bytes, Limits limits) throws XMLStreamException {
        this.bytes = bytes;
        this.limits = limits;
        this.xml = XML.createXMLStreamReader(bytes);
    }

    /**
     * Hands over what the catalog holds. Whatever was handed over before a refusal must be thrown away by the taker.
     *
     * @throws CatalogRefused when it is truncated, damaged, no catalog, or more than the limits believe
     * @throws IOException when the bytes can't be read
     */
    public static void read(InputStream bytes, Limits limits, Contents contents) throws IOException {
        Unpacked unpacked = Unpacked.of(bytes, limits);
        CatalogReader reader = null;
        try {
            reader = new CatalogReader(unpacked, limits);
            reader.document(contents);
            // The gzip checksum comes after the last element; without this nobody would look at it.
            unpacked.transferTo(OutputStream.nullOutputStream());
        } catch (XMLStreamException e) {
            throw refused(e, unpacked.ended() && reader != null && reader.inManifest);
        }
    }

    private void document(Contents contents) throws XMLStreamException {
        int depth = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new CatalogRefused("It declares or uses entities (line %d), which no catalog needs: refused."
                            .formatted(line()));
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > limits.depth()) {
                        throw new CatalogRefused("Its elements are more than %d deep (line %d), which no catalog's are."
                                .formatted(limits.depth(), line()));
                    }
                    if (depth == 1) {
                        contents.manifest(manifest());
                    } else if (depth == 2) {
                        bytes.item();
                        if (xml.getLocalName().equals("SoftwareComponent")) {
                            component(contents);
                            depth--;
                        }
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
        if (components == 0) {
            throw new CatalogRefused("It holds no SoftwareComponent, so it is of no use as a catalog.");
        }
    }

    private void component(Contents contents) throws XMLStreamException {
        int line = line();
        SoftwareComponent component = new ComponentElement(xml, limits.depth() - 2).read();
        if (++components > limits.components()) {
            throw new CatalogRefused("It holds more than %,d packages (line %d), which no catalog does."
                    .formatted(limits.components(), line));
        }
        if (!paths.add(component.path())) {
            throw new CatalogRefused(
                    "It holds the package %s twice, the second time in line %d: nobody can tell which is meant."
                            .formatted(component.path(), line));
        }
        contents.component(component);
    }

    private Manifest manifest() {
        String root = xml.getLocalName();
        if (root.equals("ManifestIndex")) {
            throw new CatalogRefused(
                    "It is an index of catalogs (ManifestIndex). Add it as a source of the kind index.");
        }
        if (!root.equals("Manifest")) {
            throw new CatalogRefused(
                    "It is XML, but no catalog: its root element is %s, not Manifest. Check the address."
                            .formatted(root));
        }
        inManifest = true;
        return new Manifest(
                ComponentElement.text(xml, "releaseID"),
                ComponentElement.text(xml, "version"),
                ComponentElement.instant(xml, "dateTime"),
                ComponentElement.text(xml, "baseLocation"));
    }

    private int line() {
        return xml.getLocation().getLineNumber();
    }

    private static CatalogRefused refused(XMLStreamException e, boolean truncated) {
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        if (truncated) {
            return new CatalogRefused(
                    "It is truncated: it ends in line %d, before its XML does. Download it again.".formatted(line), e);
        }
        return new CatalogRefused("It is not well-formed XML (line %d): %s".formatted(line, reason(e)), e);
    }

    /** The parser's message repeats the place in a first line of its own. */
    static String reason(XMLStreamException e) {
        return String.valueOf(e.getMessage()).replaceFirst("(?s)^ParseError at .*?Message: ", "");
    }

    private static XMLInputFactory factory() {
        // The JDK's own parser, whatever else is on the classpath.
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }
}
