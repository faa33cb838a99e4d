package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** No verdict points to what is gone (V48), whoever comes first. */
@HubTest
class PointersTest {

    private static final String NOBODY =
            "insert into verdicts (host_id, inventory_id, verdict, reason) values (?, 'x', 'unknown', 'so')";
    private static final String WAITING = """
            select exists (select 1 from pg_locks l join pg_stat_activity a on a.pid = l.pid
                where not l.granted and a.query like ?)
            """;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    Verdicts verdicts;

    @Autowired
    Evaluation evaluation;

    private final String source = "pointers-" + UUID.randomUUID();
    private long host;
    private long catalog;
    private long offer;
    private long baseline;

    @BeforeEach
    void fill() {
        host = id(
                "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('10.67.0.0'::inet + ?, 9, 'server') returning id",
                ThreadLocalRandom.current().nextInt(60_000));
        catalog = id("insert into catalogs (source, state) values (?, 'superseded') returning id", source);
        offer = id(
                "insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version)"
                        + " values (?, 'F/A', 'A', 'A', 'FRMW', 'LW64', '1.0') returning id",
                catalog);
        baseline = id(
                "insert into baselines (name, selector, created_by) values (?, '{\"ids\": [0]}', 'anna') returning id",
                source);
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where id = ?").params(host).update();
        jdbc.sql("delete from catalogs where id = ?").params(catalog).update();
        jdbc.sql("delete from baselines where id = ?").params(baseline).update();
    }

    @Test
    void a_verdict_on_a_server_or_by_a_package_or_a_baseline_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> jdbc.sql(NOBODY).params(-1).update())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> write(-1, baseline)).isInstanceOf(DataIntegrityViolationException.class);
        assertThatThrownBy(() -> write(offer, -1)).isInstanceOf(DataIntegrityViolationException.class);
        write(offer, baseline);
        assertThatThrownBy(() -> jdbc.sql("update verdicts set package_id = -1 where host_id = ?")
                        .params(host)
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(verdicts()).isOne();
    }

    @Test
    void it_goes_with_its_package_and_its_server_and_forgets_its_baseline() {
        write(offer, baseline);
        jdbc.sql("delete from baselines where id = ?").params(baseline).update();
        assertThat(jdbc.sql("select count(*) from verdicts where host_id = ? and baseline_id is null")
                        .params(host)
                        .query(Integer.class)
                        .single())
                .isOne();
        jdbc.sql("delete from packages where id = ?").params(offer).update();
        assertThat(verdicts()).isZero();
        jdbc.sql(NOBODY).params(host).update();
        jdbc.sql("delete from hosts where id = ?").params(host).update();
        assertThat(verdicts()).isZero();
    }

    @Test
    void a_catalog_that_goes_waits_for_verdicts_being_written_and_takes_them_too() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        CompletableFuture<Void> writer = aside(() -> inOne(() -> {
            write(offer, baseline);
            written.countDown();
            pause(goOn);
        }));
        pause(written);
        CompletableFuture<Void> remover = aside(() ->
                jdbc.sql("delete from catalogs where id = ?").params(catalog).update());
        untilWaiting("delete from catalogs%");
        goOn.countDown();
        writer.get(10, TimeUnit.SECONDS);
        remover.get(10, TimeUnit.SECONDS);
        assertThat(verdicts()).isZero();
    }

    @Test
    void a_package_that_goes_alone_does_so_too() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch written = new CountDownLatch(1);
        CompletableFuture<Void> writer = aside(() -> inOne(() -> {
            write(offer, baseline);
            written.countDown();
            pause(goOn);
        }));
        pause(written);
        CompletableFuture<Void> remover = aside(() ->
                jdbc.sql("delete from packages where id = ?").params(offer).update());
        untilWaiting("delete from packages%");
        goOn.countDown();
        writer.get(10, TimeUnit.SECONDS);
        remover.get(10, TimeUnit.SECONDS);
        assertThat(verdicts()).isZero();
    }

    @Test
    void a_verdict_waits_for_a_catalog_that_is_going_and_is_refused() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        CompletableFuture<Void> remover = aside(() -> inOne(() -> {
            jdbc.sql("delete from catalogs where id = ?").params(catalog).update();
            removed.countDown();
            pause(goOn);
        }));
        pause(removed);
        CompletableFuture<Void> writer = aside(() -> write(offer, baseline));
        untilWaiting("insert into verdicts%");
        goOn.countDown();
        remover.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> writer.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DataIntegrityViolationException.class)
                .hasStackTraceContaining("is gone meanwhile");
        assertThat(verdicts()).isZero();
    }

    @Test
    void a_catalog_that_goes_waits_for_an_evaluation_that_has_begun_and_neither_is_broken_off() throws Exception {
        meets("catalogs", catalog);
        assertThat(verdicts()).isZero();
    }

    @Test
    void a_baseline_that_goes_does_so_too() throws Exception {
        meets("baselines", baseline);
        assertThat(jdbc.sql("select count(*) from verdicts where host_id = ? and baseline_id is null")
                        .params(host)
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    /** The evaluation holds one verdict when that begins to go which another one, not yet written, will point to. */
    private void meets(String table, long id) throws Exception {
        write("a", offer, baseline);
        write("b", offer, baseline);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> judge = aside(() -> inOne(() -> {
            verdicts.lock(List.of(host));
            jdbc.sql("delete from verdicts where host_id = ? and inventory_id = 'b'")
                    .params(host)
                    .update();
            begun.countDown();
            pause(goOn);
            jdbc.sql("update verdicts set reason = 'other' where host_id = ?")
                    .params(host)
                    .update();
        }));
        pause(begun);
        CompletableFuture<Void> remover = aside(() ->
                jdbc.sql("delete from " + table + " where id = ?").params(id).update());
        untilWaiting("delete from " + table + "%");
        goOn.countDown();
        judge.get(10, TimeUnit.SECONDS);
        remover.get(10, TimeUnit.SECONDS);
    }

    @Test
    void an_evaluation_waits_for_a_catalog_that_is_going_and_judges_without_it() throws Exception {
        write(offer, baseline);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch removed = new CountDownLatch(1);
        CompletableFuture<Void> remover = aside(() -> inOne(() -> {
            jdbc.sql("delete from catalogs where id = ?").params(catalog).update();
            removed.countDown();
            pause(goOn);
        }));
        pause(removed);
        CompletableFuture<Void> judge = aside(() -> evaluation.evaluate(List.of(host)));
        untilWaiting("%from catalogs%for key share%");
        goOn.countDown();
        remover.get(10, TimeUnit.SECONDS);
        judge.get(10, TimeUnit.SECONDS);
        assertThat(verdicts()).isZero();
    }

    private void write(long by, long of) {
        write("a", by, of);
    }

    private void write(String item, long by, long of) {
        jdbc.sql("insert into verdicts (host_id, inventory_id, verdict, reason, catalog_id, package_id, baseline_id)"
                        + " values (?, ?, 'current', 'so', ?, ?, ?)")
                .params(host, item, catalog, by, of)
                .update();
    }

    private int verdicts() {
        return jdbc.sql("select count(*) from verdicts where host_id = ?")
                .params(host)
                .query(Integer.class)
                .single();
    }

    private long id(String sql, Object value) {
        return jdbc.sql(sql).params(value).query(Long.class).single();
    }

    private static CompletableFuture<Void> aside(Runnable work) {
        return CompletableFuture.runAsync(work, command -> Thread.ofVirtual().start(command));
    }

    private void inOne(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(status -> work.run());
    }

    private void untilWaiting(String query) {
        await().until(() -> jdbc.sql(WAITING).params(query).query(Boolean.class).single());
    }

    private static void pause(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
