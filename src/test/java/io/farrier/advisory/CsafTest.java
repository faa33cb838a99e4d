package io.farrier.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.hub.Refused;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CsafTest {

    private static final ProductTable TABLE = table();

    /** Written after the OASIS schema and the words of Dell's advisories; no document of Dell's own was at hand. */
    private static final String DOCUMENT = """
            {"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "DSA-2024-006: BIOS",
               "aggregate_severity": {"text": "High"},
               "tracking": {"id": "DSA-2024-006", "status": "final"},
               "references": [{"category": "self", "url": "https://www.dell.com/dsa-2024-006"}]},
             "product_tree": {"branches": [{"category": "vendor", "name": "Dell", "branches": [
               {"category": "product_name", "name": "PowerEdge R750", "branches": [
                 {"category": "product_name", "name": "BIOS", "branches": [
                   {"category": "product_version_range", "name": "Versions prior to 1.12.1",
                    "product": {"product_id": "P1", "name": "PowerEdge R750 BIOS prior to 1.12.1"}},
                   {"category": "product_version", "name": "1.12.1 or later",
                    "product": {"product_id": "P2", "name": "PowerEdge R750 BIOS 1.12.1"}}]}]},
               {"category": "product_name", "name": "iDRAC9", "branches": [
                 {"category": "product_version_range", "name": "vers:generic/<7.00.00.00",
                  "product": {"product_id": "P3", "name": "iDRAC9 below 7"}}]},
               {"category": "product_name", "name": "OpenManage Enterprise",
                "product": {"product_id": "P4", "name": "OpenManage Enterprise"}}]}]},
             "vulnerabilities": [{"cve": "CVE-2024-0161",
               "scores": [{"products": ["P1"], "cvss_v3": {"baseSeverity": "MEDIUM"}}],
               "product_status": {"known_affected": ["P1", "P3", "P4"], "fixed": ["P2"]}}]}
            """;

    private static ProductTable table() {
        try {
            return new AdvisoryTables().productTable();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode document() {
        try {
            return new ObjectMapper().readTree(DOCUMENT);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode with(String pointer, String field, String json) {
        JsonNode document = document();
        try {
            ((ObjectNode) document.at(pointer)).set(field, json == null ? null : new ObjectMapper().readTree(json));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return document;
    }

    private static void refused(JsonNode document, String pointer, String sentence) {
        assertThatThrownBy(() -> Csaf.read(document, TABLE))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(pointer + ": ")
                .hasMessageContaining(sentence);
    }

    @Test
    void a_document_says_from_which_version_on_which_component_of_which_model_is_safe() {
        Advisory read = Csaf.read(document(), TABLE);
        assertThat(read.id()).isEqualTo("DSA-2024-006");
        assertThat(read.severity()).isEqualTo("high");
        assertThat(read.cves()).containsExactly("CVE-2024-0161");
        assertThat(read.url()).isEqualTo("https://www.dell.com/dsa-2024-006");
        assertThat(read.fixes())
                .containsExactly(
                        new Advisory.Fix("159", "R750", null, "1.12.1"),
                        new Advisory.Fix("25227", null, "14G", "7.00.00.00"),
                        new Advisory.Fix("25227", null, "15G", "7.00.00.00"),
                        new Advisory.Fix("25227", null, "16G", "7.00.00.00"));
    }

    @Test
    void what_is_safe_may_be_told_by_the_fixed_product_alone() {
        JsonNode document =
                with("/product_tree/branches/0/branches/0/branches/0/branches/0", "name", "\"All until the fix\"");
        assertThat(Csaf.read(document, TABLE).fixes()).contains(new Advisory.Fix("159", "R750", null, "1.12.1"));
    }

    @Test
    void firmware_on_a_server_may_be_told_by_a_relationship() {
        JsonNode document = with("/product_tree", "relationships", """
                [{"category": "installed_on", "product_reference": "P5", "relates_to_product_reference": "P6",
                  "full_product_name": {"product_id": "P7", "name": "BIOS below 2.0 on R650"}}]""");
        ((ObjectNode) document.path("product_tree")).set("full_product_names", read("""
                [{"product_id": "P5", "name": "BIOS"}, {"product_id": "P6", "name": "Dell EMC PowerEdge R650"}]"""));
        ((ObjectNode) document.at("/vulnerabilities/0/product_status")).set("known_affected", read("[\"P7\"]"));
        refused(document, "/product_tree/relationships/0/full_product_name", "nothing says from which version on");
        ((ObjectNode) document.at("/product_tree/relationships/0/full_product_name"))
                .put("name", "Versions before 2.0");
        assertThat(Csaf.read(document, TABLE).fixes()).containsExactly(new Advisory.Fix("159", "R650", null, "2.0"));
    }

    @Test
    void the_severity_is_the_worst_score_where_the_document_says_none() {
        assertThat(Csaf.read(with("/document", "aggregate_severity", "{\"text\": \"Important\"}"), TABLE)
                        .severity())
                .isEqualTo("high");
        ObjectNode document = (ObjectNode) document();
        ((ObjectNode) document.path("document")).remove("aggregate_severity");
        assertThat(Csaf.read(document, TABLE).severity()).isEqualTo("medium");
        ((ObjectNode) document.at("/vulnerabilities/0")).remove("scores");
        refused(document, "/document", "no aggregate_severity");
    }

    @Test
    void a_document_with_anything_that_is_not_understood_is_refused_whole_with_its_pointer() {
        String bios = "/product_tree/branches/0/branches/0/branches/0";
        refused(with("/document", "category", "\"csaf_vex\""), "/document/category", "csaf_security_advisory");
        refused(with("/document", "csaf_version", "\"2.1\""), "/document/csaf_version", "must be \"2.0\"");
        refused(with("/document/tracking", "status", "\"draft\""), "/document/tracking/status", "draft");
        refused(with("/document/tracking", "id", "7"), "/document/tracking/id", "a text must be there");
        JsonNode strange = with(bios, "name", "\"Frobnicator\"");
        ((ObjectNode) strange.at(bios + "/branches/0/product")).put("name", "PowerEdge R750 Frobnicator");
        refused(strange, bios + "/branches/0/product", "config/advisories.yaml");
        refused(
                with("/product_tree/branches/0/branches/0", "name", "\"PowerEdge R650\""),
                bios + "/branches/0/product",
                "several models");
        refused(
                with("/vulnerabilities/0/product_status", "known_affected", "[\"P9\"]"),
                "/vulnerabilities/0/product_status/known_affected/0",
                "no product \"P9\"");
        refused(
                with(bios + "/branches/1/product", "product_id", "\"P1\""),
                bios + "/branches/1/product/product_id",
                "another product already");
        refused(
                with(bios + "/branches/0", "name", "\"vers:generic/>=1.0|<1.5|>=2.0|<2.5\""),
                bios + "/branches/0/product",
                "is not understood");
    }

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_range_is_read_in_the_schemas_form_and_in_the_vendors_words() {
        assertThat(VersionRange.before("Versions prior to 2.19.1")).contains("2.19.1");
        assertThat(VersionRange.before("prior to version 6.10.80.00")).contains("6.10.80.00");
        assertThat(VersionRange.before("< 00.1D.71")).contains("00.1D.71");
        assertThat(VersionRange.before("vers:generic/>=0|<1.2")).contains("1.2");
        assertThat(VersionRange.before("vers:generic/>=1.0|<1.2")).isEmpty();
        assertThat(VersionRange.before("vers:generic/<=1.2")).isEmpty();
        assertThat(VersionRange.before("1.2 and prior")).isEmpty();
        assertThat(VersionRange.upTo("1.2 and prior")).isTrue();
        assertThat(VersionRange.upTo("vers:generic/<=1.2")).isTrue();
        assertThat(VersionRange.upTo("1.2 through 1.4")).isFalse();
        assertThat(VersionRange.upTo("vers:generic/>=1.0|<=1.2")).isFalse();
        assertThat(VersionRange.from("Version 2.19.1 or later")).contains("2.19.1");
        assertThat(VersionRange.from("2.19.1")).contains("2.19.1");
        assertThat(VersionRange.from("vers:generic/>=2.19.1")).contains("2.19.1");
        assertThat(VersionRange.from("all versions")).isEmpty();
    }
}
