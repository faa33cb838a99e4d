package io.farrier.hub;

import java.util.Map;

/**
 * What an exchange is about, for whoever looks for all that concerns one run, one host or one plan: the attributes that
 * its spans carry. Ids and names only; they leave the hub.
 */
public interface Marked {

    String RUN = "farrier.run";
    String PLAN = "farrier.plan";

    /** The service tag. */
    String HOST = "farrier.host";

    /** What is done in this turn, one word of the rule that decided it. */
    String ACTION = "farrier.action";

    /** The operation of the API, as the contract calls it. */
    String CALL = "farrier.call";

    Map<String, String> marks();
}
