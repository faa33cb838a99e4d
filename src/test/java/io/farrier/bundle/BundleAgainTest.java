package io.farrier.bundle;

import static io.farrier.access.Person.problem;
import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.CatalogText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A bundle that is sent again under its Idempotency-Key, since nobody heard the answer, is imported once. */
@HubTest
class BundleAgainTest {

    private final String name = UUID.randomUUID().toString();
    private final String source = "http://" + name + "/Catalog.xml.gz";
    private final String key = "key-" + name;
    private final byte[] nic = file(name + "nic", 100_000);

    @Autowired
    ApplicationContext hub;

    @Autowired
    BundleKeys keys;

    @Autowired
    JdbcClient jdbc;

    @Value("${farrier.bundle.folder}")
    Path folder;

    private BundleMaker outside;
    private Person admin;

    @BeforeEach
    void trust() {
        admin = Person.who(hub, "administrator");
        outside = new BundleMaker();
        keys.trust(name, outside.publicKey(), "admin");
    }

    @AfterEach
    void forget() {
        keys.distrust(name, "admin");
        jdbc.sql("delete from catalogs where source = ?")
                .params(Catalog.BUNDLE + source)
                .update();
    }

    @Test
    void a_bundle_that_is_sent_again_with_its_key_is_imported_once_and_answered_the_same() {
        byte[] zip = bundle("26.11.00");
        HttpResponse<String> first = sent(key, BodyPublishers.ofByteArray(zip));
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        assertThat(Person.json(first).path("signer").asText()).isEqualTo(name);
        assertThat(Person.json(first).path("added").asInt()).isEqualTo(1);
        HttpResponse<String> again = sent(key, BodyPublishers.ofByteArray(zip));
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(imported()).isEqualTo(1);
        // Without the key it is another import, that finds nothing new.
        HttpResponse<String> anew = sent(null, BodyPublishers.ofByteArray(zip));
        assertThat(Person.json(anew).path("added").asInt()).as(anew.body()).isZero();
        assertThat(imported()).isEqualTo(2);
    }

    @Test
    void another_bundle_with_the_same_key_is_refused_whatever_its_length_and_however_it_is_sent() {
        byte[] zip = bundle("26.11.00");
        byte[] same = zip.clone();
        same[same.length / 2] ^= 1;
        byte[] longer = bundle("26.12.00-and-more");
        assertThat(sent(key, BodyPublishers.ofByteArray(zip)).statusCode()).isEqualTo(200);
        for (byte[] other : List.of(same, longer)) {
            assertThat(problem(sent(key, BodyPublishers.ofByteArray(other)))).isEqualTo("key-reused");
        }
        // In chunks, where nothing says how long it is.
        String chunked = key + "-chunked";
        assertThat(sent(chunked, chunks(zip)).statusCode()).isEqualTo(200);
        assertThat(problem(sent(chunked, chunks(longer)))).isEqualTo("key-reused");
        assertThat(sent(chunked, chunks(zip)).statusCode()).isEqualTo(200);
        assertThat(imported()).isEqualTo(2);
        assertThat(current()).isEqualTo("26.11.00");
    }

    @Test
    void a_bundle_that_is_refused_leaves_its_key_for_the_right_one() {
        byte[] zip = bundle("26.11.00");
        byte[] cut = Arrays.copyOf(zip, zip.length - 300);
        assertThat(problem(sent(key, BodyPublishers.ofByteArray(cut)))).isEqualTo("bundle-refused");
        assertThat(sent(key, BodyPublishers.ofByteArray(zip)).statusCode()).isEqualTo(200);
        assertThat(imported()).isEqualTo(1);
    }

    @Test
    void of_two_who_send_it_at_once_with_one_key_one_imports_it() throws Exception {
        byte[] zip = bundle("26.11.00");
        try (var two = Executors.newFixedThreadPool(2)) {
            Callable<HttpResponse<String>> send = () -> sent(key, BodyPublishers.ofByteArray(zip));
            List<Integer> answers = new ArrayList<>();
            for (var answer : two.invokeAll(List.of(send, send))) {
                answers.add(answer.get().statusCode());
            }
            // The other is told that it is at work, or what came of it.
            assertThat(answers).contains(200).isSubsetOf(200, 409);
        }
        assertThat(imported()).isEqualTo(1);
        assertThat(sent(key, BodyPublishers.ofByteArray(zip)).statusCode()).isEqualTo(200);
        assertThat(imported()).isEqualTo(1);
    }

    @Test
    void one_that_lies_on_the_disk_is_named_again_with_its_key_and_imported_once() throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".zip"), bundle("26.11.00"));
        HttpResponse<String> first = named(name + ".zip");
        assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
        // Whoever repeats it means what was imported then, whatever lies there now.
        Files.delete(folder.resolve(name + ".zip"));
        assertThat(named(name + ".zip").body()).isEqualTo(first.body());
        assertThat(problem(named("another.zip"))).isEqualTo("key-reused");
        assertThat(imported()).isEqualTo(1);
    }

    private byte[] bundle(String version) {
        outside.catalogs.clear();
        outside.files.clear();
        outside.parts.clear();
        String about = "size=\"%d\" hashMD5=\"%s\"".formatted(nic.length, hash("MD5", nic));
        byte[] catalog = new CatalogText()
                .version(version)
                .firmware("F/NIC.EXE", "1", "08FF", "1.2", about)
                .gzip();
        return outside.catalog(source, catalog).file("NIC.EXE", nic).zip();
    }

    private static BodyPublisher chunks(byte[] bytes) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes));
    }

    /** @param key null: none */
    private HttpResponse<String> sent(String key, BodyPublisher bundle) {
        HttpRequest.Builder request = admin.request("/api/v1/bundles/import")
                .header("Content-Type", "application/zip")
                .POST(bundle);
        return admin.send(key == null ? request : request.header("Idempotency-Key", key));
    }

    private HttpResponse<String> named(String file) {
        return admin.send(admin.request("/api/v1/bundles/import")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString("{\"file\": \"%s\"}".formatted(file))));
    }

    private int imported() {
        return jdbc.sql("select count(*) from events where stream = 'bundle' and type = 'bundle.imported'"
                        + " and strpos(sentence, ?) > 0")
                .params(name)
                .query(Integer.class)
                .single();
    }

    private String current() {
        return jdbc.sql("select version from catalogs where source = ? and state = 'current'")
                .params(Catalog.BUNDLE + source)
                .query(String.class)
                .single();
    }
}
