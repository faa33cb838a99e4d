package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.plan.UpdateOrder.Step;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WayBackTest {

    private static Candidate bios(String... versions) {
        return new Candidate(
                "159__BIOS.Setup.1-1",
                "BIOS.Setup.1-1",
                "BIOS",
                "159",
                "1.0",
                List.of(versions).stream()
                        .map(version -> new Step(version, 1, "B_" + version + ".EXE"))
                        .toList());
    }

    private static final Map<String, String> KEPT = Map.of("159__BIOS.Setup.1-1", "0.9");

    @Test
    void a_package_that_the_hub_has_leads_back_whatever_the_device_keeps() {
        assertThat(WayBack.of(bios("2.0"), Map.of("159__BIOS.Setup.1-1", "B_1.0.EXE"), null))
                .isEqualTo("BIOS back to 1.0: by B_1.0.EXE, which the hub has");
    }

    @Test
    void a_device_that_keeps_a_former_version_keeps_the_one_that_it_replaces_and_no_older_one() {
        assertThat(WayBack.of(bios("2.0"), Map.of(), KEPT)).contains("image that the device keeps");
        assertThat(WayBack.of(bios("1.5", "2.0"), Map.of(), KEPT)).contains("no way back");
    }

    @Test
    void where_nothing_leads_back_that_is_said() {
        assertThat(WayBack.of(bios("2.0"), Map.of(), Map.of())).contains("no way back;");
        assertThat(WayBack.of(bios("2.0"), Map.of(), null)).contains("no way back is known");
    }
}
