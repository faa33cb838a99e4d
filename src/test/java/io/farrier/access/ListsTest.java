package io.farrier.access;

import static io.farrier.access.Person.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Long lists, in whichever order: page by page each thing comes once, where it belongs, also among its equals. */
@HubTest
class ListsTest {

    /** More than two pages of two, with equals on both sides of where a page ends. */
    private static final List<Integer> WEIGHTS = List.of(3, 1, 2, 2, 2, 1, 3);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private final String mine = UUID.randomUUID().toString().substring(0, 8);
    private Person viewer;

    @BeforeEach
    void somebody() {
        viewer = Person.who(hub, "viewer");
    }

    @AfterEach
    void nothing_is_left() {
        jdbc.sql("delete from catalogs where source like ?")
                .params("lists:" + mine)
                .update();
        jdbc.sql("delete from artifacts where source = ?").params(mine).update();
        jdbc.sql("delete from hosts where fqdn = ?").params(mine).update();
    }

    private List<JsonNode> items(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(json(answer).path("items").spliterator(), false)
                .toList();
    }

    /** All pages of a list. @param path with its query, to which the rest is added */
    private List<JsonNode> paged(String path, int limit) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        do {
            HttpResponse<String> page =
                    viewer.getJson("%s&limit=%d%s".formatted(path, limit, after.isEmpty() ? "" : "&after=" + after));
            List<JsonNode> items = items(page);
            assertThat(items).hasSizeLessThanOrEqualTo(limit);
            all.addAll(items);
            JsonNode next = json(page).path("next");
            after = next.isNull() ? "" : next.asText();
        } while (!after.isEmpty());
        return all;
    }

    /** Sorted both ways, with equals in the order of their ids. */
    private <K extends Comparable<K>> void sorted(
            Function<String, List<JsonNode>> list, String word, Function<JsonNode, K> key, Comparator<JsonNode> ids) {
        Comparator<JsonNode> order = Comparator.comparing(key).thenComparing(ids);
        List<JsonNode> there = new ArrayList<>(list.apply(word));
        assertThat(there)
                .as(word)
                .hasSize(WEIGHTS.size())
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(order);
        Collections.reverse(there);
        assertThat(list.apply("-" + word)).as("-" + word).isEqualTo(there);
    }

    @Test
    void packages_of_a_catalog() {
        long catalog = jdbc.sql("insert into catalogs (source, state) values (?, 'superseded') returning id")
                .params("lists:" + mine)
                .query(Long.class)
                .single();
        for (int weight : WEIGHTS) {
            jdbc.sql("""
                            insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version,
                                size, released_at) values (?, 'a', ?, ?, 'BIOS', 'LW64', '1', ?, ?::timestamptz)
                            """)
                    .params(
                            catalog,
                            "F%d.EXE".formatted(4 - weight),
                            weight == 2 ? "b" : "B" + weight,
                            weight == 1 ? null : weight,
                            weight == 3 ? null : "2026-01-0" + weight)
                    .update();
        }
        Function<String, List<JsonNode>> list =
                sort -> paged("/api/v1/catalogs/%d/packages?sort=%s".formatted(catalog, sort), 2);
        Comparator<JsonNode> ids = Comparator.comparing(item -> item.path("id").asLong());
        sorted(list, "id", item -> item.path("id").asLong(), ids);
        sorted(list, "name", item -> item.path("name").asText().toLowerCase(), ids);
        sorted(list, "fileName", item -> item.path("fileName").asText(), ids);
        sorted(list, "size", item -> item.path("size").asLong(), ids);
        sorted(list, "released", item -> item.path("released").asText().replace("null", ""), ids);
        assertThat(viewer.getJson("/api/v1/catalogs/%d/packages?sort=version".formatted(catalog))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void firmware_files() {
        for (int i = 0; i < WEIGHTS.size(); i++) {
            jdbc.sql("insert into artifacts (sha256, md5, size, file_name, source, stored_at)"
                            + " values (?, 'none', ?, ?, ?, timestamptz '2026-01-01' + ? * interval '1 day')")
                    .params(
                            ("%064x".formatted(0xabc0 - i) + mine.replace("-", "")).substring(8),
                            WEIGHTS.get(i),
                            "%d-%s.EXE".formatted(4 - WEIGHTS.get(i), mine),
                            mine,
                            WEIGHTS.get(i))
                    .update();
        }
        Function<String, List<JsonNode>> list = sort -> paged("/api/v1/files?name=%s&sort=%s".formatted(mine, sort), 2);
        Comparator<JsonNode> ids =
                Comparator.comparing(item -> item.path("sha256").asText());
        sorted(list, "sha256", item -> item.path("sha256").asText(), ids);
        sorted(list, "name", item -> item.path("fileName").asText(), ids);
        sorted(list, "size", item -> item.path("size").asLong(), ids);
        sorted(list, "storedAt", item -> item.path("storedAt").asText(), ids);
        HttpResponse<String> gone = viewer.getJson("/api/v1/files?sort=size&after=" + "0".repeat(64));
        assertThat(gone.statusCode()).isEqualTo(400);
        assertThat(json(gone).path("detail").asText()).contains("begin anew");
    }

    private long host(int n) {
        return jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, fqdn, service_tag)"
                        + " values ('10.67.0.0'::inet + ?, 9, 'server', ?, ?) returning id")
                .params(n, mine, "%s%d".formatted(mine, n))
                .query(Long.class)
                .single();
    }

    private void verdict(long host, String entry, int weight) {
        jdbc.sql("""
                        insert into verdicts (host_id, inventory_id, verdict, reason, fqdd, name, installed)
                        values (?, ?, ?, 'a test', ?, ?, '1')
                        """)
                .params(
                        host,
                        entry,
                        List.of("current", "unknown", "outdated").get(weight - 1),
                        "F" + weight,
                        weight == 2 ? "b" : "B" + weight)
                .update();
    }

    @Test
    void how_servers_stand() {
        List<Long> hosts = new ArrayList<>();
        for (int i = 0; i < WEIGHTS.size(); i++) {
            long host = host(i + 1);
            hosts.add(host);
            if (i > 0) {
                verdict(host, "a", WEIGHTS.get(i));
            }
        }
        Function<String, List<JsonNode>> list = sort -> paged("/api/v1/compliance/hosts?sort=" + sort, 25).stream()
                .filter(item -> hosts.contains(item.path("hostId").asLong()))
                .toList();
        Comparator<JsonNode> ids =
                Comparator.comparing(item -> item.path("hostId").asLong());
        sorted(list, "id", item -> item.path("hostId").asLong(), ids);
        sorted(list, "score", item -> item.path("score").asInt(-1), ids);
        sorted(list, "address", item -> hosts.indexOf(item.path("hostId").asLong()), ids);
    }

    @Test
    void what_is_in_a_server() {
        long host = host(99);
        for (int i = 0; i < WEIGHTS.size(); i++) {
            int weight = WEIGHTS.get(i);
            String entry = "entry" + (char) ('z' - i);
            verdict(host, entry, weight);
            jdbc.sql("insert into components (host_id, inventory_id, fqdd, name, component_type, installed_at)"
                            + " values (?, ?, ?, ?, ?, ?)")
                    .params(
                            host,
                            entry,
                            "F" + weight,
                            weight == 2 ? "b" : "B" + weight,
                            weight == 1 ? null : "T" + weight,
                            weight == 3 ? null : "2026-01-0" + weight)
                    .update();
        }
        Comparator<JsonNode> ids =
                Comparator.comparing(item -> item.path("inventoryId").asText());
        Function<String, List<JsonNode>> components =
                sort -> items(viewer.getJson("/api/v1/hosts/%d/components?sort=%s".formatted(host, sort)));
        sorted(components, "fqdd", item -> item.path("fqdd").asText(), ids);
        sorted(components, "name", item -> item.path("name").asText().toLowerCase(), ids);
        sorted(
                components,
                "componentType",
                item -> item.path("componentType").asText().replace("null", ""),
                ids);
        sorted(
                components,
                "installedAt",
                item -> item.path("installedAt").asText().replace("null", ""),
                ids);
        Function<String, List<JsonNode>> findings =
                sort -> items(viewer.getJson("/api/v1/compliance/hosts/%d?sort=%s".formatted(host, sort)));
        sorted(findings, "inventoryId", item -> item.path("inventoryId").asText(), ids);
        sorted(findings, "fqdd", item -> item.path("fqdd").asText(), ids);
        sorted(findings, "name", item -> item.path("name").asText().toLowerCase(), ids);
        sorted(findings, "score", item -> item.path("score").asInt(), ids);
        List<String> worse = List.of("current", "newer", "no-package", "unknown", "outdated");
        sorted(findings, "verdict", item -> worse.indexOf(item.path("verdict").asText()), ids);
    }

    @Test
    void halts_of_long_ago_are_on_later_pages_the_latest_first() {
        for (int i = 0; i < 7; i++) {
            jdbc.sql("insert into halts (who, reason, lifted_by, lifted_at) values ('a test', ?, 'a test', now())")
                    .params(mine + i)
                    .update();
        }
        List<JsonNode> all = paged("/api/v1/halt?", 2);
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.stream().map(halt -> halt.path("reason").asText()).filter(reason -> reason.startsWith(mine)))
                .containsExactly(mine + 6, mine + 5, mine + 4, mine + 3, mine + 2, mine + 1, mine + 0);
    }

    /** So that a new list is not cut off without a word. */
    @Test
    void what_is_listed_page_by_page_says_where_it_goes_on() throws Exception {
        JsonNode contract = Reference.contract();
        List<String> wrong = new ArrayList<>();
        contract.path("paths").forEach(path -> {
            JsonNode list = path.path("get");
            boolean cut = list.path("parameters").toString().contains("parameters/limit");
            boolean after = list.path("parameters").toString().matches(".*(afterId|\"after\").*");
            if (cut != after && !list.path("operationId").asText().equals("")) {
                wrong.add(list.path("operationId").asText());
            }
        });
        assertThat(wrong).isEmpty();
    }
}
