package io.farrier.ome;

import com.fasterxml.jackson.databind.JsonNode;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Reads an OME, one request after the other, as {@link Reading} says. */
@Component("omeRead")
class OmeRead {

    private static final String READING = "omeReading";

    private final Holdings holdings;
    private final int inventories;

    OmeRead(Holdings holdings, @Value("${farrier.ome.inventories}") int inventories) {
        this.holdings = holdings;
        this.inventories = inventories;
    }

    public void begin(Exchange exchange, @ExchangeProperty(OmeDoor.OME) Ome ome) {
        Reading reading = new Reading(ome, holdings.inventoried(ome.id()), inventories);
        exchange.setProperty(READING, reading);
        exchange.setProperty(OmeDoor.NEXT, reading.next().orElse(null));
    }

    public void take(
            Exchange exchange,
            @ExchangeProperty(READING) Reading reading,
            @ExchangeProperty(OmeDoor.REPLY) JsonNode reply) {
        reading.take(reply);
        exchange.setProperty(OmeDoor.NEXT, reading.next().orElse(null));
    }

    public Shown shown(@ExchangeProperty(READING) Reading reading) {
        return reading.shown();
    }
}
