package io.farrier.answer;

import io.farrier.hub.Headers;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The answer as a mail. Only what is set here goes into its head. */
@Component("mailPost")
class MailPost {

    private final String source;
    private final String from;

    MailPost(@Value("${farrier.answer.source}") String source, @Value("${farrier.answer.mail.from}") String from) {
        this.source = source;
        this.from = from;
    }

    public void out(
            Message message,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Headers.ANSWER) Answer answer) {
        Letter letter = Letter.of(answer, source);
        message.removeHeaders("*");
        message.setHeader("From", from);
        message.setHeader("To", subscription.address());
        message.setHeader("Subject", letter.subject());
        message.setHeader("Message-ID", letter.id());
        // RFC 3834: no answer of a machine is wanted.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setHeader("Content-Type", "text/plain; charset=utf-8");
        message.setBody(letter.text());
    }
}
