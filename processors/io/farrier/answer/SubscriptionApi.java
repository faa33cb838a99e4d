package io.farrier.answer;

import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Header;
import org.apache.camel.Route;
import org.springframework.stereotype.Component;

/** The API's operations on subscriptions. No secret passes here in either direction. */
@Component("subscriptionApi")
class SubscriptionApi {

    /** @param after a place in the ledger */
    record Again(String after) {}

    private static final String ROUTE = "answer.to.";

    private final Subscriptions subscriptions;
    private final Bodies bodies;
    private final CamelContext camel;

    SubscriptionApi(Subscriptions subscriptions, Bodies bodies, CamelContext camel) {
        this.subscriptions = subscriptions;
        this.bodies = bodies;
        this.camel = camel;
    }

    public List<Subscription> list() {
        return subscriptions.all();
    }

    public Subscription get(@Header("id") long id) {
        return subscriptions.byId(id);
    }

    public Made add(@Body String body, @Header(Headers.WHO) String who) {
        Subscriptions.Wanted wanted = bodies.read(body, Subscriptions.Wanted.class);
        List<String> kinds = camel.getRoutes().stream()
                .map(Route::getRouteId)
                .filter(id -> id.startsWith(ROUTE))
                .map(id -> id.substring(ROUTE.length()))
                .sorted()
                .toList();
        if (wanted.kind() == null || !kinds.contains(wanted.kind())) {
            throw Refused.invalid("The kind of a subscription is one of %s.".formatted(String.join(", ", kinds)));
        }
        String address = Address.checked(wanted.kind(), wanted.address());
        if (wanted.kind().equals("mail")
                && (wanted.filter() == null || !wanted.filter().saysWhat())) {
            throw Refused.invalid(
                    "A mail for each event would be thousands: say filter.types or filter.stages, such as refused and result.");
        }
        Subscription made = subscriptions.add(
                new Subscriptions.Wanted(
                        wanted.name(), wanted.kind(), address, wanted.secret(), wanted.filter(), wanted.after()),
                who);
        return new Made("/subscriptions/" + made.id(), made);
    }

    public Subscription test(@Header("id") long id, @Header(Headers.WHO) String who) {
        return subscriptions.test(id, who);
    }

    public Subscription pause(@Header("id") long id, @Header(Headers.WHO) String who) {
        return subscriptions.pause(id, who);
    }

    public Subscription resume(@Header("id") long id, @Header(Headers.WHO) String who) {
        return subscriptions.resume(id, who);
    }

    public Subscription replay(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        return subscriptions.replay(id, bodies.read(body, Again.class).after(), who);
    }

    public void remove(@Header("id") long id, @Header(Headers.WHO) String who) {
        subscriptions.remove(id, who);
    }
}
