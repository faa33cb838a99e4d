package io.farrier.transport.redfish;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.FirmwareUpdateRequest.InstallFromRepository;
import io.farrier.transport.FirmwareUpdateRequest.MultipartUpdate;
import io.farrier.transport.FirmwareUpdateRequest.SimpleUpdate;
import io.farrier.transport.Submitted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Hands over one package: the BMC fetches it from the hub, or has it sent. Which component it is for, the package itself
 * says; a {@code Targets} would not be heeded (FIELD A.1).
 */
@Component("redfishSubmit")
class RedfishSubmit {

    static final String APPLY_TIME = "@Redfish.OperationApplyTime";

    private static final Pattern JID = Pattern.compile("JID_\\d{6,18}");

    public void askService(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/UpdateService"));
    }

    /** {@code repository}, or {@code package}. */
    public String what(@ExchangeProperty(RedfishDoor.ASK) Ask ask) {
        return ((Ask.Submit) ask).request() instanceof InstallFromRepository ? "repository" : "package";
    }

    /**
     * {@code push} where a package is to be sent and the device knows only the older way to do so, which takes several
     * requests; else {@code update}, and its one request is made.
     */
    public String askUpdate(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        RedfishOffer service = new RedfishOffer(reply.json());
        switch (((Ask.Submit) ask).request()) {
            case SimpleUpdate simple -> exchange.setProperty(RedfishDoor.REQUEST, simple(ask, service, simple));
            case MultipartUpdate sent
            when service.multipart() != null -> exchange.setProperty(RedfishDoor.REQUEST, multipart(service, sent));
            case MultipartUpdate sent
            when service.pushes() -> {
                return "push";
            }
            case MultipartUpdate sent ->
                throw new Failure("SYS402", "The update service of " + ask.bmc() + " takes no package that is sent");
            case InstallFromRepository repository -> throw new IllegalStateException("not a package");
        }
        return "update";
    }

    private static RedfishRequest simple(Ask ask, RedfishOffer service, SimpleUpdate simple) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("ImageURI", simple.imageUri());
        String scheme = simple.imageUri().substring(0, simple.imageUri().indexOf(':'));
        body.put("TransferProtocol", scheme.toUpperCase(Locale.ROOT));
        body.put(APPLY_TIME, applyTime(simple.immediate()));
        return RedfishRequest.post(service.simpleUpdate(ask), body);
    }

    private static RedfishRequest multipart(RedfishOffer service, MultipartUpdate sent) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("Targets", List.of());
        parameters.put(APPLY_TIME, applyTime(sent.immediate()));
        parameters.put("Oem", Map.of());
        return RedfishRequest.upload(
                service.multipart(),
                new RedfishRequest.Upload("UpdateFile", sent.file(), sent.fileName(), parameters),
                null);
    }

    /** Always said: without it the device chooses, and may restart the host by itself. */
    static String applyTime(boolean immediate) {
        return immediate ? "Immediate" : "OnReset";
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
