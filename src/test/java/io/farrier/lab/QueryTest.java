package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Query options, ETags and logins, as the service root says that they work. */
class QueryTest {
    private static final String LOG = Client.MANAGER + "/LogServices/Lclog/Entries";
    private static TestLab lab;

    @BeforeAll
    static void start() {
        lab = TestLab.of(6);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void a_long_collection_comes_in_pages_of_fifty() {
        Client client = lab.client(0);
        for (int i = 0; i < 60; i++) {
            String session = client.post(
                            "/redfish/v1/SessionService/Sessions", "{\"UserName\":\"root\",\"Password\":\"calvin\"}")
                    .header("Location");
            client.delete(session);
        }
        List<String> ids = new ArrayList<>();
        String next = LOG;
        int pages = 0;
        while (!next.isEmpty()) {
            JsonNode page = client.get(next).body();
            page.path("Members").forEach(entry -> ids.add(entry.path("Id").asText()));
            next = page.path("Members@odata.nextLink").asText("");
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(ids).hasSizeGreaterThanOrEqualTo(120).doesNotHaveDuplicates();
        assertThat(client.get(LOG + "?$top=3").body().path("Members")).hasSize(3);
        assertThat(client.get(LOG + "?$skip=many").status()).isEqualTo(400);
    }

    @Test
    void expand_gives_members_whole_and_select_gives_what_was_asked() {
        Client client = lab.client(1);
        JsonNode links = client.get(Client.INVENTORY).body().path("Members");
        JsonNode whole =
                client.get(Client.INVENTORY + "?$expand=*($levels=1)").body().path("Members");
        assertThat(whole).hasSameSizeAs(links);
        assertThat(whole.get(0))
                .isEqualTo(client.get(links.get(0).path("@odata.id").asText()).body());
        JsonNode chosen =
                client.get(Client.MANAGER + "?$select=Model,FirmwareVersion").body();
        assertThat(chosen.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("@odata.context", "@odata.id", "@odata.type", "Model", "FirmwareVersion");
        assertThat(client.get("/redfish/v1/Systems?only").body().path("Id").asText())
                .isEqualTo("System.Embedded.1");
    }

    @Test
    void an_etag_saves_a_read_and_a_stale_one_stops_an_update_on_idrac10_only() {
        Client nine = lab.client(0);
        String etag = nine.get("/redfish/v1/UpdateService").header("ETag");
        assertThat(nine.send(
                                "GET",
                                "/redfish/v1/UpdateService",
                                null,
                                "Authorization",
                                nine.basic(),
                                "If-None-Match",
                                etag)
                        .status())
                .isEqualTo(304);
        String body = "{\"ImageURI\":\"http://127.0.0.1:9/x.EXE\",\"@Redfish.OperationApplyTime\":\"OnReset\"}";
        assertThat(stale(nine, body).status()).isEqualTo(202);
        Client ten = lab.client(5);
        assertThat(stale(ten, body).status()).isEqualTo(412);
        assertThat(ten.get("/redfish/v1/UpdateService")
                        .body()
                        .path("@odata.etag")
                        .asText())
                .isEqualTo(ten.get("/redfish/v1/UpdateService").header("ETag"));
    }

    private static Client.Answer stale(Client client, String body) {
        return client.send(
                "POST", Client.SIMPLE_UPDATE, body, "Authorization", client.basic(), "If-Match", "W/\"gen-0\"");
    }

    @Test
    void only_the_root_is_for_everybody_and_both_login_paths_work() {
        Client client = lab.client(2);
        assertThat(client.send("GET", "/redfish/v1/", null, "")
                        .body()
                        .at("/Oem/Dell/ServiceTag")
                        .asText())
                .isEqualTo(lab.device(2).plate().tag().tag());
        assertThat(client.send("GET", "/redfish/v1/Systems", null, "").status()).isEqualTo(401);
        Client.Answer login =
                client.send("POST", "/redfish/v1/Sessions", "{\"UserName\":\"root\",\"Password\":\"calvin\"}", "");
        assertThat(login.status()).isEqualTo(201);
        String token = login.header("X-Auth-Token");
        assertThat(client.send("GET", Client.SYSTEM, null, "X-Auth-Token", token)
                        .status())
                .isEqualTo(200);
        assertThat(client.send("DELETE", login.header("Location"), null, "X-Auth-Token", token)
                        .status())
                .isEqualTo(200);
        assertThat(client.send("GET", Client.SYSTEM, null, "X-Auth-Token", token)
                        .status())
                .isEqualTo(401);
    }
}
