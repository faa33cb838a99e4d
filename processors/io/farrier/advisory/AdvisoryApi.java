package io.farrier.advisory;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;

/** The API's operations on advisories. */
@Component("advisoryApi")
class AdvisoryApi {

    private final Advisories advisories;
    private final ProductTable products;
    private final ObjectReader json;

    AdvisoryApi(Advisories advisories, ProductTable products, ObjectMapper json) {
        this.advisories = advisories;
        this.products = products;
        this.json = json.reader().with(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
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

    public void noTable(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        throw Refused.invalid("The table is no CSV with a name over each column: %s.".formatted(why.getMessage()));
    }

    /** One CSAF document. */
    public Map<String, Integer> csaf(@Body String body, @Header(Headers.WHO) String who) {
        JsonNode document;
        try {
            document = json.readTree(body);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
            throw Refused.invalid("The advisory is no JSON: line %d, column %d: %s."
                    .formatted(at.getLineNr(), at.getColumnNr(), e.getOriginalMessage()));
        }
        advisories.put(List.of(Csaf.read(document, products)), who);
        return Map.of("advisories", 1);
    }
}
