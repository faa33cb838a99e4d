package io.farrier.quiesce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Halted;
import io.farrier.hub.Refused;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill.Step;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.camel.Body;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.ServiceStatus;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Where every question to a kind goes out, and every answer, or what was thrown instead of one, becomes a {@link Stance}. */
@Component("quiesceDoor")
class QuiesceDoor {

    static final String STANDSTILL = "standstill";

    private static final Logger log = LoggerFactory.getLogger(QuiesceDoor.class);
    private static final String PREFIX = "quiesce.";

    private final CamelContext camel;
    private final ObjectMapper json;
    private final Halted halted;

    QuiesceDoor(CamelContext camel, ObjectMapper json, Halted halted) {
        this.camel = camel;
        this.json = json;
        this.halted = halted;
    }

    /** @throws Refused where there is no such kind, its route does not run, or it is to be emptied while the world is halted */
    public void out(Exchange exchange, @Body Standstill standstill) {
        exchange.setProperty(STANDSTILL, standstill);
        exchange.getMessage().removeHeaders("*");
        if (standstill.step() == Step.DRAIN) {
            halted.now().ifPresent(halt -> {
                throw new Refused(
                        "halted",
                        409,
                        "%s was not told to come to a standstill: the world was halted by %s: %s"
                                .formatted(standstill.label(), halt.who(), halt.reason()));
            });
        }
        String route = PREFIX + standstill.kind() + "." + standstill.step().word();
        if (camel.getRouteController().getRouteStatus(route) != ServiceStatus.Started) {
            throw new Refused(
                    "no-kind",
                    409,
                    "No route %s runs, so a host of the kind %s can't be brought to a standstill or back. The kinds that are there: %s."
                            .formatted(route, standstill.kind(), String.join(", ", kinds())));
        }
    }

    /** The kinds that have a file. */
    private TreeSet<String> kinds() {
        TreeSet<String> kinds = new TreeSet<>();
        camel.getRoutes().stream()
                .map(route -> route.getRouteId())
                .filter(id -> id.startsWith(PREFIX) && id.endsWith(".drain"))
                .forEach(id -> kinds.add(id.substring(PREFIX.length(), id.length() - ".drain".length())));
        return kinds;
    }

    /** The answer as a {@link Stance}: it is one, or JSON. */
    public void in(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        Stance stance =
                switch (body) {
                    case Stance known -> known;
                    case Map<?, ?> map -> json.convertValue(map, Stance.class);
                    case null, default -> {
                        String text = message.getBody(String.class);
                        if (text == null || text.isBlank()) {
                            throw new IllegalArgumentException("it is empty");
                        }
                        yield json.readValue(text, Stance.class);
                    }
                };
        if (stance == null || stance.posture() == null) {
            throw new IllegalArgumentException("it has no posture");
        }
        leave(
                exchange,
                new Stance(
                        stance.posture(),
                        stance.ours(),
                        Objects.requireNonNullElse(stance.why(), "It says nothing more."),
                        stance.memo()));
    }

    /** What may pass is on its way; what waiting does not mend is refused. The memo stays. */
    public void failed(
            Exchange exchange,
            @ExchangeProperty(STANDSTILL) Standstill standstill,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Throwable why) {
        leave(exchange, stance(why, standstill));
    }

    static Stance stance(Throwable thrown, Standstill standstill) {
        String whom = "what answers for the kind " + standstill.kind();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            switch (t) {
                case Refused refused -> {
                    return refused(standstill, refused.getMessage());
                }
                case HttpOperationFailedException http -> {
                    int code = http.getStatusCode();
                    String sentence = capital(whom) + " answered " + code + ".";
                    return code == 408 || code == 425 || code == 429 || code >= 500
                            ? moving(standstill, sentence)
                            : refused(standstill, sentence + meaning(code));
                }
                case JsonProcessingException e -> {
                    return refused(standstill, noStance(standstill, e.getOriginalMessage()));
                }
                case IllegalArgumentException e -> {
                    return refused(standstill, noStance(standstill, e.getMessage()));
                }
                default -> {}
            }
        }
        return Unreached.sentence(thrown, whom)
                .map(sentence -> moving(standstill, capital(sentence)))
                .orElseGet(() -> {
                    String incident = UUID.randomUUID().toString().substring(0, 8);
                    log.error("incident {}: {} of {}", incident, standstill.step(), standstill.label(), thrown);
                    return refused(
                            standstill,
                            "Asking the kind %s failed in the hub itself (incident %s in the log)."
                                    .formatted(standstill.kind(), incident));
                });
    }

    private static String noStance(Standstill standstill, String why) {
        return "The kind %s did not answer with a stance (docs/quiesce.md): %s.".formatted(standstill.kind(), why);
    }

    private static String meaning(int code) {
        return switch (code) {
            case 401, 403 -> " Its token is wrong, or lacks a right.";
            case 404 -> " It does not know this host, or the address is wrong.";
            default -> "";
        };
    }

    /** An order whose answer was lost may have been taken. */
    private static Stance moving(Standstill standstill, String why) {
        return new Stance(Posture.MOVING, standstill.step() == Step.DRAIN, why, standstill.memo());
    }

    private static Stance refused(Standstill standstill, String why) {
        return new Stance(Posture.REFUSED, false, why, standstill.memo());
    }

    private static String capital(String sentence) {
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static void leave(Exchange exchange, Stance stance) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(stance);
    }
}
