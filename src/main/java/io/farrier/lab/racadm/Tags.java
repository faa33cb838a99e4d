package io.farrier.lab.racadm;

import java.io.ByteArrayInputStream;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** The flat XML of remote RACADM: {@code <EXEC><RESP><RC>0x0</RC>…</RESP></EXEC>}. */
record Tags(String xml) {

    static Tags of(String name, String value) {
        return new Tags("").and(name, value);
    }

    Tags and(String name, String value) {
        String escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return new Tags(xml + "<" + name + ">" + escaped + "</" + name + ">");
    }

    String in(String name) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><" + name + "><RESP>" + xml + "</RESP></" + name + ">";
    }

    /** The texts by their elements' names; nothing where it is no XML. */
    static Map<String, String> read(byte[] body) {
        Map<String, String> texts = new HashMap<>();
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(body));
            String open = null;
            StringBuilder text = new StringBuilder();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamReader.START_ELEMENT -> {
                        open = reader.getLocalName();
                        text.setLength(0);
                    }
                    case XMLStreamReader.CHARACTERS, XMLStreamReader.CDATA -> text.append(reader.getText());
                    case XMLStreamReader.END_ELEMENT -> {
                        if (reader.getLocalName().equals(open)) {
                            texts.put(open, text.toString());
                        }
                        open = null;
                    }
                    default -> {}
                }
            }
            return texts;
        } catch (XMLStreamException malformed) {
            return Map.of();
        }
    }
}
