package io.farrier.plan;

import io.farrier.transport.Bmc;
import java.util.Collection;
import java.util.Map;

/** Which way each host would be updated if it was begun now. */
public interface Routing {

    /** By host: the transport with its reason; a host that no transport is fit for is told so in the same words. */
    Map<Long, String> of(Collection<Bmc> bmcs, boolean back);
}
