package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.hub.Refused;
import io.farrier.ledger.Event;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class AnswerProperties {

    private static Answer answer(String type, Long plan, Long host, String change, Map<String, String> tags) {
        var facts = JsonNodeFactory.instance.objectNode().put("subscription", 5);
        Event event =
                new Event(1, 2, Instant.EPOCH, "plan:1", 1, type, host, null, plan, "farrier", "It happened.", facts);
        return new Answer(
                event,
                Stage.of(event),
                change == null ? null : new Answer.Change("erp", change),
                null,
                host == null ? null : new Answer.Host(host, "ABC1234", null, null, tags),
                null);
    }

    @Provide
    Arbitrary<String> types() {
        return Arbitraries.of(
                "run.ended",
                "run.admitted",
                "plan.begun",
                "change.accepted",
                "change.refused",
                "runner.ended",
                "host.found");
    }

    @Property
    void a_filter_that_says_nothing_passes_all_but_news_of_subscriptions(
            @ForAll @From("types") String type, @ForAll @LongRange(min = 1, max = 3) long plan) {
        assertThat(Filter.ALL.passes(answer(type, plan, null, null, Map.of()), 5))
                .isTrue();
        assertThat(Filter.ALL.passes(answer("subscription.failing", plan, null, null, Map.of()), 6))
                .isFalse();
    }

    @Property
    void whatever_more_a_filter_says_it_passes_no_more(
            @ForAll @From("types") String type,
            @ForAll @LongRange(min = 1, max = 2) long plan,
            @ForAll @LongRange(min = 1, max = 2) long host,
            @ForAll boolean changed) {
        Answer answer = answer(type, plan, host, changed ? "CHG1" : null, Map.of("site", "ams1"));
        Filter wide = new Filter(List.of("run", "change"), null, null, null, null, null, null, null);
        for (Filter narrow : List.of(
                new Filter(List.of("run"), null, null, null, null, null, null, null),
                new Filter(wide.types(), List.of("result"), null, null, null, null, null, null),
                new Filter(wide.types(), null, 1L, null, null, null, null, null),
                new Filter(wide.types(), null, null, 1L, null, null, null, null),
                new Filter(wide.types(), null, null, null, null, "site=ams1", null, null),
                new Filter(wide.types(), null, null, null, null, null, "*", null))) {
            assertThat(!narrow.passes(answer, 1) || wide.passes(answer, 1))
                    .as("%s of %s", narrow, answer)
                    .isTrue();
        }
    }

    private static Answer parked(Map<String, String> about) {
        var facts = JsonNodeFactory.instance.objectNode().put("source", "erp");
        about.forEach(facts::put);
        Event event = new Event(
                1,
                2,
                Instant.EPOCH,
                "message:1",
                1,
                "message.parked",
                null,
                null,
                null,
                "farrier",
                "It is parked.",
                facts);
        String change = about.get("change");
        String ci = about.get("ci");
        return new Answer(
                event,
                Stage.of(event),
                change == null ? null : new Answer.Change("erp", change),
                ci == null ? null : new Answer.Ci("erp", ci),
                null,
                null);
    }

    @Example
    void a_message_of_which_no_use_could_be_made_refuses_the_change_or_the_ci_that_it_is_about() {
        assertThat(parked(Map.of("change", "CHG1")).stage()).isEqualTo(Stage.REFUSED);
        assertThat(parked(Map.of("ci", "CI1")).stage()).isEqualTo(Stage.REFUSED);
        assertThat(parked(Map.of("freeze", "FRZ1")).stage()).isEqualTo(Stage.NEWS);
        Filter changes = new Filter(null, List.of("refused"), null, null, null, null, "*", null);
        Filter items = new Filter(null, List.of("refused"), null, null, null, null, null, "CI1");
        assertThat(changes.passes(parked(Map.of("change", "CHG1")), 1)).isTrue();
        assertThat(changes.passes(parked(Map.of("ci", "CI1")), 1)).isFalse();
        assertThat(items.passes(parked(Map.of("ci", "CI1")), 1)).isTrue();
        assertThat(items.passes(parked(Map.of("ci", "CI2")), 1)).isFalse();
        assertThat(items.passes(parked(Map.of()), 1)).isFalse();
    }

    @Example
    void a_word_of_a_type_is_a_whole_word() {
        Filter runs = new Filter(List.of("run"), null, null, null, null, null, null, null);
        assertThat(runs.passes(answer("run.ended", null, null, null, Map.of()), 1))
                .isTrue();
        assertThat(runs.passes(answer("runner.ended", null, null, null, Map.of()), 1))
                .isFalse();
    }

    @Example
    void a_test_is_told_to_the_one_that_asked_whatever_its_filter() {
        Filter narrow = new Filter(List.of("nothing"), null, 1L, 1L, null, "a=b", "CHG1", null);
        Answer test = answer(Filter.TEST, null, null, null, Map.of());
        assertThat(narrow.passes(test, 5)).isTrue();
        assertThat(Filter.ALL.passes(test, 6)).isFalse();
    }

    @Example
    void two_that_fail_do_not_talk_of_each_other_unless_somebody_says_so_and_none_of_itself() {
        Answer failing = answer("subscription.failing", null, null, null, Map.of());
        Filter asks = new Filter(List.of("subscription"), null, null, null, null, null, null, null);
        assertThat(asks.passes(failing, 6)).isTrue();
        assertThat(asks.passes(failing, 5)).isFalse();
    }

    @Example
    void an_empty_list_is_refused_and_selects_nothing() {
        assertThatThrownBy(() -> new Filter(List.of(), null, null, null, null, null, null, null).checked())
                .isInstanceOf(Refused.class);
        assertThatThrownBy(() -> new Filter(null, List.of("results"), null, null, null, null, null, null).checked())
                .isInstanceOf(Refused.class);
    }

    @Property
    void the_wait_grows_to_the_longest_and_is_never_shorter_than_what_was_asked_for_within_a_day(
            @ForAll @IntRange(min = 0, max = 1_000_000) int stumbles,
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long asked) {
        Retry retry = new Retry(Duration.ofMinutes(15), Duration.ofDays(3));
        Duration wait = retry.after(stumbles, null);
        assertThat(wait).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(15));
        assertThat(retry.after(stumbles + 1, null)).isGreaterThanOrEqualTo(wait);
        Duration wanted = Duration.ofSeconds(asked);
        assertThat(retry.after(stumbles, wanted))
                .isLessThanOrEqualTo(Duration.ofDays(1))
                .isGreaterThanOrEqualTo(wait)
                .isGreaterThanOrEqualTo(wanted.compareTo(Duration.ofDays(1)) < 0 ? wanted : Duration.ofDays(1));
    }

    @Property
    void no_retry_after_breaks_anything(@ForAll String header) {
        Duration asked = Asked.of(header, Instant.EPOCH);
        assertThat(asked == null || !asked.isNegative()).isTrue();
    }

    @Example
    void a_retry_after_is_seconds_or_a_time() {
        Instant now = Instant.parse("2026-11-24T02:00:00Z");
        assertThat(Asked.of("120", now)).isEqualTo(Duration.ofMinutes(2));
        assertThat(Asked.of("Tue, 24 Nov 2026 02:03:00 GMT", now)).isEqualTo(Duration.ofMinutes(3));
        assertThat(Asked.of("soon", now)).isNull();
    }

    @Example
    void only_public_addresses_are_told_and_those_that_are_allowed() throws UnknownHostException {
        Fence none = new Fence(List.of());
        for (String inner : List.of(
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fd00::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::")) {
            assertThat(none.lets(InetAddress.getByName(inner))).as(inner).isFalse();
        }
        assertThat(none.lets(InetAddress.getByName("93.184.216.34"))).isTrue();
        assertThat(none.lets(InetAddress.getByName("2606:4700::1111"))).isTrue();
        Fence some = new Fence(List.of("10.1.2.0/24", " 192.168.7.9"));
        assertThat(some.lets(InetAddress.getByName("10.1.2.3"))).isTrue();
        assertThat(some.lets(InetAddress.getByName("192.168.7.9"))).isTrue();
        assertThat(some.lets(InetAddress.getByName("10.1.3.3"))).isFalse();
        assertThatThrownBy(() -> new Fence(List.of("ten"))).hasMessageContaining("farrier.answer.allowed");
    }

    @Property
    void what_stands_in_for_a_name_never_says_more_in_a_url_than_a_value(@ForAll String change) {
        String request = TicketMap.request("GET /t?q=number%3D{change}&l=1", Map.of("change", change));
        assertThat(request.substring("GET /t?q=number%3D".length(), request.length() - 4))
                .doesNotContain("&", "#", "?", " ", "^", "=", "/");
    }

    @Example
    void the_map_that_ships_and_the_one_of_the_page_name_nothing_that_is_not_there() throws IOException {
        String page = Files.readString(Path.of("docs", "answers.md"));
        int from = page.indexOf("```yaml") + 8;
        Answer answer = answer("change.accepted", 3L, null, "CHG1", Map.of());
        Map<String, String> names = TicketMap.names(answer, "urn:farrier");
        names.put("changeId", "OPS-1");
        for (String text : List.of(
                Files.readString(Path.of("config", "servicenow.yaml")),
                page.substring(from, page.indexOf("```", from)))) {
            TicketMap map = new YAMLMapper().readValue(text, TicketMap.class);
            for (TicketMap.Sheet sheet : List.of(map.change(), map.answer())) {
                assertThat(sheet.tells(Stage.ACCEPTED)).isTrue();
                assertThat(sheet.tells(Stage.NEWS)).isFalse();
                assertThat(TicketMap.request(sheet.find(), names))
                        .startsWith("GET /")
                        .doesNotContain("{");
                assertThat(TicketMap.request(sheet.write(), names)).doesNotContain("{");
                assertThat(sheet.body(Stage.ACCEPTED, names).toString()).doesNotContain("{id}", "{changeId}");
            }
        }
    }

    @Example
    void a_signature_is_what_standard_webhooks_says() {
        // The example of the specification.
        assertThat(Signature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Property
    void a_line_of_syslog_is_one_whole_line_whatever_is_in_it(@ForAll String sentence, @ForAll String who) {
        var facts = JsonNodeFactory.instance.objectNode().put("state", "failed");
        Event event = new Event(7, 2, Instant.EPOCH, "run:1", 1, "run.ended", 1L, 1L, null, who, sentence, facts);
        byte[] line = new Syslog(16, "a host ☃")
                .line(new Answer(event, Stage.RESULT, new Answer.Change("erp", who), null, null, sentence));
        assertThat(line.length).isLessThanOrEqualTo(Syslog.LARGEST);
        String text = new String(line, StandardCharsets.UTF_8);
        assertThat(text)
                .startsWith("<131>1 1970-01-01T00:00:00.000000Z ahost farrier - run.ended [farrier@32473 id=\"7\" ")
                .doesNotContain("\n", "\r", "\0");
        if (sentence.length() + who.length() < 100) {
            assertThat(text).contains("] \ufeff");
        }
        assertThat(new String(Syslog.framed(line), StandardCharsets.UTF_8)).isEqualTo(line.length + " " + text);
    }
}
