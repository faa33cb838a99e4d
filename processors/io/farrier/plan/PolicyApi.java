package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on what is wanted of hosts by the place that they are in. */
@Component("policyApi")
class PolicyApi {

    record Asked(String scope, String name, JsonNode policy) {}

    private final Policies policies;
    private final Bodies bodies;

    PolicyApi(Policies policies, Bodies bodies) {
        this.policies = policies;
        this.bodies = bodies;
    }

    public List<Policies.Stated> list() {
        return policies.all();
    }

    public Made state(@Body String body, @Header(Headers.WHO) String who) {
        Asked asked = bodies.read(body, Asked.class);
        Policies.Stated stated = policies.state(asked.scope(), asked.name(), asked.policy(), who);
        return new Made("/policies/" + stated.id(), stated);
    }

    public Explanation explain(@Header("id") long id, @Header("plan") Long plan) {
        return policies.explain(id, plan);
    }

    public void withdraw(@Header("id") long id, @Header(Headers.WHO) String who) {
        policies.withdraw(id, who);
    }
}
