package io.farrier.transport;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a BMC's answer. Names are without their namespaces, attributes too: devices answer in the namespace that
 * they were asked in, or in an older one (PROTOCOLS 2).
 *
 * @param content its text with every blank of it
 */
public record Xml(String name, Map<String, String> attributes, List<Xml> children, String content) {

    /** Deeper, or more of them, no device's answer is that has been recorded. */
    static final int DEEPEST = 32;

    static final int MOST = 100_000;

    private static final Set<String> ENCODINGS = Set.of("utf-8", "us-ascii");
    private static final XMLInputFactory FACTORY = factory();

    /** What came is no XML that can be read; the message says why, in words that end a sentence. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unreadable(String why) {
            super(why);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** Reads a whole document in UTF-8. */
    public static Xml read(byte[] document) throws Unreadable {
        try {
            return read(FACTORY.createXMLStreamReader(new StringReader(characters(document))));
        } catch (XMLStreamException e) {
            String place = e.getLocation() == null
                    ? ""
                    : " in line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNumber(),
                                    e.getLocation().getColumnNumber());
            throw new Unreadable("it is broken or cut off" + place);
        }
    }

    /** Some devices send control characters within values (python-dracclient strips them too); XML has no place for them. */
    private static String characters(byte[] document) throws Unreadable {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFEFF\\uFFFE\\uFFFF]", "");
        } catch (CharacterCodingException e) {
            throw new Unreadable("it is not in UTF-8");
        }
    }

    private static Xml read(XMLStreamReader reader) throws XMLStreamException, Unreadable {
        String encoding = reader.getCharacterEncodingScheme();
        if (encoding != null && !ENCODINGS.contains(encoding.toLowerCase(Locale.ROOT))) {
            throw new Unreadable("it is in " + encoding + " and not in UTF-8");
        }
        Deque<Open> open = new ArrayDeque<>();
        int elements = 0;
        Xml root = null;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() == DEEPEST || ++elements > MOST) {
                        throw new Unreadable("it is deeper or larger than any answer should be");
                    }
                    open.push(new Open(reader.getLocalName(), attributes(reader)));
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    root = open.pop().closed();
                    if (!open.isEmpty()) {
                        open.peek().children.add(root);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!open.isEmpty()) {
                        open.peek().text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new Unreadable("it defines entities, which no device has a reason to");
                default -> {}
            }
        }
        return root;
    }

    private static Map<String, String> attributes(XMLStreamReader reader) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return attributes;
    }

    /** An element whose end has not been read yet. */
    private static final class Open {
        private final String name;
        private final Map<String, String> attributes;
        private final List<Xml> children = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        Open(String name, Map<String, String> attributes) {
            this.name = name;
            this.attributes = attributes;
        }

        Xml closed() {
            return new Xml(name, attributes, List.copyOf(children), text.toString());
        }
    }

    /** Without the blanks around it. */
    public String text() {
        return content.strip();
    }

    public Optional<Xml> child(String name) {
        return children.stream().filter(child -> child.name.equals(name)).findFirst();
    }

    /** The first of this name within, however deep. */
    public Optional<Xml> find(String name) {
        for (Xml child : children) {
            Optional<Xml> found = child.name.equals(name) ? Optional.of(child) : child.find(name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The text of a child; null where there is none, or nil, or nothing in it. */
    public String value(String name) {
        return child(name).map(Xml::text).filter(text -> !text.isEmpty()).orElse(null);
    }
}
