package io.farrier.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on people. */
@Component("userApi")
class UserApi {

    record Addition(String name, String role, String password) {}

    record Change(String role, Boolean disabled, String password) {}

    record NewPassword(String old, @JsonProperty("new") String fresh) {}

    private final Users users;
    private final Passwords passwords;
    private final Bodies bodies;

    UserApi(Users users, Passwords passwords, Bodies bodies) {
        this.users = users;
        this.passwords = passwords;
        this.bodies = bodies;
    }

    public List<Users.User> list() {
        return users.all();
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Addition asked = bodies.read(body, Addition.class);
        Users.User user = users.add(asked.name(), Role.of(asked.role()), passwords.hash(asked.password()), who);
        return new Made("/users/" + user.name(), user);
    }

    public Users.User get(@Header("name") String name) {
        return users.byName(name);
    }

    public Users.User change(@Header("name") String name, @Body String body, @Header(Headers.WHO) String who) {
        Change asked = bodies.read(body, Change.class);
        Role role = asked.role() == null ? null : Role.of(asked.role());
        String hash = asked.password() == null ? null : passwords.hash(asked.password());
        return users.change(name, new Users.Change(role, asked.disabled(), hash), who);
    }

    public void disable(@Header("name") String name, @Header(Headers.WHO) String who) {
        users.change(name, new Users.Change(null, true, null), who);
    }

    public Users.User me(@Header(Headers.WHO) String who) {
        return users.byName(who);
    }

    public void changeMine(@Body String body, @Header(Headers.WHO) String who) {
        NewPassword asked = bodies.read(body, NewPassword.class);
        String hash = users.login(who).map(Users.Login::passwordHash).orElseThrow();
        if (!passwords.matches(asked.old(), hash)) {
            throw Refused.invalid("The old password is not the one that holds.");
        }
        users.change(who, new Users.Change(null, null, passwords.hash(asked.fresh())), who);
    }
}
