package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A sync that is cut, and one whose hub dies: the catalog is the old one or the new one, whole, and never between. */
@HubTest
class SyncCutTest {

    private static final String PATH = "/catalog/Catalog.xml.gz";
    private static final int OLD = 3;
    private static final int NEW = 250;

    private final FileServer vendor = new FileServer();
    private final String source = vendor.url(PATH);
    private final byte[] old = catalog("26.11.00", OLD);
    private final byte[] fresh = catalog("26.12.00", NEW);

    @Autowired
    Syncs syncs;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Turns turns;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    CamelContext context;

    @Autowired
    CatalogDownload download;

    @Autowired
    CatalogLoad load;

    @Value("${farrier.data}")
    Path data;

    @AfterEach
    void close() {
        vendor.close();
    }

    @TestFactory
    Stream<DynamicTest> a_sync_that_is_cut_at_a_tenth_of_its_bytes_goes_on_from_there() {
        return IntStream.rangeClosed(0, 9)
                .mapToObj(tenth -> DynamicTest.dynamicTest(tenth + "/10", () -> {
                    // A source of its own for each, on the same server.
                    String path = "/" + tenth + PATH;
                    String from = vendor.url(path);
                    vendor.put(path, old);
                    synced(from);
                    int place = fresh.length * tenth / 10;
                    vendor.cuts(path, fresh, place);
                    long sentBefore = vendor.sent();
                    long id = request(from);
                    while (syncs.find(id).orElseThrow().running()) {
                        assertWhole(from);
                    }
                    assertThat(ended(id).state()).isEqualTo("completed");
                    assertWhole(from);
                    assertThat(catalogs.current(from).orElseThrow().version()).isEqualTo("26.12.00");
                    assertThat(vendor.sent() - sentBefore)
                            .as("no byte comes twice")
                            .isEqualTo(fresh.length);
                    assertThat(syncs.find(id).orElseThrow().bytesDone()).isEqualTo(fresh.length);
                    assertThat(syncs.find(id).orElseThrow().bytesTotal()).isEqualTo(fresh.length);
                }));
    }

    @Test
    void a_line_that_breaks_at_every_tenth_gets_it_through_in_the_end() {
        vendor.put(PATH, old);
        synced(source);
        vendor.cuts(
                PATH,
                fresh,
                IntStream.rangeClosed(1, 9).mapToObj(t -> fresh.length * t / 10).toArray(Integer[]::new));
        long sentBefore = vendor.sent();
        long id = request(source);
        assertThat(ended(id).state()).isEqualTo("completed");
        assertThat(vendor.sent() - sentBefore).isEqualTo(fresh.length);
        assertThat(ledger.stream("sync:" + id))
                .extracting(Event::type)
                .filteredOn("catalog.sync.stumbled"::equals)
                .hasSize(9);
    }

    @Test
    void a_file_that_has_changed_since_the_cut_is_brought_whole() throws IOException {
        vendor.put(PATH, fresh);
        Syncs.Requested requested = syncs.request(source, "anna");
        long id = requested.id();
        begun(syncs.find(id).orElseThrow(), old, "\"the ETag of the file before\"");
        camel.sendBody("jms:" + requested.ring().queue(), requested.ring().text());
        assertThat(ended(id).state()).isEqualTo("completed");
        assertThat(catalogs.current(source).orElseThrow().packages()).isEqualTo(NEW);
    }

    @Test
    void a_download_that_is_cut_and_never_comes_back_leaves_the_old_catalog_and_no_file() {
        vendor.put(PATH, old);
        synced(source);
        vendor.cuts(
                PATH, fresh, Stream.generate(() -> fresh.length / 3).limit(30).toArray(Integer[]::new));
        Sync sync = synced(source);
        assertThat(sync.state()).isEqualTo("refused");
        assertThat(catalogs.current(source).orElseThrow().version()).isEqualTo("26.11.00");
        assertWhole(source);
        await().untilAsserted(() -> assertThat(data.resolve("catalogs").resolve("sync-" + sync.id() + ".download"))
                .doesNotExist());
    }

    /** The steps of a turn, and after which of them the hub dies. */
    private static final List<String> STEPS =
            List.of("claim", "half a download", "download", "begin", "half a load", "load", "completed");

    @TestFactory
    Stream<DynamicTest> a_hub_that_is_killed_after_a_step_leaves_the_old_or_the_new_catalog_and_the_next_one_goes_on() {
        return STEPS.stream()
                .map(step -> DynamicTest.dynamicTest(step, () -> {
                    String path = "/" + step.replace(' ', '-') + PATH;
                    String from = vendor.url(path);
                    vendor.put(path, old);
                    synced(from);
                    vendor.put(path, fresh);
                    long id = syncs.request(from, "anna").id();
                    dieAfter(step, id);
                    boolean done = step.equals("completed");
                    assertThat(catalogs.current(from).orElseThrow().version())
                            .isEqualTo(done ? "26.12.00" : "26.11.00");
                    assertWhole(from);
                    // The lease of the dead hub runs out; the bells that are lost are rung by the sweep.
                    jdbc.sql("update catalog_syncs set lease_until = now() - interval '1 second' where id = ?")
                            .params(id)
                            .update();
                    while (syncs.find(id).orElseThrow().running()) {
                        assertWhole(from);
                    }
                    assertThat(ended(id).state()).isEqualTo("completed");
                    assertThat(catalogs.current(from).orElseThrow().version()).isEqualTo("26.12.00");
                    assertWhole(from);
                    assertThat(count("select count(*) from catalogs where state = 'loading' and source = ?", from))
                            .isZero();
                }));
    }

    /** What another hub does up to a step, and then nothing: its lease and what it has written stay as they are. */
    private void dieAfter(String step, long id) throws Exception {
        int last = STEPS.indexOf(step);
        Turn turn = turns.claim(Kind.SYNC, new Bell(id, 0), "a hub that dies", Duration.ofMinutes(5))
                .orElseThrow();
        Sync sync = syncs.find(id).orElseThrow();
        if (last == 0) {
            return;
        }
        if (last == 1) {
            begun(sync, fresh, "\"" + Arrays.hashCode(fresh) + "\"");
            return;
        }
        Exchange exchange = new DefaultExchange(context);
        exchange.setProperty(Headers.TURN, turn);
        exchange.setProperty(CatalogSync.SYNC, sync);
        camel.send("direct:catalog.sync.download", exchange);
        assertThat(exchange.getException()).isNull();
        Download whole = exchange.getMessage().getBody(Download.class);
        if (last == 2) {
            return;
        }
        if (last < 5) {
            long catalog = catalogs.begin(sync.source(), new Manifest("R", "26.12.00", null, null), whole);
            if (last == 4) {
                catalogs.add(
                        catalog,
                        List.of(new SoftwareComponent(
                                "P",
                                "P",
                                "half",
                                "half",
                                "FRMW",
                                "LW64",
                                "1",
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                List.of(),
                                java.util.Set.of("08FC"),
                                List.of(),
                                List.of())));
            }
            return;
        }
        Loading.Loaded loaded = load.load(whole, turn, sync);
        if (last == 6) {
            syncs.completed(turn, sync, loaded);
        }
    }

    /** Half of a file is here, which its server called by an ETag. */
    private void begun(Sync sync, byte[] file, String etag) throws IOException {
        Files.write(download.file(sync), Arrays.copyOf(file, file.length / 2));
        jdbc.sql("update catalog_syncs set validator = ? where id = ?")
                .params(etag, sync.id())
                .update();
    }

    private void assertWhole(String from) {
        Catalog current = catalogs.current(from).orElseThrow();
        int expected = current.version().equals("26.11.00") ? OLD : NEW;
        assertThat(current.packages()).isEqualTo(expected);
        assertThat(count("select count(*) from packages where catalog_id = ?", current.id()))
                .isEqualTo(expected);
    }

    private static byte[] catalog(String version, int packages) {
        CatalogText text = new CatalogText().version(version);
        for (int i = 0; i < packages; i++) {
            text.firmware("F/" + version + "/" + i + ".EXE", "1" + i, "08FC", "1." + i, "");
        }
        return text.gzip();
    }

    private int count(String sql, Object param) {
        return jdbc.sql(sql).params(param).query(Integer.class).single();
    }

    private Sync synced(String address) {
        return ended(request(address));
    }

    private long request(String address) {
        Syncs.Requested requested = syncs.request(address, "anna");
        camel.sendBody("jms:" + requested.ring().queue(), requested.ring().text());
        return requested.id();
    }

    private Sync ended(long id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !syncs.find(id).orElseThrow().running());
        return syncs.find(id).orElseThrow();
    }
}
