package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

@HubTest
class EventStreamTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    Ledger ledger;

    @Autowired
    Answers answers;

    @Autowired
    ObjectMapper json;

    @Autowired
    TransactionTemplate transaction;

    private Person viewer;
    private final String story = "test:" + UUID.randomUUID();

    @BeforeEach
    void login() {
        viewer = Person.who(hub, "viewer");
    }

    private void happens(String sentence) {
        happens(sentence, null);
    }

    private void happens(String sentence, Long run) {
        Entry entry = Entry.of(story, "test.happened", sentence);
        transaction.executeWithoutResult(status -> ledger.append(run == null ? entry : entry.run(run)));
    }

    private List<String> told(Listening listening) {
        return listening.events().stream()
                .filter(event -> event.path("stream").asText().equals(story))
                .map(event -> event.path("sentence").asText())
                .toList();
    }

    @Test
    void who_listens_hears_what_happens_after_that_and_nothing_before() {
        happens("before");
        try (Listening listening = Listening.to(viewer, "/api/v1/events", null)) {
            happens("one");
            happens("two");
            await().untilAsserted(() -> assertThat(told(listening)).containsExactly("one", "two"));
        }
    }

    @Test
    void who_was_away_goes_on_after_the_last_event_and_hears_each_once() {
        String last;
        try (Listening listening = Listening.to(viewer, "/api/v1/events", null)) {
            happens("heard");
            await().until(() -> told(listening).size() == 1);
            last = listening.lastId();
        }
        IntStream.range(0, 700).forEach(i -> happens("missed " + i));
        try (Listening listening = Listening.to(viewer, "/api/v1/events", last)) {
            happens("and now");
            await().atMost(Duration.ofSeconds(30)).until(() -> told(listening).contains("and now"));
            List<String> expected = new ArrayList<>();
            IntStream.range(0, 700).forEach(i -> expected.add("missed " + i));
            expected.add("and now");
            assertThat(told(listening)).isEqualTo(expected);
        }
    }

    @Test
    void nothing_is_lost_or_doubled_where_catching_up_meets_the_news() throws Exception {
        Cursor start = ledger.end();
        CountDownLatch half = new CountDownLatch(100);
        Thread writer = Thread.ofVirtual().start(() -> IntStream.range(0, 200).forEach(i -> {
            happens("n" + i);
            half.countDown();
        }));
        half.await();
        try (Listening listening = Listening.to(viewer, "/api/v1/events", start.toString())) {
            writer.join();
            await().atMost(Duration.ofSeconds(30)).until(() -> told(listening).contains("n199"));
            assertThat(told(listening))
                    .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "n" + i).toList());
        }
    }

    @Test
    void who_asks_for_one_run_hears_of_no_other() {
        try (Listening listening = Listening.to(viewer, "/api/v1/events?run=987654", null)) {
            happens("another run", 987653L);
            happens("no run");
            happens("the run", 987654L);
            await().untilAsserted(() -> assertThat(told(listening)).containsExactly("the run"));
        }
    }

    @Test
    void a_place_that_is_none_is_refused() {
        HttpResponse<String> answer = viewer.get("/api/v1/events?after=yesterday");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Person.json(answer).path("detail").asText()).contains("123-45");
    }

    @Test
    void pages_tell_the_same_as_the_stream() {
        Cursor start = ledger.end();
        IntStream.range(0, 5).forEach(i -> happens("page " + i));
        List<String> told = new ArrayList<>();
        AtomicReference<String> place = new AtomicReference<>(start.toString());
        // A transaction that is still open elsewhere holds new events back for a moment.
        await().until(() -> {
            HttpResponse<String> page = viewer.getJson("/api/v1/events?limit=2&after=" + place.get());
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            assertThat(Person.json(page).path("items").size()).isLessThanOrEqualTo(2);
            Person.json(page).path("items").forEach(event -> {
                if (event.path("stream").asText().equals(story)) {
                    told.add(event.path("sentence").asText());
                }
            });
            place.set(Person.json(page).path("next").asText());
            return told.contains("page 4");
        });
        assertThat(told).containsExactly("page 0", "page 1", "page 2", "page 3", "page 4");
    }

    @Test
    void pages_go_back_from_the_newest_to_the_beginning_and_miss_or_repeat_none() {
        IntStream.range(0, 7).forEach(i -> happens("back " + i, 987651L));
        // A transaction that is still open elsewhere holds new events back for a moment.
        await().until(() -> backwards("run=987651", 100).size() == 7);
        List<String> newestFirst =
                IntStream.range(0, 7).mapToObj(i -> "back " + (6 - i)).toList();
        for (int limit : List.of(1, 2, 3, 7, 8)) {
            assertThat(backwards("run=987651", limit)).as("limit %d", limit).isEqualTo(newestFirst);
        }
        // While somebody turns the pages new ones happen, and are before the first page.
        JsonNode first = Person.json(viewer.getJson("/api/v1/events?sort=-id&run=987651&limit=3"));
        happens("back 7", 987651L);
        String next = first.path("next").asText();
        JsonNode second = Person.json(viewer.getJson("/api/v1/events?sort=-id&run=987651&limit=3&after=" + next));
        assertThat(second.path("items").findValuesAsText("sentence")).containsExactly("back 3", "back 2", "back 1");
        // From the same place the other way round.
        JsonNode forward = Person.json(viewer.getJson("/api/v1/events?sort=id&run=987651&limit=2&after=" + next));
        assertThat(forward.path("items").findValuesAsText("sentence")).containsExactly("back 5", "back 6");
    }

    @Test
    void what_fits_among_much_else_is_found_backwards_too() {
        Subscribing mine = Subscribing.in(hub);
        mine.happens("plan.begun", "the first");
        IntStream.range(0, 30).forEach(i -> happens("else " + i));
        mine.happens("plan.completed", "the last");
        String filter = "types=plan&change=" + mine.change();
        await().until(() -> viewer.getJson("/api/v1/events?sort=-id&limit=1000&" + filter)
                .body()
                .contains("the last"));
        // Each page is of what was read, so most are empty and say where to go on.
        JsonNode page = Person.json(viewer.getJson("/api/v1/events?sort=-id&limit=5&" + filter));
        List<String> told = new ArrayList<>(page.path("items").findValuesAsText("sentence"));
        while (told.size() < 2 && !page.path("next").isNull()) {
            String next = page.path("next").asText();
            page = Person.json(viewer.getJson("/api/v1/events?sort=-id&limit=5&" + filter + "&after=" + next));
            told.addAll(page.path("items").findValuesAsText("sentence"));
        }
        assertThat(told).containsExactly("the last", "the first");
    }

    @Test
    void a_stream_does_not_go_backwards_and_the_last_are_not_asked_for_twice() {
        HttpResponse<String> stream =
                viewer.send(viewer.request("/api/v1/events?sort=-id").header("Accept", "text/event-stream"));
        assertThat(stream.statusCode()).isEqualTo(400);
        assertThat(stream.body()).contains("sort=-id is for pages");
        assertThat(viewer.getJson("/api/v1/events?sort=-id&last=3").body()).contains("last goes with sort=id");
        assertThat(viewer.getJson("/api/v1/events?sort=-at").statusCode()).isEqualTo(400);
    }

    /** All of them, page by page. */
    private List<String> backwards(String filter, int limit) {
        List<String> told = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonNode page = Person.json(
                    viewer.getJson("/api/v1/events?sort=-id&%s&limit=%d%s".formatted(filter, limit, after)));
            told.addAll(page.path("items").findValuesAsText("sentence"));
            after = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asText();
        }
        return told;
    }

    @Test
    void who_does_not_keep_up_is_dropped_and_holds_up_nobody() {
        EventStream stream = new EventStream(ledger, answers, json, 3, 2, Duration.ofSeconds(15));
        stream.start();
        Stuck stuck = new Stuck();
        stream.admit();
        stream.tell(stuck, ledger.end(), Filter.ALL);
        await().until(stuck.greeted::get);
        await().until(() -> {
            happens("too much");
            stream.read();
            return stuck.ended.get();
        });
        await().until(() -> stream.admitted() == 0);
        stream.stop();
    }

    @Test
    void silence_is_broken_by_a_heartbeat() {
        EventStream stream = new EventStream(ledger, answers, json, 3, 2, Duration.ofMillis(20));
        stream.start();
        Stuck quiet = new Stuck();
        stream.admit();
        stream.tell(quiet, ledger.end(), new Filter(null, null, null, null, 1L, null, null, null));
        await().until(quiet.still::get);
        stream.stop();
        await().until(quiet.ended::get);
    }

    /** Not those who have caught up: else any number could read the whole ledger at once. */
    @Test
    void whoever_is_admitted_has_a_place_while_it_still_catches_up() {
        EventStream stream = new EventStream(ledger, answers, json, 3, 2, Duration.ofSeconds(15));
        stream.start();
        happens("missed");
        List<Stuck> all = List.of(new Stuck(), new Stuck());
        all.forEach(stuck -> {
            stream.admit();
            stream.tell(stuck, Cursor.START, Filter.ALL);
        });
        assertThatThrownBy(stream::admit).isInstanceOf(Refused.class).hasMessageContaining("try again later");
        // They read the past when the hub stops, and are not waited for.
        await().until(() -> all.stream().allMatch(stuck -> stuck.greeted.get()));
        stream.stop();
        await().until(() -> stream.admitted() == 0);
    }

    @Test
    void who_asks_for_types_and_a_change_hears_of_nothing_else() {
        Subscribing mine = Subscribing.in(hub);
        Subscribing other = Subscribing.in(hub);
        String path = "/api/v1/events?types=plan,run.ended&change=" + mine.change();
        try (Listening listening = Listening.to(viewer, path, null)) {
            other.happens("plan.begun", "another change");
            mine.happens("change.waits", "another type");
            happens("no change");
            mine.happens("plan.begun", "one");
            mine.happens("plan.completed", "two");
            await().untilAsserted(() -> assertThat(listening.events().stream()
                            .map(event -> event.path("sentence").asText())
                            .toList())
                    .containsExactly("one", "two"));
            String pages = viewer.getJson("/api/v1/events?last=10&types=plan&change=" + mine.change())
                    .body();
            assertThat(pages).contains("\"one\"", "\"two\"").doesNotContain("another");
        }
    }

    @Test
    void what_could_never_fit_is_refused() {
        for (String query : List.of("types=", "stages=results", "tag=ams1", "run=seven", "change=")) {
            HttpResponse<String> said = viewer.get("/api/v1/events?" + query);
            assertThat(said.statusCode()).as(query + said.body()).isEqualTo(400);
        }
    }

    /** A client that reads the greeting and what is said in silence, but no event. */
    private static final class Stuck implements Line {

        private final AtomicBoolean greeted = new AtomicBoolean();
        private final AtomicBoolean still = new AtomicBoolean();
        private final AtomicBoolean ended = new AtomicBoolean();

        @Override
        public void greet() {
            greeted.set(true);
        }

        @Override
        public void tell(List<Said> news) throws IOException {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException("interrupted while writing", e);
            }
        }

        @Override
        public void still() {
            still.set(true);
        }

        @Override
        public void end(String why) {
            ended.set(true);
        }

        @Override
        public void broken(Throwable why) {
            ended.set(true);
        }
    }
}
