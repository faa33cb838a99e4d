package io.farrier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.catalog.CatalogText;
import io.farrier.catalog.FileServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * A hub that is killed with -9 at each step of a catalog's sync: what is current then is the old catalog or the new one,
 * whole, and the next life gets it through. {@code mvn -q verify -Pcrash -Dtest=SyncCrashTest}; how often:
 * {@code -Dcrash.syncs=20}, more than there are steps goes round again.
 */
@Tag("crash")
class SyncCrashTest {

    private static final String PATH = "/catalog/Catalog.xml.gz";
    private static final Duration REACH = Duration.ofSeconds(60);

    /** Beside these: in the middle of a download, and in the middle of a load. */
    private static final List<Boundary> BOUNDARIES = List.of(
            Boundary.of("before/catalog.sync.claim/1"),
            Boundary.of("after/catalog.sync.claim/1"),
            Boundary.of("before/catalog.sync.ask/1"),
            Boundary.of("after/catalog.open.http/1"),
            Boundary.of("before/catalog.sync.keep/1"),
            Boundary.of("after/catalog.sync.keep/1"),
            Boundary.of("before/catalog.sync.load/1"),
            Boundary.of("after/catalog.sync.load/1"),
            Boundary.of("before/catalog.sync.completed/1"),
            Boundary.of("after/catalog.sync.completed/1"),
            Boundary.of("before/catalog.sync.forget/1"),
            Boundary.of("after/catalog.sync.forget/1"),
            Boundary.of("before/catalog.sync.compare/1"),
            Boundary.of("after/catalog.sync.compare/1"));

    /** What is current of the source. */
    private record Current(String version, int says, int has) {}

    private final Path folder = Path.of("target", "crash", "sync");
    private final FileServer vendor = new FileServer();
    private final String source = vendor.url(PATH);
    private final Truth truth = new Truth(folder.resolve("data"));
    private HubProcess hub;
    private int version;

    @BeforeAll
    static void archive() throws IOException {
        CrashTest.archive();
    }

    @BeforeEach
    void begin() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
        publish();
        life();
        hub.up();
        ask();
        await().atMost(REACH).until(() -> !running());
        assertThat(current()).isEqualTo(whole(1));
    }

    @AfterEach
    void end() {
        if (hub != null && hub.alive()) {
            hub.close();
        }
        vendor.close();
    }

    @Test
    void killed_at_each_step_the_catalog_is_the_old_one_or_the_new_one_and_a_sync_gets_through_afterwards()
            throws Exception {
        int kills = Integer.getInteger("crash.syncs", BOUNDARIES.size());
        for (int kill = 0; kill < kills; kill++) {
            Boundary at = BOUNDARIES.get(kill % BOUNDARIES.size());
            hub.kill();
            if (!running()) {
                publish();
                ask();
            }
            life("farrier.crash.at=" + at);
            assertThat(hub.dies(REACH)).as("dies %s", at).isTrue();
            assertEither(at.toString());
        }
        getsThrough();
        System.out.printf("crash sync: %d kills -9, %d catalogs, each whole; each sync got through%n", kills, version);
    }

    @Test
    void killed_in_the_middle_of_a_download_it_goes_on_and_nothing_is_between() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        version++;
        vendor.hold(PATH, text(version), gate);
        ask();
        await().atMost(REACH).until(() -> vendor.asked().size() > 1);
        hub.kill();
        gate.countDown();
        assertEither("half a download");
        getsThrough();
    }

    @Test
    void killed_in_the_middle_of_a_load_what_was_half_loaded_is_never_seen_and_is_gone_afterwards() {
        publish();
        ask();
        await().atMost(REACH)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> loading() > 0);
        hub.kill();
        assertThat(loading()).as("packages that were half loaded").isPositive();
        assertEither("half a load");
        getsThrough();
    }

    private void life(String... more) {
        List<String> properties = new ArrayList<>(List.of(more));
        properties.add("farrier.main-job.enabled=false");
        properties.add("farrier.catalog.back-off=200ms");
        hub = HubProcess.start(folder, properties.toArray(String[]::new));
    }

    private void publish() {
        version++;
        vendor.put(PATH, text(version));
    }

    /** Of so many packages that a load takes its time. */
    private static byte[] text(int version) {
        CatalogText text = new CatalogText().version("26." + version);
        for (int n = 0; n < packages(version); n++) {
            text.firmware("F/" + version + "/" + n + ".EXE", "1" + n, "08FC", "1." + n, "");
        }
        return text.gzip();
    }

    private static int packages(int version) {
        return 4_000 + version;
    }

    private static Current whole(int version) {
        return new Current("26." + version, packages(version), packages(version));
    }

    /** As the API does it; the sweep of the bells rings it. */
    private void ask() {
        truth.jdbc()
                .sql("insert into catalog_syncs (source, requested_by) values (?, 'anna')")
                .params(source)
                .update();
    }

    private void assertEither(String where) {
        assertThat(current()).as("current after %s", where).isIn(whole(version - 1), whole(version));
    }

    private void getsThrough() {
        if (hub.alive()) {
            hub.kill();
        }
        life();
        hub.up();
        await().atMost(REACH).until(() -> !running());
        assertThat(current()).isEqualTo(whole(version));
        assertThat(loading()).isZero();
        assertThat(truth.jdbc()
                        .sql("select distinct state from catalog_syncs")
                        .query(String.class)
                        .list())
                .containsOnly("completed");
    }

    private Current current() {
        return truth.jdbc()
                .sql("select version, packages, (select count(*) from packages p where p.catalog_id = c.id) as has"
                        + " from catalogs c where state = 'current' and source = ?")
                .params(source)
                .query((row, n) -> new Current(row.getString(1), row.getInt(2), row.getInt(3)))
                .single();
    }

    private boolean running() {
        return truth.jdbc()
                .sql("select exists (select 1 from catalog_syncs where state = 'running')")
                .query(Boolean.class)
                .single();
    }

    private int loading() {
        return truth.jdbc()
                .sql("select count(*) from packages p join catalogs c on c.id = p.catalog_id where c.state = 'loading'")
                .query(Integer.class)
                .single();
    }
}
