package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ResolutionProperties {

    private static final List<String> NETWORKS =
            List.of("10.0.0.0/8", "10.1.0.0/16", "10.1.1.0/24", "10.2.0.0/16", "fc00::/7");

    @Property
    void the_order_in_which_the_profiles_come_does_not_matter(
            @ForAll("profiles") List<Profile> profiles, @ForAll("places") Place place, @ForAll Random random) {
        List<Profile> shuffled = new ArrayList<>(profiles);
        Collections.shuffle(shuffled, random);
        Resolution one = Resolution.of(profiles, place);
        Resolution other = Resolution.of(shuffled, place);
        assertThat(other.credential()).isEqualTo(one.credential());
        assertThat(other.considered()).containsExactlyInAnyOrderElementsOf(one.considered());
    }

    @Property
    void it_is_one_that_covers_the_host_and_none_only_where_none_does(
            @ForAll("profiles") List<Profile> profiles, @ForAll("places") Place place) {
        Resolution resolution = Resolution.of(profiles, place);
        List<String> covering = resolution.considered().stream()
                .filter(Resolution.Considered::covers)
                .map(Resolution.Considered::profile)
                .toList();
        assertThat(resolution.considered()).hasSameSizeAs(profiles).allSatisfy(c -> assertThat(c.why())
                .isNotBlank());
        assertThat(resolution.considered().stream().filter(Resolution.Considered::chosen))
                .hasSize(covering.isEmpty() ? 0 : 1);
        if (covering.isEmpty()) {
            assertThat(resolution.chosen()).isEmpty();
        } else {
            assertThat(resolution.credential().name()).isEqualTo(covering.getFirst());
        }
    }

    @Property
    void nothing_that_covers_the_host_is_more_specific(
            @ForAll("profiles") List<Profile> profiles, @ForAll("places") Place place) {
        Resolution.of(profiles, place).chosen().ifPresent(chosen -> {
            List<Lineage> covering = Lineage.all(profiles).stream()
                    .filter(lineage -> lineage.against(place).isEmpty())
                    .toList();
            Lineage winner = covering.stream()
                    .filter(lineage -> lineage.profile().id() == chosen.id())
                    .findFirst()
                    .orElseThrow();
            assertThat(covering).allSatisfy(other -> assertThat(Lineage.SPECIFIC.compare(other, winner))
                    .isLessThanOrEqualTo(0));
        });
    }

    @Property
    void what_does_not_cover_the_host_changes_nothing(
            @ForAll("profiles") List<Profile> profiles, @ForAll("places") Place place) {
        Profile elsewhere = profile(999, "elsewhere", null, "192.0.2.0/24", Map.of(), 1000);
        assertThat(Resolution.of(with(profiles, elsewhere), place).credential())
                .isEqualTo(Resolution.of(profiles, place).credential());
    }

    @Property
    void the_hosts_own_is_used_whatever_else_there_is(
            @ForAll("profiles") List<Profile> profiles, @ForAll("places") Place place) {
        Profile own =
                new Profile(999, "own", null, null, place.hostId(), null, null, Map.of(), "root", "env:OWN", -1000, 1);
        assertThat(Resolution.of(with(profiles, own), place).chosen())
                .map(Credential::name)
                .contains("own");
    }

    @Property
    void a_child_goes_before_its_parent_and_has_from_it_what_it_does_not_say(
            @ForAll("profiles") List<Profile> profiles, @ForAll("places") Place place) {
        Resolution.of(profiles, place).chosen().ifPresent(chosen -> {
            Profile child = new Profile(
                    999, "child", chosen.name(), null, null, null, null, Map.of(), null, "env:CHILD", -1000, 4);
            assertThat(Resolution.of(with(profiles, child), place).credential())
                    .isEqualTo(new Credential(999, "child", chosen.username(), "env:CHILD", 4));
        });
    }

    @Property
    void profiles_that_could_be_stored_never_leave_it_to_their_age(
            @ForAll("profiles") List<Profile> drafts, @ForAll("places") Place place) {
        List<Profile> stored = new ArrayList<>();
        for (Profile draft : drafts) {
            if (Inheritance.refusal(with(stored, draft), draft.name()).isEmpty()) {
                stored.add(draft);
            }
        }
        assertThat(Resolution.of(stored, place).considered())
                .noneMatch(c -> c.why().contains("older"));
    }

    private static List<Profile> with(List<Profile> profiles, Profile more) {
        return Stream.concat(profiles.stream(), Stream.of(more)).toList();
    }

    private static Profile profile(
            long id, String name, String parent, String network, Map<String, String> tags, int priority) {
        return new Profile(id, name, parent, null, null, network, null, tags, "root", "env:P", priority, 1);
    }

    /** A parent is one that came before, none, or rarely one that makes a circle. */
    @Provide
    Arbitrary<List<Profile>> profiles() {
        Arbitrary<Profile> one = Combinators.combine(
                        Arbitraries.of(NETWORKS).injectNull(0.4),
                        tags(),
                        Arbitraries.of("datacenter", "cluster").injectNull(0.7),
                        Arbitraries.of("domain-c7", "domain-c8").injectNull(0.7),
                        Arbitraries.integers().between(-1, 12),
                        Arbitraries.integers().between(0, 3))
                .as((network, tags, scope, cluster, parent, priority) -> new Profile(
                        0,
                        "",
                        parent < 0 ? null : "p" + parent,
                        scope,
                        null,
                        network,
                        cluster,
                        tags,
                        "root",
                        "env:P",
                        priority,
                        1));
        return one.list().ofMaxSize(10).map(ResolutionProperties::numbered);
    }

    private static List<Profile> numbered(List<Profile> raw) {
        List<Profile> numbered = new ArrayList<>();
        for (int n = 0; n < raw.size(); n++) {
            Profile p = raw.get(n);
            String parent = p.parent() == null || Integer.parseInt(p.parent().substring(1)) >= Math.min(n, 6)
                    ? null
                    : p.parent();
            numbered.add(new Profile(
                    n + 1,
                    "p" + n,
                    parent,
                    p.scope(),
                    null,
                    p.network(),
                    p.cluster(),
                    p.tags(),
                    p.username(),
                    p.vaultPath(),
                    p.priority(),
                    1));
        }
        return numbered;
    }

    @Provide
    Arbitrary<Place> places() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 3),
                        Arbitraries.of("10.1.1.7", "10.1.2.7", "10.2.0.1", "10.200.0.1", "fc00::7", "203.0.113.5"),
                        Arbitraries.of("domain-c7", "domain-c9").injectNull(0.3),
                        tags())
                .as(Place::new);
    }

    private static Arbitrary<Map<String, String>> tags() {
        return Combinators.combine(
                        Arbitraries.of("ams1", "fra2").injectNull(0.6),
                        Arbitraries.of("r7").injectNull(0.7))
                .as((site, rack) -> {
                    Map<String, String> tags = new HashMap<>();
                    if (site != null) {
                        tags.put("site", site);
                    }
                    if (rack != null) {
                        tags.put("rack", rack);
                    }
                    return tags;
                });
    }
}
