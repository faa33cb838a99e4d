package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.baseline.Demand;
import io.farrier.catalog.Device;
import io.farrier.catalog.SoftwarePackage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {

    private static final Instant LAST_YEAR = Instant.parse("2025-06-01T00:00:00Z");
    private static final Instant THIS_YEAR = Instant.parse("2026-06-01T00:00:00Z");
    private static final Device NIC = Device.component("108255");
    private static final Device DISK = new Device(null, "14E4", "16D7", "14E4", "4145");

    @Test
    void an_older_version_is_outdated_by_the_newest_package() {
        Judgement judgement =
                judge(installed("1.2.0", NIC), offer(1, "LW64", "1.3.0", NIC), offer(2, "LW64", "1.12.0", NIC));
        assertThat(judgement.verdict()).isEqualTo(Verdict.OUTDATED);
        assertThat(judgement.offer().id()).isEqualTo(2);
        assertThat(judgement.reason()).contains("1.2.0").contains("1.12.0").contains("urgent");
    }

    @Test
    void the_same_version_is_current_and_a_newer_one_is_newer() {
        assertThat(judge(installed("1.3", NIC), offer(1, "LW64", "1.3.0", NIC)).verdict())
                .isEqualTo(Verdict.CURRENT);
        assertThat(judge(installed("1.4", NIC), offer(1, "LW64", "1.3.0", NIC)).verdict())
                .isEqualTo(Verdict.NEWER);
    }

    @Test
    void a_64_bit_package_goes_before_a_32_bit_one_even_if_that_is_newer() {
        Judgement judgement = judge(installed("1.2", NIC), offer(1, "LWXP", "1.9", NIC), offer(2, "LW64", "1.3", NIC));
        assertThat(judgement.offer().id()).isEqualTo(2);
        assertThat(judge(installed("1.2", NIC), offer(1, "LWXP", "1.9", NIC))
                        .offer()
                        .id())
                .isEqualTo(1);
    }

    @Test
    void linux_packages_and_drivers_are_never_offered_to_a_bmc() {
        assertThat(judge(installed("1.2", NIC), offer(1, "LLXP", "1.9", NIC)).verdict())
                .isEqualTo(Verdict.NO_PACKAGE);
        assertThat(judge(installed("1.2", NIC), offer(1, "LW64", "1.9", THIS_YEAR, "DRVR", NIC))
                        .verdict())
                .isEqualTo(Verdict.NO_PACKAGE);
    }

    @Test
    void of_two_packages_with_the_same_version_the_later_one_is_taken() {
        Judgement judgement = judge(
                installed("1.2", NIC),
                offer(1, "LW64", "1.3", LAST_YEAR, "FRMW", NIC),
                offer(2, "LW64", "1.3.0", THIS_YEAR, "FRMW", NIC),
                offer(3, "LW64", "1.3", null, "FRMW", NIC));
        assertThat(judgement.offer().id()).isEqualTo(2);
    }

    @Test
    void a_device_without_a_component_id_is_matched_by_its_whole_pci_quadruple_only() {
        assertThat(judge(installed("1.2", DISK), offer(1, "LW64", "1.3", DISK)).verdict())
                .isEqualTo(Verdict.OUTDATED);
        Device other = new Device(null, "14E4", "16D7", "14E4", "4146");
        assertThat(judge(installed("1.2", other), offer(1, "LW64", "1.3", DISK)).verdict())
                .isEqualTo(Verdict.NO_PACKAGE);
    }

    @Test
    void a_package_that_names_no_device_fits_none() {
        assertThat(judge(installed("1.2", NIC), offer(1, "LW64", "1.3")).verdict())
                .isEqualTo(Verdict.NO_PACKAGE);
    }

    @Test
    void what_can_not_be_known_is_unknown_and_says_why() {
        assertThat(judge(installed("1.2", new Device(null, null, null, null, null)), offer(1, "LW64", "1.3", NIC)))
                .satisfies(j -> unknown(j, "neither a component id nor"));
        assertThat(judge(installed(null, NIC), offer(1, "LW64", "1.3", NIC)))
                .satisfies(j -> unknown(j, "which version"));
        assertThat(judge(installed("OSC_1.1", NIC), offer(1, "LW64", "2.1", NIC)))
                .satisfies(j -> unknown(j, "two schemes"));
        assertThat(judge(installed("EA00", NIC), offer(1, "LW64", "EA01", NIC), offer(2, "LW64", "EJ24", NIC)))
                .satisfies(j -> unknown(j, "EA01 and EJ24"));
        assertThat(Judgement.of(installed("1.2", NIC), null)).satisfies(j -> unknown(j, "No catalog"));
        Installed homeless = new Installed(1, null, "i", "f", "n", "FRMW", NIC, "1.2");
        assertThat(Judgement.of(homeless, new Match(List.of()))).satisfies(j -> unknown(j, "system id"));
        Installed untyped = new Installed(1, "08FC", "i", "f", "n", null, NIC, "1.2");
        assertThat(Judgement.of(untyped, new Match(List.of()))).satisfies(j -> unknown(j, "type of component"));
    }

    @Test
    void newer_is_compliant_with_a_catalog_and_with_a_floor_and_not_with_a_pin() {
        SoftwarePackage offer = offer(1, "LW64", "1.3", NIC);
        Match match = new Match(List.of(offer));
        assertThat(judge(installed("1.4", NIC), offer))
                .returns(Verdict.NEWER, Judgement::verdict)
                .returns(true, Judgement::compliant);
        assertThat(Judgement.of(installed("1.4", NIC), match, new Demand.AtLeast("1.3", "a rule"))
                        .compliant())
                .isTrue();
        Judgement pinned = Judgement.of(installed("1.4", NIC), match, new Demand.Exactly("1.3", "a rule"));
        assertThat(pinned).returns(Verdict.NEWER, Judgement::verdict).returns(false, Judgement::compliant);
        assertThat(pinned.offer()).as("it can be brought back").isEqualTo(offer);
        assertThat(pinned.reason()).contains("1.4 is installed; 1.3 is wanted (a rule), just that one");
        assertThat(Judgement.of(installed("1.3", NIC), match, new Demand.Exactly("1.3", "a rule"))
                        .compliant())
                .isTrue();
    }

    @Test
    void nothing_but_current_and_newer_is_compliant() {
        assertThat(judge(installed("1.2", NIC), offer(1, "LW64", "1.3", NIC)).compliant())
                .isFalse();
        assertThat(judge(installed("1.2", NIC)).compliant()).isFalse();
        assertThat(judge(installed(null, NIC)).compliant()).isFalse();
    }

    private static void unknown(Judgement judgement, String reason) {
        assertThat(judgement.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judgement.offer()).isNull();
        assertThat(judgement.reason()).contains(reason);
    }

    private static Judgement judge(Installed installed, SoftwarePackage... offers) {
        return Judgement.of(installed, new Match(List.of(offers)));
    }

    private static Installed installed(String version, Device device) {
        return new Installed(1, "08FC", "NIC.1", "NIC.Integrated.1-1-1", "NIC", "FRMW", device, version);
    }

    private static SoftwarePackage offer(long id, String packageType, String version, Device... devices) {
        return offer(id, packageType, version, THIS_YEAR, "FRMW", devices);
    }

    private static SoftwarePackage offer(
            long id, String packageType, String version, Instant released, String type, Device... devices) {
        return new SoftwarePackage(
                id,
                1,
                "P" + id,
                "F/x.EXE",
                "x.EXE",
                "x",
                type,
                packageType,
                version,
                "A00",
                released,
                null,
                10L,
                null,
                null,
                2,
                List.of(devices));
    }
}
