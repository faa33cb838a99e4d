package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InheritanceTest {

    private static final Profile FLEET = profile("fleet", null, null, null, Map.of());
    private static final Profile SITE = profile("site", "fleet", "datacenter", null, Map.of("site", "ams1"));
    private static final Profile CLUSTER = profile("cluster", "site", "cluster", null, Map.of("cluster", "c7"));

    @Test
    void datacenter_cluster_host_is_a_line() {
        Profile own = new Profile(0, "own", "cluster", null, 7L, null, null, Map.of(), null, "env:OWN", 0, 1);
        assertThat(refusal("own", FLEET, SITE, CLUSTER, own)).isNull();
        Place place = new Place(7, "10.0.0.7", null, Map.of("site", "ams1", "cluster", "c7"));
        assertThat(Resolution.of(List.of(FLEET, SITE, CLUSTER, own), place).credential())
                .isEqualTo(new Credential(0, "own", "root", "env:OWN", 1));
        assertThat(Resolution.of(List.of(FLEET, SITE, CLUSTER), place)
                        .credential()
                        .name())
                .isEqualTo("cluster");
    }

    @Test
    void a_circle_is_said_with_all_that_are_in_it() {
        Profile a = profile("a", "c", null, null, Map.of("x", "1"));
        Profile b = profile("b", "a", null, null, Map.of("x", "1"));
        Profile c = profile("c", "b", null, null, Map.of("x", "1"));
        assertThat(refusal("a", a, b, c)).contains("circle: a → c → b → a");
        assertThat(refusal("a", profile("a", "a", null, null, Map.of()))).contains("circle: a → a");
        assertThat(Resolution.of(List.of(a, b, c), new Place(1, "10.0.0.1", null, Map.of("x", "1")))
                        .chosen())
                .as("and where it was written past the rule, nobody logs in by it")
                .isEmpty();
    }

    @Test
    void an_unknown_parent_and_a_hosts_own_are_no_parents() {
        assertThat(refusal("site", SITE)).contains("no credential fleet");
        Profile own = new Profile(0, "own", null, null, 7L, null, null, Map.of(), "root", "env:P", 0, 1);
        assertThat(refusal("a", own, profile("a", "own", null, null, Map.of()))).contains("one host's own");
    }

    @Test
    void a_wider_scope_is_not_below_a_narrower_one() {
        Profile cluster = profile("cluster", null, "cluster", null, Map.of("cluster", "c7"));
        Profile site = profile("site", "cluster", "datacenter", null, Map.of("site", "ams1"));
        assertThat(refusal("site", cluster, site))
                .contains("site is for a datacenter, so its parent cluster can't be for a cluster");
    }

    @Test
    void a_change_above_that_spoils_what_is_below_is_refused() {
        Profile site = new Profile(0, "site", null, null, null, null, null, Map.of(), "root", null, 0, 1);
        Profile child = new Profile(0, "child", "site", null, null, null, null, Map.of("a", "b"), null, null, 0, 1);
        assertThat(refusal("site", site, child)).contains("has no vault path");
        Profile narrowed = profile("fleet", null, "cluster", null, Map.of());
        assertThat(refusal("fleet", narrowed, SITE)).contains("its parent fleet can't be for a cluster");
    }

    @Test
    void two_that_nothing_tells_apart_are_refused_until_one_has_another_priority() {
        Profile one = profile("one", null, null, "10.1.0.0/16", Map.of("site", "ams1"));
        Profile two = profile("two", null, null, "10.1.0.0/16", Map.of("rack", "r7"));
        assertThat(refusal("two", one, two)).contains("two and one could cover one host");
        Profile elsewhere = profile("elsewhere", null, null, "10.2.0.0/16", Map.of("rack", "r7"));
        assertThat(refusal("elsewhere", one, elsewhere)).isNull();
        Profile other = profile("other", null, null, "10.1.0.0/16", Map.of("site", "fra2"));
        assertThat(refusal("other", one, other)).as("no host is in two sites").isNull();
        Profile ahead = new Profile(
                0, "ahead", null, null, null, "10.1.0.0/16", null, Map.of("rack", "r7"), "root", "env:P", 1, 1);
        assertThat(refusal("ahead", one, ahead)).isNull();
    }

    private static String refusal(String name, Profile... after) {
        return Inheritance.refusal(List.of(after), name).orElse(null);
    }

    private static Profile profile(String name, String parent, String scope, String network, Map<String, String> tags) {
        String login = parent == null ? "root" : null;
        return new Profile(
                0, name, parent, scope, null, network, null, tags, login, login == null ? null : "env:P", 0, 1);
    }
}
