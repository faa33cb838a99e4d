package io.farrier.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * What Kaoto leaves of a file when somebody looks at it there and saves: no comments, keys in an order of its own, other
 * quotes, lines of any length.
 */
@HubTest
class KaotoTest {

    @Autowired
    Desk desk;

    @Autowired
    CamelContext camel;

    private static String rewritten(String text) {
        DumperOptions block = new DumperOptions();
        block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        block.setIndicatorIndent(2);
        block.setIndentWithIndicator(true);
        block.setWidth(1000);
        Object read = new Yaml().load(text);
        return new Yaml(block).dump(sorted(read));
    }

    /** Maps by their keys from z to a, so that nothing stays where it was. */
    private static Object sorted(Object node) {
        return switch (node) {
            case Map<?, ?> map -> {
                Map<Object, Object> sorted = new LinkedHashMap<>();
                new TreeMap<Object, Object>(map)
                        .descendingMap()
                        .forEach((key, value) -> sorted.put(key, sorted(value)));
                yield sorted;
            }
            case List<?> list -> list.stream().map(KaotoTest::sorted).toList();
            case null, default -> node;
        };
    }

    private static RouteSet rewritten(RouteSet set) {
        Map<String, String> files = new TreeMap<>();
        set.files().forEach((name, text) -> files.put(name, rewritten(text)));
        return new RouteSet(files);
    }

    private Map<String, Route> routes() {
        return camel.getRoutes().stream().collect(Collectors.toMap(Route::getRouteId, route -> route));
    }

    @Test
    void every_file_loads_after_it_and_says_what_it_said() throws Sheet.Unreadable {
        RouteSet shipped = desk.running();
        RouteSet kaotos = rewritten(shipped);
        assertThat(kaotos.files()).allSatisfy((name, text) -> assertThat(text).doesNotContain("#  "));
        Verdict verdict = desk.rehearse(kaotos);
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Accepted.class);
        assertThat(((Verdict.Accepted) verdict).routes())
                .isEqualTo(((Verdict.Accepted) desk.rehearse(shipped)).routes());
        for (var file : shipped.files().entrySet()) {
            Sheet before = Sheet.read(file.getKey(), file.getValue());
            Sheet after = Sheet.read(file.getKey(), kaotos.files().get(file.getKey()));
            assertThat(after.says(before)).as(file.getKey()).isTrue();
            assertThat(after.parts("route").map(route -> route.text("description")))
                    .containsExactlyElementsOf(before.parts("route")
                            .map(route -> route.text("description"))
                            .toList());
        }
    }

    @Test
    void its_edit_of_everything_swaps_nothing_and_is_taken() {
        RouteSet shipped = desk.running();
        Map<String, Route> before = routes();
        RouteSet kaotos = rewritten(shipped);
        assertThat(desk.apply(kaotos, "kaoto")).isInstanceOf(Verdict.Accepted.class);
        assertThat(desk.hash()).isEqualTo(kaotos.hash()).isNotEqualTo(shipped.hash());
        assertThat(routes()).isEqualTo(before);
        assertThat(desk.apply(shipped, "test")).isInstanceOf(Verdict.Accepted.class);
        assertThat(desk.hash()).isEqualTo(shipped.hash());
    }
}
