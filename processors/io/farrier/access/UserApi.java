package io.farrier.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/** The API's operations on people. */
@Component("userApi")
class UserApi {

    private static final int SHORTEST = 12;

    private final Users users;
    private final PasswordEncoder passwords;
    private final ObjectMapper json;

    UserApi(Users users, PasswordEncoder passwords, ObjectMapper json) {
        this.users = users;
        this.passwords = passwords;
        this.json = json;
    }

    public List<Users.User> list() {
        return users.all();
    }

    public Users.User put(@Header("name") String name, @Body String body, @Header(Headers.WHO) String who)
            throws JsonProcessingException {
        JsonNode given = json.readTree(body);
        String password = given.path("password").asText("");
        if (password.length() < SHORTEST) {
            throw Refused.invalid("A password has at least " + SHORTEST + " characters.");
        }
        return users.put(name, Role.of(given.path("role").asText()), passwords.encode(password), who);
    }

    public void disable(@Header("name") String name, @Header(Headers.WHO) String who) {
        users.disable(name, who);
    }
}
