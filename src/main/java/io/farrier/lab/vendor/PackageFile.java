package io.farrier.lab.vendor;

import io.farrier.lab.device.Dup;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The bytes of a package, shaped as Dell's: for Windows an executable's head with a ZIP behind it (offsets count from the
 * ZIP's start), for Linux a shell script with marked {@code package.xml} and archive. The same package has the same bytes
 * wherever and whenever it is made.
 */
final class PackageFile {
    private static final LocalDateTime WHEN = LocalDateTime.of(2025, 1, 1, 0, 0);

    private PackageFile() {}

    static byte[] bytes(Offer offer) {
        SplittableRandom random = new SplittableRandom((offer.release() + offer.version()).hashCode());
        byte[] image = new byte[48 * 1024 + random.nextInt(176 * 1024)];
        random.nextBytes(image);
        byte[] packageXml = packageXml(offer);
        try {
            return offer.windows() ? windows(packageXml, image, random) : linux(packageXml, image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] windows(byte[] packageXml, byte[] image, SplittableRandom random) throws IOException {
        byte[] head = new byte[16 * 1024];
        random.nextBytes(head);
        head[0] = 'M';
        head[1] = 'Z';
        // The offset of the PE header, and the header's own mark.
        System.arraycopy(new byte[] {(byte) 0x80, 0, 0, 0}, 0, head, 0x3C, 4);
        System.arraycopy(new byte[] {'P', 'E', 0, 0}, 0, head, 0x80, 4);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(head);
        bytes.write(zip(packageXml, image));
        return bytes.toByteArray();
    }

    private static byte[] zip(byte[] packageXml, byte[] image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, Dup.PACKAGE_XML, packageXml);
            store(zip, Dup.PAYLOAD, image);
            store(zip, Dup.SIGNATURE, Dup.sign(packageXml, new ByteArrayInputStream(image)));
        }
        return bytes.toByteArray();
    }

    /** Stored, not deflated: a compressor's version would show in the bytes. */
    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setTimeLocal(WHEN);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    private static byte[] linux(byte[] packageXml, byte[] image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("#!/bin/sh\n# The markers #####Startofpackage##### and #####Startofarchive##### follow.\nexit 1\n"
                .getBytes(StandardCharsets.US_ASCII));
        bytes.write("#####Startofpackage#####\n".getBytes(StandardCharsets.US_ASCII));
        bytes.write(new String(packageXml, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16LE));
        bytes.write("#####Startofarchive#####\r\n".getBytes(StandardCharsets.US_ASCII));
        bytes.write(image);
        return bytes.toByteArray();
    }

    private static byte[] packageXml(Offer offer) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            Component.write(xml, offer, null);
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
