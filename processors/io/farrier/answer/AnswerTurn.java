package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import io.farrier.quiesce.Unreached;
import io.farrier.transport.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The turn of a subscription: what is next in the ledger is told, one event after the other. */
@Component("answerTurn")
class AnswerTurn {

    /** Exchange property: who is told, a {@link Subscription}. */
    static final String SUBSCRIPTION = "farrierSubscription";

    /** Exchange property: the last event that this turn has read, a {@link Cursor}. */
    static final String READ = "farrierRead";

    /** Exchange property: whether nothing was behind it. */
    static final String ALL = "farrierReadAll";

    private static final Logger log = LoggerFactory.getLogger(AnswerTurn.class);

    /** Who has all there is still looks by itself at times: news may be lost with the hub that was to ring. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Turns turns;
    private final Subscriptions subscriptions;
    private final Answers answers;
    private final Life life;
    private final ObjectMapper json;
    private final Duration lease;
    private final int batch;
    private final Retry retry;

    AnswerTurn(
            Turns turns,
            Subscriptions subscriptions,
            Answers answers,
            Life life,
            ObjectMapper json,
            @Value("${farrier.answer.lease}") Duration lease,
            @Value("${farrier.answer.batch}") int batch,
            @Value("${farrier.answer.longest}") Duration longest,
            @Value("${farrier.answer.give-up}") Duration giveUp) {
        this.turns = turns;
        this.subscriptions = subscriptions;
        this.answers = answers;
        this.life = life;
        this.json = json;
        this.lease = lease;
        this.batch = batch;
        this.retry = new Retry(longest, giveUp);
    }

    /** Who is to be rung, since there is something new. */
    public List<Ring> news() {
        return subscriptions.news().stream()
                .map(bell -> Ring.now(Kind.ANSWER, bell))
                .toList();
    }

    /** Takes the turn and leaves what is to be told; no turn is set when the bell was old. */
    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(List.of());
        Optional<Turn> turn = turns.claim(Kind.ANSWER, bell, life.id(), lease);
        if (turn.isEmpty()) {
            return;
        }
        exchange.setProperty(Headers.TURN, turn.get());
        Subscription subscription = subscriptions.byId(bell.id());
        exchange.setProperty(SUBSCRIPTION, subscription);
        Cursor from = Cursor.parse(subscription.place());
        List<Answer> page = answers.after(from, batch);
        exchange.setProperty(
                READ, page.isEmpty() ? from : Cursor.after(page.getLast().event()));
        exchange.setProperty(ALL, page.size() < batch);
        exchange.getMessage().setHeader(Headers.KIND, subscription.kind());
        exchange.getMessage()
                .setBody(page.stream()
                        .filter(answer -> subscription.filter().passes(answer, subscription.id()))
                        .toList());
    }

    /** This one is told next. The claim, or the one that was told before it, has just made the lease whole. */
    public void begin(Exchange exchange, @Body Answer answer) {
        exchange.setProperty(Headers.ANSWER, answer);
        exchange.setProperty(Gate.LEASE_ENDS, System.nanoTime() + lease.toNanos());
    }

    /** It was told: this one is not told again. */
    public void told(@ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(Headers.ANSWER) Answer answer) {
        subscriptions.told(turn, Cursor.after(answer.event()), lease);
    }

    /** All of the page was told. */
    @Transactional
    public List<Ring> done(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(READ) Cursor read,
            @ExchangeProperty(ALL) boolean all) {
        Instant next = all ? turn.now().plus(IDLE) : turn.now();
        subscriptions.read(turn, read, all);
        turns.release(turn, next, 0);
        return all ? List.of() : ring(turn, null);
    }

    /** The next event was not taken. It stays the next one, and the others wait behind it; nobody else does. */
    @Transactional
    public List<Ring> failed(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception thrown) {
        // The splitter says in an exception of its own which part it was.
        Throwable why =
                thrown instanceof CamelExchangeException && thrown.getCause() != null ? thrown.getCause() : thrown;
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        if (turn == null || why instanceof TurnLost) {
            log.info("a turn of a subscription was given up: {}", why.getMessage());
            return List.of();
        }
        Optional<Subscription> still = subscriptions.find(turn.id());
        if (still.isEmpty()) {
            return List.of();
        }
        Subscription subscription = still.get();
        // Some of this turn may have been told, and that it failed before is forgotten with it.
        int stumbles = subscription.failingSince() == null ? 0 : turn.stumbles();
        NotTaken notTaken = why instanceof NotTaken it ? it : null;
        Duration wait = retry.after(stumbles, notTaken == null ? null : notTaken.retryAfter());
        subscriptions.notTaken(
                turn,
                subscription,
                stumbles,
                sentence(why, subscription),
                notTaken == null ? null : notTaken.refusedHash());
        Instant again = turn.now().plus(wait);
        turns.release(turn, again, stumbles + 1);
        if (retry.isOver(subscription.failingSince(), turn.now())) {
            subscriptions.giveUp(subscriptions.byId(turn.id()), retry.giveUp());
            return List.of();
        }
        return ring(turn, again);
    }

    private static String sentence(Throwable why, Subscription subscription) {
        if (why instanceof NotTaken || why instanceof Refused) {
            return why.getMessage();
        }
        Optional<String> known = AnswerHttp.barred(why).or(() -> MessagePost.full(why, subscription.address()));
        if (known.isPresent()) {
            return known.get();
        }
        return Unreached.sentence(why, subscription.address()).orElseGet(() -> {
            log.error("{} could not be told", subscription, why);
            return "It could not be told for a reason in the hub itself; its log tells more.";
        });
    }

    private static List<Ring> ring(Turn turn, Instant at) {
        return List.of(new Ring(Kind.ANSWER.queue(), new Bell(turn.id(), turn.turn()), at));
    }
}
