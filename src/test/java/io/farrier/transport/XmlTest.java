package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a BMC sends is read without trust: whatever it is, it is an answer or one refusal. */
class XmlTest {

    private static Xml read(String document) throws Xml.Unreadable {
        return Xml.read(document.getBytes(StandardCharsets.UTF_8));
    }

    private static void refused(byte[] document, String why) {
        assertThatThrownBy(() -> Xml.read(document))
                .isInstanceOf(Xml.Unreadable.class)
                .hasMessageContaining(why);
    }

    private static void refused(String document, String why) {
        refused(document.getBytes(StandardCharsets.UTF_8), why);
    }

    @Test
    void names_are_read_without_their_namespaces_and_nil_is_nothing() throws Exception {
        Xml read =
                read("<a:x xmlns:a='urn:a' xmlns:xsi='urn:xsi'><b xmlns='urn:b'> one </b><a:c xsi:nil='true'/></a:x>");
        assertThat(read.name()).isEqualTo("x");
        assertThat(read.value("b")).isEqualTo("one");
        assertThat(read.value("c")).isNull();
        assertThat(read.value("d")).isNull();
    }

    @Test
    void a_document_type_is_refused_whatever_it_defines() {
        refused("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>", "entities");
        refused("<!DOCTYPE x SYSTEM 'http://192.0.2.1/evil.dtd'><x/>", "entities");
        refused("<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><x>&f;</x>", "entities");
        refused("<x>&undefined;</x>", "broken");
    }

    @Test
    void what_is_cut_off_at_any_place_is_refused() throws Exception {
        String whole = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><s:E xmlns:s='urn:s'><s:B><n>1</n></s:B></s:E>";
        read(whole);
        for (int length = 0; length < whole.length(); length++) {
            refused(whole.substring(0, length), "broken or cut off");
        }
    }

    @Test
    void what_is_not_in_utf_8_is_refused() {
        String document = "<x>r\u00e9ponse</x>";
        refused(document.getBytes(StandardCharsets.ISO_8859_1), "not in UTF-8");
        refused(document.getBytes(StandardCharsets.UTF_16), "not in UTF-8");
        refused(
                ("<?xml version='1.0' encoding='windows-1252'?><x/>").getBytes(Charset.forName("windows-1252")),
                "windows-1252");
    }

    @Test
    void control_characters_and_a_byte_order_mark_are_passed_over() throws Exception {
        assertThat(read("\uFEFF<x><y>Power\u0003Edge\u0000</y></x>").value("y")).isEqualTo("PowerEdge");
    }

    @Test
    void what_is_too_deep_or_too_much_is_refused() throws Exception {
        read("<x>".repeat(Xml.DEEPEST) + "</x>".repeat(Xml.DEEPEST));
        refused("<x>".repeat(Xml.DEEPEST + 1) + "</x>".repeat(Xml.DEEPEST + 1), "deeper or larger");
        refused("<x>" + "<y/>".repeat(Xml.MOST) + "</x>", "deeper or larger");
    }
}
