package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.compliance.Managed.Line;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ManagedTest {

    private static final Managed TABLE = new Managed(List.of(
            new Line("the OEM", null, true, null),
            new Line("VxRail Manager", List.of("VxRail"), false, null),
            new Line("vLCM", null, false, List.of("domain-c8", "https://vc1/domain-c9"))));

    private static About host(String model, boolean branded, String... clusters) {
        return new About("a host", null, model, "15G", Map.of(), branded, Set.of(clusters));
    }

    private static Optional<String> by(About host) {
        return TABLE.of(host).map(Managed.Owner::by);
    }

    @Test
    void a_host_is_somebody_elses_by_its_model_its_brand_or_its_cluster() {
        assertThat(by(host("PowerEdge R750", false, "domain-c7"))).isEmpty();
        assertThat(by(host("VxRail E560F", false))).contains("VxRail Manager");
        assertThat(by(host("PowerEdge R750", true))).contains("the OEM");
        assertThat(by(host("PowerEdge R750", false, "domain-c9", "https://vc1/domain-c9")))
                .contains("vLCM");
        assertThat(by(host("PowerEdge R750", false, "domain-c9", "https://vc2/domain-c9")))
                .as("the same moid at another vCenter")
                .isEmpty();
    }

    @Test
    void a_host_of_no_known_model_may_be_of_whoever_owns_models_unless_something_else_tells() {
        assertThat(TABLE.of(host(null, false))).contains(new Managed.Owner("VxRail Manager", false));
        assertThat(TABLE.of(host(null, true))).contains(new Managed.Owner("the OEM", true));
        assertThat(new Managed(List.of(new Line("the OEM", null, true, null))).of(host(null, false)))
                .as("the table names no models")
                .isEmpty();
    }

    @Test
    void a_line_that_means_nobody_or_names_no_owner_is_refused() {
        for (Line wrong : List.of(
                new Line(null, List.of("VxRail"), false, null),
                new Line(" ", List.of("VxRail"), false, null),
                new Line("x", null, false, null),
                new Line("x", List.of(""), false, null),
                new Line("x", null, true, List.of(" ")))) {
            assertThatThrownBy(() -> new Managed(List.of(wrong))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
