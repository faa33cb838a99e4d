package io.farrier.answer;

import io.farrier.hub.Refused;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.stream.Stream;

/** Where somebody is told, by the kind of the subscription. */
public final class Address {

    private static final int MAILBOXES = 10;

    /** What goes into a mail's head holds nothing that could begin another line or another address. */
    private static final String MAILBOX =
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?";

    private Address() {}

    /** @throws Refused where it is none that the kind can use */
    public static String checked(String kind, String address) {
        if (address == null || address.isBlank() || address.length() > 500) {
            throw Refused.invalid("A subscription needs an address.");
        }
        return switch (kind) {
            case "message" -> message(address);
            case "webhook" -> url(address, true);
            case "syslog" -> Receiving.of(address).toString();
            case "mail" -> mailboxes(address);
            case "servicenow" -> url(address, false).replaceFirst("/$", "");
            default -> address.startsWith("http") ? url(address, true).replaceFirst("/$", "") : address.strip();
        };
    }

    private static String message(String address) {
        if (!address.matches("(queue|topic):answer\\.[A-Za-z0-9._-]{1,100}")) {
            throw Refused.invalid(
                    "The address of messages is queue:answer.NAME, where they wait until they are read, or topic:answer.NAME,"
                            + " for whoever listens then (in MQTT answer/NAME).");
        }
        return address;
    }

    private static String mailboxes(String address) {
        List<String> all = Stream.of(address.split(",")).map(String::strip).toList();
        if (all.size() > MAILBOXES || !all.stream().allMatch(one -> one.matches(MAILBOX))) {
            throw Refused.invalid("The address of mails is one like ops@example.com, or up to %d of them with commas."
                    .formatted(MAILBOXES));
        }
        return String.join(", ", all);
    }

    private static String url(String address, boolean path) {
        String wrong = "The address is an https or http URL without a login, a query of its own or a fragment in it.";
        try {
            URI url = new URI(address.strip());
            boolean http = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            boolean bare = url.getPath() == null
                    || url.getPath().isEmpty()
                    || url.getPath().equals("/");
            if (!http
                    || url.getHost() == null
                    || url.getUserInfo() != null
                    || url.getQuery() != null
                    || url.getFragment() != null) {
                throw Refused.invalid(wrong);
            }
            if (!path && !bare) {
                throw Refused.invalid("The address is that of the instance, as https://acme.service-now.com.");
            }
            return url.toString();
        } catch (URISyntaxException e) {
            throw Refused.invalid(wrong);
        }
    }
}
