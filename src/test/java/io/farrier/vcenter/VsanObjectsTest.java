package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Xml;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What vSAN's management API says of the objects of a cluster. */
class VsanObjectsTest {

    private static VimReply reply(String details) throws Xml.Unreadable {
        return new VimReply(Xml.read("""
                <VsanQueryObjectIdentitiesResponse xmlns="urn:vsan"><returnval>%s</returnval></VsanQueryObjectIdentitiesResponse>""".formatted(details).getBytes(StandardCharsets.UTF_8)));
    }

    private static String detail(String state, Object number) {
        return "<objectHealthDetail><numObjects>%s</numObjects><health>%s</health></objectHealthDetail>"
                .formatted(number, state);
    }

    @Test
    void those_that_are_available_in_full_are_sound_and_others_are_told_by_their_state() throws Xml.Unreadable {
        assertThat(VsanObjects.unsound(reply("<health>" + detail("healthy", 40) + detail("inaccessible", 0)
                        + detail("datamove", 2) + detail("nonavailabilityrelatedreconfig", 1) + "</health>")))
                .hasValue(Map.of());
        assertThat(VsanObjects.unsound(reply("<health>" + detail("healthy", 40)
                        + detail("reducedavailabilitywithnorebuild", 3) + detail("somethingnew", 1) + "</health>")))
                .hasValue(Map.of("reducedavailabilitywithnorebuild", 3, "somethingnew", 1));
    }

    @Test
    void an_answer_that_tells_of_no_object_is_none() throws Xml.Unreadable {
        assertThat(VsanObjects.unsound(reply(""))).isEmpty();
        assertThat(VsanObjects.unsound(reply("<health/>"))).isEmpty();
        assertThat(VsanObjects.unsound(reply("<health>" + detail("healthy", "many") + "</health>")))
                .isEmpty();
    }

    @Test
    void it_is_asked_at_its_own_door_and_in_its_own_namespace() {
        VimRequest objects =
                VimRequest.of("VsanQueryObjectIdentities", "VsanObjectSystem", "vsan-cluster-object-system");
        assertThat(objects.path()).isEqualTo("/vsanHealth");
        assertThat(objects.envelope()).contains("<VsanQueryObjectIdentities xmlns=\"urn:vsan\">");
        assertThat(objects.reads()).isTrue();
        assertThat(VimRequest.content().path()).isEqualTo("/sdk");
        assertThat(VimRequest.content().envelope()).contains("xmlns=\"urn:vim25\"");
    }
}
