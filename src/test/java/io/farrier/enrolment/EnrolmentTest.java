package io.farrier.enrolment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Servers that come after a rule was made enrol themselves, visibly and reversibly. */
@HubTest
class EnrolmentTest {

    private static final String NETWORK = "127.20.175.0/24";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Enrolments enrolments;

    @Autowired
    ObjectMapper json;

    private long before;
    private long rule;

    @BeforeEach
    void start() throws Exception {
        before = host("127.20.175.1", "{}");
        rule = enrolments.add(draft(false), "anna").id();
    }

    @AfterEach
    void end() {
        jdbc.sql("delete from update_plans where name = 'enrolment-test'").update();
        jdbc.sql("delete from enrolments where name = 'test-canaries'").update();
        jdbc.sql("delete from hosts where mgmt_ip << ?::inet").params(NETWORK).update();
    }

    private Enrolments.Draft draft(boolean existing) throws Exception {
        return new Enrolments.Draft(
                "test-canaries",
                json.readTree("{\"networks\": [\"" + NETWORK + "\"]}"),
                null,
                Map.of("wave", "canary"),
                existing);
    }

    private long host(String address, String tags) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, service_tag, tags, first_seen_at)"
                        + " values (?::inet, 8443, 'server', ?, ?::jsonb, clock_timestamp()) returning id")
                .params(address, "ENR" + address.substring(address.lastIndexOf('.') + 1), tags)
                .query(Long.class)
                .single();
    }

    private String wave(long host) {
        return jdbc.sql("select coalesce(tags ->> 'wave', 'none') from hosts where id = ?")
                .params(host)
                .query(String.class)
                .single();
    }

    private void inPlan(long host, String state) {
        long plan = jdbc.sql("insert into update_plans (name, selector, state, created_by)"
                        + " values ('enrolment-test', '{}', ?, 'anna') returning id")
                .params(state)
                .query(Long.class)
                .single();
        jdbc.sql("insert into plan_targets (plan_id, host_id, wave, promises, expected) values (?, ?, 1, '[]', 60)")
                .params(plan, host)
                .update();
    }

    @Test
    void a_new_server_is_taken_and_one_that_was_known_is_not() {
        long fresh = host("127.20.175.2", "{\"site\": \"ams1\"}");
        enrolments.enrol(rule, 10);
        assertThat(wave(fresh)).isEqualTo("canary");
        assertThat(wave(before)).isEqualTo("none");
        assertThat(enrolments.reasons(fresh)).singleElement().satisfies(reason -> {
            assertThat(reason.enrolment()).isEqualTo("test-canaries");
            assertThat(reason.given()).isEqualTo(Map.of("wave", "canary"));
        });
    }

    @Test
    void a_server_that_was_taken_out_stays_out_until_it_is_let_in() {
        long fresh = host("127.20.175.2", "{\"site\": \"ams1\"}");
        enrolments.enrol(rule, 10);
        enrolments.unenrol(fresh, "anna");
        assertThat(wave(fresh)).isEqualTo("none");
        assertThat(enrolments.enrol(rule, 10)).isZero();
        assertThat(wave(fresh)).isEqualTo("none");
        enrolments.enrolAgain(fresh, "anna");
        enrolments.enrol(rule, 10);
        assertThat(wave(fresh)).isEqualTo("canary");
        assertThat(jdbc.sql("select tags ->> 'site' from hosts where id = ?")
                        .params(fresh)
                        .query(String.class)
                        .single())
                .isEqualTo("ams1");
    }

    @Test
    void what_an_approved_plan_is_about_is_neither_enrolled_nor_taken_out() {
        long fresh = host("127.20.175.2", "{}");
        long other = host("127.20.175.3", "{}");
        inPlan(other, "approved");
        enrolments.enrol(rule, 10);
        assertThat(wave(fresh)).isEqualTo("canary");
        assertThat(wave(other)).isEqualTo("none");
        jdbc.sql("update plan_targets set host_id = ? where host_id = ?")
                .params(fresh, other)
                .update();
        assertThatThrownBy(() -> enrolments.unenrol(fresh, "anna"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("enrolment-test");
        assertThatThrownBy(() -> enrolments.remove(rule, "anna")).isInstanceOf(Refused.class);
        assertThat(wave(fresh)).isEqualTo("canary");
        assertThat(enrolments.all()).anyMatch(left -> left.id() == rule);
    }

    @Test
    void a_rule_that_is_removed_takes_its_tags_along_but_not_what_was_changed_since() {
        long one = host("127.20.175.2", "{}");
        long two = host("127.20.175.3", "{}");
        enrolments.enrol(rule, 10);
        jdbc.sql("update hosts set tags = '{\"wave\": \"last\"}' where id = ?")
                .params(two)
                .update();
        enrolments.remove(rule, "anna");
        assertThat(wave(one)).isEqualTo("none");
        assertThat(wave(two)).isEqualTo("last");
    }

    @Test
    void a_preview_tells_who_and_why_and_changes_nothing() throws Exception {
        long other = host("127.20.175.3", "{\"wave\": \"last\"}");
        List<Taking> takings = enrolments.preview(draft(true));
        assertThat(takings).extracting(Taking::host).containsExactly(before, other);
        assertThat(takings).extracting(Taking::taken).containsExactly(true, false);
        assertThat(takings.getLast().why()).contains("wave=last");
        assertThat(wave(before)).isEqualTo("none");
    }

    @Test
    void a_rule_for_nobody_or_without_tags_is_refused() throws Exception {
        assertThatThrownBy(() -> enrolments.add(
                        new Enrolments.Draft("x", json.readTree("{}"), null, Map.of("a", "b"), null), "anna"))
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() ->
                        enrolments.add(new Enrolments.Draft("x", draft(true).selector(), null, Map.of(), null), "anna"))
                .isInstanceOf(Refused.class);
    }
}
