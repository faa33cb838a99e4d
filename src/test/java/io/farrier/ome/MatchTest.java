package io.farrier.ome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who a server is, its BMC says. */
class MatchTest {

    private static final Match.Server SEVEN = new Match.Server(7, "10.0.0.7", 443, "ABC1234");

    private static Device device(String serviceTag, String address) {
        return new Device(1, "name", serviceTag, "PowerEdge R750", "0939", address, 443, null);
    }

    @Test
    void the_same_service_tag_at_the_same_address_is_our_host() {
        assertThat(Match.of(device("ABC1234", "10.0.0.7"), List.of(SEVEN))).isEqualTo(new Match(7L, null, false));
    }

    @Test
    void a_server_that_is_said_to_be_elsewhere_stays_who_its_bmc_says_and_somebody_goes_to_see() {
        Match match = Match.of(device("ABC1234", "10.0.0.8"), List.of(SEVEN));
        assertThat(match.hostId()).isEqualTo(7);
        assertThat(match.problem()).contains("the BMC at 10.0.0.7 answered as that server");
        assertThat(match.ask()).isTrue();
    }

    @Test
    void an_address_where_another_server_answers_is_not_taken_for_it() {
        Match match = Match.of(device("XYZ9999", "10.0.0.7"), List.of(SEVEN));
        assertThat(match.hostId()).isNull();
        assertThat(match.problem()).contains("the BMC there answers as ABC1234");
    }

    @Test
    void an_address_that_nobody_knows_is_asked() {
        assertThat(Match.of(device("XYZ9999", "10.0.0.9"), List.of(SEVEN))).isEqualTo(new Match(null, null, true));
    }

    @Test
    void one_without_an_address_is_told_and_not_asked() {
        Match match = Match.of(device("XYZ9999", null), List.of(SEVEN));
        assertThat(match.problem()).contains("no address");
        assertThat(match.ask()).isFalse();
    }

    @Test
    void two_servers_without_a_service_tag_are_not_the_same() {
        Match.Server untold = new Match.Server(8, "10.0.0.8", 443, null);
        assertThat(Match.of(device(null, "10.0.0.9"), List.of(untold)).hostId()).isNull();
    }
}
