package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.FirmwareUpdateRequest.MultipartUpdate;
import io.farrier.transport.Submitted;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * {@code racadm update} and {@code racadm rollback}: without {@code --reboot}, so that what needs a restart of the host waits for
 * one. Whether it began is told by its message id alone, never by the exit code (PROTOCOLS 3.3).
 */
@Component("racadmSubmit")
class RacadmSubmit {

    private static final Pattern URL = Pattern.compile("(https?)://(.+)/([^/?#]+)");

    private static final String UPDATE_BEGAN = "RAC987";
    private static final String ROLLBACK_BEGAN = "RAC1056";

    /** What the hub sends is named alone; whatever carries the command sends it before. */
    public void askUpdate(Exchange exchange, @ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        if (((Ask.Submit) ask).request() instanceof MultipartUpdate sent) {
            RacadmUpload upload = RacadmUpload.of(sent);
            exchange.setProperty(RacadmDoor.UPLOAD, upload);
            exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("update", "-f", upload.name()));
        } else {
            exchange.setProperty(RacadmDoor.COMMAND, update(((Ask.Submit) ask).imageUri()));
        }
    }

    static RacadmCommand update(String imageUri) {
        Matcher url = URL.matcher(imageUri);
        if (!url.matches()) {
            throw new Failure("mode", "RACADM fetches packages by HTTP or HTTPS only");
        }
        String scheme = url.group(1).toUpperCase(Locale.ROOT);
        return new RacadmCommand(
                List.of("update", "-f", url.group(3), "-e", url.group(2), "-t", scheme), "update -f " + url.group(3));
    }

    /** What the device keeps is known only from its inventory. */
    public void askKept(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("swinventory"));
    }

    public void askRollback(
            Exchange exchange,
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        Ask.Rollback rollback = (Ask.Rollback) ask;
        String fqdd = rollback.inventoryId().replaceFirst("^\\w*?__", "");
        SoftwareInventory.kept(reply.good("racadm swinventory to " + ask.bmc()), fqdd)
                .filter(version ->
                        rollback.version() == null || rollback.version().equals(version))
                .orElseThrow(() -> new Failure("RED019", missing(rollback)));
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("rollback", fqdd));
    }

    private static String missing(Ask.Rollback rollback) {
        String version = rollback.version() == null ? "" : " " + rollback.version();
        return rollback.bmc() + " keeps no former version" + version + " of " + rollback.inventoryId();
    }

    public Submitted began(
            @ExchangeProperty(RacadmDoor.ASK) Ask ask,
            @ExchangeProperty(RacadmDoor.COMMAND) RacadmCommand command,
            @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        return submitted(
                reply, ask instanceof Ask.Rollback ? ROLLBACK_BEGAN : UPDATE_BEGAN, command + " to " + ask.bmc());
    }

    /** Most firmware does not tell the job: then the queue has to, which is for who knows what was in it before. */
    static Submitted submitted(RacadmReply reply, String began, String what) {
        if (!reply.says(began)) {
            throw reply.failure(what);
        }
        return reply.job()
                .map(Submitted::new)
                .orElseThrow(() -> new Failure(began, what + " has begun, and does not tell its job"));
    }
}
