package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Profiles and secrets as a client sees them. Its host is 10.99.5.7, its names begin with vault-api. */
@HubTest
class VaultApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    Person administrator;
    Person viewer;
    long host;

    @BeforeEach
    void people() {
        administrator = Person.who(hub, "administrator");
        viewer = Person.who(hub, "viewer");
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, tags, cluster_moid) values ('10.99.5.7', 'server',"
                        + " '{\"vault-api-site\": \"ams1\"}', 'domain-c7') returning id")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void clean() {
        jdbc.sql("delete from credentials where name like 'vault-api%' and parent_id is not null")
                .update();
        jdbc.sql("delete from credentials where name like 'vault-api%'").update();
        jdbc.sql("delete from secrets where name like 'vault-api%'").update();
        jdbc.sql("delete from hosts where id = ?").params(host).update();
    }

    @Test
    void a_secret_goes_in_by_the_api_and_never_comes_out_again() throws Exception {
        assertThat(send("PUT", "/secrets/vault-api", "{'value': 'hunter2'}").statusCode())
                .isEqualTo(204);
        assertThat(
                        put(
                                "{'name': 'vault-api', 'username': 'root', 'vaultPath': 'vault:vault-api', 'network': '10.99.5.0/24'}"))
                .isEqualTo(201);
        String all = administrator.get("/api/v1/secrets").body()
                + administrator.get("/api/v1/credentials").body()
                + explained()
                + String.join(
                        "",
                        jdbc.sql("select sentence || data from events")
                                .query(String.class)
                                .list());
        assertThat(all).contains("vault-api").doesNotContain("hunter2");
        assertThat(administrator.get("/api/v1/secrets/vault-api").statusCode()).isIn(404, 405);
        assertThat(send("DELETE", "/secrets/vault-api", null).body()).contains("vault-api refers to it");
    }

    @Test
    void a_viewer_is_told_which_credential_is_used_and_why_and_not_where_its_secret_is() throws Exception {
        assertThat(explained().path("sentence").asText()).contains("No credential covers this host");
        put("{'name': 'vault-api', 'username': 'root', 'vaultPath': 'env:PATH', 'network': '10.99.5.0/24'}");
        put("{'name': 'vault-api-site', 'parent': 'vault-api', 'scope': 'datacenter', 'username': 'ams',"
                + " 'tags': {'vault-api-site': 'ams1'}}");
        put("{'name': 'vault-api-other', 'parent': 'vault-api', 'scope': 'datacenter',"
                + " 'tags': {'vault-api-site': 'fra2'}}");
        JsonNode explained = explained();
        assertThat(explained.path("credential").asText()).isEqualTo("vault-api-site");
        assertThat(explained.path("username").asText()).isEqualTo("ams");
        assertThat(explained.path("sentence").asText()).contains("has not been tried there yet");
        assertThat(explained.toString())
                .contains("vault-api-site is for a datacenter, this for the whole fleet.")
                .contains("It is for vault-api-site fra2; the host has ams1.")
                .doesNotContain("env:PATH");
        assertThat(viewer.get("/api/v1/hosts/999999/credentials/explain").statusCode())
                .isEqualTo(404);
    }

    @Test
    void what_can_not_be_is_refused_whole_with_a_sentence() throws Exception {
        put("{'name': 'vault-api', 'username': 'root', 'vaultPath': 'env:PATH', 'network': '10.99.5.0/24'}");
        put("{'name': 'vault-api-child', 'parent': 'vault-api', 'tags': {'vault-api-site': 'ams1'}}");
        String before = administrator.get("/api/v1/credentials").body();
        refused("{'name': 'vault-api', 'parent': 'vault-api-child', 'network': '10.99.5.0/24'}", "circle");
        refused("{'name': 'vault-api-2', 'parent': 'nobody'}", "There is no credential nobody");
        refused(
                "{'name': 'vault-api-2', 'username': 'u', 'vaultPath': 'env:PATH', 'network': '10.99.5.0/24'}",
                "vault-api-2 and vault-api could cover one host");
        refused(
                "{'name': 'vault-api-2', 'username': 'u', 'vaultPath': 'vault:vault-api-no', 'priority': 1}",
                "holds no secret");
        refused("{'name': 'vault-api-2', 'username': 'u', 'network': '10.99.6.0/24'}", "has no vault path");
        refused(
                "{'name': 'vault-api-2', 'username': 'u', 'vaultPath': 'env:PATH', 'scope': 'rack'}",
                "datacenter, cluster or host");
        refused("{'name': 'vault-api-2', 'username': 'u', 'vaultPath': 'env:PATH', 'tag': {'a': 'b'}}", "no field tag");
        long id = jdbc.sql("select id from credentials where name = 'vault-api'")
                .query(Long.class)
                .single();
        assertThat(send("DELETE", "/credentials/" + id, null).body()).contains("the parent of vault-api-child");
        assertThat(administrator.get("/api/v1/credentials").body()).isEqualTo(before);
    }

    private void refused(String body, String why) throws Exception {
        HttpResponse<String> answer = send("POST", "/credentials", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).contains(why);
    }

    private int put(String body) {
        HttpResponse<String> answer = send("POST", "/credentials", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.statusCode();
    }

    private HttpResponse<String> send(String method, String path, String body) {
        return administrator.send(method, "/api/v1" + path, body == null ? "" : body.replace('\'', '"'));
    }

    private JsonNode explained() throws Exception {
        return JSON.readTree(
                viewer.get("/api/v1/hosts/" + host + "/credentials/explain").body());
    }
}
