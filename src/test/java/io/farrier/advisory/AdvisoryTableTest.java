package io.farrier.advisory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdvisoryTableTest {

    private static Map<String, String> line(String... texts) {
        Map<String, String> line = new java.util.HashMap<>(
                Map.of("advisory", "DSA-1", "severity", "High", "component", "159", "fixed", "1.2"));
        for (int n = 0; n < texts.length; n += 2) {
            line.put(texts[n], texts[n + 1]);
        }
        return line;
    }

    private static void refused(String sentence, Map<String, String> wrong) {
        assertThatThrownBy(() -> AdvisoryTable.read(List.of(line(), wrong)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void lines_of_one_advisory_are_one_with_all_its_fixes() {
        List<Advisory> read = AdvisoryTable.read(List.of(
                line("cves", "CVE-1, CVE-2;CVE-3"),
                line("model", "R750", "fixed", "1.3", "title", "BIOS"),
                line("advisory", "DSA-2", "component", "8086:1572:1028:1F9C")));
        assertThat(read).extracting(Advisory::id).containsExactly("DSA-1", "DSA-2");
        assertThat(read.getFirst().cves()).containsExactly("CVE-1", "CVE-2", "CVE-3");
        assertThat(read.getFirst().title()).isEqualTo("BIOS");
        assertThat(read.getFirst().fixes())
                .containsExactly(new Advisory.Fix("159", null, "1.2"), new Advisory.Fix("159", "R750", "1.3"));
    }

    @Test
    void a_table_that_is_wrong_anywhere_is_refused_with_its_line() {
        refused("Line 3 has no fixed", line("fixed", " "));
        refused("Line 3: a severity is critical, high, medium or low, not \"bad\"", line("severity", "bad"));
        refused("Line 3: \"BIOS\" is neither a component id", line("component", "BIOS"));
        refused("There is no column \"colour\"", line("colour", "red"));
        refused("DSA-1 is high in one line and low in another", line("severity", "low"));
        assertThatThrownBy(() -> AdvisoryTable.read(List.of())).hasMessageContaining("no lines");
    }
}
