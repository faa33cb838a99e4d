package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.hub.Refused;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class SourcesTest {

    private final FileServer vendor = new FileServer();
    private final String name = "source-" + UUID.randomUUID();

    @Autowired
    Sources sources;

    @Autowired
    Syncs syncs;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Packages packages;

    @Autowired
    Changes changes;

    @Autowired
    Withdrawal withdrawal;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        vendor.close();
        jdbc.sql("delete from catalog_sources where name like 'source-%'").update();
    }

    @Test
    void a_source_is_added_edited_and_removed_and_its_catalog_then_counts_no_more() {
        CatalogSource source = catalog("0 0 3 * * ?");
        assertThat(source.nextAt()).isAfter(Instant.now());
        put("26.11.00", "1.2");
        Sync sync = synced(source);
        assertThat(sync.sourceId()).isEqualTo(source.id());
        CatalogSource edited =
                sources.edit(source.id(), new Sources.Wanted(name + "b", null, null, null, false, null), "ben");
        assertThat(edited.nextAt()).isNull();
        assertThat(edited.enabled()).isFalse();
        assertThat(edited.lastSync()).isEqualTo("completed");
        sources.remove(source.id(), "ben");
        assertThat(catalogs.current(source.address())).isEmpty();
        assertThat(catalogs.find(sync.catalogId()).orElseThrow().state()).isEqualTo("superseded");
        assertThat(ledger.stream("catalog-source:" + source.id()))
                .extracting(Event::type)
                .containsExactly("catalog.source.added", "catalog.source.edited", "catalog.source.removed");
    }

    @Test
    void what_can_be_no_source_is_refused_with_a_sentence() {
        for (Sources.Wanted bad : List.of(
                new Sources.Wanted(null, "catalog", "http://a/b.xml", null, true, null),
                new Sources.Wanted(name, "mirror", "http://a/b.xml", null, true, null),
                new Sources.Wanted(name, null, "http://a/b.xml", null, true, null),
                new Sources.Wanted(name, "catalog", "ftp://a/b.xml", null, true, null),
                new Sources.Wanted(name, "catalog", "http://a/b.xml#c", null, true, null),
                new Sources.Wanted(name, "catalog", "http://a/b.xml", "every night", true, null),
                new Sources.Wanted(name, "catalog", "http://a/b.xml", "0 0 3 31 2 ?", true, null),
                new Sources.Wanted(name, "catalog", "http://a/b.xml", null, true, new Choice(List.of("MTLC"), 0)),
                new Sources.Wanted(name, "index", "http://a/b.xml", null, true, null),
                new Sources.Wanted(name, "index", "http://a/b.xml", null, true, new Choice(List.of(), 0)),
                new Sources.Wanted(name, "directory", "http://a/b/", null, true, null))) {
            assertThatThrownBy(() -> sources.add(bad, "anna")).as("%s", bad).isInstanceOf(Refused.class);
        }
        catalog(null);
        assertThatThrownBy(() -> catalog(null)).isInstanceOf(Refused.class).hasMessageContaining("already");
    }

    @Test
    void an_address_with_what_may_be_a_secret_is_refused_and_the_secret_is_not_repeated() {
        for (String bad : List.of(
                "https://mirror/Catalog.xml?sv=1&sig=GEHEIM",
                "https://mirror/a b?sig=GEHEIM",
                "ftp://anna:GEHEIM@mirror/Catalog.xml",
                "https://anna:GEHEIM@mirror/Catalog.xml")) {
            assertThatThrownBy(() -> sources.add(new Sources.Wanted(name, "catalog", bad, null, true, null), "anna"))
                    .as(bad)
                    .isInstanceOf(Refused.class)
                    .hasMessageNotContaining("GEHEIM");
            assertThatThrownBy(() -> syncs.request(bad, "anna")).hasMessageNotContaining("GEHEIM");
        }
        assertThatThrownBy(() -> Answered.check(302, "https://s3/Catalog.xml?X-Amz-Signature=GEHEIM"))
                .hasMessageContaining("https://s3/Catalog.xml?…")
                .hasMessageNotContaining("GEHEIM");
    }

    @Test
    void a_source_that_was_gone_back_from_removed_and_added_again_is_synced_anew() {
        CatalogSource source = catalog(null);
        put("26.11.00", "1.2");
        Sync old = synced(source);
        put("26.12.00", "1.3");
        Sync gone = synced(source);
        withdrawal.to(old.catalogId(), "1.3 hangs", "anna");
        sources.remove(source.id(), "anna");
        Sync again = synced(catalog(null));
        assertThat(again.state()).as(again.reason()).isEqualTo("completed");
        assertThat(catalogs.current(source.address()).orElseThrow().version()).isEqualTo("26.12.00");
        assertThat(again.catalogId()).isNotEqualTo(gone.catalogId());
    }

    @Test
    void an_index_that_was_removed_and_added_again_brings_its_catalogs_again() {
        byte[] catalog = text("26.11", "1.3").gzip();
        vendor.put("/F3/1/Catalog.xml.gz", catalog);
        vendor.put("/i.xml", index(catalog, "c3").getBytes(StandardCharsets.UTF_8));
        Sources.Wanted wanted =
                new Sources.Wanted(name, "index", vendor.url("/i.xml"), null, true, new Choice(List.of("MTLC"), 0));
        CatalogSource source = sources.add(wanted, "anna");
        synced(source);
        String brought = source.address() + "#MTLC";
        await().until(() -> catalogs.current(brought).isPresent());
        long first = catalogs.current(brought).orElseThrow().id();
        sources.remove(source.id(), "anna");
        assertThat(catalogs.current(brought)).isEmpty();
        synced(sources.add(wanted, "anna"));
        await().until(() -> catalogs.current(brought).isPresent());
        assertThat(catalogs.find(first).orElseThrow().state()).isEqualTo("superseded");
    }

    @Test
    void a_catalog_whose_source_is_gone_is_kept_for_a_while_and_then_no_more() {
        CatalogSource source = catalog(null);
        put("26.11.00", "1.2");
        long id = synced(source).catalogId();
        // How long ago it was synced says nothing: it was current until a moment ago.
        jdbc.sql("update catalogs set synced_at = now() - interval '1 year' where id = ?")
                .params(id)
                .update();
        catalogs.forget(Duration.ofDays(90));
        sources.remove(source.id(), "anna");
        catalogs.forget(Duration.ofDays(90));
        assertThat(catalogs.find(id)).isPresent();
        jdbc.sql("update catalogs set superseded_at = now() - interval '91 days' where id = ?")
                .params(id)
                .update();
        catalogs.forget(Duration.ofDays(90));
        assertThat(catalogs.find(id)).isEmpty();
        assertThat(packages.ofCatalog(id, 0, 10)).isEmpty();
    }

    @Test
    void each_source_may_say_where_its_packages_are() {
        CatalogSource source = sources.add(
                new Sources.Wanted(
                        name, "catalog", vendor.url("/drm/Catalog.xml"), null, true, null, vendor.url("/drm")),
                "anna");
        assertThat(source.packageRoot()).isEqualTo(vendor.url("/drm"));
        byte[] file = StoredPackage.file(name, 5_000);
        vendor.put("/drm/F/1/A.EXE", file);
        vendor.put(
                "/drm/Catalog.xml",
                new CatalogText()
                        .firmware(
                                "F/1/A.EXE",
                                "108255",
                                "08FC",
                                "1.2",
                                "size=\"5000\" hashMD5=\"" + StoredPackage.hash("MD5", file) + "\"")
                        .utf8());
        long id =
                packages.ofCatalog(synced(source).catalogId(), 0, 1).getFirst().id();
        Artifact stored = camel.requestBody("direct:catalog.fetch", new Fetch(id), Artifact.class);
        assertThat(stored.sha256()).isEqualTo(StoredPackage.hash("SHA-256", file));
        assertThat(vendor.asked()).contains("GET /drm/F/1/A.EXE 200");
        assertThat(sources.packageRoot(source.address() + "#MTLC")).hasValue(vendor.url("/drm"));
        assertThatThrownBy(() -> sources.edit(
                        source.id(), new Sources.Wanted(name, null, null, null, true, null, "https://a:b@c/"), "anna"))
                .isInstanceOf(Refused.class);
    }

    @Test
    void a_folder_that_lies_too_deep_is_named() throws IOException {
        Path dups = Files.createDirectories(folder.resolve("dups"));
        Path deepest = Files.createDirectories(dups.resolve("1/2/3/4/5/6/7"));
        Files.write(deepest.resolve("none.EXE"), new byte[10]);
        Files.createDirectories(deepest.resolve("8/9"));
        Files.write(deepest.resolve("8/unread.EXE"), new byte[10]);
        CatalogSource source =
                sources.add(new Sources.Wanted(name, "directory", dups.toUri().toString(), null, true, null), "anna");
        assertThat(synced(source).leftOut())
                .extracting(LeftOut::file)
                .containsExactlyInAnyOrder("1/2/3/4/5/6/7/8/", "1/2/3/4/5/6/7/none.EXE");
    }

    @Test
    void a_schedule_that_is_due_is_synced_once_however_late_the_clock_comes_and_a_switched_off_one_never() {
        put("26.11.00", "1.2");
        CatalogSource source = catalog("0 0 3 * * ?");
        jdbc.sql("update catalog_sources set next_at = now() - interval '3 days' where id = ?")
                .params(source.id())
                .update();
        assertThat(sources.due(Instant.now())).hasSize(1);
        assertThat(sources.due(Instant.now())).isEmpty();
        CatalogSource after = sources.byId(source.id());
        assertThat(after.nextAt()).isAfter(Instant.now());
        assertThat(ended(lastSync(source)).requestedBy()).isEqualTo("farrier");
        sources.edit(source.id(), new Sources.Wanted(name, null, null, "0 0 3 * * ?", false, null), "anna");
        assertThat(sources.due(Instant.now().plus(Duration.ofDays(9)))).isEmpty();
    }

    @Test
    void a_new_catalog_tells_what_is_new_gone_and_changed_and_one_can_go_back() {
        CatalogSource source = catalog(null);
        CatalogText first = new CatalogText()
                .firmware("F1/1/BIOS_A.EXE", "159", "08FC", "1.2", "size=\"10\"")
                .firmware("F1/1/NIC_A.EXE", "108255", "08FC", "1.2", "size=\"10\"")
                .firmware("F1/1/SAME_A.EXE", "25227", "08FC", "1.0", "size=\"10\"")
                .firmware("F1/1/RESIGNED_A.EXE", "25228", "08FC", "1.0", "size=\"10\"")
                .firmware("F1/1/GONE_A.EXE", "777", "08FC", "1.0", "");
        CatalogText second = new CatalogText()
                .version("26.12.00")
                .firmware("F2/1/BIOS_B.EXE", "159", "0900", "1.3", "size=\"10\"")
                .firmware("F2/1/NIC_B.EXE", "108255", "08FC", "1.3", "size=\"10\"")
                .firmware("F2/1/SAME_A.EXE", "25227", "08FC", "1.0", "size=\"10\"")
                .firmware("F2/1/RESIGNED_A.EXE", "25228", "08FC", "1.0", "size=\"12\"");
        vendor.put("/Catalog.xml.gz", first.gzip());
        long before = synced(source).catalogId();
        vendor.put("/Catalog.xml.gz", second.gzip());
        Sync sync = synced(source);
        long after = sync.catalogId();
        assertThat(changes.page(before, after, 0, 10))
                .extracting(change -> change.change() + " " + change.fromFile() + " " + change.toFile())
                .containsExactlyInAnyOrder(
                        "changed NIC_A.EXE NIC_B.EXE",
                        "changed RESIGNED_A.EXE RESIGNED_A.EXE",
                        "gone BIOS_A.EXE null",
                        "gone GONE_A.EXE null",
                        "new null BIOS_B.EXE");
        assertThat(changes.page(before, after, 3, 10)).hasSize(2);
        assertThat(changes.page(after, after, 0, 10)).isEmpty();
        assertThat(ledger.stream("sync:" + sync.id()).getLast().sentence())
                .contains("1 packages are new, 2 gone, 2 changed");

        assertThat(withdrawal.to(before, "the NICs hang", "anna").state()).isEqualTo("current");
        assertThat(catalogs.current(source.address()).orElseThrow().id()).isEqualTo(before);
        assertThat(catalogs.find(after).orElseThrow().withdrawnBy()).isEqualTo("anna");
        assertThat(ledger.stream("catalog:" + before).getLast().sentence())
                .contains("anna made catalog 26.11.00 current in place of 26.12.00")
                .contains("the NICs hang");
        assertThatThrownBy(() -> withdrawal.to(before, null, "anna")).hasMessageContaining("already");
        assertThatThrownBy(() -> withdrawal.to(99_999_999, null, "anna")).isInstanceOf(Refused.class);

        // The source still has the one that was withdrawn, with its ETag and without.
        assertThat(synced(source).state()).isEqualTo("unchanged");
        jdbc.sql("update catalogs set etag = null where source = ?")
                .params(source.address())
                .update();
        Sync again = synced(source);
        assertThat(again.state()).isEqualTo("unchanged");
        assertThat(ledger.stream("sync:" + again.id()).getLast().sentence())
                .contains("anna went back")
                .contains("stays current");
        assertThat(catalogs.current(source.address()).orElseThrow().id()).isEqualTo(before);

        vendor.put("/Catalog.xml.gz", second.version("27.01.00").gzip());
        assertThat(synced(source).state()).isEqualTo("completed");
        assertThat(catalogs.current(source.address()).orElseThrow().version()).isEqualTo("27.01.00");
        // And forth again.
        assertThat(withdrawal.to(after, null, "ben").withdrawnBy()).isNull();
    }

    @Test
    void an_index_brings_the_catalogs_that_are_chosen_and_retires_those_that_are_no_more() {
        byte[] newest = text("26.11", "1.3").gzip();
        byte[] older = text("26.10", "1.2").gzip();
        vendor.put("/F3/1/Catalog.xml.gz", newest).put("/F2/1/Catalog.xml.gz", older);
        vendor.put(
                "/catalog/CatalogIndex.xml.gz",
                CatalogText.gzip(index(newest, "c3").getBytes(StandardCharsets.UTF_8)));
        CatalogSource source = sources.add(
                new Sources.Wanted(
                        name,
                        "index",
                        vendor.url("/catalog/CatalogIndex.xml.gz"),
                        null,
                        true,
                        new Choice(List.of("MTLC"), 1)),
                "anna");
        assertThat(synced(source).state()).isEqualTo("completed");
        await().untilAsserted(() -> assertThat(current(source)).containsExactly("#MTLC 26.11", "#MTLC@26.10 26.10"));
        assertThat(vendor.asked()).noneMatch(asked -> asked.contains("evil"));

        // What is here as the index has it is not asked for again; the older one, without a checksum, is.
        int asked = vendor.asked().size();
        synced(source);
        assertThat(vendor.asked().subList(asked, vendor.asked().size())).noneMatch(a -> a.contains("F3"));

        sources.edit(
                source.id(), new Sources.Wanted(name, null, null, null, true, new Choice(List.of("MTLC"), 0)), "anna");
        await().until(() -> syncs.latest(0, 50).stream()
                .noneMatch(s -> s.running() && s.source().startsWith(source.address())));
        synced(source);
        assertThat(current(source)).containsExactly("#MTLC 26.11");
    }

    @Test
    void a_catalog_on_its_way_does_not_become_current_when_its_source_is_removed_meanwhile() {
        CountDownLatch gate = new CountDownLatch(1);
        CatalogSource source = heldBack(gate, "a.xml");
        sources.remove(source.id(), "anna");
        gate.countDown();
        assertThat(ended(source).reason()).contains("Its source was removed");
        assertThat(current(source)).isEmpty();
    }

    @Test
    void a_catalog_on_its_way_does_not_become_current_when_it_is_chosen_no_more_meanwhile() {
        CountDownLatch gate = new CountDownLatch(1);
        CatalogSource source = heldBack(gate, "b.xml");
        vendor.put("/M/R650.xml", text("8", "1.4").utf8());
        sources.edit(
                source.id(), new Sources.Wanted(name, null, null, null, true, new Choice(List.of("R650"), 0)), "anna");
        synced(source);
        gate.countDown();
        assertThat(ended(source).reason()).contains("chooses it no more");
        await().untilAsserted(() -> assertThat(current(source)).containsExactly("#Model/PowerEdge-R650 8"));
    }

    /** An index whose one chosen catalog is being downloaded, until the gate opens. */
    private CatalogSource heldBack(CountDownLatch gate, String file) {
        byte[] newest = text("26.11", "1.3").gzip();
        vendor.hold("/F3/1/Catalog.xml.gz", newest, gate);
        vendor.put("/" + file, index(newest, "c3").getBytes(StandardCharsets.UTF_8));
        CatalogSource source = sources.add(
                new Sources.Wanted(name, "index", vendor.url("/" + file), null, true, new Choice(List.of("MTLC"), 0)),
                "anna");
        synced(source);
        await().until(() -> vendor.asked().stream().anyMatch(asked -> asked.contains("F3")));
        return source;
    }

    private Sync ended(CatalogSource source) {
        await().until(() -> syncs.latest(0, 20).stream()
                .anyMatch(s -> s.source().equals(source.address() + "#MTLC") && !s.running()));
        return syncs.latest(0, 20).stream()
                .filter(s -> s.source().equals(source.address() + "#MTLC"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_catalog_that_is_not_the_one_of_its_index_is_refused() {
        vendor.put("/F3/1/Catalog.xml.gz", text("26.11", "1.3").gzip());
        vendor.put("/catalog/CatalogIndex.xml", index(new byte[1], "c3").getBytes(StandardCharsets.UTF_8));
        CatalogSource source = sources.add(
                new Sources.Wanted(
                        name,
                        "index",
                        vendor.url("/catalog/CatalogIndex.xml"),
                        null,
                        true,
                        new Choice(List.of("mtlc"), 0)),
                "anna");
        synced(source);
        await().untilAsserted(() -> assertThat(syncs.latest(0, 20))
                .anyMatch(s -> s.source().equals(source.address() + "#MTLC")
                        && s.state().equals("refused")
                        && s.reason().contains("checksum")));
        assertThat(current(source)).isEmpty();
    }

    @Test
    void a_choice_that_means_nothing_and_an_index_that_is_none_are_refused() {
        vendor.put("/i.xml", index(new byte[1], "c3").getBytes(StandardCharsets.UTF_8));
        CatalogSource source = sources.add(
                new Sources.Wanted(name, "index", vendor.url("/i.xml"), null, true, new Choice(List.of("R999"), 0)),
                "anna");
        assertThat(synced(source).reason()).contains("means none").contains("MTLC");
        vendor.put("/i.xml", text("1", "1").gzip());
        assertThat(synced(source).reason()).contains("no index of catalogs");
    }

    @Test
    void a_folder_of_packages_becomes_a_catalog_and_what_is_none_is_left_out_and_named() throws IOException {
        Files.createDirectories(folder.resolve("dups/bios"));
        Path dups = folder.resolve("dups");
        byte[] nic = DupText.exe(DupText.xml("108255", "8FC", "1.3"));
        Files.write(dups.resolve("NIC 1.3.EXE"), nic);
        Files.write(dups.resolve("bios/BIOS_LN.BIN"), DupText.bin(DupText.xml("159", "8FC", "2.0")));
        Files.write(dups.resolve("broken.exe"), "MZ".getBytes());
        Files.writeString(dups.resolve("readme.txt"), "no package");
        Files.createSymbolicLink(dups.resolve("hosts.BIN"), Path.of("/etc/hosts"));
        CatalogSource source = sources.add(
                new Sources.Wanted(name, "directory", dups.toUri().toString().replaceAll("/$", ""), null, true, null),
                "anna");
        Sync sync = synced(source);
        assertThat(sync.state()).as(sync.reason()).isEqualTo("completed");
        assertThat(sync.leftOut())
                .extracting(LeftOut::file, LeftOut::reason)
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one.toString()).contains("broken.exe").contains("ZIP"),
                        one -> assertThat(one.toString()).contains("hosts.BIN").contains("out of the folder"));
        assertThat(sync.bytesDone()).isEqualTo(sync.bytesTotal()).isPositive();
        List<SoftwarePackage> found = packages.ofCatalog(sync.catalogId(), 0, 10);
        assertThat(found).extracting(SoftwarePackage::path).containsExactly("NIC 1.3.EXE", "bios/BIOS_LN.BIN");
        PackageDetails details = packages.details(found.getFirst().id()).orElseThrow();
        assertThat(details.systems()).containsExactly("08FC");
        assertThat(details.shown().sha256()).isEqualTo(StoredPackage.hash("SHA-256", nic));
        assertThat(details.rollbacks()).containsExactly(new Rollback("108255", "EE59FC83", null, null, 1200, true));
        assertThat(details.dependencies()).hasSize(2);
        // Its files are fetched from the folder, and verified.
        Artifact artifact = camel.requestBody(
                "direct:catalog.fetch", new Fetch(found.getFirst().id()), Artifact.class);
        assertThat(artifact.size()).isEqualTo(nic.length);

        assertThat(synced(source).state()).isEqualTo("unchanged");
        Files.delete(dups.resolve("bios/BIOS_LN.BIN"));
        assertThat(synced(source).state()).isEqualTo("completed");
        assertThat(catalogs.current(source.address()).orElseThrow().packages()).isEqualTo(1);
        Files.delete(dups.resolve("NIC 1.3.EXE"));
        Sync empty = synced(source);
        assertThat(empty.state()).isEqualTo("refused");
        assertThat(empty.reason()).contains("None of the 2 files");
        assertThat(catalogs.current(source.address()).orElseThrow().packages()).isEqualTo(1);
    }

    private CatalogSource catalog(String schedule) {
        return sources.add(
                new Sources.Wanted(name, "catalog", vendor.url("/Catalog.xml.gz"), schedule, true, null), "anna");
    }

    private void put(String version, String firmware) {
        vendor.put("/Catalog.xml.gz", text(version, firmware).gzip());
    }

    private static CatalogText text(String version, String firmware) {
        return new CatalogText().version(version).firmware("F/NIC.EXE", "108255", "08FC", firmware, "");
    }

    private static String index(byte[] newest, String latest) {
        return CatalogIndexTest.XML
                .replace(
                        "id=\"c3\"",
                        "id=\"c3\" hashMD5=\""
                                + StoredPackage.hash("MD5", newest).toUpperCase() + "\"")
                .replace("latest=\"c3\"", "latest=\"" + latest + "\"");
    }

    private List<String> current(CatalogSource source) {
        return catalogs.current().stream()
                .filter(c -> c.source().startsWith(source.address()))
                .map(c -> c.source().substring(source.address().length()) + " " + c.version())
                .sorted()
                .toList();
    }

    private long lastSync(CatalogSource source) {
        return jdbc.sql("select max(id) from catalog_syncs where source = ?")
                .params(source.address())
                .query(Long.class)
                .single();
    }

    private Sync synced(CatalogSource source) {
        Syncs.Requested requested = sources.sync(source.id(), "anna");
        camel.sendBody("jms:" + requested.ring().queue(), requested.ring().text());
        return ended(requested.id());
    }

    private Sync ended(long id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !syncs.find(id).orElseThrow().running());
        return syncs.find(id).orElseThrow();
    }
}
