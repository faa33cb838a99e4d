package io.farrier.access;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The people who may log in here. Passwords are kept as hashes, and only as hashes. */
@Repository
public class Users {

    /** A person, as others may see them. */
    public record User(String name, String role, boolean disabled) {}

    /** What a login is checked against. */
    record Login(String name, String passwordHash, Role role, boolean disabled) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Users(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    public List<User> all() {
        return jdbc.sql("select name, role, disabled from users order by name")
                .query(User.class)
                .list();
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

    /** Adds a person, or gives one another role or password. */
    @Transactional
    public User put(String name, Role role, String passwordHash, String who) {
        if (name == null || !name.matches("[A-Za-z0-9._@-]{1,64}")) {
            throw Refused.invalid("A user's name is 1 to 64 letters, digits and . _ @ -");
        }
        jdbc.sql("""
                        insert into users (name, role, password_hash, created_by) values (?, ?, ?, ?)
                        on conflict (name) do update set role = excluded.role, disabled = false,
                            password_hash = excluded.password_hash
                        """).params(name, role.word(), passwordHash, who).update();
        event("user.set", "The user %s is %s.".formatted(name, role.word()), who);
        return new User(name, role.word(), false);
    }

    /** @throws Refused for the last administrator: nobody could add another */
    @Transactional
    public void disable(String name, String who) {
        Login login = login(name).orElseThrow(() -> Refused.unknown("There is no user " + name + "."));
        int others = jdbc.sql("select count(*) from users where role = 'administrator' and not disabled and name <> ?")
                .params(name)
                .query(Integer.class)
                .single();
        if (login.role() == Role.ADMINISTRATOR && others == 0) {
            throw Refused.conflict("%s is the last administrator: add another first.".formatted(name));
        }
        jdbc.sql("update users set disabled = true where name = ?").params(name).update();
        event("user.disabled", "The user %s may no longer log in.".formatted(name), who);
    }

    private void event(String type, String sentence, String who) {
        ledger.append(Entry.of("access", type, sentence).by(who));
    }
}
