package io.farrier.lab.wsman;

import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Faults;
import io.farrier.lab.net.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The faults that an answer's XML can have. */
final class Spoil {

    /** Nine times ten of the one before: a gigabyte, once it is expanded. */
    private static final String ENTITIES = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE s:Envelope [
              <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
              <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
              <!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f "&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;">
              <!ENTITY g "&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;"><!ENTITY h "&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;">
              <!ENTITY i "&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;"><!ENTITY x SYSTEM "file:///etc/passwd">
            ]>
            <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>&i;&x;</s:Body></s:Envelope>
            """;

    private Spoil() {}

    static Response of(Response answer, Faults faults) {
        if (answer.body().length == 0) {
            return answer;
        }
        if (faults.has(Fault.WSMAN_BOMB)) {
            return Soap.response(answer.status(), ENTITIES);
        }
        String text = new String(answer.body(), StandardCharsets.UTF_8);
        byte[] body = answer.body();
        if (faults.has(Fault.WSMAN_TRUNCATED)) {
            body = Arrays.copyOf(body, body.length * 2 / 3);
        } else if (faults.has(Fault.WSMAN_ENCODING)) {
            body = text.replace("<s:Body>", "<!-- r\u00e9ponse --><s:Body>").getBytes(StandardCharsets.ISO_8859_1);
        } else if (faults.has(Fault.WSMAN_UNPRINTABLE)) {
            body = text.replace("PowerEdge", "PowerEdge\u0003").getBytes(StandardCharsets.UTF_8);
        }
        return new Response(answer.status(), answer.headers(), body);
    }
}
