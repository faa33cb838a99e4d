package io.farrier.access;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The people who may log in here. Passwords are kept as hashes, and only as hashes. */
@Repository
class Users {

    /** A person, as others may see them. */
    record User(String name, String role, boolean disabled, String createdBy, Instant createdAt) {}

    /** What a login is checked against. */
    record Login(String name, String passwordHash, Role role, boolean disabled) {}

    /** What is to be other than it is; null: stays. */
    record Change(Role role, Boolean disabled, String passwordHash) {}

    private static final RowMapper<User> USER = (row, n) -> new User(
            row.getString("name"),
            row.getString("role"),
            row.getBoolean("disabled"),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant());

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Users(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    List<User> all() {
        return jdbc.sql("select * from users order by name").query(USER).list();
    }

    /** @throws Refused where there is no such user */
    User byName(String name) {
        return jdbc.sql("select * from users where name = ?")
                .params(name)
                .query(USER)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no user " + name + "."));
    }

    Optional<Login> login(String name) {
        return jdbc.sql("select name, password_hash, role, disabled from users where name = ?")
                .params(name)
                .query((row, n) -> new Login(
                        row.getString("name"),
                        row.getString("password_hash"),
                        Role.of(row.getString("role")),
                        row.getBoolean("disabled")))
                .optional();
    }

    boolean none() {
        return jdbc.sql("select not exists (select 1 from users)")
                .query(Boolean.class)
                .single();
    }

    /** @throws Refused where the name is taken, or is none */
    @Transactional
    User add(String name, Role role, String passwordHash, String who) {
        if (name == null || !name.matches("[A-Za-z0-9._@-]{1,64}")) {
            throw Refused.invalid("A user's name is 1 to 64 letters, digits and . _ @ -");
        }
        int added = jdbc.sql("insert into users (name, role, password_hash, created_by) values (?, ?, ?, ?)"
                        + " on conflict (name) do nothing")
                .params(name, role.word(), passwordHash, who)
                .update();
        if (added == 0) {
            throw Refused.conflict("There is a user %s already; a name is never given twice.".formatted(name));
        }
        event("user.added", "The user %s was added as %s.".formatted(name, role.word()), who);
        return byName(name);
    }

    /** @throws Refused where there is no such user, or nobody would be left who can add another */
    @Transactional
    User change(String name, Change change, String who) {
        // Else two administrators could disable each other at the same moment.
        jdbc.sql("lock table users in share row exclusive mode").update();
        Login before = login(name).orElseThrow(() -> Refused.unknown("There is no user " + name + "."));
        jdbc.sql("""
                        update users set role = coalesce(?, role), disabled = coalesce(?, disabled),
                            password_hash = coalesce(?, password_hash) where name = ?
                        """)
                .params(
                        change.role() == null ? null : change.role().word(),
                        change.disabled(),
                        change.passwordHash(),
                        name)
                .update();
        boolean administered = jdbc.sql(
                        "select exists (select 1 from users where role = 'administrator' and not disabled)")
                .query(Boolean.class)
                .single();
        if (!administered) {
            throw Refused.conflict("%s is the last administrator: add another first.".formatted(name));
        }
        said(before, change).forEach(sentence -> event("user.changed", sentence, who));
        return byName(name);
    }

    private static List<String> said(Login before, Change change) {
        List<String> sentences = new ArrayList<>();
        String name = before.name();
        if (change.role() != null && change.role() != before.role()) {
            sentences.add("The user %s is %s now, not %s."
                    .formatted(name, change.role().word(), before.role().word()));
        }
        if (change.disabled() != null && change.disabled() != before.disabled()) {
            sentences.add("The user %s may %s log in.".formatted(name, change.disabled() ? "no longer" : "again"));
        }
        if (change.passwordHash() != null) {
            sentences.add("The password of the user %s was changed.".formatted(name));
        }
        return sentences;
    }

    private void event(String type, String sentence, String who) {
        ledger.append(Entry.of("access", type, sentence).by(who));
    }
}
