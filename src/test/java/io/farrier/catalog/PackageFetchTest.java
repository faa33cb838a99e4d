package io.farrier.catalog;

import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.hub.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class PackageFetchTest {

    private static final String PATH = "FOLDER1M/1/NIC 1.2.EXE";
    private static final String URL_PATH = "/FOLDER1M/1/NIC%201.2.EXE";

    private final FileServer vendor = new FileServer();
    private final byte[] content = file(UUID.randomUUID().toString(), 200_000);
    private final String md5 = hash("MD5", content);
    private final String sha256 = hash("SHA-256", content);

    @Autowired
    Catalogs catalogs;

    @Autowired
    Packages packages;

    @Autowired
    Artifacts artifacts;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    JdbcClient jdbc;

    @Value("${farrier.files.folder}")
    Path folder;

    @TempDir
    Path repository;

    @AfterEach
    void close() {
        vendor.close();
        jdbc.sql("delete from catalogs where source in (?, ?)")
                .params(source(), fileSource())
                .update();
    }

    @Test
    void a_package_is_downloaded_verified_and_stored_by_its_content() throws IOException {
        vendor.put(URL_PATH, content);
        Artifact artifact = fetch(stored(200_000L, md5, null));
        assertThat(artifact).isEqualTo(new Artifact(sha256, 200_000, "NIC 1.2.EXE"));
        assertThat(Files.readAllBytes(folder.resolve(sha256))).isEqualTo(content);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void what_the_store_has_is_not_downloaded_again_unless_it_was_lost_from_disk() throws IOException {
        vendor.put(URL_PATH, content);
        long id = stored(200_000L, md5, null);
        fetch(id);
        fetch(id);
        assertThat(vendor.asked()).hasSize(1);
        Files.delete(folder.resolve(sha256));
        fetch(id);
        assertThat(vendor.asked()).hasSize(2);
        assertThat(folder.resolve(sha256)).exists();
    }

    @Test
    void many_who_want_the_same_file_at_once_cause_one_download() throws Exception {
        vendor.put(URL_PATH, content);
        long id = stored(200_000L, md5, null);
        List<Future<Artifact>> wanted = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                wanted.add(threads.submit(() -> fetch(id)));
            }
        }
        for (Future<Artifact> artifact : wanted) {
            assertThat(artifact.get().sha256()).isEqualTo(sha256);
        }
        assertThat(vendor.asked()).hasSize(1);
    }

    @Test
    void a_file_is_written_as_it_comes_and_never_held_in_memory() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        byte[] large = file(UUID.randomUUID().toString(), 20_000_000);
        vendor.hold(URL_PATH, large, gate);
        long id = stored(20_000_000L, hash("MD5", large), null);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Artifact> wanted = threads.submit(() -> fetch(id));
            await().until(() ->
                    leftovers().stream().anyMatch(file -> file.toFile().length() > 9_000_000));
            assertThat(wanted.isDone()).isFalse();
            gate.countDown();
            assertThat(wanted.get().size()).isEqualTo(20_000_000);
        }
    }

    @Test
    void a_file_whose_checksum_is_not_the_catalogs_is_quarantined_and_never_served() {
        vendor.put(URL_PATH, content);
        long id = stored(200_000L, "0".repeat(32), null);
        assertThat(refused(id)).contains("NIC 1.2.EXE").contains("checksum").contains("Sync the catalog again");
        assertThat(folder.resolve(sha256)).doesNotExist();
        assertThat(folder.resolve("quarantine").resolve(sha256)).exists();
        assertThat(jdbc.sql("select quarantined from artifacts where sha256 = ?")
                        .params(sha256)
                        .query(String.class)
                        .single())
                .contains("checksum");
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void the_strongest_hash_decides() {
        vendor.put(URL_PATH, content);
        assertThat(refused(stored(200_000L, md5, "0".repeat(64)))).contains("checksum");
        assertThat(fetch(stored(200_000L, "0".repeat(32), sha256)).sha256()).isEqualTo(sha256);
    }

    @Test
    void a_file_of_another_size_is_refused_and_a_larger_one_is_not_read_to_its_end() {
        vendor.put(URL_PATH, content);
        assertThat(refused(stored(200_001L, md5, null)))
                .contains("200,000 bytes")
                .contains("200,001");
        assertThat(refused(stored(1_000L, md5, null))).contains("larger than the 1,000 bytes");
    }

    @Test
    void a_package_without_a_checksum_is_not_even_downloaded() {
        vendor.put(URL_PATH, content);
        assertThat(refused(stored(200_000L, null, null))).contains("no checksum");
        assertThat(vendor.asked()).isEmpty();
    }

    @Test
    void a_package_that_is_not_there_is_refused_and_a_server_that_fails_may_be_asked_again() {
        long id = stored(200_000L, md5, null);
        assertThat(refused(id)).contains("no such file").contains(vendor.url(URL_PATH));
        vendor.fail(URL_PATH, 503);
        assertThatThrownBy(() -> fetch(id))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
        vendor.cut(URL_PATH, Arrays.copyOf(content, 1_000), content.length);
        assertThatThrownBy(() -> fetch(id)).cause().isInstanceOf(IOException.class);
        assertThat(leftovers()).isEmpty();
        vendor.put(URL_PATH, content);
        assertThat(fetch(id).sha256()).isEqualTo(sha256);
    }

    @Test
    void a_package_that_no_catalog_has_any_more_is_refused() {
        assertThat(refused(-1)).contains("no catalog any more");
    }

    /** A mirror that sends other garbage at each attempt must not fill the disk. */
    @Test
    void of_what_the_hub_has_set_aside_only_the_latest_is_kept() throws Exception {
        SoftwarePackage wanted = packages.byId(StoredPackage.of(
                        catalogs, jdbc, source(), "F/GARBAGE.EXE", 10_000L, hash("MD5", new byte[1]), null))
                .orElseThrow();
        List<String> hashes = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            byte[] garbage = file(n + md5, 10_000);
            hashes.add(hash("SHA-256", garbage));
            assertThatThrownBy(() -> artifacts.store(wanted, "test", new ByteArrayInputStream(garbage)))
                    .isInstanceOf(Refused.class);
        }
        Path aside = folder.resolve("quarantine");
        assertThat(hashes).allSatisfy(hash -> assertThat(aside.resolve(hash)).exists());
        artifacts.bound(25_000);
        assertThat(aside.resolve(hashes.get(0))).doesNotExist();
        assertThat(aside.resolve(hashes.get(1))).exists();
        assertThat(aside.resolve(hashes.get(2))).exists();
        assertThat(jdbc.sql("select count(*) from artifacts where sha256 = ?")
                        .params(hashes.get(0))
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void a_package_beside_a_catalog_in_a_folder_is_taken_from_there() throws IOException {
        Files.createDirectories(repository.resolve("FOLDER1M/1"));
        Files.write(repository.resolve(PATH), content);
        long id = StoredPackage.of(catalogs, jdbc, fileSource(), PATH, null, md5.toLowerCase(), null);
        assertThat(fetch(id).sha256()).isEqualTo(sha256);
    }

    private String source() {
        return vendor.url("/catalog/Catalog.xml.gz");
    }

    private String fileSource() {
        return repository.resolve("Catalog.xml").toUri().toString();
    }

    private long stored(Long size, String md5, String sha256) {
        return StoredPackage.of(catalogs, jdbc, source(), PATH, size, md5, sha256);
    }

    private Artifact fetch(long id) {
        return camel.requestBody("direct:catalog.fetch", new Fetch(id), Artifact.class);
    }

    private String refused(long id) {
        String[] sentence = new String[1];
        assertThatThrownBy(() -> fetch(id))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(Refused.class)
                .satisfies(e -> sentence[0] = e.getMessage());
        return sentence[0];
    }

    private List<Path> leftovers() {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("incoming"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
