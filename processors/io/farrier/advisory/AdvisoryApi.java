package io.farrier.advisory;

import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on advisories. */
@Component("advisoryApi")
class AdvisoryApi {

    private final Advisories advisories;

    AdvisoryApi(Advisories advisories) {
        this.advisories = advisories;
    }

    public Page<Advisories.Listed> list(@Header("after") String after, @Header("limit") int limit) {
        List<Advisories.Listed> found = advisories.page(after == null ? "" : after, limit);
        return new Page<>(found, found.size() < limit ? null : found.getLast().id());
    }

    /** @param lines of the table, by the columns' names */
    public Map<String, Integer> read(@Body List<Map<String, String>> lines, @Header(Headers.WHO) String who) {
        List<Advisory> told = AdvisoryTable.read(lines);
        advisories.put(told, who);
        return Map.of("advisories", told.size());
    }
}
