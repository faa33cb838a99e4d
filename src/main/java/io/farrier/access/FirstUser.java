package io.farrier.access;

import java.io.PrintStream;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * The first start makes an administrator and says the password once, on standard output and nowhere else. Who lost it
 * starts the hub once with {@code --farrier.access.new-password-for=admin}.
 */
@Component
class FirstUser implements ApplicationRunner {

    private static final String FIRST = "admin";

    private final Users users;
    private final Passwords passwords;
    private final String forgetful;
    private final PrintStream out;

    @Autowired
    FirstUser(Users users, Passwords passwords, @Value("${farrier.access.new-password-for:}") String forgetful) {
        this(users, passwords, forgetful, System.out);
    }

    FirstUser(Users users, Passwords passwords, String forgetful, PrintStream out) {
        this.users = users;
        this.passwords = passwords;
        this.forgetful = forgetful;
        this.out = out;
    }

    @Override
    public void run(ApplicationArguments args) {
        String password = Passwords.random();
        if (users.none()) {
            users.add(FIRST, Role.ADMINISTRATOR, passwords.hash(password), "farrier");
            say("The first start made the user " + FIRST, password);
        } else if (!forgetful.isBlank()) {
            users.change(forgetful, new Users.Change(null, false, passwords.hash(password)), "farrier");
            say("There is a new password for the user " + forgetful, password);
        }
    }

    private void say(String what, String password) {
        out.printf("  %s. The password is said this once and kept nowhere: %s%n", what, password);
    }
}
