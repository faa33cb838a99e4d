package io.farrier.ome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What an OME's groups may do to a host's tags. */
class TagsProperties {

    @Provide
    Arbitrary<Map<String, String>> tags() {
        return Arbitraries.maps(Arbitraries.of("site", "rack", "owner"), Arbitraries.of("a", "b", "c"));
    }

    @Property
    void what_others_wrote_is_never_changed(
            @ForAll("tags") Map<String, String> before,
            @ForAll("tags") Map<String, String> given,
            @ForAll("tags") Map<String, String> said) {
        Tags tags = Tags.of(before, given, said);
        before.forEach((name, value) -> {
            if (!value.equals(given.get(name))) {
                assertThat(tags.now()).containsEntry(name, value);
                assertThat(tags.given()).doesNotContainKey(name);
            }
        });
    }

    @Property
    void it_is_done_once_however_often_it_is_said(
            @ForAll("tags") Map<String, String> before, @ForAll("tags") Map<String, String> said) {
        Tags once = Tags.of(before, Map.of(), said);
        assertThat(Tags.of(once.now(), once.given(), said)).isEqualTo(once);
    }

    @Property
    void what_it_gave_can_be_taken_back_whole(
            @ForAll("tags") Map<String, String> before, @ForAll("tags") Map<String, String> said) {
        Tags tags = Tags.of(before, Map.of(), said);
        assertThat(Tags.of(tags.now(), tags.given(), Map.of()).now()).isEqualTo(before);
    }

    @Property
    void nothing_appears_that_nobody_said(
            @ForAll("tags") Map<String, String> before,
            @ForAll("tags") Map<String, String> given,
            @ForAll("tags") Map<String, String> said) {
        Map<String, String> all = new HashMap<>(Tags.of(before, given, said).now());
        all.entrySet().removeAll(before.entrySet());
        all.entrySet().removeAll(said.entrySet());
        assertThat(all).isEmpty();
    }
}
