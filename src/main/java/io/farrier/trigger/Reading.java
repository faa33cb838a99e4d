package io.farrier.trigger;

import io.farrier.fleet.Selector;
import io.farrier.hub.Bodies;
import io.farrier.hub.Refused;
import io.farrier.trigger.Said.Opening;
import io.netty.util.NetUtil;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** From a message to what it says, strictly: a message that was misread is worse than one that was parked. */
@Component("triggerReading")
class Reading {

    /** Whoever means a time before or after these has made a mistake; databases and calendars know no such times. */
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final Bodies bodies;

    Reading(Bodies bodies) {
        this.bodies = bodies;
    }

    /** @throws Unclear saying which field is wrong and what it should be */
    Said read(Message message) {
        Class<? extends Said> type = Said.TYPES.get(message.type());
        if (type == null) {
            throw new Unclear("is of the type %s; understood are %s"
                    .formatted(message.type(), String.join(", ", Said.TYPES.keySet())));
        }
        if (message.number() == null || !message.number().matches("[\\x21-\\x7e]{1,100}")) {
            throw new Unclear(
                    "does not say what it is about: number is a text of 1 to 100 letters and digits without blanks");
        }
        if (message.stamp().time() == null && message.stamp().sequence() == null) {
            throw new Unclear("has neither time nor sequence, so nobody knows what it comes after");
        }
        time("time", message.stamp().time());
        try {
            return checked(bodies.read(message.data().toString(), type));
        } catch (Refused e) {
            throw new Unclear(e.getMessage());
        }
    }

    private static Said checked(Said said) {
        switch (said) {
            case Said.Approved approved -> {
                if (Selector.read(approved.targets()).empty()) {
                    throw new Unclear("selects no host: targets is empty");
                }
                if (approved.cap() != null && approved.cap() < 1) {
                    throw new Unclear("cap is a number of hosts from 1, not " + approved.cap());
                }
                time(
                        "approval.at",
                        approved.approval() == null ? null : approved.approval().at());
                if (approved.window() != null) {
                    window(approved.window());
                }
            }
            case Said.Rescheduled rescheduled -> window(rescheduled.window());
            case Said.Cancelled cancelled -> {}
            case Said.OfItem item -> {
                if (item.serviceTag() == null && item.address() == null) {
                    throw new Unclear("names no host: a CI has a serviceTag, or the address of its BMC");
                }
                if (item.address() != null && !isAddress(item.address())) {
                    throw new Unclear("address is the IP address of a BMC, not " + item.address());
                }
            }
            case Said.FreezeStarted started -> {
                Said.Scope scope = started.scope();
                if (scope == null || scope.kind() == null || !Said.Scope.KINDS.contains(scope.kind())) {
                    throw new Unclear(
                            "says nothing of what is frozen: scope.kind is everywhere, site, cluster or host");
                }
                if (scope.kind().equals("everywhere") == (scope.name() != null)) {
                    throw new Unclear("a freeze of a %s %s"
                            .formatted(scope.kind(), scope.name() == null ? "needs scope.name" : "has no scope.name"));
                }
                time("from", started.from());
                time("until", started.until());
                if (started.from() == null
                        || started.until() != null && !started.until().isAfter(started.from())) {
                    throw new Unclear("a freeze has a time from, and until comes after it");
                }
            }
            case Said.FreezeEnded ended -> {}
            case Said.Go go -> {
                if (go.wave() == null || go.wave() < 1 || go.go() == null) {
                    throw new Unclear(
                            "says of no wave whether it goes on: wave is the one that is done, go is true or false");
                }
            }
        }
        return said;
    }

    private static boolean isAddress(String text) {
        return text.matches("[0-9a-fA-F:.]{2,45}")
                && (NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text));
    }

    private static void time(String field, Instant time) {
        if (time != null && (time.isBefore(EARLIEST) || !time.isBefore(LATEST))) {
            throw new Unclear("has the %s %s: that is a time from %s to %s".formatted(field, time, EARLIEST, LATEST));
        }
    }

    private static void window(Opening window) {
        if (window == null
                || window.opensAt() == null
                || window.closesAt() == null
                || !window.closesAt().isAfter(window.opensAt())) {
            throw new Unclear("has no window that can be: window.closesAt comes after window.opensAt");
        }
        time("window.opensAt", window.opensAt());
        time("window.closesAt", window.closesAt());
    }
}
