package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.vcenter.Correlation.Match;
import io.farrier.vcenter.Correlation.Server;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrelationTest {

    private static final String BMC = "4c4c4544-0031-3210-8052-b4c04f4d4433";
    /** The same, as the other side writes it. */
    private static final String SWAPPED = "44454c4c-3100-1032-8052-b4c04f4d4433";

    private static Esxi esxi(String moid, String uuid, String... serials) {
        return new Esxi(
                moid,
                "esx-" + moid,
                "domain-c1",
                List.of(serials),
                uuid,
                "connected",
                false,
                "poweredOn",
                "green",
                null,
                null);
    }

    private static Match one(Esxi host, Server... servers) {
        return Correlation.of(List.of(host), List.of(servers)).getFirst();
    }

    @Test
    void the_service_tag_decides_and_the_uuid_agrees_in_either_order() {
        assertThat(one(esxi("h1", BMC, " abcd123 "), new Server(1, "ABCD123", BMC)))
                .isEqualTo(new Match("h1", "ABCD123", 1L, null));
        assertThat(one(esxi("h1", SWAPPED, "ABCD123"), new Server(1, "ABCD123", BMC.toUpperCase()))
                        .problem())
                .isNull();
        assertThat(one(esxi("h1", null, "ABCD123"), new Server(1, "ABCD123", BMC))
                        .problem())
                .isNull();
    }

    @Test
    void a_tag_with_another_uuid_is_told_and_not_matched() {
        Match match = one(esxi("h1", "11111111-2222-3333-4444-555555555555", "ABCD123"), new Server(1, "ABCD123", BMC));
        assertThat(match.hostId()).isEqualTo(1L);
        assertThat(match.problem()).contains("another UUID");
    }

    @Test
    void a_uuid_with_another_tag_is_told_and_not_matched() {
        Match match = one(esxi("h1", BMC, "ZZZZ999"), new Server(1, "ABCD123", BMC));
        assertThat(match.hostId()).isEqualTo(1L);
        assertThat(match.problem()).contains("service tag is ZZZZ999");
    }

    @Test
    void without_a_tag_the_uuid_is_enough() {
        assertThat(one(esxi("h1", SWAPPED, "VMware-56 4d 1f"), new Server(1, "ABCD123", BMC)))
                .isEqualTo(new Match("h1", null, 1L, null));
    }

    @Test
    void one_server_is_one_host_only() {
        List<Match> matches = Correlation.of(
                List.of(esxi("h1", null, "ABCD123"), esxi("h2", null, "ABCD123"), esxi("h3", null, "EFGH456")),
                List.of(new Server(1, "ABCD123", null), new Server(2, "EFGH456", null)));
        assertThat(matches.get(0).problem())
                .contains("2 hosts as this one server")
                .contains("esx-h1, esx-h2");
        assertThat(matches.get(1).problem()).isNotNull();
        assertThat(matches.get(2).problem()).isNull();
    }

    @Test
    void who_is_no_server_of_ours_is_nobody() {
        assertThat(one(esxi("h1", BMC, "QQQQ111"), new Server(1, "ABCD123", null)))
                .isEqualTo(new Match("h1", "QQQQ111", null, null));
    }
}
