package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Submitted;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * SimpleUpdate: the BMC fetches the package from the hub. Which component it is for, the package itself says; a
 * {@code Targets} would not be heeded (FIELD A.1).
 */
@Component("redfishSubmit")
class RedfishSubmit {

    private static final Pattern JID = Pattern.compile("JID_\\d{6,18}");

    public void askService(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/UpdateService"));
    }

    public void askUpdate(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply service) {
        JsonNode action = service.json().at("/Actions/#UpdateService.SimpleUpdate");
        String target = text(action, "/target");
        if (target == null) {
            throw new Failure("SYS402", "The update service of " + ask.bmc() + " offers no SimpleUpdate");
        }
        Ask.Submit submit = (Ask.Submit) ask;
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ImageURI", submit.imageUri());
        String scheme = submit.imageUri().substring(0, submit.imageUri().indexOf(':'));
        body.put("TransferProtocol", scheme.toUpperCase(Locale.ROOT));
        // Always said: without it the device chooses, and may restart the host by itself.
        body.put("@Redfish.OperationApplyTime", submit.immediate() ? "Immediate" : "OnReset");
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.post(target, body));
    }

    public Submitted read(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        Matcher jid = JID.matcher(reply.location() == null ? "" : reply.location());
        if (reply.status() == 202 && jid.find()) {
            return new Submitted(jid.group());
        }
        // It may well have taken the package: without a job's id nobody knows.
        throw new Failure("garbled", ask.bmc() + " answered the update with " + reply.status() + " and no job");
    }
}
