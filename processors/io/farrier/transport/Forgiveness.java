package io.farrier.transport;

import org.apache.camel.Exchange;

/**
 * While a BMC restarts because of us it may refuse a good credential for minutes. A run that knows this says so here; its
 * own rule counts the logins (three, a minute apart), and the hour's rest of a refused credential does not begin; nor does
 * it count against a way that nobody answers there.
 */
public final class Forgiveness {

    /** Exchange property, true or absent. */
    public static final String PROPERTY = "farrierForgiving";

    private Forgiveness() {}

    public static boolean of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, false, Boolean.class);
    }
}
