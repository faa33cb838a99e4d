package io.farrier.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads Dell's {@code CatalogIndex.xml.gz}, under the same limits as a catalog. */
final class IndexReader {

    private static final Limits LIMITS = new Limits(16 << 20, 64 << 20, 200, 64 << 20, 8, 10_000);

    private IndexReader() {}

    /** @throws CatalogRefused when it is truncated, damaged or no index */
    static CatalogIndex read(InputStream bytes) throws IOException {
        Unpacked unpacked = Unpacked.of(bytes, LIMITS);
        try {
            CatalogIndex index = document(CatalogReader.XML.createXMLStreamReader(unpacked));
            unpacked.transferTo(OutputStream.nullOutputStream());
            return index;
        } catch (XMLStreamException e) {
            throw new CatalogRefused("It is no whole index of catalogs: " + CatalogReader.reason(e), e);
        }
    }

    private static CatalogIndex document(XMLStreamReader xml) throws XMLStreamException {
        List<CatalogIndex.Group> groups = new ArrayList<>();
        int depth = 0;
        int versions = 0;
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new CatalogRefused("It declares or uses entities, which no index needs: refused.");
                case XMLStreamConstants.START_ELEMENT -> {
                    String element = xml.getLocalName();
                    if (++depth > LIMITS.depth() || versions > LIMITS.components()) {
                        throw new CatalogRefused("It is deeper or longer than an index of catalogs is.");
                    }
                    if (depth == 1 && !element.equals("ManifestIndex")) {
                        throw new CatalogRefused(
                                "It is no index of catalogs: its root element is %s, not ManifestIndex."
                                        .formatted(element));
                    }
                    if (element.equals("GroupManifest")) {
                        groups.add(new CatalogIndex.Group(
                                or(ComponentElement.text(xml, "type"), "without-type"),
                                or(ComponentElement.text(xml, "name"), ""),
                                ComponentElement.text(xml, "latest"),
                                new ArrayList<>()));
                    } else if (element.equals("ManifestInformation") && !groups.isEmpty()) {
                        groups.getLast().versions().add(version(xml));
                        versions++;
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> depth--;
                default -> {}
            }
        }
        return new CatalogIndex(groups);
    }

    private static CatalogIndex.Version version(XMLStreamReader xml) {
        String path = or(ComponentElement.text(xml, "path"), "").replace('\\', '/');
        if (!PackageAddress.safe(path)) {
            throw new CatalogRefused("It names a catalog by a path that leads elsewhere: " + path);
        }
        String md5 = ComponentElement.text(xml, "hashMD5");
        return new CatalogIndex.Version(
                or(ComponentElement.text(xml, "id"), path),
                ComponentElement.text(xml, "predecessorID"),
                path,
                md5 == null ? null : md5.toLowerCase(Locale.ROOT),
                or(ComponentElement.text(xml, "version"), path));
    }

    private static String or(String written, String otherwise) {
        return written == null ? otherwise : written;
    }
}
