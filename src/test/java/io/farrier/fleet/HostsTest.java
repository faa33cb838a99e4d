package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.hub.Refused;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Its hosts are in 10.98.0.0/16 and carry the tag hosts-test. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostsTest {

    private static final String MINE = "\"tags\": {\"of\": \"hosts-test\"}";

    @Autowired
    Hosts hosts;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ObjectMapper json;

    long one;
    long two;
    long three;
    long six;
    long chassis;
    long old;

    @BeforeAll
    void fleet() {
        one = host("10.98.0.1", "server", "PowerEdge R750", "HOSTT01", "15G", null);
        two = host("10.98.0.2", "server", "PowerEdge R650", "HOSTT02", "15G", null);
        three = host("10.98.1.3", "server", "PowerEdge R740", "HOSTT03", "14G", "It refused the connection.");
        chassis = host("10.98.0.4", "chassis", "MX7000", "HOSTT04", null, null);
        six = host("fd98::6", "server", "PowerEdge R760", "HOSTT06", "16G", null);
        old = host("10.98.2.2", "server", "PowerEdge R650", "HOSTT02", "15G", "Nothing listens there.");
    }

    @AfterAll
    void clean() {
        jdbc.sql("delete from hosts where tags @> '{\"of\": \"hosts-test\"}'").update();
    }

    @Test
    void an_empty_selector_selects_nothing() {
        assertThat(resolve("{}")).isEmpty();
    }

    @Test
    void a_chassis_is_never_selected() {
        assertThat(resolve("{\"ids\": [%d]}".formatted(chassis))).isEmpty();
        assertThat(resolve("{\"networks\": [\"10.98.0.4\"]}")).isEmpty();
    }

    @Test
    void each_part_narrows_and_each_list_widens() {
        assertThat(resolve("{\"ids\": [%d, %d]}".formatted(one, three))).containsExactly(one, three);
        assertThat(resolve("{\"serviceTags\": [\"hostt01\", \"NOSUCH1\"]}")).containsExactly(one);
        assertThat(resolve("{\"models\": [\"R750\", \"PowerEdge R740\"], %s}".formatted(MINE)))
                .containsExactly(one, three);
        assertThat(resolve("{\"generations\": [\"15G\"], %s}".formatted(MINE))).containsExactly(one, two);
        assertThat(resolve("{\"generations\": [\"15G\"], \"models\": [\"R740\"], %s}".formatted(MINE)))
                .isEmpty();
    }

    @Test
    void networks_are_cidrs_ranges_and_addresses_of_either_family() {
        assertThat(resolve("{\"networks\": [\"10.98.0.0/24\"]}")).containsExactly(one, two);
        assertThat(resolve("{\"networks\": [\"10.98.0.0/16\"], %s}".formatted(MINE)))
                .containsExactly(one, two, three);
        assertThat(resolve("{\"networks\": [\"10.98.0.2 - 10.98.1.3\"]}")).containsExactly(two, three);
        assertThat(resolve("{\"networks\": [\"10.98.0.1\", \"fd98::/64\"]}")).containsExactly(one, six);
        assertThat(resolve("{\"networks\": [\"fd98::5-fd98::7\"]}")).containsExactly(six);
        assertThat(resolve("{\"networks\": [\"::ffff:10.98.0.1\"]}"))
                .as("an IPv4 address in IPv6's clothes")
                .containsExactly(one);
        assertThat(resolve("{\"networks\": [\"10.98.3.0/24\"]}")).isEmpty();
    }

    @Test
    void one_machine_at_two_addresses_is_meant_at_one_however_it_is_named() {
        assertThat(resolve("{\"serviceTags\": [\"HOSTT02\"]}")).containsExactly(two);
        assertThat(resolve("{\"networks\": [\"10.98.0.0/16\"], \"serviceTags\": [\"HOSTT02\"]}"))
                .containsExactly(two);
        assertThat(resolve("{\"ids\": [%d, %d]}".formatted(two, old))).containsExactly(two);
        assertThat(resolve("{\"ids\": [%d]}".formatted(old))).isEmpty();
        problem(two, "It moved away.");
        problem(old, null);
        assertThat(resolve("{\"serviceTags\": [\"HOSTT02\"]}"))
                .as("where it answers")
                .containsExactly(old);
        problem(two, null);
        problem(old, "Nothing listens there.");
    }

    @Test
    void what_concerns_addresses_means_each_of_them() throws JsonProcessingException {
        Selector both = Selector.read(json.readTree("{\"serviceTags\": [\"HOSTT02\"]}"));
        assertThat(hosts.resolveAddresses(both)).containsExactly(two, old);
        assertThat(hosts.resolveAddresses(Selector.read(json.readTree("{}")))).isEmpty();
        assertThat(hosts.resolveAddresses(Selector.read(json.readTree("{\"ids\": [%d]}".formatted(chassis)))))
                .isEmpty();
    }

    @Test
    void pages_follow_each_other_without_gap_or_repetition() {
        List<Host> first = hosts.page(one - 1, 2, new Filter(null, null, null, null, null, null));
        List<Host> second = hosts.page(first.getLast().id(), 2, new Filter(null, null, null, null, null, null));
        assertThat(first).extracting(Host::id).containsExactly(one, two);
        assertThat(second).extracting(Host::id).containsExactly(three, chassis);
        assertThat(hosts.page(one - 1, 100, new Filter("chassis", null, null, null, null, null)))
                .extracting(Host::id)
                .contains(chassis)
                .doesNotContain(one);
        assertThat(hosts.page(one - 1, 100, new Filter(null, null, "HOSTT02", null, null, null)))
                .extracting(Host::id)
                .containsExactly(two, old);
        assertThat(hosts.page(one - 1, 100, new Filter(null, null, null, true, null, null)))
                .extracting(Host::id)
                .contains(three)
                .doesNotContain(one);
        assertThat(hosts.page(one - 1, 100, new Filter(null, "PowerEdge R750", null, false, null, null)))
                .extracting(Host::id)
                .contains(one);
    }

    @Test
    void a_host_is_found_by_its_address_in_any_writing() {
        assertThat(hosts.at("fd98:0:0:0:0:0:0:6", 443).orElseThrow().id()).isEqualTo(six);
        assertThat(hosts.byId(three).orElseThrow().label()).isEqualTo("R740 HOSTT03 (10.98.1.3)");
        assertThat(hosts.byId(-1)).isEmpty();
    }

    @Test
    void a_selector_with_a_slip_is_refused() {
        assertThatThrownBy(() -> resolve("{\"model\": [\"R750\"]}")).isInstanceOf(Refused.class);
    }

    private List<Long> resolve(String selector) {
        try {
            return hosts.resolve(Selector.read(json.readTree(selector)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void problem(long id, String problem) {
        jdbc.sql("update hosts set last_problem = ? where id = ?")
                .params(problem, id)
                .update();
    }

    private long host(String address, String kind, String model, String tag, String generation, String problem) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, model, service_tag, generation, last_problem, tags)"
                        + " values (?::inet, ?, ?, ?, ?, ?, '{\"of\": \"hosts-test\", \"rack\": \"r7\"}') returning id")
                .params(address, kind, model, tag, generation, problem)
                .query(Long.class)
                .single();
    }
}
