package io.farrier.access;

import java.io.PrintStream;
import java.security.SecureRandom;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** The first start makes an administrator and says the password once, on standard output and nowhere else. */
@Component
class FirstUser implements ApplicationRunner {

    /** Without those that are taken for one another. */
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private final Users users;
    private final PasswordEncoder passwords;
    private final PrintStream out = System.out;

    FirstUser(Users users, PasswordEncoder passwords) {
        this.users = users;
        this.passwords = passwords;
    }

    @Override
    public void run(ApplicationArguments args) {
        if (users.none()) {
            String password = password();
            users.put("admin", Role.ADMINISTRATOR, passwords.encode(password), "farrier");
            out.printf("  The first start made the user admin with the password %s (said this once).%n", password);
        }
    }

    private static String password() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }
}
