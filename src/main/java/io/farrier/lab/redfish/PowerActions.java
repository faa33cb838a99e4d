package io.farrier.lab.redfish;

import static io.farrier.lab.redfish.Call.MANAGER;
import static io.farrier.lab.redfish.Call.SYSTEM;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Host;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Tally;
import io.farrier.lab.net.Response;

/** Resets of the host and of the iDRAC, and the question whether both are ready. */
final class PowerActions {
    private static final String LIFECYCLE = MANAGER + "/Oem/Dell/DellLCService/Actions/DellLCService.";

    private PowerActions() {}

    static void add(Routes routes) {
        routes.on("POST", SYSTEM + "/Actions/ComputerSystem.Reset", PowerActions::host)
                .on("POST", MANAGER + "/Actions/Manager.Reset", PowerActions::bmc)
                .on("POST", LIFECYCLE + "GetRemoteServicesAPIStatus", PowerActions::status)
                .on("POST", LIFECYCLE + "GetRSStatus", PowerActions::rsStatus);
    }

    private static Response host(Call call) {
        Host.ResetType type = Host.ResetType.of(Call.required(call.body(), "ResetType"))
                .orElseThrow(() -> new Refused(400, Message.BAD_VALUE));
        call.device()
                .host()
                .reset(type, Tally.Cause.ORDERED, call.request().from())
                .ifPresent(already -> {
                    throw new Refused(409, already);
                });
        return Response.empty(204);
    }

    private static Response bmc(Call call) {
        if (!Call.required(call.body(), "ResetType").equals("GracefulRestart")) {
            throw new Refused(400, Message.BAD_VALUE);
        }
        call.device().bmc().restart(Tally.Cause.ORDERED, call.request().from());
        return Response.empty(204);
    }

    private static Response status(Call call) {
        String lifecycle = call.device().bmc().lcStatus();
        ObjectNode status = Bodies.info(call.device(), Message.OK);
        status.put("LCStatus", lifecycle);
        status.put("RTStatus", lifecycle.equals("Ready") ? "Ready" : "NotReady");
        status.put("ServerStatus", call.device().host().serverStatus());
        status.put("Status", lifecycle.equals("Ready") ? "Ready" : "NotReady");
        status.put("TelemetryStatus", "Ready");
        return Bodies.json(200, status);
    }

    private static Response rsStatus(Call call) {
        ObjectNode status = Bodies.info(call.device(), Message.OK);
        return Bodies.json(
                200, status.put("RSStatus", call.device().bmc().lcStatus().equals("Ready") ? "Ready" : "Reloading"));
    }
}
