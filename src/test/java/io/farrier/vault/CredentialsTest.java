package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.HubTest;
import io.farrier.hub.Refused;
import io.farrier.ledger.Ledger;
import io.farrier.vault.CredentialUses.Claim;
import io.farrier.vault.Profile.Draft;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Its hosts and networks are in 10.99.0.0/16, where no other test has any. */
@HubTest
class CredentialsTest {

    private static final String SECRET = "env:PATH";
    private static final Duration LONGEST = Duration.ofMinutes(1);

    @Autowired
    Credentials credentials;

    @Autowired
    CredentialUses uses;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    long host;

    @BeforeEach
    void host() {
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('10.99.1.7', 'server') returning id")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void clean() {
        jdbc.sql("delete from credentials where name like 'vault-test%'").update();
        jdbc.sql("delete from hosts where id = ?").params(host).update();
    }

    @Test
    void the_most_specific_credential_is_the_one() {
        assertThat(chosen()).as("never a default").isNull();
        put("general", null, null, 9);
        assertThat(chosen()).isEqualTo("general");
        put("wide", null, "10.99.0.0/16", 0);
        assertThat(chosen())
                .as("a network goes before everybody's, whatever the priority")
                .isEqualTo("wide");
        put("narrow", null, "10.99.1.0/24", 0);
        assertThat(chosen()).isEqualTo("narrow");
        put("elsewhere", null, "10.99.2.0/24", 9);
        assertThat(chosen()).isEqualTo("narrow");
        put("own", host, null, 0);
        assertThat(chosen()).isEqualTo("own");
        assertThat(credentials.forHost(0, "10.99.1.7").orElseThrow().name())
                .as("an address that is no host yet")
                .isEqualTo("vault-test narrow");
        jdbc.sql("delete from credentials where name = 'vault-test general'").update();
        assertThat(credentials.forHost(0, "10.98.0.1")).isEmpty();
    }

    @Test
    void priority_breaks_ties() {
        put("first", null, "10.99.1.0/24", 0);
        put("second", null, "10.99.1.0/24", 5);
        assertThat(chosen()).isEqualTo("second");
    }

    @Test
    void a_credential_of_a_vcenter_is_no_bmcs() {
        jdbc.sql("insert into credentials (name, kind, username, vault_path, created_by)"
                        + " values ('vault-test vc', 'vcenter', 'u', 'env:PATH', 'test')")
                .update();
        assertThat(chosen()).isNull();
    }

    @Test
    void after_a_refusal_a_version_rests_for_an_hour_and_only_there() {
        Profile credential = put("login", null, "10.99.1.0/24", 0);
        long other = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('10.99.1.8', 'server') returning id")
                .query(Long.class)
                .single();
        uses.failed(claim(credential));
        assertThat(turn(credential)).isInstanceOf(LoginTurn.Rest.class);
        assertThat(uses.turn(credential.id(), credential.version(), other, false))
                .isInstanceOf(LoginTurn.Go.class);
        Profile corrected = put("login", null, "10.99.1.0/24", 0);
        assertThat(corrected.id()).isEqualTo(credential.id());
        assertThat(corrected.version()).isEqualTo(2);
        uses.failed(claim(corrected));
        assertThat(turn(corrected)).isInstanceOf(LoginTurn.Rest.class);
        jdbc.sql("update credential_uses set failed_at = now() - interval '61 minutes' where host_id = ?")
                .params(host)
                .update();
        assertThat(turn(corrected)).as("after the hour").isInstanceOf(LoginTurn.Go.class);
        jdbc.sql("delete from hosts where id = ?").params(other).update();
    }

    @Test
    void while_somebody_tries_it_others_wait_and_a_killed_hubs_claim_runs_out() {
        Profile credential = put("login", null, "10.99.1.0/24", 0);
        LoginTurn.Go go = (LoginTurn.Go) turn(credential);
        Claim claim = claim(credential);
        assertThat(turn(credential)).isInstanceOf(LoginTurn.Wait.class);
        assertThat(uses.claim(credential.id(), credential.version(), host, go, LONGEST))
                .as("who was slower")
                .isEmpty();
        jdbc.sql("update credential_uses set trying_until = now() - interval '1 second' where host_id = ?")
                .params(host)
                .update();
        Claim next = claim(credential);
        uses.worked(claim);
        uses.unclear(claim);
        assertThat(turn(credential))
                .as("what is told too late ends nobody's turn")
                .isInstanceOf(LoginTurn.Wait.class);
        uses.worked(next);
        assertThat(turn(credential)).isInstanceOf(LoginTurn.Go.class);
    }

    @Test
    void a_refusal_counts_however_late_it_is_told() {
        Profile credential = put("login", null, "10.99.1.0/24", 0);
        Claim claim = claim(credential);
        jdbc.sql("update credential_uses set trying_until = now() - interval '1 second' where host_id = ?")
                .params(host)
                .update();
        uses.unclear(claim(credential));
        uses.failed(claim);
        assertThat(turn(credential)).isInstanceOf(LoginTurn.Rest.class);
    }

    @Test
    void what_an_old_version_brings_late_says_nothing_of_the_new_one() {
        Profile old = put("login", null, "10.99.1.0/24", 0);
        uses.worked(claim(old));
        Claim late = claim(old);
        Profile corrected = put("login", null, "10.99.1.0/24", 0);
        assertThat(turn(old)).as("nobody begins with it any more").isInstanceOf(LoginTurn.Outdated.class);
        uses.failed(claim(corrected));
        assertThat(worked()).as("the new version never worked").isFalse();
        uses.worked(late);
        assertThat(turn(corrected)).as("the hour's rest is kept").isInstanceOf(LoginTurn.Rest.class);
        uses.worked(new Claim(corrected.id(), corrected.version(), host, 3));
        uses.failed(late);
        assertThat(turn(corrected)).isInstanceOf(LoginTurn.Go.class);
        assertThat(worked()).isTrue();
    }

    @Test
    void a_use_of_what_was_removed_meanwhile_is_no_error() {
        Profile credential = put("login", null, null, 0);
        Claim claim = claim(credential);
        credentials.remove(credential.id(), "anna");
        uses.failed(claim);
        uses.worked(claim);
        assertThat(turn(credential)).isInstanceOf(LoginTurn.Outdated.class);
        assertThatThrownBy(() -> credentials.remove(credential.id(), "anna"))
                .hasMessageContaining("There is no credential");
    }

    @Test
    void a_credential_that_can_not_work_is_refused_and_the_old_one_stays() {
        Profile good = put("login", null, "10.99.1.0/24", 0);
        refused(new Draft("vault-test login", "u", SECRET, null, "10.99.1.7/24", 0), "no bits set behind the prefix");
        refused(new Draft("vault-test login", "u", SECRET, null, "somewhere", 0), "is no network");
        refused(new Draft("vault-test login", "u", SECRET, 4_000_000_000L, null, 0), "There is no host 4000000000");
        refused(new Draft("vault-test login", "u", SECRET, host, "10.99.1.0/24", 0), "not both");
        refused(new Draft("vault-test login", "u", "env:FARRIER_NO_SUCH", null, null, 0), "not set");
        refused(new Draft("vault-test login", "u", "hunter2", null, null, 0), "env:NAME, file:");
        refused(new Draft("vault-test login", " ", SECRET, null, null, 0), "user name");
        refused(new Draft(null, "u", SECRET, null, null, 0), "needs a name");
        assertThat(credentials.all()).contains(good);
    }

    @Test
    void the_ledger_tells_who_set_it_and_holds_no_secret() {
        Profile credential = put("login", null, "10.99.1.0/24", 0);
        var event = ledger.stream("credential:" + credential.id()).getLast();
        assertThat(event.who()).isEqualTo("anna");
        assertThat(event.sentence()).contains("vault-test login", "10.99.1.0/24", "version 1");
        assertThat(event.data().toString() + credential).doesNotContain(System.getenv("PATH"));
        assertThat(credentials.all()).contains(credential);
    }

    private void refused(Draft draft, String why) {
        assertThatThrownBy(() -> credentials.put(draft, "anna"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why);
    }

    private Profile put(String name, Long hostId, String network, int priority) {
        return credentials.put(new Draft("vault-test " + name, "root", SECRET, hostId, network, priority), "anna");
    }

    private String chosen() {
        return credentials
                .forHost(host, "10.99.1.7")
                .map(credential -> credential.name().replace("vault-test ", ""))
                .orElse(null);
    }

    private LoginTurn turn(Profile credential) {
        return uses.turn(credential.id(), credential.version(), host, false);
    }

    private Claim claim(Profile credential) {
        LoginTurn.Go go = (LoginTurn.Go) turn(credential);
        return uses.claim(credential.id(), credential.version(), host, go, LONGEST)
                .orElseThrow();
    }

    private boolean worked() {
        return jdbc.sql("select worked_at is not null from credential_uses where host_id = ?")
                .params(host)
                .query(Boolean.class)
                .single();
    }
}
