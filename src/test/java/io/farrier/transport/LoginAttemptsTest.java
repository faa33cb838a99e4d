package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.HubTest;
import io.farrier.hub.Pace;
import io.farrier.transport.LoginAttempts.Tried;
import io.farrier.transport.LoginAttempts.Verdict;
import io.farrier.vault.Credential;
import io.farrier.vault.CredentialUses;
import io.farrier.vault.Credentials;
import io.farrier.vault.Profile.Draft;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Its host is 10.99.3.7. Two of these stand for two hubs: each has its own locks, and the database is one. */
@HubTest
class LoginAttemptsTest {

    @Autowired
    Credentials credentials;

    @Autowired
    CredentialUses uses;

    @Autowired
    Secrets secrets;

    @Autowired
    Pace pace;

    @Autowired
    JdbcClient jdbc;

    Bmc bmc;
    Credential credential;
    List<LoginAttempts> hubs;

    @BeforeEach
    void host() {
        long id = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('10.99.3.7', 'server') returning id")
                .query(Long.class)
                .single();
        bmc = new Bmc(id, "10.99.3.7", 443);
        credential = put();
        hubs = List.of(
                new LoginAttempts(credentials, uses, secrets, pace),
                new LoginAttempts(credentials, uses, secrets, pace));
    }

    @AfterEach
    void clean() {
        jdbc.sql("delete from credentials where name = 'attempts-test'").update();
        jdbc.sql("delete from hosts where id = ?").params(bmc.hostId()).update();
    }

    private Credential put() {
        credentials.put(new Draft("attempts-test", "root", "env:PATH", null, "10.99.3.0/24", 0), "anna");
        return credentials.forHost(bmc.hostId(), bmc.address()).orElseThrow();
    }

    @Test
    void many_at_once_over_two_hubs_are_one_failed_login() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        List<String> ends = all(60, n -> hubs.get(n % 2).request(bmc, credential, false, password -> {
            refused.incrementAndGet();
            return new Tried<>("401", Verdict.REFUSED);
        }));
        assertThat(refused).hasValue(1);
        assertThat(ends).hasSize(60).containsOnlyOnce("401");
        assertThat(ends.stream().filter("credential-rest"::equals)).hasSize(59);
    }

    @Test
    void a_good_password_goes_one_after_the_other_and_nobody_is_turned_away() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<String> ends = all(40, n -> hubs.get(n % 2).request(bmc, credential, false, password -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.yield();
            inside.decrementAndGet();
            return new Tried<>("200", Verdict.TAKEN);
        }));
        assertThat(ends).containsOnly("200");
        assertThat(most).hasValue(1);
    }

    @Test
    void once_it_worked_and_is_refused_now_it_is_refused_once() throws Exception {
        hubs.getFirst().request(bmc, credential, false, password -> new Tried<>("200", Verdict.TAKEN));
        AtomicInteger refused = new AtomicInteger();
        all(20, n -> hubs.get(n % 2).request(bmc, credential, false, password -> {
            refused.incrementAndGet();
            return new Tried<>("401", Verdict.REFUSED);
        }));
        assertThat(refused).as("somebody has changed it on the device").hasValue(1);
    }

    @Test
    void what_broke_off_proves_nothing_and_the_next_may_try() throws IOException {
        assertThatThrownBy(() -> hubs.getFirst().request(bmc, credential, false, password -> {
                    throw new IOException("the cable");
                }))
                .isInstanceOf(IOException.class);
        assertThat(hubs.get(1).<String>request(bmc, credential, false, password -> new Tried<>("200", Verdict.TAKEN)))
                .isEqualTo("200");
    }

    @Test
    void a_corrected_credential_is_tried_at_once_and_the_old_one_no_more() throws Exception {
        hubs.getFirst().request(bmc, credential, false, password -> new Tried<>("401", Verdict.REFUSED));
        Credential corrected = put();
        assertThat(end(() -> hubs.getFirst().request(bmc, credential, false, password -> {
                    throw new AssertionError("the old password left");
                })))
                .isEqualTo("credential-changed");
        assertThat(hubs.get(1).<String>request(bmc, corrected, false, password -> new Tried<>("200", Verdict.TAKEN)))
                .isEqualTo("200");
    }

    @Test
    void a_claim_of_a_killed_hub_is_waited_for_and_then_void() throws Exception {
        hubs.getFirst().request(bmc, credential, false, password -> new Tried<>("200", Verdict.TAKEN));
        trying("1 minute");
        assertThat(end(() -> hubs.get(1).request(bmc, credential, false, password -> {
                    throw new AssertionError("two at once");
                })))
                .isEqualTo("login-turn");
        trying("-1 second");
        assertThat(hubs.get(1).<String>request(bmc, credential, false, password -> new Tried<>("200", Verdict.TAKEN)))
                .isEqualTo("200");
    }

    private void trying(String until) {
        jdbc.sql("update credential_uses set trying_until = now() + ?::interval where host_id = ?")
                .params(until, bmc.hostId())
                .update();
    }

    @FunctionalInterface
    interface Asking {
        String ask(int n) throws Exception;
    }

    /** What becomes of so many that begin in the same instant: an answer, or a failure's code. */
    private static List<String> all(int many, Asking asking) throws Exception {
        List<Future<String>> going = new ArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int n = 0; n < many; n++) {
                int mine = n;
                going.add(threads.submit(() -> {
                    go.await();
                    return end(() -> asking.ask(mine));
                }));
            }
            go.countDown();
            List<String> ends = new ArrayList<>();
            for (Future<String> one : going) {
                ends.add(one.get());
            }
            return ends;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private static String end(Callable<String> asking) throws Exception {
        try {
            return asking.call();
        } catch (Failure failure) {
            return failure.code();
        }
    }
}
