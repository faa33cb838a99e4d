package io.farrier.fleet;

import static io.farrier.access.Person.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One POST for many hosts, looked at before it is done; and long lists, page by page in any order. */
@HubTest
class BulkTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private final String model = "Bulk " + UUID.randomUUID();
    private Person operator;
    private long byAll;
    private long byRedfish;
    private long refusing;

    @BeforeEach
    void hosts_that_are_updated_in_different_ways() {
        operator = Person.who(hub, "operator");
        byAll = host("B", "redfish", "wsman");
        byRedfish = host("A", "redfish");
        refusing = host("C", "redfish", "wsman");
        jdbc.sql("update transport_observations set supported = false where host_id = ? and transport = 'wsman'"
                        + " and operation = 'submit'")
                .params(refusing)
                .update();
    }

    private long host(String tag, String... ways) {
        int n = jdbc.sql("select count(*) from hosts where mgmt_ip << '127.20.171.0/24'")
                .query(Integer.class)
                .single();
        long id = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, model, service_tag)"
                        + " values (('127.20.171.1'::inet + ?), 'server', ?, ?) returning id")
                .params(
                        n,
                        model,
                        tag + UUID.randomUUID().toString().substring(0, 6).toUpperCase())
                .query(Long.class)
                .single();
        for (String way : ways) {
            for (String operation : List.of("identify", "submit")) {
                jdbc.sql("insert into transport_observations (host_id, transport, operation, supported)"
                                + " values (?, ?, ?, true)")
                        .params(id, way, operation)
                        .update();
            }
        }
        return id;
    }

    private HttpResponse<String> post(String path, String rest) {
        return operator.post(
                "/api/v1" + path,
                "{\"selector\":{\"models\":[\"%s\"],\"updatableByOtherThan\":\"redfish\"}%s}".formatted(model, rest));
    }

    @Test
    void all_that_can_be_updated_by_anything_but_redfish_are_tested_in_one_post() {
        HttpResponse<String> preview = post("/checkups", ",\"preview\":true");
        assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
        assertThat(json(preview).path("ids")).extracting(JsonNode::asLong).containsExactly(byAll);
        assertThat(checkups()).isZero();
        JsonNode listed = json(operator.getJson(
                        "/api/v1/hosts?updatableByOtherThan=redfish&model=" + model.replace(" ", "%20")))
                .path("items");
        assertThat(listed).extracting(host -> host.path("id").asLong()).containsExactly(byAll);
        HttpResponse<String> done = post("/checkups", "");
        assertThat(done.statusCode()).as(done.body()).isEqualTo(202);
        assertThat(json(done).path("total").asInt()).isEqualTo(1);
        assertThat(checkups()).isEqualTo(1);
    }

    private int checkups() {
        return jdbc.sql("select count(*) from checkups where requested_by = ?")
                .params(operator.name())
                .query(Integer.class)
                .single();
    }

    @Test
    void what_a_plan_would_do_is_seen_without_one() {
        String name = "bulk-" + UUID.randomUUID();
        HttpResponse<String> preview = post("/plans", ",\"name\":\"%s\",\"preview\":true".formatted(name));
        assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
        List<Long> spoken = new ArrayList<>();
        json(preview)
                .path("targets")
                .forEach(host -> spoken.add(host.path("hostId").asLong()));
        json(preview)
                .path("excluded")
                .forEach(host -> spoken.add(host.path("hostId").asLong()));
        assertThat(spoken).containsExactly(byAll);
        assertThat(jdbc.sql("select count(*) from update_plans where name = ?")
                        .params(name)
                        .query(Integer.class)
                        .single())
                .isZero();
        HttpResponse<String> drafted = post("/plans", ",\"name\":\"%s\"".formatted(name));
        assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    }

    @Test
    void pins_are_previewed_too() {
        HttpResponse<String> preview = post("/hosts/re-pin", ",\"preview\":true");
        assertThat(preview.statusCode()).as(preview.body()).isEqualTo(200);
        assertThat(json(preview).path("hosts").asInt()).isEqualTo(1);
    }

    @Test
    void a_selector_that_means_nobody_or_a_transport_that_is_misspelt_is_refused() {
        for (String path : List.of("/checkups", "/hosts/re-pin", "/plans")) {
            String rest = path.equals("/plans") ? ",\"name\":\"nobody\"" : "";
            for (String selector :
                    List.of("{}", "{\"models\":[\"nobody-has-it\"]}", "{\"updatableByOtherThan\":\"redfsh\"}")) {
                HttpResponse<String> answer = operator.post(
                        "/api/v1" + path, "{\"selector\":%s,\"preview\":true%s}".formatted(selector, rest));
                assertThat(answer.statusCode())
                        .as(path + selector + answer.body())
                        .isEqualTo(400);
                assertThat(json(answer).path("detail").asText())
                        .contains(selector.contains("redfsh") ? "no transport redfsh" : "means no host");
            }
        }
    }

    @Test
    void a_list_comes_page_by_page_in_any_order_and_whole() {
        assertThat(all("id")).containsExactly(byAll, byRedfish, refusing);
        assertThat(all("-id")).containsExactly(refusing, byRedfish, byAll);
        assertThat(all("serviceTag")).containsExactly(byRedfish, byAll, refusing);
        assertThat(all("-serviceTag")).containsExactly(refusing, byAll, byRedfish);
        assertThat(all("model")).containsExactly(byAll, byRedfish, refusing);
        assertThat(all("-address")).containsExactly(refusing, byRedfish, byAll);
        assertThat(all("inventoryAt")).containsExactly(byAll, byRedfish, refusing);
        assertThat(operator.getJson("/api/v1/hosts?sort=colour").statusCode()).isEqualTo(400);
        for (String list : List.of("plans", "runs", "windows", "blackouts", "messages", "changes")) {
            for (String sort : List.of("id", "-id")) {
                assertThat(operator.getJson("/api/v1/" + list + "?limit=2&sort=" + sort)
                                .statusCode())
                        .as(list)
                        .isEqualTo(200);
            }
        }
        for (String list : List.of(
                "runs?sort=-endedAt",
                "windows?sort=closesAt",
                "blackouts?sort=-to",
                "plans?sort=name",
                "changes?sort=-number",
                "sweeps?limit=1",
                "catalogs/syncs?limit=1",
                "plans?state=draft")) {
            assertThat(operator.getJson("/api/v1/" + list).statusCode())
                    .as(list)
                    .isEqualTo(200);
        }
    }

    @Test
    void a_page_behind_what_is_gone_is_refused_where_nobody_knows_where_it_stood() {
        HttpResponse<String> gone = operator.getJson("/api/v1/hosts?sort=model&after=999999999");
        assertThat(gone.statusCode()).isEqualTo(400);
        assertThat(json(gone).path("detail").asText()).contains("begin anew");
        assertThat(operator.getJson("/api/v1/hosts?sort=id&after=999999999").statusCode())
                .isEqualTo(200);
    }

    private List<Long> all(String sort) {
        List<Long> ids = new ArrayList<>();
        String after = "0";
        while (!after.equals("null")) {
            JsonNode page = json(operator.getJson("/api/v1/hosts?limit=1&sort=%s&after=%s&model=%s"
                    .formatted(sort, after, model.replace(" ", "%20"))));
            page.path("items").forEach(host -> ids.add(host.path("id").asLong()));
            after = page.path("next").asText();
        }
        return ids;
    }
}
