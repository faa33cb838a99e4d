package io.farrier.access;

import org.apache.camel.Exchange;
import org.apache.camel.spi.RestClientRequestValidator;
import org.apache.camel.support.processor.DefaultRestClientRequestValidator;
import org.springframework.stereotype.Component;

/** Camel's own look at a request before any route sees it; what it refuses is answered like every other refusal. */
@Component
class ContractCheck implements RestClientRequestValidator {

    private final RestClientRequestValidator camels = new DefaultRestClientRequestValidator();

    @Override
    public ValidationError validate(Exchange exchange, ValidationContext expected) {
        ValidationError error = camels.validate(exchange, whateverIsAccepted(expected));
        return error == null ? null : refused(exchange, error.statusCode(), sentence(error, expected));
    }

    /** What there is to say is said as JSON, and where that is not accepted, too: better than not to say it. */
    private static ValidationContext whateverIsAccepted(ValidationContext expected) {
        return new ValidationContext(
                expected.consumes(),
                null,
                expected.requiredBody(),
                expected.queryDefaultValues(),
                expected.queryAllowedValues(),
                expected.requiredQueryParameters(),
                expected.requiredHeaders());
    }

    private static String sentence(ValidationError error, ValidationContext expected) {
        return switch (error.statusCode()) {
            case 415 -> "Send the body as " + expected.consumes() + ".";
            default -> error.body().startsWith("Invalid JSon") ? "The body is no JSON." : error.body();
        };
    }

    private static ValidationError refused(Exchange exchange, int status, String sentence) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
        return new ValidationError(
                status, Problem.of("invalid", status, sentence).json());
    }
}
