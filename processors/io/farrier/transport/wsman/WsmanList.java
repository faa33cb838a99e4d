package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Xml;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** All instances of a class, page by page: the first comes with the enumeration, the others are pulled by its context. */
@Component("wsmanList")
class WsmanList {

    /** Exchange property: the class whose instances are wanted. */
    static final String CLASS = "wsmanClass";

    /** Exchange property: the instances, a list of {@link Xml}. */
    static final String FOUND = "wsmanFound";

    private static final String PAGES = "wsmanPages";

    /** A device that always has one more page is broken. */
    private static final int MOST_PAGES = 200;

    public void ask(Exchange exchange, @ExchangeProperty(CLASS) String className) {
        exchange.setProperty(FOUND, new ArrayList<Xml>());
        exchange.setProperty(PAGES, 0);
        exchange.setProperty(WsmanDoor.REQUEST, WsmanRequest.enumerate(className));
    }

    /** Takes one page; false when it was the last, else the next is asked. */
    public boolean takePage(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(CLASS) String className,
            @ExchangeProperty(PAGES) int pages,
            @ExchangeProperty(FOUND) List<Xml> found,
            @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        if (!reply.body().name().equals("EnumerateResponse")
                && !reply.body().name().equals("PullResponse")) {
            throw new Failure(
                    "garbled-xml",
                    "The list of " + className + " of " + ask.bmc() + " was answered by "
                            + reply.body().name());
        }
        if (pages == MOST_PAGES) {
            throw new Failure("unreadable", "The list of " + className + " of " + ask.bmc() + " does not end");
        }
        reply.items().stream().filter(item -> item.name().equals(className)).forEach(found::add);
        exchange.setProperty(PAGES, pages + 1);
        String context = reply.context();
        exchange.setProperty(WsmanDoor.REQUEST, context == null ? null : WsmanRequest.pull(className, context));
        return context != null;
    }
}
