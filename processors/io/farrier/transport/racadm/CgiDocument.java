package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.Xml;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The documents of remote RACADM's own protocol (PROTOCOLS 3.1; the clients GORA and smi-lib-racadm). */
final class CgiDocument {

    /** RC of a login with a wrong password: iDRAC6, and iDRAC7 and later. */
    private static final long[] BAD_LOGIN = {0x10, 0x140004};

    private CgiDocument() {}

    static byte[] login(String user, String password) {
        return request("LOGIN", "USERNAME", user, "PASSWORD", password);
    }

    static byte[] exec(String line) {
        return request("EXEC", "CMDINPUT", line, "MAXOUTPUTLEN", "0x0fff", "CAPABILITY", "0x1", "USERPRIV", "0");
    }

    private static byte[] request(String name, String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement(name);
            out.writeStartElement("REQ");
            for (int i = 0; i < texts.length; i += 2) {
                out.writeStartElement(texts[i]);
                out.writeCharacters(texts[i + 1]);
                out.writeEndElement();
            }
            out.writeEndDocument();
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Memory takes every document", e);
        }
        return bytes.toByteArray();
    }

    /** The RESP of an answer. @throws Failure {@code garbled} where it is none */
    static Xml response(byte[] document, String what) {
        try {
            return Xml.read(document)
                    .child("RESP")
                    .filter(response -> response.value("RC") != null)
                    .orElseThrow(() -> new Xml.Unreadable("it has no RC"));
        } catch (Xml.Unreadable e) {
            throw new Failure("garbled", "The answer to " + what + " can't be read: " + e.getMessage());
        }
    }

    static boolean badLogin(Xml response) {
        long rc = number(response, "RC");
        return rc == BAD_LOGIN[0] || rc == BAD_LOGIN[1];
    }

    /** What a command said. @throws Failure where it was not carried out, or where a part of its text is missing */
    static RacadmReply reply(Xml response, String what) {
        long rc = number(response, "RC");
        if (rc != 0) {
            throw new Failure(code(response), what + " was answered by RC 0x" + Long.toHexString(rc));
        }
        String text = response.child("CMDOUTPUT").map(Xml::content).orElse("");
        if (isCut(text, number(response, "OUTPUTLEN"))) {
            throw new Failure("garbled", "The answer to " + what + " is cut off in the middle");
        }
        return RacadmReply.of((int) number(response, "CMDRC"), text);
    }

    /** A session that is not known, and a device that is busy, have carried out nothing; of other errors nobody knows. */
    private static String code(Xml response) {
        return badLogin(response) ? "login-lost" : busy(response) ? "racadm-busy" : "racadm-error";
    }

    static boolean busy(Xml response) {
        return RacadmReply.BUSY.contains((int) number(response, "RC"));
    }

    /** Devices count what XML drops: a CR of each line, and the one recorded answer has a byte more than its text. */
    private static boolean isCut(String text, long length) {
        long lines = text.chars().filter(c -> c == '\n').count();
        return text.getBytes(StandardCharsets.UTF_8).length + lines + 1 < length;
    }

    /** Hexadecimal, with or without 0x; 0 where it is not told. */
    static long number(Xml response, String name) {
        String value = response.value(name);
        if (value == null) {
            return 0;
        }
        String digits = value.replaceFirst("^0[xX]", "");
        if (!digits.matches("[0-9a-fA-F]{1,8}")) {
            throw new Failure("garbled", "RACADM's " + name + " is no number");
        }
        return Long.parseLong(digits, 16);
    }
}
